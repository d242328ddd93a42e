// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/histogram.h"

#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double fractions[] = { 0, .001, .01, .25, .29, .5, .75, .9, .999, 1 };
enum { FRACTIONS = sizeof fractions / sizeof *fractions };

// All finite values of a recording; *infinite and *nan count the others.
static double *collect(const struct recording *recording, size_t *n, uint64_t *nan,
                       uint64_t *infinite) {
    size_t samples = shape_samples(recording->frames.shape);
    double *values = calloc(samples * recording->frames.count + 1, sizeof *values);
    *n = 0, *nan = *infinite = 0;
    for (size_t f = 0; f < recording->frames.count; f++)
        for (size_t i = 0; i < samples; i++) {
            double v = element_value(recording->frames.element, recording->views[f].samples, i);
            if (!sample_is_valid(recording, f, i))
                continue;
            *nan += isnan(v) != 0;
            *infinite += isinf(v) != 0;
            if (isfinite(v))
                values[(*n)++] = v;
        }
    return values;
}

static double naive_quantile(double *values, size_t n, double q) {
    double at = q * (double)(n - 1), fraction = at - floor(at);
    naive_percentile(values, n, 0); // sorts
    size_t rank = (size_t)at;
    return fraction == 0 ? values[rank]
                         : values[rank] + (values[rank + 1] - values[rank]) * fraction;
}

static void same(double a, double b) {
    if (a != b && !(isnan(a) && isnan(b)))
        fail_msg("%.17g is not %.17g", a, b);
}

static void check_quantiles(const struct frames *frames, const struct correction *correction,
                            double *values, size_t n, struct pool *pool) {
    double exact[FRACTIONS];
    assert_true(
        quantiles_of_frames(frames, correction, fractions, FRACTIONS, pool, NULL, exact, NULL));
    for (size_t i = 0; i < FRACTIONS; i++)
        same(exact[i], n ? naive_quantile(values, n, fractions[i]) : (double)NAN);
}

static void check_histogram(const struct recording *recording, struct pool *pool) {
    size_t n;
    uint64_t nan, infinite, sum = 0;
    double *values = collect(recording, &n, &nan, &infinite);
    struct histogram histogram;
    assert_true(histogram_of_frames(&recording->frames, NULL, pool, NULL, &histogram, NULL));
    assert_true(histogram.total == n && histogram.nan == nan && histogram.infinite == infinite);
    double low = NAN, high = NAN;
    for (size_t i = 0; i < n; i++) {
        low = i == 0 || values[i] < low ? values[i] : low;
        high = i == 0 || values[i] > high ? values[i] : high;
    }
    same(histogram.low, low);
    same(histogram.high, high);
    for (size_t i = 0; i < HISTOGRAM_BINS; i++)
        sum += histogram.bins[i];
    assert_true(sum == n);
    double bin = (high - low) / HISTOGRAM_BINS;
    for (size_t i = 0; i < FRACTIONS; i++) {
        double q = histogram_quantile(&histogram, fractions[i]);
        double expected = n ? naive_quantile(values, n, fractions[i]) : (double)NAN;
        if (recording->frames.element == ELEMENT_F32 && n)
            assert_true(fabs(q - expected) <= bin);
        else
            same(q, expected);
    }
    histogram_free(&histogram);
    check_quantiles(&recording->frames, NULL, values, n, pool);
    free(values);
}

static void histograms_and_quantiles_are_those_of_sorted_values(void **state) {
    (void)state;
    static const struct shape shapes[] = { { 5, 13, 1 }, { 1, 1, 1 }, { 30, 41, 3 } };
    static const size_t workers[] = { 1, 2, 3, 16 };
    for (size_t w = 0; w < 4; w++) {
        struct pool *pool = pool_new(workers[w], NULL);
        const struct kernels *kernels = kernels_available(w);
        kernels_use(kernels ? kernels->name : "baseline", NULL);
        for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++)
            for (enum pattern p = 0; p < PATTERN_COUNT; p++) {
                struct recording recording =
                    make_recording(e, p, shapes[((size_t)p + w) % 3], 3 + w, true, w);
                check_histogram(&recording, pool);
                free_recording(&recording);
            }
        pool_free(&pool);
    }
}

static void large_frames_are_cut_into_chunks(void **state) {
    (void)state;
    struct pool *pool = pool_new(3, NULL);
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++) {
        struct recording recording =
            make_recording(e, PATTERN_RANDOM, (struct shape){ 1100, 1000, 1 }, 3, true, 2);
        size_t n;
        uint64_t nan, infinite;
        double *values = collect(&recording, &n, &nan, &infinite);
        struct histogram histogram;
        assert_true(histogram_of_frames(&recording.frames, NULL, pool, NULL, &histogram, NULL));
        assert_true(histogram.total == n);
        histogram_free(&histogram);
        double half = .5, median;
        assert_true(
            quantiles_of_frames(&recording.frames, NULL, &half, 1, pool, NULL, &median, NULL));
        same(median, naive_quantile(values, n, .5));
        free(values);
        free_recording(&recording);
    }
    pool_free(&pool);
}

static void frames_added_one_by_one_give_the_same(void **state) {
    (void)state;
    struct pool *pool = pool_new(2, NULL);
    for (enum element e = ELEMENT_U8; e <= ELEMENT_I16; e++) {
        struct shape shape = { 17, 19, 3 };
        struct recording recording = make_recording(e, PATTERN_RANDOM, shape, 9, true, 3);
        struct histogram whole, a, b;
        assert_true(histogram_of_frames(&recording.frames, NULL, pool, NULL, &whole, NULL));
        assert_true(histogram_init(&a, e, NULL) && histogram_init(&b, e, NULL));
        for (size_t f = 0; f < 9; f++)
            histogram_add(f % 3 ? &a : &b, shape, &recording.views[f]);
        histogram_merge(&a, &b);
        assert_true(a.total == whole.total && a.low == whole.low && a.high == whole.high);
        assert_memory_equal(a.bins, whole.bins, HISTOGRAM_BINS * sizeof *a.bins);
        histogram_free(&whole);
        histogram_free(&a);
        histogram_free(&b);
        free_recording(&recording);
    }
    pool_free(&pool);
}

static void corrected_values_have_their_own(void **state) {
    (void)state;
    struct shape shape = { 20, 30, 1 };
    double image[600];
    for (size_t i = 0; i < 600; i++)
        image[i] = (double)(i % 13);
    struct correction_wish wish = { .divide.kind = REFERENCE_FRAME, .divide.amount = 1 };
    struct correction *correction =
        correction_new(&wish, shape, &(struct reference_images){ .divide = image }, NULL);
    struct pool *pool = pool_new(2, NULL);
    struct recording raw = make_recording(ELEMENT_U16, PATTERN_CAMERA, shape, 8, true, 6);
    struct recording floats = make_recording(ELEMENT_F32, PATTERN_NAN, shape, 8, true, 6);
    for (size_t f = 0; f < 8; f++)
        correction_apply(correction, ELEMENT_U16, &raw.views[f], 0, 600,
                         (float *)floats.samples + f * 600, NULL);
    size_t n;
    uint64_t nan, infinite;
    double *values = collect(&floats, &n, &nan, &infinite);
    check_quantiles(&raw.frames, correction, values, n, pool);
    struct histogram histogram;
    assert_true(histogram_of_frames(&raw.frames, correction, pool, NULL, &histogram, NULL));
    assert_int_equal(histogram.element, ELEMENT_F32);
    assert_true(histogram.total == n && histogram.nan == nan && nan > 0);
    histogram_free(&histogram);
    free(values);
    free_recording(&raw);
    free_recording(&floats);
    correction_free(&correction);
    pool_free(&pool);
}

static void goldens_of_the_reference(void **state) {
    (void)state;
    uint8_t values[101];
    for (uint8_t i = 0; i < 101; i++)
        values[i] = i;
    struct histogram histogram;
    assert_true(histogram_init(&histogram, ELEMENT_U8, NULL));
    assert_true(isnan(histogram_quantile(&histogram, .5)) && isnan(histogram.low));
    histogram_add(&histogram, (struct shape){ 1, 101, 1 },
                  &(struct frame_view){ .samples = values, .valid = { 101, 1 } });
    same(histogram_quantile(&histogram, .01), 1);
    same(histogram_quantile(&histogram, .99), 99);
    histogram_free(&histogram);
    assert_true(histogram_init(&histogram, ELEMENT_U8, NULL));
    histogram_add(&histogram, (struct shape){ 1, 10, 1 },
                  &(struct frame_view){ .samples = values, .valid = { 10, 1 } });
    assert_true(fabs(histogram_quantile(&histogram, .1) - .9) < 1e-12);
    assert_true(fabs(histogram_quantile(&histogram, .9) - 8.1) < 1e-12);
    histogram_free(&histogram);
}

static void cancelled_work_says_so(void **state) {
    (void)state;
    struct pool *pool = pool_new(2, NULL);
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++) {
        struct recording recording =
            make_recording(e, PATTERN_RANDOM, (struct shape){ 3, 3, 1 }, 2, false, 1);
        struct fault fault = { 0 };
        struct histogram histogram;
        double half = .5, value;
        assert_false(
            histogram_of_frames(&recording.frames, NULL, pool, &cancel, &histogram, &fault));
        assert_int_equal(fault.kind, FAULT_CANCELLED);
        assert_false(
            quantiles_of_frames(&recording.frames, NULL, &half, 1, pool, &cancel, &value, &fault));
        assert_int_equal(fault.kind, FAULT_CANCELLED);
        fault_clear(&fault);
        free_recording(&recording);
    }
    pool_free(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(histograms_and_quantiles_are_those_of_sorted_values),
        cmocka_unit_test(large_frames_are_cut_into_chunks),
        cmocka_unit_test(frames_added_one_by_one_give_the_same),
        cmocka_unit_test(corrected_values_have_their_own),
        cmocka_unit_test(goldens_of_the_reference),
        cmocka_unit_test(cancelled_work_says_so),
    };
    return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
