// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The histogram of the image that is shown, gathered to a few hundred columns for drawing.

#include "engine/making.h"

#include "engine/shown.h"

#include <math.h>
#include <stdlib.h>

char *histogram_key(const struct making *making) {
    if (!making->recording || !making->is_planned || !making->wish->shows_histogram)
        return NULL;
    struct text text = { 0 };
    shown_key(making, &text);
    return text_take(&text);
}

// Integers: a column holds the same number of values each, so that none looks taller than it is.
static void gather(const struct histogram *histogram, struct histogram_product *made) {
    made->nan = histogram->nan;
    if (!histogram->total)
        return;
    bool integer = element_is_integer(histogram->element);
    double values = integer ? histogram->high - histogram->low + 1 : HISTOGRAM_BINS;
    size_t group = (size_t)ceil(values / HISTOGRAM_COLUMNS);
    size_t from = integer ? (size_t)(histogram->low - element_lowest(histogram->element)) : 0;
    made->count = ((size_t)values + group - 1) / group;
    for (size_t i = 0; i < (size_t)values; i++)
        made->columns[i / group] += histogram->bins[from + i];
    made->first = histogram->low;
    double bin = integer ? 1 : (histogram->high - histogram->low) / HISTOGRAM_BINS;
    made->last = histogram->low + bin * (double)(made->count * group);
}

struct product *make_histogram(const struct making *making, char *key, struct fault *fault) {
    struct histogram_product *made = histogram_product_new(key);
    struct shown shown;
    struct histogram histogram = { 0 };
    bool good = shown_find(making, &shown, fault);
    if (good && shown.samples) {
        struct frame_view view = { .samples = shown.samples, .valid = shown.valid };
        struct frames frames = {
            .element = shown.element, .shape = shown.geometry.shape, .views = &view, .count = 1
        };
        good = histogram_of_frames(&frames, NULL, making->pool, NULL, &histogram, fault);
        if (good)
            gather(&histogram, made);
    }
    histogram_free(&histogram);
    shown_free(&shown);
    if (good)
        return &made->product;
    product_release(made);
    return NULL;
}
