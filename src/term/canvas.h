// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A picture on its way to the terminal: indices into a palette. The view fills it, an encoder
// of this room turns it into bytes.

#ifndef BLITZ_TERM_CANVAS_H
#define BLITZ_TERM_CANVAS_H

#include <stdint.h>

struct colour {
    uint8_t r, g, b;
};

// Rows contiguous. An index at or above `colours` is not allowed. The palette is a colour map
// of up to 250 levels from dark to bright, followed by marks (saturated, NaN, outside ...).
#define CANVAS_COLOURS 256
struct canvas {
    uint32_t width, height;
    uint8_t *indices;
    struct colour palette[CANVAS_COLOURS];
    uint32_t colours; // used entries
    uint32_t levels;  // the first `levels` entries are the colour map; the rest are marks
};

#endif
