// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/order.h"

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

// A frame of the window, samples first to first + count - 1 of it as doubles: NaN where it has
// none.
static void read_row(enum element element, struct shape shape, const struct frame_view *view,
                     size_t first, size_t count, double *into) {
    bool whole = view->samples && frame_is_whole(view, shape);
    size_t from = first, start = first, length = count;
    for (size_t i = 0; !whole && i < count; i++)
        into[i] = NAN;
    while (view->samples
           && (whole || (length = frame_valid_run(view, shape, from, first + count, &start)))) {
        double *to = into + (start - first);
        switch (element) {
        case ELEMENT_U8:
            for (size_t i = 0; i < length; i++)
                to[i] = ((const uint8_t *)view->samples)[start + i];
            break;
        case ELEMENT_U16:
            for (size_t i = 0; i < length; i++)
                to[i] = ((const uint16_t *)view->samples)[start + i];
            break;
        case ELEMENT_I16:
            for (size_t i = 0; i < length; i++)
                to[i] = ((const int16_t *)view->samples)[start + i];
            break;
        default:
            for (size_t i = 0; i < length; i++)
                to[i] = (double)((const float *)view->samples)[start + i];
        }
        if (whole)
            return;
        from = start + length;
    }
}

// Samples that are made together, in what the first-level cache holds.
enum { BLOCK = 512, GROUP = KERNEL_GROUP_BYTES / sizeof(float) };

// The frames of a window and the samples that are made of them.
struct block {
    enum element element;
    struct shape shape;
    const struct frame_view *views; // `width` of them
    size_t width, first, count;
};

// Sums in time order, and how many values they are; NaN is left out.
static void take_sums(const struct block *block, double *sums, double *n) {
    double row[BLOCK];
    for (size_t i = 0; i < block->count; i++)
        sums[i] = n[i] = 0.0;
    for (size_t k = 0; k < block->width; k++) {
        read_row(block->element, block->shape, &block->views[k], block->first, block->count, row);
        for (size_t i = 0; i < block->count; i++) {
            bool is_number = row[i] == row[i];
            sums[i] += is_number ? row[i] : 0.0;
            n[i] += is_number ? 1.0 : 0.0;
        }
    }
}

static void take_means(const struct block *block, double *into) {
    double n[BLOCK];
    take_sums(block, into, n);
    for (size_t i = 0; i < block->count; i++)
        into[i] /= n[i];
}

static void take_spreads(const struct block *block, double *into) {
    double means[BLOCK], n[BLOCK], row[BLOCK];
    take_sums(block, means, n);
    for (size_t i = 0; i < block->count; i++) {
        means[i] /= n[i];
        into[i] = 0.0;
    }
    for (size_t k = 0; k < block->width; k++) {
        read_row(block->element, block->shape, &block->views[k], block->first, block->count, row);
        for (size_t i = 0; i < block->count; i++) {
            double from = row[i] == row[i] ? row[i] - means[i] : 0.0;
            into[i] += from * from;
        }
    }
    for (size_t i = 0; i < block->count; i++)
        into[i] = sqrt(into[i] / n[i]);
}

static void take_extremes(const struct block *block, bool is_min, double *into) {
    double row[BLOCK];
    for (size_t i = 0; i < block->count; i++)
        into[i] = NAN;
    for (size_t k = 0; k < block->width; k++) {
        read_row(block->element, block->shape, &block->views[k], block->first, block->count, row);
        for (size_t i = 0; i < block->count; i++) {
            bool is_new = into[i] != into[i] || (is_min ? row[i] < into[i] : row[i] > into[i]);
            into[i] = is_new ? row[i] : into[i];
        }
    }
}

// Medians of `lanes` samples by counting keys, a row a frame. What a frame lacks is the largest
// key, which changes no rank below the number of values.
static void take_group(const struct block *block, size_t from, size_t lanes, unsigned char *keys,
                       double *into) {
    const struct kernel_elements *kernel = &kernels_used()->elements[ELEMENT_F32];
    uint32_t n[GROUP] = { 0 }, ranks[GROUP] = { 0 };
    struct order_position positions[GROUP] = { 0 };
    for (size_t k = 0; k < block->width; k++) {
        double row[GROUP];
        float values[GROUP];
        read_row(block->element, block->shape, &block->views[k], block->first + from, lanes, row);
        for (size_t i = 0; i < lanes; i++) {
            values[i] = (float)row[i];
            n[i] += values[i] == values[i];
        }
        kernel->pack(values, lanes, keys + k * KERNEL_GROUP_BYTES, KERNEL_GROUP_BYTES);
    }
    for (size_t i = 0; i < lanes; i++)
        if (n[i]) {
            positions[i] = order_position(50.0, 100.0, n[i]);
            ranks[i] = (uint32_t)positions[i].rank;
        }
    int32_t key[GROUP], next[GROUP];
    void *work = keys + block->width * KERNEL_GROUP_BYTES;
    kernel->select_rows(keys, block->width, 1, &(const uint32_t *){ ranks }, work,
                        &(int32_t *){ key }, &(int32_t *){ next });
    for (size_t i = 0; i < lanes; i++)
        into[i] = n[i] ? order_value(positions[i], kernel_key_value(ELEMENT_F32, key[i]),
                                     kernel_key_value(ELEMENT_F32, next[i]))
                       : (double)NAN;
}

static void take_medians(const struct block *block, double *into) {
    // Keys of all frames, and what searching them takes.
    unsigned char *keys = alloc_zeroed(1, block->width * KERNEL_GROUP_BYTES
                                              + KERNEL_WORK_BYTES(block->width, sizeof(float)));
    for (size_t from = 0; from < block->count; from += GROUP)
        take_group(block, from, block->count - from < GROUP ? block->count - from : GROUP, keys,
                   into + from);
    free(keys);
}

static void take_block(const struct block *block, enum reduction_kind op, double *into) {
    switch (op) {
    case REDUCTION_MIN:
    case REDUCTION_MAX:
        take_extremes(block, op == REDUCTION_MIN, into);
        break;
    case REDUCTION_STD:
        take_spreads(block, into);
        break;
    case REDUCTION_MEDIAN:
        take_medians(block, into);
        break;
    default:
        take_means(block, into);
    }
}

void slide_row(const struct slide_wish *wish, enum element element, struct shape shape,
               const struct frame_view *frame, size_t first, size_t count, double *into) {
    const struct surroundings *around = frame->around;
    struct slide_window window = slide_window(wish, frame->source, around->frames);
    bool is_full = window.last >= window.first;
    for (size_t i = 0; !is_full && i < count; i++)
        into[i] = NAN;
    for (size_t done = 0; is_full && done < count; done += BLOCK) {
        struct block block = { .element = element,
                               .shape = shape,
                               .views = around->views + (window.first - around->first),
                               .width = (size_t)wish->width,
                               .first = first + done,
                               .count = count - done < BLOCK ? count - done : BLOCK };
        take_block(&block, wish->op, into + done);
    }
}
