// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sums over runs of samples, every instruction set against plain loops.

#include "kernel_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { OWNERS = 3 };

// Runs of different lengths in the memory of the rows, of several owners in turn and one after the
// other.
static size_t cut_runs(const struct rows *rows, struct kernel_run runs[KERNEL_ROWS]) {
    size_t count = 0, size = element_size(rows->element);
    for (size_t k = 0; k < rows->row_count; k++) {
        size_t skip = k * 3 < rows->count ? k * 3 : 0, cut = k * 5 % (rows->count - skip + 1);
        const unsigned char *from = rows->row[k];
        struct kernel_run run = { (size_t)(from - rows->memory) / size + skip,
                                  (uint32_t)(rows->count - skip - cut),
                                  (uint32_t)(rows->count % 2 ? k % OWNERS : k / OWNERS) };
        if (run.count)
            runs[count++] = run;
    }
    return count;
}

static void check_owner(const struct kernels *kernels, const struct rows *rows,
                        const struct kernel_run *runs, size_t run_count, uint32_t owner,
                        const struct kernel_totals *totals) {
    enum element e = rows->element;
    int low = element_highest(e), high = element_lowest(e), limit = high / 2 + low / 2;
    int64_t sum = 0;
    uint64_t squares = 0, above = 0, counted = 0;
    for (size_t r = 0; r < run_count; r++) {
        if (runs[r].owner != owner)
            continue;
        for (size_t i = runs[r].start; i < runs[r].start + runs[r].count; i++) {
            int v = (int)element_value(e, rows->memory, i), biased = v - kernel_bias(e);
            sum += biased;
            squares += (uint64_t)((int64_t)biased * biased);
            above += v >= limit;
            low = v < low ? v : low;
            high = v > high ? v : high;
        }
        counted += kernels->integers[e].count_from(rows->memory + runs[r].start * element_size(e),
                                                   runs[r].count, limit);
    }
    assert_true(totals->sum == sum && totals->squares == squares && counted == above);
    assert_true(totals->min == low && totals->max == high);
}

static void check_integer_totals(const struct kernels *kernels, const struct rows *rows) {
    const struct kernel_integers *kernel = &kernels->integers[rows->element];
    struct kernel_totals totals[OWNERS];
    struct kernel_run runs[KERNEL_ROWS];
    size_t run_count = cut_runs(rows, runs);
    for (size_t i = 0; i < OWNERS; i++)
        kernel->begin_totals(&totals[i]);
    // In two calls.
    kernel->add_runs(rows->memory, runs, run_count / 2, totals);
    kernel->add_runs(rows->memory, runs + run_count / 2, run_count - run_count / 2, totals);
    for (uint32_t i = 0; i < OWNERS; i++) {
        kernel->end_totals(&totals[i]);
        check_owner(kernels, rows, runs, run_count, i, &totals[i]);
    }
}

static void totals_of_integer_rows_are_exact(void **state) {
    (void)state;
    each_case(ELEMENT_U8, ELEMENT_I16, check_integer_totals);
}

// More than any narrow sum holds, in odd runs.
static void totals_of_many_runs_are_exact(void **state) {
    (void)state;
    const struct kernels *kernels;
    unsigned char *samples = malloc(KERNEL_RUN * 2);
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum element e = ELEMENT_U8; e <= ELEMENT_I16; e++)
            for (enum pattern p = PATTERN_HIGHEST; p <= PATTERN_ALTERNATING; p++) {
                enum { TIMES = 70 };
                uint64_t seed = 1, squares = 0;
                int64_t sum = 0;
                struct kernel_run run = { 0, KERNEL_RUN - 3, 0 };
                struct kernel_totals totals;
                fill_samples(e, p, 0, samples, run.count, &seed);
                for (size_t i = 0; i < run.count; i++) {
                    int64_t v = (int64_t)element_value(e, samples, i) - kernel_bias(e);
                    sum += v;
                    squares += (uint64_t)(v * v);
                }
                kernels->integers[e].begin_totals(&totals);
                for (size_t i = 0; i < TIMES; i++)
                    kernels->integers[e].add_runs(samples, &run, 1, &totals);
                kernels->integers[e].end_totals(&totals);
                assert_true(totals.sum == TIMES * sum && totals.squares == TIMES * squares);
            }
    free(samples);
}

static void check_lanes(const struct rows *rows, const struct kernel_run *runs, size_t run_count,
                        uint32_t owner, const struct kernel_lanes *lanes) {
    const float *samples = (const float *)(const void *)rows->memory;
    uint64_t nan = 0;
    for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
        double sum = 0, from = 0, square = 0;
        float low = INFINITY, high = -INFINITY;
        for (size_t r = 0; r < run_count; r++)
            for (size_t i = lane; runs[r].owner == owner && i < runs[r].count; i += KERNEL_LANES) {
                float v = samples[runs[r].start + i];
                if (isnan(v)) {
                    nan++;
                    continue;
                }
                sum += (double)v;
                from += (double)v - 17.5;
                square += ((double)v - 17.5) * ((double)v - 17.5);
                low = v < low ? v : low;
                high = v > high ? v : high;
            }
        same(lanes->sum[lane], sum);
        same(lanes->first[lane], from);
        same(lanes->second[lane], square);
        same((double)lanes->min[lane], (double)low);
        same((double)lanes->max[lane], (double)high);
    }
    assert_true(lanes->nan == nan);
}

static void check_float_totals(const struct kernels *kernels, const struct rows *rows) {
    struct kernel_run runs[KERNEL_ROWS];
    size_t run_count = cut_runs(rows, runs);
    struct kernel_lanes lanes[OWNERS];
    for (size_t i = 0; i < OWNERS; i++)
        lanes[i] = kernel_lanes_empty(17.5);
    const float *samples = (const float *)(const void *)rows->memory;
    kernels->floats.add_runs(samples, runs, run_count / 2, lanes);
    kernels->floats.add_runs(samples, runs + run_count / 2, run_count - run_count / 2, lanes);
    for (uint32_t i = 0; i < OWNERS; i++)
        check_lanes(rows, runs, run_count, i, &lanes[i]);
}

static void float_totals_run_in_lanes(void **state) {
    (void)state;
    each_case(ELEMENT_F32, ELEMENT_F32, check_float_totals);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_of_integer_rows_are_exact),
        cmocka_unit_test(totals_of_many_runs_are_exact),
        cmocka_unit_test(float_totals_run_in_lanes),
    };
    return cmocka_run_group_tests_name("kernel_runs", tests, NULL, NULL);
}
