// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Names of keys. Part of input.

#ifndef BLITZ_TERM_INPUT_KEYS_H
#define BLITZ_TERM_INPUT_KEYS_H

#include "term/input_event.h"

#include <stdint.h>

// Bits of a modifier parameter less one, as terminals send it.
enum { KEY_SHIFT = 1, KEY_ALT = 2, KEY_CTRL = 4 };

// The bits of a modifier parameter; others than these three are left out.
unsigned key_modifiers(int parameter);

// Writes "Ctrl-Alt-Shift-NAME" as far as the bits say.
void key_name(char into[INPUT_KEY_NAME], unsigned modifiers, const char *name);

// The name of a character: letters with Ctrl become capitals. False for one that is no key
// (C1 controls, beyond Unicode).
bool key_character(char into[INPUT_KEY_NAME], unsigned modifiers, uint32_t code);

// The key of "CSI number ~", or of the final byte of a CSI or SS3 sequence; NULL when there is
// none. *modifiers receives what the final byte itself says.
const char *key_of_number(int number);
const char *key_of_final(char final, unsigned *modifiers);

#endif
