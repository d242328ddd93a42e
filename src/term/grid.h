// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Cells that bypass ncurses: what is on the screen in one area, and the fewest bytes that
// change it into something else.

#ifndef BLITZ_TERM_GRID_H
#define BLITZ_TERM_GRID_H

#include "base/text.h"
#include "term/area.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A character on a coloured ground (inks of quantise.h).
struct grid_cell {
    uint32_t ink, ground;
    uint32_t character; // code point, one column wide
};

// Initialise with { 0 }.
struct grid {
    struct area area;
    size_t capacity;        // cells that there is room for
    struct grid_cell *next; // to be filled in, row by row
    struct grid_cell *shown;
    bool known; // `shown` is on the screen
};

// Makes `next` the right size. What was shown is forgotten when the area is another one.
void grid_prepare(struct grid *grid, struct area area);

// Appends the bytes that turn `shown` into `next` (all of it when `full`), and makes it so.
void grid_emit(struct grid *grid, bool full, struct text *bytes);

// Frees the cells.
void grid_release(struct grid *grid);

#endif
