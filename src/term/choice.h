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

// Of the plots beside the pictures.
enum plots { PLOTS_AUTO, PLOTS_CELLS, PLOTS_SIXEL };

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

// What plots of so many colours may be sent with as pixels, beside pictures of this choice and in
// registers that are not theirs. False: they are of characters, because that is wished for, or the
// pictures are, or the terminal has not said that it has the registers; by itself also in tmux,
// which remembers all that it ever got, and where the background is not known. Pure.
bool choice_plots(enum plots wish, const struct choice *choice, const struct caps *caps,
                  const struct answers *answers, uint32_t colours, struct sixel_limits *limits);

// Its encoder; NULL for GRAPHICS_NONE.
struct encoder *choice_encoder(const struct choice *choice, const struct caps *caps);

// "sixel" "half" ... Static.
const char *choice_name(enum graphics kind);

#endif
