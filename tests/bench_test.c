// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What bench stands on: frames that are worth measuring, a reading that reads everything, and the
// middle of several times. How long things take is not looked at.

#include "batch/bench_cases.h"
#include "batch/bench_stack.h"
#include "batch/bench_timing.h"
#include "kernel/kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void words_are_summed_wherever_they_are(void **state) {
    (void)state;
    enum { LONGEST = 300 };
    unsigned char bytes[(LONGEST + 1) * sizeof(uint64_t)];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(255 - i * i % 251);
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (size_t start = 0; start < sizeof(uint64_t); start++) {
            uint64_t sum = 0;
            for (size_t count = 0; count <= LONGEST; count++) {
                assert_true(kernels->sum_words(bytes + start, count) == sum);
                uint64_t word;
                memcpy(&word, bytes + start + count * sizeof word,
                       count < LONGEST ? sizeof word : 0);
                sum += count < LONGEST ? word : 0;
            }
        }
}

static struct pool *pool_of(size_t workers) {
    struct pool *pool = pool_new(workers, NULL);
    assert_non_null(pool);
    return pool;
}

// Mean and deviation of one pixel through time.
static void through_time(const struct frames *frames, size_t pixel, double *mean, double *std) {
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < frames->count; i++) {
        double value = element_value(frames->element, frames->views[i].samples, pixel);
        sum += value;
        squares += value * value;
    }
    *mean = sum / (double)frames->count;
    *std = sqrt(squares / (double)frames->count - *mean * *mean);
}

static void frames_are_those_of_a_noisy_camera(void **state) {
    (void)state;
    struct pool *one = pool_of(1), *three = pool_of(3);
    for (enum element e = 0; e < ELEMENT_COUNT; e++) {
        struct bench_stack stack = { 0 }, again = { 0 };
        size_t frame_bytes = (size_t)BENCH_SIDE * BENCH_SIDE * element_size(e);
        assert_true(bench_stack_make(&stack, e, 33 * frame_bytes - 1, one, NULL, NULL));
        assert_true(bench_stack_make(&again, e, 32 * frame_bytes, three, NULL, NULL));
        assert_int_equal(stack.stack.slots, 32);
        assert_memory_equal(stack.stack.frames, again.stack.frames, 32 * frame_bytes);
        struct frames frames = bench_stack_frames(&stack, 32);
        double most = e == ELEMENT_U8 ? 255.0 : 4095.0;
        size_t whole = 0;
        for (size_t i = 0; i < BENCH_SIDE * BENCH_SIDE; i++) {
            double value = element_value(e, frames.views[31].samples, i);
            assert_true(value >= 0.0 && value <= most);
            whole += value == floor(value);
        }
        assert_true(e == ELEMENT_F32 ? whole < 1000 : whole == BENCH_SIDE * BENCH_SIDE);
        // The middle is bright and noisy, the corner dark and less so; both change with time.
        double bright, dark, bright_noise, dark_noise;
        through_time(&frames, BENCH_SIDE * BENCH_SIDE / 2 + BENCH_SIDE / 2, &bright, &bright_noise);
        through_time(&frames, 0, &dark, &dark_noise);
        assert_true(bright > 2.0 * dark);
        assert_true(bright_noise > dark_noise && dark_noise > 0.2);
        assert_true(bright_noise < bright / 10.0);
        bench_stack_free(&again);
        bench_stack_free(&stack);
        assert_null(stack.views);
    }
    pool_free(&three);
    pool_free(&one);
}

static void what_was_cancelled_is_not_made(void **state) {
    (void)state;
    struct pool *pool = pool_of(2);
    struct cancel cancel = { 0 };
    struct fault fault = { 0 };
    struct bench_stack stack = { 0 };
    assert_true(bench_stack_make(&stack, ELEMENT_U8, 4 << 20, pool, &cancel, &fault));
    struct frames frames = bench_stack_frames(&stack, stack.stack.slots);
    assert_true(bench_read(&frames, pool, &cancel, &fault));
    cancel_ask(&cancel);
    assert_false(bench_read(&frames, pool, &cancel, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    bench_stack_free(&stack);
    fault_clear(&fault);
    assert_false(bench_stack_make(&stack, ELEMENT_U8, 4 << 20, pool, &cancel, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    assert_null(stack.stack.frames);
    fault_clear(&fault);
    pool_free(&pool);
}

static void the_middle_of_the_times_counts(void **state) {
    (void)state;
    double odd[] = { 5.0, 1.0, 3.0 }, even[] = { 9.0, 4.0, 1.0, 2.0 };
    const struct bench_times three = { .runs = 3, .seconds = odd, .processor = even };
    const struct bench_times four = { .runs = 4, .seconds = even, .processor = odd };
    assert_float_equal(bench_seconds(&three), 3.0, 0.0);
    assert_float_equal(bench_processor(&three), 4.0, 0.0);
    assert_float_equal(bench_seconds(&four), 3.0, 0.0);
    assert_float_equal(odd[0], 5.0, 0.0);
}

static void count_call(void *context, size_t row, size_t round, size_t rounds) {
    size_t *calls = context;
    assert_true(round < rounds);
    calls[row]++;
}

static void what_is_chosen_is_run_at_every_point(void **state) {
    (void)state;
    struct pool *two = pool_of(2), *one = pool_of(1);
    struct bench_stack stack = { 0 };
    assert_true(bench_stack_make(&stack, ELEMENT_U16, 2 << 20, two, NULL, NULL));
    struct bench_bed bed = { .frames = bench_stack_frames(&stack, 4), .pool = two };
    assert_true(bench_bed_make(&bed, NULL));
    for (size_t chosen = 0; chosen < bench_case_count; chosen++) {
        bool *is_chosen = calloc(bench_case_count, sizeof *is_chosen);
        size_t *calls = calloc(bench_case_count, sizeof *calls);
        const struct bench_point points[] = { { 4, two }, { 1, two }, { 4, one } };
        struct bench_timings timings = { is_chosen, points, 3, NULL };
        is_chosen[chosen] = true;
        assert_true(bench_timings_take(&timings, &bed, count_call, calls, NULL));
        for (size_t row = 0; row < bench_case_count; row++)
            for (size_t point = 0; point < 3; point++) {
                const struct bench_times *times = bench_times_at(&timings, row, point);
                bool runs = row == chosen || (row == 0 && point == 0);
                assert_true(runs ? times->runs >= 3 : times->runs == 0);
                for (size_t i = 0; i < times->runs; i++)
                    assert_true(times->seconds[i] > 0.0 && times->processor[i] > 0.0);
            }
        // Reading at the first point is what takes turns with all, and is not told.
        for (size_t row = 0; row < bench_case_count; row++)
            assert_true(row == chosen ? calls[row] >= (row ? 9 : 6) : calls[row] == 0);
        bench_timings_free(&timings);
        free(calls);
        free(is_chosen);
    }
    bench_bed_free(&bed);
    bench_stack_free(&stack);
    pool_free(&one);
    pool_free(&two);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_summed_wherever_they_are),
        cmocka_unit_test(frames_are_those_of_a_noisy_camera),
        cmocka_unit_test(what_was_cancelled_is_not_made),
        cmocka_unit_test(the_middle_of_the_times_counts),
        cmocka_unit_test(what_is_chosen_is_run_at_every_point),
    };
    return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
