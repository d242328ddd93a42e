// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "kernel/kernels.h"
#include "measure/reduce.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct reduction_op all_ops[] = {
    { REDUCTION_MEAN, 0 },         { REDUCTION_STD, 0 },         { REDUCTION_MEDIAN, 0 },
    { REDUCTION_MIN, 0 },          { REDUCTION_MAX, 0 },         { REDUCTION_SUM, 0 },
    { REDUCTION_PERCENTILE, 0 },   { REDUCTION_PERCENTILE, 10 }, { REDUCTION_PERCENTILE, 99.9 },
    { REDUCTION_PERCENTILE, 100 },
};
enum { OPS = sizeof all_ops / sizeof *all_ops };

// All results, one after the other, in bytes that can be compared.
static unsigned char *reduce_all(const struct recording *recording, int ddof, size_t workers,
                                 size_t *bytes) {
    struct fault fault = { 0 };
    struct pool *pool = pool_new(workers, &fault);
    const struct frames *frames = &recording->frames;
    struct reduction *reduction =
        reduction_new(all_ops, OPS, ddof, frames->element, frames->shape, NULL, &fault);
    assert_non_null(reduction);
    assert_true(reduction_feed(reduction, frames, pool, NULL, &fault));
    assert_int_equal(reduction_frames(reduction), frames->count);
    size_t samples = shape_samples(frames->shape);
    unsigned char *results = calloc(OPS * samples, 8);
    for (size_t op = 0; op < OPS; op++)
        reduction_result(reduction, op, pool, results + op * samples * 8, NULL);
    *bytes = OPS * samples * 8;
    reduction_free(&reduction);
    assert_null(reduction);
    pool_free(&pool);
    return results;
}

static void same_or_both_nan(double a, double b) {
    if (a != b && !(isnan(a) && isnan(b)))
        fail_msg("%.17g is not %.17g", a, b);
}

static void is_nearest_quotient(float value, long double sum, long double n) {
    long double off = fabsl((long double)value * n - sum);
    assert_true(off <= fabsl((long double)nextafterf(value, INFINITY) * n - sum));
    assert_true(off <= fabsl((long double)nextafterf(value, -INFINITY) * n - sum));
}

static void is_within_one_ulp(float value, long double exact) {
    if (isnan(exact)) {
        assert_true(isnan(value));
        return;
    }
    float nearest = (float)exact;
    if (value != nearest && value != nextafterf(nearest, INFINITY)
        && value != nextafterf(nearest, -INFINITY))
        fail_msg("%.9g is not %.12Lg", (double)value, exact);
}

static long double naive_std(const double *values, size_t n, int ddof) {
    long double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        mean += (long double)values[i];
    mean /= (long double)n;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return n <= (size_t)ddof ? NAN : sqrtl(squares / (long double)(n - (size_t)ddof));
}

static void check_pixel(const struct recording *recording, size_t i, int ddof,
                        const unsigned char *results, double *values) {
    enum element element = recording->frames.element;
    size_t samples = shape_samples(recording->frames.shape);
    size_t n = values_through_time(recording, i, values);
    double low = NAN, high = NAN, sum = 0;
    for (size_t k = 0; k < n; k++) {
        low = k == 0 || values[k] < low ? values[k] : low;
        high = k == 0 || values[k] > high ? values[k] : high;
        sum += values[k];
    }
    float of[OPS];
    for (size_t op = 0; op < OPS; op++)
        of[op] = ((const float *)(results + op * samples * 8))[i];
    if (n == 0) {
        for (size_t op = 0; op < OPS; op++)
            if (op != 3 && op != 4)
                assert_true(isnan(of[op]));
        double bound = element_value(element, results + 3 * samples * 8, i);
        same_or_both_nan(bound, element == ELEMENT_F32 ? (double)NAN : 0.0);
        return;
    }
    if (element == ELEMENT_F32) {
        same_or_both_nan((double)of[0], (double)(float)(sum / (double)n));
        same_or_both_nan((double)of[5], (double)(float)sum);
    } else {
        is_nearest_quotient(of[0], (long double)sum, (long double)n);
        assert_true(of[5] == (float)sum);
    }
    is_within_one_ulp(of[1], naive_std(values, n, ddof));
    same_or_both_nan(element_value(element, results + 3 * samples * 8, i), low);
    same_or_both_nan(element_value(element, results + 4 * samples * 8, i), high);
    same_or_both_nan((double)of[2], (double)(float)naive_percentile(values, n, 50));
    for (size_t op = 6; op < OPS; op++)
        same_or_both_nan((double)of[op],
                         (double)(float)naive_percentile(values, n, all_ops[op].percentile));
}

// Against the naive oracle, and the same bits for every set and number of workers.
static void check_recording(const struct recording *recording, int ddof) {
    size_t bytes, samples = shape_samples(recording->frames.shape);
    double *values = calloc(recording->frames.count + 1, sizeof *values);
    kernels_use("baseline", NULL);
    unsigned char *plain = reduce_all(recording, ddof, 1, &bytes);
    for (size_t i = 0; i < samples; i++)
        check_pixel(recording, i, ddof, plain, values);
    static const size_t workers[] = { 1, 2, 3, 16 };
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++) {
        kernels_use(kernels->name, NULL);
        unsigned char *other = reduce_all(recording, ddof, workers[set % 4], &bytes);
        assert_memory_equal(plain, other, bytes);
        free(other);
    }
    free(plain);
    free(values);
}

static void reductions_agree_with_naive_loops(void **state) {
    (void)state;
    static const size_t counts[] = { 1, 2, 7, 8, 9, 33, 300 };
    static const struct shape shapes[] = { { 5, 13, 1 }, { 3, 7, 3 }, { 1, 1, 1 }, { 9, 70, 1 } };
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++)
        for (enum pattern p = 0; p < PATTERN_COUNT; p++)
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                struct shape shape = shapes[(c + (size_t)p) % 4];
                struct recording recording =
                    make_recording(e, p, shape, counts[c], c % 2, 7 * c + 1);
                check_recording(&recording, (int)(c % 3 == 0));
                free_recording(&recording);
            }
}

static void many_frames_of_few_pixels_agree_too(void **state) {
    (void)state;
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++) {
        struct recording recording =
            make_recording(e, PATTERN_HOSTILE, (struct shape){ 1, 3, 1 }, 70000, true, 5);
        check_recording(&recording, 0);
        free_recording(&recording);
    }
}

static void the_number_of_workers_and_blocks_do_not_show(void **state) {
    (void)state;
    static const size_t workers[] = { 1, 2, 3, 16 }, cuts[] = { 1000, 1, 7, 129, 256 };
    static const struct reduction_op ops[] = { { REDUCTION_MEAN, 0 },
                                               { REDUCTION_STD, 0 },
                                               { REDUCTION_MIN, 0 },
                                               { REDUCTION_MAX, 0 },
                                               { REDUCTION_SUM, 0 } };
    kernels_use(kernels_best()->name, NULL);
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++) {
        struct shape shape = { 61, 67, 1 };
        size_t samples = shape_samples(shape);
        struct recording recording = make_recording(e, PATTERN_HOSTILE, shape, 600, true, 3);
        float *first = calloc(5 * samples, 4), *again = calloc(5 * samples, 4);
        for (size_t w = 0; w < 4; w++)
            for (size_t c = 0; c < 5; c++) {
                struct pool *pool = pool_new(workers[w], NULL);
                struct reduction *reduction = reduction_new(ops, 5, 0, e, shape, NULL, NULL);
                for (size_t at = 0; at < 600; at += cuts[c]) {
                    struct frames part = recording.frames;
                    part.views += at;
                    part.count = 600 - at < cuts[c] ? 600 - at : cuts[c];
                    assert_true(reduction_feed(reduction, &part, pool, NULL, NULL));
                }
                for (size_t op = 0; op < 5; op++)
                    reduction_result(reduction, op, pool, (w || c ? again : first) + op * samples,
                                     NULL);
                if (w || c)
                    assert_memory_equal(first, again, 5 * samples * 4);
                reduction_free(&reduction);
                pool_free(&pool);
            }
        free(first);
        free(again);
        free_recording(&recording);
    }
}

static void goldens_of_the_specification(void **state) {
    (void)state;
    static const uint8_t values[] = { 10, 20, 40, 80 };
    struct frame_view views[4];
    for (size_t i = 0; i < 4; i++)
        views[i] = (struct frame_view){ .samples = &values[i], .valid = { 1, 1 } };
    struct recording recording = { .frames = { ELEMENT_U8, { 1, 1, 1 }, views, 4 } };
    size_t bytes;
    unsigned char *results = reduce_all(&recording, 0, 1, &bytes);
    const float *floats = (const float *)results;
    assert_true(floats[0] == 37.5F);
    assert_true(fabsf(floats[2] - 26.809513F) < 2e-6F);
    assert_true(floats[4] == 30.0F);
    free(results);
}

static void a_mean_between_two_floats_is_not_rounded_twice(void **state) {
    (void)state;
    for (size_t n = 3; n < 70000; n = n * 5 / 2) {
        struct recording recording =
            make_recording(ELEMENT_U16, PATTERN_RANDOM, (struct shape){ 1, 40, 1 }, n, false, n);
        struct pool *pool = pool_new(2, NULL);
        struct reduction_op mean = { REDUCTION_MEAN, 0 };
        struct reduction *reduction =
            reduction_new(&mean, 1, 0, ELEMENT_U16, recording.frames.shape, NULL, NULL);
        assert_true(reduction_feed(reduction, &recording.frames, pool, NULL, NULL));
        float result[40];
        reduction_result(reduction, 0, pool, result, NULL);
        double *values = calloc(n, sizeof *values);
        for (size_t i = 0; i < 40; i++) {
            long double sum = 0;
            size_t count = values_through_time(&recording, i, values);
            for (size_t k = 0; k < count; k++)
                sum += (long double)values[k];
            is_nearest_quotient(result[i], sum, (long double)count);
        }
        free(values);
        reduction_free(&reduction);
        pool_free(&pool);
        free_recording(&recording);
    }
}

static void std_survives_a_spike_in_front(void **state) {
    (void)state;
    enum { N = 20000 };
    float *values = calloc(N, sizeof *values);
    struct frame_view *views = calloc(N, sizeof *views);
    double *doubles = calloc(N, sizeof *doubles);
    uint64_t seed = 1;
    for (size_t i = 0; i < N; i++) {
        values[i] = i ? 1e4F + (float)(next_random(&seed) % 1000) / 1000.0F : 1e9F;
        doubles[i] = (double)values[i];
        views[i] = (struct frame_view){ .samples = &values[i], .valid = { 1, 1 } };
    }
    struct recording recording = { .frames = { ELEMENT_F32, { 1, 1, 1 }, views, N } };
    size_t bytes;
    unsigned char *results = reduce_all(&recording, 0, 2, &bytes);
    is_within_one_ulp(((float *)results)[2], naive_std(doubles, N, 0));
    free(results);
    free(values);
    free(views);
    free(doubles);
}

static void wishes_read_back(void **state) {
    (void)state;
    static const char *const good[] = { "mean", "mean,std,p99.9", "median:10:20", "p5,min:-3::2",
                                        "sum,max::7" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct reduction_wish wish;
        assert_true(reduction_wish_parse(good[i], &wish, NULL));
        struct text text = { 0 };
        reduction_wish_format(&wish, &text);
        assert_string_equal(text_string(&text), good[i]);
        text_free(&text);
    }
    static const char *const bad[] = { "",     "mean,", "avg",    "p101",       "p-1",
                                       "pnan", "p",     "mean:5", "mean:1:2:0", "mean,,std" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct reduction_wish wish;
        struct fault fault = { 0 };
        assert_false(reduction_wish_parse(bad[i], &wish, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        fault_clear(&fault);
    }
}

static void a_cancelled_reduction_says_so(void **state) {
    (void)state;
    struct recording recording =
        make_recording(ELEMENT_U16, PATTERN_RANDOM, (struct shape){ 4, 4, 1 }, 10, false, 1);
    struct pool *pool = pool_new(2, NULL);
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    for (size_t op = 0; op < 3; op++) {
        struct fault fault = { 0 };
        struct reduction *reduction =
            reduction_new(&all_ops[op], 1, 0, ELEMENT_U16, recording.frames.shape, NULL, &fault);
        assert_false(reduction_feed(reduction, &recording.frames, pool, &cancel, &fault));
        assert_int_equal(fault.kind, FAULT_CANCELLED);
        fault_clear(&fault);
        reduction_free(&reduction);
    }
    pool_free(&pool);
    free_recording(&recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reductions_agree_with_naive_loops),
        cmocka_unit_test(many_frames_of_few_pixels_agree_too),
        cmocka_unit_test(the_number_of_workers_and_blocks_do_not_show),
        cmocka_unit_test(goldens_of_the_specification),
        cmocka_unit_test(a_mean_between_two_floats_is_not_rounded_twice),
        cmocka_unit_test(std_survives_a_spike_in_front),
        cmocka_unit_test(wishes_read_back),
        cmocka_unit_test(a_cancelled_reduction_says_so),
    };
    return cmocka_run_group_tests_name("reduce", tests, NULL, NULL);
}
