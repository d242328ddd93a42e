// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/bench_timing.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdlib.h>

// Times that a case runs: fewer when it is slow.
enum { RUNS = 7, RUNS_SLOW = 5, RUNS_SLOWEST = 3 };
static const double slow = 0.5, slowest = 2.0; // seconds

struct bench_times *bench_times_at(const struct bench_timings *timings, size_t row, size_t point) {
    return &timings->times[row * timings->point_count + point];
}

static double processor_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void bench_times_add(struct bench_times *times, double seconds, double processor) {
    size_t capacity = times->capacity;
    times->seconds = alloc_grow(times->seconds, times->runs, &capacity, sizeof(double));
    times->processor = alloc_grow(times->processor, times->runs, &times->capacity, sizeof(double));
    // A clock may be coarse, and nothing takes no time.
    times->seconds[times->runs] = seconds > 1e-9 ? seconds : 1e-9;
    times->processor[times->runs++] = processor > 1e-9 ? processor : 1e-9;
}

static bool run_once(const struct bench_timings *timings, const struct bench_bed *bed, size_t row,
                     size_t point, struct fault *fault) {
    struct bench_bed here = *bed;
    here.frames.count = timings->points[point].frames;
    here.pool = timings->points[point].pool;
    double processor = processor_now(), start = clock_now();
    if (!bench_cases[row].run(&bench_cases[row], &here, fault))
        return false;
    double seconds = clock_now() - start;
    processor = processor_now() - processor;
    bench_times_add(bench_times_at(timings, row, point), seconds, processor);
    return true;
}

size_t bench_runs_wanted(const struct bench_times *times) {
    double first = times->runs ? times->seconds[0] : 0.0;
    return first > slowest ? RUNS_SLOWEST : first > slow ? RUNS_SLOW : RUNS;
}

bool bench_timings_take(struct bench_timings *timings, const struct bench_bed *bed,
                        bench_progress *progress, void *context, struct fault *fault) {
    timings->times = alloc_zeroed(bench_case_count * timings->point_count, sizeof *timings->times);
    for (size_t round = 0; round < RUNS; round++) {
        if (!run_once(timings, bed, 0, 0, fault))
            return false;
        for (size_t i = 1; i < bench_case_count * timings->point_count; i++) {
            size_t row = i / timings->point_count, point = i % timings->point_count;
            size_t wanted = bench_runs_wanted(bench_times_at(timings, row, point));
            if (!timings->is_chosen[row] || round >= wanted)
                continue;
            if (progress)
                progress(context, row, round, wanted);
            if (!run_once(timings, bed, row, point, fault) || !run_once(timings, bed, 0, 0, fault))
                return false;
        }
    }
    return true;
}

static int compare_doubles(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double middle(const double *values, size_t count) {
    double *sorted = alloc_copy(values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0;
    free(sorted);
    return median;
}

double bench_seconds(const struct bench_times *times) {
    return middle(times->seconds, times->runs);
}

double bench_processor(const struct bench_times *times) {
    return middle(times->processor, times->runs);
}

void bench_times_free(struct bench_times *times) {
    free(times->seconds);
    free(times->processor);
    *times = (struct bench_times){ 0 };
}

void bench_timings_free(struct bench_timings *timings) {
    for (size_t i = 0; timings->times && i < bench_case_count * timings->point_count; i++)
        bench_times_free(&timings->times[i]);
    free(timings->times);
    timings->times = NULL;
}
