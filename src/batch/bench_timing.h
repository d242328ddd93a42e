// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How long cases take. They take turns with reading, so that what else the machine does meets
// all of them alike, and each time is the middle of several.

#ifndef BLITZ_BATCH_BENCH_TIMING_H
#define BLITZ_BATCH_BENCH_TIMING_H

#include "base/fault.h"
#include "base/pool.h"
#include "batch/bench_cases.h"

#include <stdbool.h>
#include <stddef.h>

// Under which conditions a case is run. Pools are borrowed.
struct bench_point {
    size_t frames;
    struct pool *pool;
};

struct bench_times {
    size_t runs, capacity;
    double *seconds, *processor; // of each run; processor: the seconds of all workers together
};

// Of one element: rows x points, points innermost.
struct bench_timings {
    const bool *is_chosen; // by row of bench_cases; borrowed
    const struct bench_point *points;
    size_t point_count;
    struct bench_times *times;
};

// Told before each run but those of reading at the first point, on the calling thread; may be NULL.
typedef void bench_progress(void *context, size_t row, size_t round, size_t rounds);

// Runs every chosen case at every point, and case 0, reading, at the first one in any case.
// Zeroes and fills timings->times.
bool bench_timings_take(struct bench_timings *timings, const struct bench_bed *bed,
                        bench_progress *progress, void *context, struct fault *fault);

struct bench_times *bench_times_at(const struct bench_timings *timings, size_t row, size_t point);

// The middle of the seconds. At least one.
double bench_seconds(const struct bench_times *times);
double bench_processor(const struct bench_times *times);

// Notes a run.
void bench_times_add(struct bench_times *times, double seconds, double processor);

// How many runs something deserves that takes as long as the first did.
size_t bench_runs_wanted(const struct bench_times *times);

// Leaves { 0 }.
void bench_times_free(struct bench_times *times);

void bench_timings_free(struct bench_timings *timings);

#endif
