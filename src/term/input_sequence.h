// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a control sequence means, once its final byte has come. Part of input.

#ifndef BLITZ_TERM_INPUT_SEQUENCE_H
#define BLITZ_TERM_INPUT_SEQUENCE_H

#include "term/input_queue.h"

#include <stdbool.h>
#include <stddef.h>

// Reads "CSI bytes final" and appends the key, reply or mouse event that it means; nothing when
// it means none of them. True when what follows is pasted text.
bool input_sequence_end(struct input_queue *queue, const char *bytes, size_t count, char final);

// The same of a control string that began with ESC and `opener`; only its first bytes.
void input_string_end(struct input_queue *queue, char opener, const char *bytes, size_t count);

#endif
