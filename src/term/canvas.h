// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A picture on its way to the terminal: indices into a palette. The view fills it, an encoder
// of this room turns it into bytes.

#ifndef BLITZ_TERM_CANVAS_H
#define BLITZ_TERM_CANVAS_H

#include <stddef.h>
#include <stdint.h>

struct colour {
    uint8_t r, g, b;
};

// Rows contiguous. An index at or above `colours` is not allowed. The palette is a colour map
// of up to CANVAS_LEVELS levels, followed by marks (saturated, NaN, outside ...): pixels that
// are no value. A terminal without colours shows a level by its density (0 empty to 255 full)
// and a mark by its glyph.
#define CANVAS_COLOURS 256
#define CANVAS_MARKS 16
#define CANVAS_LEVELS (CANVAS_COLOURS - CANVAS_MARKS)
struct canvas {
    uint32_t width, height;
    uint8_t *indices;
    struct colour palette[CANVAS_COLOURS];
    uint8_t density[CANVAS_COLOURS];
    char glyphs[CANVAS_MARKS]; // printable ASCII; of entry `levels` + i
    uint32_t colours;          // used entries
    uint32_t levels;           // the first `levels` entries are the colour map; the rest marks
    uint32_t cube;             // steps a channel of a colour cube, red slowest; 0: a colour map
    // The whole canvas as sixels, when they were made with it; NULL: they were not.
    char *sixels;
    size_t sixel_count;       // bytes
    uint32_t sixel_registers; // that they were made for
    uint32_t sixel_block;     // and pixels of one colour, as in struct sixel_limits
    uint32_t sixel_slice;     // cells' rows of each control string; 0: it is one
    size_t *sixel_ends;       // where in `sixels` each ends; NULL: it is one
};

#endif
