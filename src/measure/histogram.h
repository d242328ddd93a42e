// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Histograms and exact quantiles of many frames together (all channels together: levels span
// them). The tables take half a MiB a worker beside the histogram's own.

#ifndef BLITZ_MEASURE_HISTOGRAM_H
#define BLITZ_MEASURE_HISTOGRAM_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/frames.h"
#include "measure/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_BINS 65536

// Integers: one bin a value, bin 0 = lowest value of the type (exact). f32: 65 536 bins between
// the exact minimum and maximum of the finite values.
struct histogram {
    enum element element;
    uint64_t *bins; // HISTOGRAM_BINS
    uint64_t total; // finite values counted
    uint64_t nan, infinite;
    double low, high; // smallest and largest finite value counted
    uint64_t bounded; // f32: finite values that the bounds are of
};

// An empty one; false with FAULT_LIMIT when there is no memory.
bool histogram_init(struct histogram *histogram, enum element element, struct fault *fault);

// Frees the bins.
void histogram_free(struct histogram *histogram);

// Integers only: adds one frame, without looking for the smallest and largest value again; then
// adds one histogram to another (order does not matter), which does.
void histogram_add(struct histogram *histogram, struct shape shape, const struct frame_view *frame);
void histogram_merge(struct histogram *into, const struct histogram *from);

// Value at fraction q (0 to 1) of the sorted values, linear interpolation at q (n - 1);
// integers exact; f32: from its bins, only for drawing. NaN when empty.
double histogram_quantile(const struct histogram *histogram, double q);

// Of any type, from all frames, corrected if `correction` is given (then f32 bins). Behind.
struct correction;
bool histogram_of_frames(const struct frames *frames, const struct correction *correction,
                         struct pool *pool, struct cancel *cancel, struct histogram *histogram,
                         struct fault *fault);

// The same from blocks of frames. First, of f32 only, every block is seen for the smallest and the
// largest value and the counts of what is not finite; then every block is counted. `channel`: of
// colour frames, the one to count; -1: all together. Frames of a file that is written to meanwhile
// are safe: what is below the bounds then is not counted, what is above them is in the last bin.
// `zone`: only its pixels; NULL: all.
bool histogram_bound(struct histogram *histogram, const struct frames *frames,
                     const struct zone *zone, const struct correction *correction,
                     struct pool *pool, struct cancel *cancel, struct fault *fault);
bool histogram_fill(struct histogram *histogram, const struct frames *frames,
                    const struct zone *zone, const struct correction *correction, int channel,
                    struct pool *pool, struct cancel *cancel, struct fault *fault);

// Exact quantiles q[0..count-1] of all finite values of the frames (linear interpolation), any
// type, corrected or not: passes over the frames, nothing the size of the stack is held.
bool quantiles_of_frames(const struct frames *frames, const struct correction *correction,
                         const double *q, size_t count, struct pool *pool, struct cancel *cancel,
                         double *values, struct fault *fault);

#endif
