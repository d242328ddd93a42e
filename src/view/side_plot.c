// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/side_plot.h"

#include "base/alloc.h"
#include "term/dots.h"

#include <math.h>
#include <stdlib.h>

struct span {
    double low, high; // NaN: nothing
};

static int along(const struct side_wish *wish) {
    return wish->is_down ? wish->rows * DOTS_DOWN : wish->columns * DOTS_ACROSS;
}

static int height(const struct side_wish *wish) {
    return wish->is_down ? wish->columns * DOTS_ACROSS : wish->rows * DOTS_DOWN;
}

// The samples beside a dot, at least one when any is: *first to *last, both in; none: *last <
// *first.
static void beside(const struct side_wish *wish, int dot, double *first, double *last) {
    double step = (wish->to - wish->from) / along(wish);
    double a = wish->from + dot * step, b = a + step;
    *first = floor(fmin(a, b) + 1e-9);
    *last = fmin(fmax(ceil(fmax(a, b) - 1e-9) - 1, *first), (double)wish->count - 1);
    *first = fmax(*first, 0);
}

static struct span span_of(const struct side_wish *wish, size_t channel, int dot) {
    struct span span = { NAN, NAN };
    double first, last;
    beside(wish, dot, &first, &last);
    for (double at = first; at <= last; at++) {
        double value = wish->values[channel * wish->count + (size_t)at];
        if (!isfinite(value))
            continue;
        span.low = fmin(span.low, value);
        span.high = fmax(span.high, value);
    }
    return span;
}

static void set_dot(const struct side_wish *wish, struct side_plot *plot, size_t channel, int dot,
                    int level) {
    int x = wish->is_down ? level : dot;
    int y = wish->is_down ? dot : wish->rows * DOTS_DOWN - 1 - level;
    struct side_cell *cell = &plot->cells[y / DOTS_DOWN * wish->columns + x / DOTS_ACROSS];
    cell->dots |= dot_bit((unsigned)x % DOTS_ACROSS, (unsigned)y % DOTS_DOWN);
    cell->channel = (uint8_t)channel;
}

// A constant runs through the middle.
static int level_of(const struct side_plot *plot, double value, int levels) {
    double range = plot->high - plot->low;
    double place = range > 0 ? (value - plot->low) / range : 0.5;
    return (int)lround(place * (levels - 1));
}

// Neighbours are joined.
static void draw(const struct side_wish *wish, struct side_plot *plot, size_t channel) {
    struct span before = { NAN, NAN };
    for (int dot = 0; dot < along(wish); dot++) {
        struct span own = span_of(wish, channel, dot), span = own;
        if (isnan(own.low)) {
            before = own;
            continue;
        }
        if (!isnan(before.low)) {
            span.low = fmin(span.low, before.high);
            span.high = fmax(span.high, before.low);
        }
        int last = level_of(plot, span.high, height(wish));
        for (int level = level_of(plot, span.low, height(wish)); level <= last; level++)
            set_dot(wish, plot, channel, dot, level);
        before = own;
    }
}

void side_plot_make(const struct side_wish *wish, struct side_plot *plot) {
    *plot = (struct side_plot){ .columns = wish->columns,
                                .rows = wish->rows,
                                .cells = alloc_zeroed((size_t)wish->columns * (size_t)wish->rows,
                                                      sizeof *plot->cells),
                                .low = NAN,
                                .high = NAN };
    for (size_t channel = 0; channel < wish->channels; channel++)
        for (int dot = 0; dot < along(wish); dot++) {
            struct span span = span_of(wish, channel, dot);
            plot->low = fmin(plot->low, span.low);
            plot->high = fmax(plot->high, span.high);
        }
    for (size_t channel = 0; channel < wish->channels; channel++)
        draw(wish, plot, channel);
}

void side_plot_free(struct side_plot *plot) {
    free(plot->cells);
    *plot = (struct side_plot){ 0 };
}

int side_plot_place(const struct side_wish *wish, double at) {
    int cells = wish->is_down ? wish->rows : wish->columns;
    double place = (at - wish->from) / (wish->to - wish->from) * cells;
    return place >= 0 && place < cells ? (int)place : -1;
}
