// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide.h"

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

struct slide_window slide_window(const struct slide_wish *wish, int64_t frame, int64_t frames) {
    static const struct slide_window none = { 0, -1 };
    if (frames < wish->width)
        return none;
    int64_t first = wish->place == SLIDE_BEHIND   ? frame - wish->lag - wish->width
                    : wish->place == SLIDE_CENTRE ? frame - (wish->width - 1) / 2
                                                  : frame + wish->lag + 1;
    int64_t nearest = larger(0, smaller(first, frames - wish->width));
    if (first != nearest && !wish->nearest)
        return none;
    return (struct slide_window){ nearest, nearest + wish->width - 1 };
}

struct slide_window slide_needs(const struct slide_wish *wish, int64_t first, int64_t last,
                                int64_t frames) {
    // Windows move with their frames; those without one are at the ends.
    struct slide_wish all = *wish;
    all.nearest = true;
    struct slide_window from = slide_window(&all, first, frames);
    struct slide_window to = slide_window(&all, last, frames);
    return (struct slide_window){ from.first, to.last };
}

int64_t slide_cut(const struct slide_wish *wish, int64_t last) {
    return last - last % wish->width;
}
