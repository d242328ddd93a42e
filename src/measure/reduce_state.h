// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a reduction holds, shared by the files that make it: reduce.c (accumulators, results),
// reduce_stream.c (sums, moments, extremes in one pass) and reduce_order.c (median,
// percentiles). Arrays are per sample of a frame; those that no op needs are NULL.

#ifndef BLITZ_MEASURE_REDUCE_STATE_H
#define BLITZ_MEASURE_REDUCE_STATE_H

#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure/reduce.h"

// Frames between two joins of f32 moments. A join makes the mean so far the new shift, which
// keeps the squares small against the variance, whatever the first value was.
#define MOMENT_FRAMES 256

struct reduction {
    struct reduction_op ops[REDUCTION_OPS];
    size_t count;
    int ddof;
    enum element element; // as fed
    enum element working; // after correction
    struct shape shape;
    size_t samples;
    const struct correction *correction; // borrowed
    const struct kernels *kernels;
    bool wants_sums, wants_moments, wants_extremes, wants_order;
    size_t frames, partial;              // fed so far, and those of them that are not whole
    const struct reduction_watch *watch; // of order statistics; NULL: nobody does. Borrowed
    size_t ordered;                      // samples whose order statistics are made
    unsigned char *accumulators;         // the memory of the arrays that follow

    // Integers, around the element's bias.
    int64_t *sums;
    uint64_t *squares;
    uint32_t *absent; // frames that lack the pixel, on its own; NULL while none does

    void *min, *max; // working element

    // f32.
    double *float_sums;
    uint32_t *missing;      // values that are NaN, and frames that lack the pixel
    double *shifts;         // the mean of the joined values; the first finite value before that
    double *first, *second; // sums of (value - shift) and its square since the last join
    double *spread;         // sum of squares around the mean of the joined values
    uint32_t *joined;       // how many they are

    double *order[REDUCTION_OPS]; // results of order statistics by op
};

static inline bool reduction_op_is_order(const struct reduction_op *op) {
    return op->kind == REDUCTION_MEDIAN || op->kind == REDUCTION_PERCENTILE;
}

// Both take the frames of one feed. False when cancelled or without memory.
bool reduction_stream(struct reduction *reduction, const struct frames *frames, struct pool *pool,
                      struct cancel *cancel, struct fault *fault);
bool reduction_order(struct reduction *reduction, const struct frames *frames, struct pool *pool,
                     struct cancel *cancel, struct fault *fault);

// Moments of one pixel of f32 when what came since the last join is joined too, `frames` in all.
struct joined_moments {
    double mean, spread; // spread: sum of squares around the mean
};
struct joined_moments reduction_join(const struct reduction *reduction, size_t frames,
                                     size_t sample);

#endif
