// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What bench measures: one row of a table each, which calls what the other verbs call.

#ifndef BLITZ_BATCH_BENCH_CASES_H
#define BLITZ_BATCH_BENCH_CASES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "batch/bench_stack.h"
#include "measure/correct.h"
#include "measure/frames.h"
#include "measure/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_ZONES 20

// What cases have at hand: the frames and what is prepared before the clock runs.
struct bench_bed {
    struct frames frames;
    struct pool *pool;
    struct cancel *cancel;
    struct correction *correction; // subtracts a dark frame, divides by a flat one
    struct zone whole;             // the frame as one zone
    struct zone zones[BENCH_ZONES];
    bool is_zone_row[BENCH_SIDE]; // which rows of a frame these zones need
    void *result;                 // room for a frame of f32
};

// Prepares all but frames, pool and cancel, which are borrowed.
bool bench_bed_make(struct bench_bed *bed, struct fault *fault);
void bench_bed_free(struct bench_bed *bed);

struct bench_case;
struct row_bed;

// Does it once, from the frames to the result.
typedef bool bench_function(const struct bench_case *row, const struct bench_bed *bed,
                            struct fault *fault);

struct bench_case {
    const char *name;
    bench_function *run;
    const char *ops;                    // of a reduction: what `blitz reduce` is given
    const char *slide;                  // and what its --subtract is given
    void (*visit)(struct row_bed *bed); // of bench_rows
    // Bytes of samples that it needs of the frames; NULL: all of them.
    uint64_t (*bytes)(const struct bench_bed *bed);
};

extern const struct bench_case bench_cases[];
extern const size_t bench_case_count;

#endif
