// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A part of a sliding window: what is known of some frames that follow each other, sample by
// sample, enough to join it with what is known of the frames after them. All operations but the
// median have parts.
//
// A window of `width` frames is cut where the source index is a multiple of the width:
//
//        multiple of width             multiple of width
//   ─────────┼───────[ end part ───────────┼─── start part ]──────────┼─────
//
// The end part is made from its last frame backwards, the start part from its first one on. So no
// value is ever taken away again, nothing drifts, and a window is the same whichever windows were
// made before it.

#ifndef BLITZ_MEASURE_SLIDE_PART_H
#define BLITZ_MEASURE_SLIDE_PART_H

#include "measure/frames.h"
#include "measure/slide.h"

#include <stdbool.h>
#include <stddef.h>

// Rows of doubles, owned by others.
struct slide_part {
    double *n;      // values that are not NaN
    double *first;  // mean: sum; min, max: that, or NaN; std: sum of integers, mean of f32
    double *second; // std: sum of squares of integers, of squares around the mean of f32
};

// Rows of doubles that a part of this operation has.
size_t slide_part_rows(enum reduction_kind op);

// A part of `count` samples in memory of slide_part_rows(op) x count doubles.
struct slide_part slide_part_in(double *memory, enum reduction_kind op, size_t count);

// Knows no frame.
void slide_part_clear(const struct slide_part *part, enum reduction_kind op, size_t count);

// Adds one frame's samples, NaN where it has none.
void slide_part_add(const struct slide_part *part, enum reduction_kind op, bool is_float,
                    const double *samples, size_t count);

// Writes the reference of both parts together: NaN with no value. With `n` (means only) the sum
// instead, and the number of values.
void slide_part_join(const struct slide_part *end, const struct slide_part *start,
                     enum reduction_kind op, bool is_float, size_t count, double *into, double *n);

// Samples first to first + count - 1 of a frame as doubles, NaN where it has none: unusable
// frames, and outside of the valid part.
void slide_read(enum element element, struct shape shape, const struct frame_view *view,
                size_t first, size_t count, double *into);

#endif
