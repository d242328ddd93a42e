// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From a colour to what the terminal can show.

#ifndef BLITZ_TERM_QUANTISE_H
#define BLITZ_TERM_QUANTISE_H

#include "term/canvas.h"
#include "term/caps.h"

#include <stdint.h>

// A colour as the terminal is told it: a tag and a number.
#define INK_DEFAULT 0u
#define INK_INDEX(n) (1u << 24 | (n))
#define INK_RGB(c) (2u << 24 | (uint32_t)(c).r << 16 | (uint32_t)(c).g << 8 | (c).b)
#define INK_TAG(ink) ((ink) >> 24)
#define INK_VALUE(ink) ((ink)&0xffffff)

// The usual values of the terminal's 256 colours: 16 named ones, the 6x6x6 cube, 24 greys.
struct colour terminal_colour(unsigned index);

// The nearest of the cube and the greys (16 to 255).
unsigned nearest_of_256(struct colour colour);

// The inks of a palette's entries: computed once a palette. With 8 and 16 colours an entry is a
// mixture of two, in `share` sixteenths of the second, except the marks, which are plain.
struct quantised {
    enum colour_depth depth;
    uint32_t colours, levels; // of the palette that it was made from
    struct colour palette[CANVAS_COLOURS];
    uint32_t ink[CANVAS_COLOURS];
    uint32_t second[CANVAS_COLOURS];
    uint8_t share[CANVAS_COLOURS];
};

// Brings it up to date with the canvas' palette; does nothing when it is.
void quantise(struct quantised *quantised, enum colour_depth depth, const struct canvas *canvas);

// The ink of an entry at a canvas position (which decides between the two of a mixture).
uint32_t quantised_ink(const struct quantised *quantised, uint8_t index, uint32_t x, uint32_t y);

#endif
