// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide_rows.h"

#include "base/alloc.h"
#include "base/size.h"
#include "measure/slide_median.h"
#include "measure/slide_part.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Of the end parts of all windows that begin before a cut.
#define PARTS_BYTES ((size_t)512 << 10)
// However wide a window is, rows shorter than this read memory too slowly.
#define LEAST_SAMPLES 64

struct slide_rows {
    struct slide_wish wish;
    enum element element;
    struct shape shape;
    size_t capacity;
    struct slide_median *median; // of that operation, which has no parts
    // The samples and the frames that the parts below are of.
    size_t first, count;
    int64_t cut, lowest, reached; // end parts from frame `lowest` on, start part to `reached`
    size_t part_samples;          // doubles of one part
    double *ends;                 // of windows that begin with frame cut - width + k, at [k]
    double *start, *row, *nothing;
};

// Doubles for each sample: all end parts, the start part, one that is empty and a row.
static bool part_doubles(const struct slide_wish *wish, size_t *doubles) {
    return size_multiply((size_t)wish->width + 2, slide_part_rows(wish->op), doubles)
           && size_add(*doubles, 1, doubles);
}

size_t slide_rows_samples(const struct slide_wish *wish, enum element element, size_t most) {
    size_t doubles, fit = LEAST_SAMPLES;
    if (wish->op == REDUCTION_MEDIAN)
        fit = slide_median_samples((size_t)wish->width, element);
    else if (part_doubles(wish, &doubles))
        fit = PARTS_BYTES / sizeof(double) / doubles;
    fit = fit < LEAST_SAMPLES ? LEAST_SAMPLES : fit < most ? fit : most;
    return (fit + 15) / 16 * 16;
}

size_t slide_rows_bytes(const struct slide_wish *wish, enum element element, size_t samples) {
    size_t doubles, bytes;
    if (wish->op == REDUCTION_MEDIAN)
        return slide_median_bytes((size_t)wish->width, element, samples);
    return part_doubles(wish, &doubles) && size_multiply(doubles, sizeof(double), &bytes)
                   && size_multiply(bytes, samples, &bytes)
               ? bytes
               : SIZE_MAX;
}

static bool make_parts(struct slide_rows *rows) {
    size_t doubles, all;
    if (!part_doubles(&rows->wish, &doubles) || !size_multiply(doubles, rows->capacity, &all)
        || !(rows->ends = alloc_try(all, sizeof(double))))
        return false;
    rows->part_samples = rows->capacity * slide_part_rows(rows->wish.op);
    rows->start = rows->ends + (size_t)rows->wish.width * rows->part_samples;
    rows->nothing = rows->start + rows->part_samples;
    rows->row = rows->nothing + rows->part_samples;
    return true;
}

struct slide_rows *slide_rows_new(const struct slide_wish *wish, enum element element,
                                  struct shape shape, size_t samples) {
    struct slide_rows *rows = alloc_zeroed(1, sizeof *rows);
    rows->wish = *wish;
    rows->element = element;
    rows->shape = shape;
    rows->capacity = samples;
    bool good = true;
    if (wish->op == REDUCTION_MEDIAN)
        good = (rows->median = slide_median_new((size_t)wish->width, element, shape, samples));
    else
        good = make_parts(rows);
    if (!good)
        slide_rows_free(&rows);
    return rows;
}

static struct slide_part part_at(const struct slide_rows *rows, double *memory) {
    return slide_part_in(memory, rows->wish.op, rows->capacity);
}

static double *end_at(const struct slide_rows *rows, int64_t frame) {
    return rows->ends + (size_t)(frame - rows->cut + rows->wish.width) * rows->part_samples;
}

static void add_frame(struct slide_rows *rows, const struct surroundings *around, int64_t frame,
                      double *memory) {
    struct slide_part part = part_at(rows, memory);
    slide_read(rows->element, rows->shape, &around->views[frame - around->first], rows->first,
               rows->count, rows->row);
    slide_part_add(&part, rows->wish.op, rows->element == ELEMENT_F32, rows->row, rows->count);
}

static void clear(const struct slide_rows *rows, double *memory) {
    struct slide_part part = part_at(rows, memory);
    slide_part_clear(&part, rows->wish.op, rows->count);
}

// All end parts that windows from this one on may need, from the last frame backwards.
static void begin(struct slide_rows *rows, const struct surroundings *around,
                  struct slide_window window) {
    clear(rows, rows->nothing);
    clear(rows, rows->start);
    rows->reached = rows->cut - 1;
    rows->lowest = window.first;
    const double *before = rows->nothing;
    for (int64_t frame = rows->cut - 1; frame >= window.first; frame--) {
        double *memory = end_at(rows, frame);
        memcpy(memory, before, rows->part_samples * sizeof *memory);
        add_frame(rows, around, frame, memory);
        before = memory;
    }
}

void slide_rows_take(struct slide_rows *rows, const struct frame_view *frame, size_t first,
                     size_t count, double *into, double *n) {
    const struct surroundings *around = frame->around;
    struct slide_window window = slide_window(&rows->wish, frame->source, around->frames);
    if (window.last < window.first) {
        for (size_t i = 0; i < count; i++)
            into[i] = NAN;
        for (size_t i = 0; n && i < count; i++)
            n[i] = 0.0;
        return;
    }
    const struct frame_view *views = around->views + (window.first - around->first);
    if (rows->median) {
        slide_median_take(rows->median, views, window.first, first, count, into);
        return;
    }
    int64_t cut = slide_cut(&rows->wish, window.last);
    bool follows = rows->first == first && rows->count == count && rows->cut == cut
                   && window.first >= rows->lowest && window.last >= rows->reached;
    rows->first = first;
    rows->count = count;
    rows->cut = cut;
    if (!follows)
        begin(rows, around, window);
    while (rows->reached < window.last)
        add_frame(rows, around, ++rows->reached, rows->start);
    struct slide_part start = part_at(rows, rows->start);
    struct slide_part end =
        part_at(rows, window.first < cut ? end_at(rows, window.first) : rows->nothing);
    slide_part_join(&end, &start, rows->wish.op, rows->element == ELEMENT_F32, count, into, n);
}

void slide_rows_free(struct slide_rows **rows_address) {
    struct slide_rows *rows = *rows_address;
    *rows_address = NULL;
    if (!rows)
        return;
    slide_median_free(&rows->median);
    free(rows->ends);
    free(rows);
}
