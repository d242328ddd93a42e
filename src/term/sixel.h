// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Pixels as sixels, through libsixel. The picture is cut into bands that the workers encode
// apart; joined in their order they are the same bytes for any number of workers. For a slow link
// they are several pictures below each other, between which something else may be sent.

#ifndef BLITZ_TERM_SIXEL_H
#define BLITZ_TERM_SIXEL_H

#include "base/pool.h"
#include "base/text.h"
#include "term/canvas.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the terminal takes.
struct sixel_limits {
    uint32_t registers;          // colours at most, at least 2
    uint32_t first;              // not 0: entry i of the palette is always register first + i, so
                                 // that it is nobody else's; they are at most CANVAS_COLOURS
    uint32_t block;              // pixels of one colour, across and down: 1, 2, 3 or 6; 0: 1
    uint32_t slice;              // rows of cells of a picture that is sent in parts; 0: in one
    size_t bytes;                // a longer picture has fewer colours; 0: any length
    int cell_width, cell_height; // screen pixels a cell, at least 1
    uint32_t widest, highest;    // pixels of a picture; 0: any
};

// Appends the canvas, at least 1 x 1, as one control string at the cursor, whatever limits->slice.
// Workers help, in front; NULL: the caller's thread alone. False when libsixel refuses; then
// nothing is appended.
bool sixel_write(const struct canvas *canvas, const struct sixel_limits *limits, struct pool *pool,
                 struct text *bytes);

// The same bytes, or a control string for each slice, kept with the canvas for the encoder
// (canvas_release frees them). Kept are none when libsixel refuses: the encoder then says so.
void sixel_prepare(struct canvas *canvas, const struct sixel_limits *limits, struct pool *pool);

// Of the library, "1.10.3". Static.
const char *sixel_version(void);

#endif
