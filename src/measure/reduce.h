// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Reductions: many frames to one, per pixel and channel, of raw or corrected values. NaN is
// left out. Results do not depend on the number of threads, on the instruction set, or on how
// the frames were cut into blocks.

#ifndef BLITZ_MEASURE_REDUCE_H
#define BLITZ_MEASURE_REDUCE_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/portion.h"
#include "base/range.h"
#include "base/text.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reduction_kind {
    REDUCTION_MEAN,
    REDUCTION_STD,
    REDUCTION_MEDIAN,
    REDUCTION_MIN,
    REDUCTION_MAX,
    REDUCTION_SUM,
    REDUCTION_PERCENTILE
};

struct reduction_op {
    enum reduction_kind kind;
    double percentile; // 0 to 100, of REDUCTION_PERCENTILE
};

// "mean" "std" "median" "min" "max" "sum" "p5" "p99.9".
bool reduction_op_parse(const char *string, struct reduction_op *op, struct fault *fault);
void reduction_op_format(const struct reduction_op *op, struct text *text);

// A plain value: OP,OP,...[:A:B[:STEP]]. At most REDUCTION_OPS of them.
#define REDUCTION_OPS 16
struct reduction_wish {
    struct reduction_op ops[REDUCTION_OPS];
    size_t count; // 0: no reduction
    struct range range;
};

// Parses it; the fault names what is wrong. The other way: text that parses back to the same.
bool reduction_wish_parse(const char *string, struct reduction_wish *wish, struct fault *fault);
void reduction_wish_format(const struct reduction_wish *wish, struct text *text);

struct correction;
struct reduction;

// Bytes of working memory that the reduction will hold (for the budget).
bool reduction_bytes(const struct reduction_op *ops, size_t count, enum element element,
                     struct shape shape, bool corrected, size_t *bytes);

// Whether all of them can be made from blocks of frames fed one after the other.
bool reduction_is_one_pass(const struct reduction_op *ops, size_t count);

// Makes empty accumulators. `correction` may be NULL; borrowed until freed. `ddof`: 0
// population, 1 sample. FAULT_LIMIT when there is no memory.
struct reduction *reduction_new(const struct reduction_op *ops, size_t count, int ddof,
                                enum element element, struct shape shape,
                                const struct correction *correction, struct fault *fault);

// Takes the next block of frames, in time order, on the pool's workers behind. Order
// statistics (median, percentiles) need all frames in one call. False when cancelled.
bool reduction_feed(struct reduction *reduction, const struct frames *frames, struct pool *pool,
                    struct cancel *cancel, struct fault *fault);

// Who looks at order statistics while a feed makes them, sample after sample.
struct reduction_watch {
    struct portion *portion; // how far they are; may be NULL
    size_t looks;            // at most; 0: none
    // On the thread that feeds, while nothing else runs: reduction_result may be called, of which
    // the samples from reduction_ready() on are to be thrown away. May be NULL.
    void (*look)(void *context, const struct reduction *reduction);
    void *context;
};

// From the next feed on; borrowed until the reduction is freed. Results are the same.
void reduction_set_watch(struct reduction *reduction, const struct reduction_watch *watch);

// How many samples of the result of op number `op` are there: all but those of order statistics
// that are still being made.
size_t reduction_ready(const struct reduction *reduction, size_t op);

// Type of the result of op number `op`: min and max keep the native type when not corrected,
// everything else is f32.
enum element reduction_element(const struct reduction *reduction, size_t op);

// Writes the result of op number `op`, shape samples, into `into`. Pixels with n = 0 are NaN
// in f32 and 0 in native types; *empty (may be NULL) counts them. On the pool's workers, behind.
void reduction_result(const struct reduction *reduction, size_t op, struct pool *pool, void *into,
                      uint64_t *empty);

// The same unrounded, as doubles (for references).
void reduction_result_double(const struct reduction *reduction, size_t op, struct pool *pool,
                             double *into, uint64_t *empty);

// Frames fed so far; and how many of them were not whole.
size_t reduction_frames(const struct reduction *reduction);
size_t reduction_partial_frames(const struct reduction *reduction);

// Clears *reduction.
void reduction_free(struct reduction **reduction);

#endif
