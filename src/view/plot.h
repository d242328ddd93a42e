// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A timeline as shapes: dots in a grid of cells, 2 across and 4 down in each (as in the braille
// characters), with the number of the series that each cell shows; and bars of a histogram. Pure.

#ifndef BLITZ_VIEW_PLOT_H
#define BLITZ_VIEW_PLOT_H

#include "view/ticks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One curve. Borrowed. NaN is a gap.
struct plot_series {
    const double *x; // rising; NULL: 0, 1, 2 ...
    const double *y;
    const double *low, *high; // a band around it, or NULL
    size_t count;
};

struct plot_wish {
    const struct plot_series *series;
    size_t count;
    int columns, rows;    // cells
    double x_low, x_high; // both 0: all samples
    double y_low, y_high; // both 0: what is in the range of x
};

#define PLOT_NOTHING 0xff
#define PLOT_BAND 0x80

struct plot_cell {
    uint8_t dots;   // bits of U+2800
    uint8_t series; // number of the series on top; with PLOT_BAND: its band; or PLOT_NOTHING
};

// Owns its cells.
struct plot {
    int columns, rows;
    struct plot_cell *cells;             // row by row from the top
    double x_low, x_high, y_low, y_high; // what the edges of the grid mean
};

// Draws. Every column of dots shows the whole range of its samples, so no peak is lost, however
// many samples share a column; neighbours are joined. A single sample or a constant shows as a
// dot or a line in the middle. False when there is no memory (sizes from outside).
bool plot_make(const struct plot_wish *wish, struct plot *plot);
void plot_release(struct plot *plot);

// Column of cells of a value on the x axis, and row of one on the y axis; -1: outside.
int plot_column(const struct plot *plot, double x);
int plot_row(const struct plot *plot, double y);

// The value in the middle of a column.
double plot_x(const struct plot *plot, int column);

// A cell of a curve that is on top in the columns [from, to): where it is a single cell high, so
// that a mark in its place hides no peak, else in the middle of the first column of it. False:
// there is none.
bool plot_mark_place(const struct plot *plot, uint8_t series, int from, int to, int *row,
                     int *column);

// The character of a cell: braille as UTF-8, or the nearest one of ASCII.
const char *plot_braille(uint8_t dots, char into[5]);
char plot_ascii(uint8_t dots);

// Heights of `columns` bars in eighths of a cell, 0 to 8 x rows: column c stands for its share
// of the bins (their sum). The largest bar is full; what is not 0 is at least 1. `logarithmic`:
// of log(1 + n). Returns what a full bar stands for; 0: all are empty.
double plot_bars(const uint64_t *bins, size_t count, int columns, int rows, bool logarithmic,
                 uint32_t *heights);

// Counts that are written beside bars of this full height, rising, at most `most` of them: powers
// of ten when `logarithmic`, else round numbers. Returns how many.
size_t plot_bar_ticks(double full, bool logarithmic, size_t most, struct tick ticks[TICKS_LIMIT]);

// What part of a full bar one of this count is high.
double plot_bar_part(double count, double full, bool logarithmic);

// Row of cells from the top at which a bar of this count ends.
int plot_bar_row(double count, double full, int rows, bool logarithmic);

// The character of a bar of this height in a row of cells (0 the lowest): a block of eighths as
// UTF-8, or one of ASCII.
const char *plot_bar_block(uint32_t height, int row, char into[5]);
char plot_bar_ascii(uint32_t height, int row);

#endif
