// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A curve along one side of a picture: each of its dots shows the pixels that are beside it. Dots
// in a grid of cells as in view/plot.h. Pure.

#ifndef BLITZ_VIEW_SIDE_PLOT_H
#define BLITZ_VIEW_SIDE_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct side_wish {
    const double *values; // count x channels, channel by channel; NaN is a gap; borrowed
    size_t count, channels;
    double from, to; // places among the values at the two ends of the side, in samples; `to` may be
                     // less than `from`; what is beyond the values stays empty
    bool is_down;    // along a column: values grow to the right; else upwards
    int columns, rows; // cells
};

struct side_cell {
    uint8_t dots;    // bits of U+2800
    uint8_t channel; // on top
};

// Owns its cells.
struct side_plot {
    int columns, rows;
    struct side_cell *cells; // row by row from the top
    double low, high;        // of the values that are beside it: its edges; NaN: there are none
};

void side_plot_make(const struct side_wish *wish, struct side_plot *plot);
void side_plot_free(struct side_plot *plot);

// The cell along the side that is beside sample `at`; -1: none is.
int side_plot_place(const struct side_wish *wish, double at);

#endif
