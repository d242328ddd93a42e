// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide_median.h"

#include "base/alloc.h"
#include "base/size.h"
#include "kernel/kernels.h"
#include "measure/order.h"
#include "measure/slide_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Keys of all groups together.
#define CACHE_BYTES ((size_t)512 << 10)
// Rows beyond the window at most: so seldom are the window's rows moved to the front.
#define MOST_SPARE 1024

enum { MOST_LANES = KERNEL_GROUP_BYTES };

// Keys of a group are rows of a buffer, in time order:
//
//    base            window              base + rows
//     |kkkkkkkk|...|[kkkkkkkk|...|kkkkkkkk]|          | room
struct slide_median {
    const struct kernel_elements *kernel;
    size_t width, room, lanes, group_bytes;
    enum element element;
    struct shape shape;
    unsigned char *keys, *work, *lacks; // lacks[row]: the frame lacks some of the samples
    double *row;
    int32_t *key, *next; // the medians of the window before, by sample
    bool follows;        // they are there
    size_t first, count;
    int64_t base;
    size_t rows; // that are packed
};

static size_t room_of(size_t width) {
    return width + (width < MOST_SPARE ? width : MOST_SPARE);
}

size_t slide_median_samples(size_t width, enum element element) {
    size_t groups = CACHE_BYTES / KERNEL_GROUP_BYTES / room_of(width);
    return (groups ? groups : 1) * (KERNEL_GROUP_BYTES / element_size(element));
}

static size_t group_count(enum element element, size_t samples) {
    size_t lanes = KERNEL_GROUP_BYTES / element_size(element);
    return (samples + lanes - 1) / lanes;
}

size_t slide_median_bytes(size_t width, enum element element, size_t samples) {
    size_t bytes;
    return size_multiply(room_of(width) + 1, KERNEL_GROUP_BYTES, &bytes)
                   && size_multiply(bytes, group_count(element, samples), &bytes)
               ? bytes
               : SIZE_MAX;
}

struct slide_median *slide_median_new(size_t width, enum element element, struct shape shape,
                                      size_t samples) {
    struct slide_median *median = alloc_zeroed(1, sizeof *median);
    size_t size = element_size(element), groups = group_count(element, samples), bytes;
    median->kernel = &kernels_used()->elements[element];
    median->width = width;
    median->room = room_of(width);
    median->element = element;
    median->shape = shape;
    median->lanes = KERNEL_GROUP_BYTES / size;
    bool good = size_multiply(median->room + 1, KERNEL_GROUP_BYTES, &bytes);
    median->group_bytes = bytes;
    good = good && (median->keys = alloc_try(groups, bytes))
           && (median->work = alloc_try(1, KERNEL_WORK_BYTES(width, size)))
           && (median->lacks = alloc_try(median->room, 1))
           && (median->row = alloc_try(samples, sizeof *median->row))
           && (median->key = alloc_try(groups * median->lanes, 2 * sizeof *median->key));
    if (good)
        median->next = median->key + groups * median->lanes;
    else
        slide_median_free(&median);
    return median;
}

static void set_highest(const struct slide_median *median, unsigned char *row, size_t lane) {
    if (median->element == ELEMENT_U8)
        ((int8_t *)row)[lane] = INT8_MAX;
    else if (median->element != ELEMENT_F32)
        ((int16_t *)row)[lane] = INT16_MAX;
    else
        ((int32_t *)row)[lane] = INT32_MAX;
}

// What a frame lacks is the largest key, which changes no rank below the number of values.
static void pack(struct slide_median *median, const struct frame_view *view) {
    size_t size = element_size(median->element), row = median->rows++;
    unsigned char *keys = median->keys + row * KERNEL_GROUP_BYTES;
    for (size_t i = 0; !view->samples && i < median->count; i += median->lanes)
        for (size_t lane = 0; lane < median->lanes; lane++)
            set_highest(median, keys + i / median->lanes * median->group_bytes, lane);
    if (view->samples)
        median->kernel->pack((const unsigned char *)view->samples + median->first * size,
                             median->count, keys, median->group_bytes);
    bool may_lack =
        median->element == ELEMENT_F32 || !view->samples || !frame_is_whole(view, median->shape);
    median->lacks[row] = 0;
    if (!may_lack)
        return;
    slide_read(median->element, median->shape, view, median->first, median->count, median->row);
    for (size_t i = 0; i < median->count; i++) {
        if (median->row[i] == median->row[i])
            continue;
        median->lacks[row] = 1;
        set_highest(median, keys + i / median->lanes * median->group_bytes, i % median->lanes);
    }
}

static void move_to_front(struct slide_median *median, size_t row) {
    size_t kept = median->rows - row;
    for (size_t i = 0; i < group_count(median->element, median->count); i++) {
        unsigned char *keys = median->keys + i * median->group_bytes;
        memmove(keys, keys + row * KERNEL_GROUP_BYTES, kept * KERNEL_GROUP_BYTES);
    }
    memmove(median->lacks, median->lacks + row, kept);
    median->base += (int64_t)row;
    median->rows = kept;
}

// Values of each sample of the window: all of them, but for what some of its frames lack. False
// when none lacks any.
static bool count_values(struct slide_median *median, const struct frame_view *views, size_t row,
                         double *n) {
    if (!memchr(median->lacks + row, 1, median->width))
        return false;
    for (size_t i = 0; i < median->count; i++)
        n[i] = (double)median->width;
    for (size_t k = 0; k < median->width; k++) {
        if (!median->lacks[row + k])
            continue;
        slide_read(median->element, median->shape, &views[k], median->first, median->count,
                   median->row);
        for (size_t i = 0; i < median->count; i++)
            n[i] -= median->row[i] == median->row[i] ? 0.0 : 1.0;
    }
    return true;
}

static void find_keys(struct slide_median *median, size_t group, size_t row,
                      const uint32_t *ranks) {
    const unsigned char *keys =
        median->keys + group * median->group_bytes + row * KERNEL_GROUP_BYTES;
    int32_t *key = median->key + group * median->lanes,
            *next = median->next + group * median->lanes;
    if (!median->follows || !median->kernel->follow_rows(keys, median->width, ranks, key, next))
        median->kernel->select_rows(keys, median->width, 1, &(const uint32_t *){ ranks },
                                    median->work, &(int32_t *){ key }, &(int32_t *){ next });
}

// Every sample has all its values: their medians lie at one place.
static void solve_full(struct slide_median *median, size_t group, size_t row, size_t count,
                       double *into) {
    uint32_t ranks[MOST_LANES];
    struct order_position position = order_position(50.0, 100.0, median->width);
    for (size_t i = 0; i < median->lanes; i++)
        ranks[i] = (uint32_t)position.rank;
    find_keys(median, group, row, ranks);
    size_t start = group * median->lanes;
    kernel_key_values(median->element, median->key + start, count, into);
    if (position.fraction == 0.0)
        return;
    double next[MOST_LANES];
    kernel_key_values(median->element, median->next + start, count, next);
    // What order_value makes of finite values, in vectors.
    for (size_t i = 0; median->element != ELEMENT_F32 && i < count; i++)
        into[i] += (next[i] - into[i]) * position.fraction;
    for (size_t i = 0; median->element == ELEMENT_F32 && i < count; i++)
        into[i] = order_value(position, into[i], next[i]);
}

// `values`: how many each sample has; replaced by the medians.
static void solve_lacking(struct slide_median *median, size_t group, size_t row, size_t count,
                          double *values) {
    struct order_position positions[MOST_LANES] = { 0 };
    uint32_t ranks[MOST_LANES] = { 0 };
    for (size_t i = 0; i < count; i++)
        if (values[i] > 0.0) {
            positions[i] = order_position(50.0, 100.0, (uint64_t)values[i]);
            ranks[i] = (uint32_t)positions[i].rank;
        }
    find_keys(median, group, row, ranks);
    const int32_t *key = median->key + group * median->lanes;
    const int32_t *next = median->next + group * median->lanes;
    for (size_t i = 0; i < count; i++)
        values[i] = values[i] > 0.0
                        ? order_value(positions[i], kernel_key_value(median->element, key[i]),
                                      kernel_key_value(median->element, next[i]))
                        : (double)NAN;
}

void slide_median_take(struct slide_median *median, const struct frame_view *views, int64_t source,
                       size_t first, size_t count, double *into) {
    bool same = median->first == first && median->count == count && source >= median->base
                && source <= median->base + (int64_t)median->rows;
    if (!same) {
        median->first = first;
        median->count = count;
        median->base = source;
        median->rows = 0;
        median->follows = false;
    }
    size_t row = (size_t)(source - median->base);
    if (row + median->width > median->room) {
        move_to_front(median, row);
        row = 0;
    }
    while (median->rows < row + median->width)
        pack(median, &views[median->rows - row]);
    bool is_lacking = count_values(median, views, row, into);
    for (size_t start = 0, group = 0; start < count; start += median->lanes, group++) {
        size_t left = count - start, lanes = left < median->lanes ? left : median->lanes;
        if (is_lacking)
            solve_lacking(median, group, row, lanes, into + start);
        else
            solve_full(median, group, row, lanes, into + start);
    }
    median->follows = true;
}

void slide_median_free(struct slide_median **median_address) {
    struct slide_median *median = *median_address;
    *median_address = NULL;
    if (!median)
        return;
    free(median->keys);
    free(median->work);
    free(median->lacks);
    free(median->row);
    free(median->key);
    free(median);
}
