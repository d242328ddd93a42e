// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

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

static int by_value(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

// The op over n > 0 values in time order.
static double combine(enum reduction_kind op, double *values, size_t n) {
    double sum = 0.0, spread = 0.0, min = values[0], max = values[0];
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        min = values[i] < min ? values[i] : min;
        max = values[i] > max ? values[i] : max;
    }
    double mean = sum / (double)n;
    switch (op) {
    case REDUCTION_MIN:
        return min;
    case REDUCTION_MAX:
        return max;
    case REDUCTION_STD:
        for (size_t i = 0; i < n; i++)
            spread += (values[i] - mean) * (values[i] - mean);
        return sqrt(spread / (double)n);
    case REDUCTION_MEDIAN:
        qsort(values, n, sizeof *values, by_value);
        return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
    default:
        return mean;
    }
}

static bool has_sample(const struct frame_view *view, struct shape shape, size_t sample) {
    size_t start;
    return view->samples && frame_valid_run(view, shape, sample, sample + 1, &start) > 0;
}

void slide_row(const struct slide_wish *wish, enum element element, struct shape shape,
               const struct frame_view *frame, size_t first, size_t count, double *into) {
    const struct surroundings *around = frame->around;
    struct slide_window window = slide_window(wish, frame->source, around->frames);
    size_t width = window.last < window.first ? 0 : (size_t)wish->width;
    const struct frame_view *views = around->views + (window.first - around->first);
    double *values = alloc_zeroed(width + 1, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        size_t n = 0;
        for (size_t k = 0; k < width; k++)
            if (has_sample(&views[k], shape, first + i)) {
                values[n] = element_value(element, views[k].samples, first + i);
                n += values[n] == values[n];
            }
        into[i] = n ? combine(wish->op, values, n) : (double)NAN;
    }
    free(values);
}
