// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The sliding reference of one frame alone: the parts of its window in the order of
// measure/slide_part.h, so that it has the bits of slide_rows_take.

#include "measure/slide.h"
#include "measure/slide_median.h"
#include "measure/slide_part.h"

#include <math.h>
#include <string.h>

// Samples that are made together, in what the first-level cache holds.
enum { BLOCK = 256, PART = 3 * BLOCK };

struct one_window {
    const struct slide_wish *wish;
    enum element element;
    struct shape shape;
    const struct frame_view *views; // of the whole window
    struct slide_window window;
};

static void add_frames(const struct one_window *one, int64_t from, int64_t to, int64_t step,
                       size_t first, size_t count, const struct slide_part *part) {
    double row[BLOCK];
    slide_part_clear(part, one->wish->op, count);
    for (int64_t frame = from; frame != to; frame += step) {
        slide_read(one->element, one->shape, &one->views[frame - one->window.first], first, count,
                   row);
        slide_part_add(part, one->wish->op, one->element == ELEMENT_F32, row, count);
    }
}

static void join_parts(const struct one_window *one, size_t first, size_t count, double *into,
                       double *n) {
    double ends[PART], starts[PART];
    enum reduction_kind op = one->wish->op;
    struct slide_part end = slide_part_in(ends, op, BLOCK);
    struct slide_part start = slide_part_in(starts, op, BLOCK);
    int64_t cut = slide_cut(one->wish, one->window.last);
    int64_t before = one->window.first < cut ? one->window.first : cut;
    add_frames(one, cut - 1, before - 1, -1, first, count, &end);
    add_frames(one, cut, one->window.last + 1, 1, first, count, &start);
    slide_part_join(&end, &start, op, one->element == ELEMENT_F32, count, into, n);
}

void slide_row(const struct slide_wish *wish, enum element element, struct shape shape,
               const struct frame_view *frame, size_t first, size_t count, double *into,
               double *n) {
    const struct surroundings *around = frame->around;
    struct one_window one = { .wish = wish,
                              .element = element,
                              .shape = shape,
                              .window = slide_window(wish, frame->source, around->frames) };
    struct slide_median *median = NULL;
    bool is_full = one.window.last >= one.window.first, is_median = wish->op == REDUCTION_MEDIAN;
    if (is_full)
        one.views = around->views + (one.window.first - around->first);
    if (is_full && is_median)
        median = slide_median_new((size_t)wish->width, element, shape, BLOCK);
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t block = count - done < BLOCK ? count - done : BLOCK;
        if (is_full && !is_median)
            join_parts(&one, first + done, block, into + done, n ? n + done : NULL);
        else if (median)
            slide_median_take(median, one.views, one.window.first, first + done, block,
                              into + done);
        else
            for (size_t i = done; i < done + block; i++)
                into[i] = NAN;
        for (size_t i = done; n && !is_full && i < done + block; i++)
            n[i] = 0.0;
    }
    slide_median_free(&median);
}
