// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Which encoder shows the pictures, from what is wished for and what the terminal can.

#ifndef BLITZ_TERM_CHOICE_H
#define BLITZ_TERM_CHOICE_H

#include "term/answers.h"
#include "term/caps.h"
#include "term/encoder.h"
#include "term/sixel.h"
#include "term/tty.h"

#include <stdbool.h>

enum graphics {
    GRAPHICS_AUTO,
    GRAPHICS_SIXEL,
    GRAPHICS_HALF,
    GRAPHICS_QUAD,
    GRAPHICS_SEXTANT,
    GRAPHICS_BRAILLE,
    GRAPHICS_ASCII,
    GRAPHICS_NONE,
};

struct choice {
    enum graphics kind;        // never GRAPHICS_AUTO
    struct sixel_limits sixel; // of GRAPHICS_SIXEL; else all 0
};

// By itself (GRAPHICS_AUTO) sixel is taken only when the terminal has said that it draws them;
// when asked for, as soon as the terminal has said anything. What cannot be shown is replaced
// by the nearest that can. Pure.
struct choice choice_make(enum graphics wish, const struct caps *caps,
                          const struct answers *answers, const struct tty_size *size);

bool choice_equal(const struct choice *a, const struct choice *b);

// Its encoder; NULL for GRAPHICS_NONE.
struct encoder *choice_encoder(const struct choice *choice, const struct caps *caps);

// "sixel" "half" ... Static.
const char *choice_name(enum graphics kind);

#endif
