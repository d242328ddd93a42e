// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/correct.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double golden[] = { 10, 20, 40, 80 };

static struct reference_wish parse(const char *string, double limit) {
    struct reference_wish wish = { 0 };
    struct fault fault = { 0 };
    if (!reference_wish_parse(string, limit, &wish, &fault))
        fail_msg("%s", fault_text(&fault));
    return wish;
}

// One pixel 10, 20, 40, 80 as every element type; references as doubles.
static void expect(const char *subtract, double s, const char *divide, double d,
                   const double *expected, double tolerance) {
    struct correction_wish wish = { 0 };
    if (subtract)
        wish.subtract = parse(subtract, 1);
    if (divide)
        wish.divide = parse(divide, 1);
    struct reference_images images = { .subtract = &s, .divide = &d };
    struct fault fault = { 0 };
    struct correction *correction =
        correction_new(&wish, (struct shape){ 1, 1, 1 }, &images, &fault);
    assert_non_null(correction);
    assert_true(correction_divides(correction) == (divide != NULL));
    for (size_t i = 0; i < 4; i++) {
        uint8_t u8 = (uint8_t)golden[i];
        uint16_t u16 = u8;
        int16_t i16 = u8;
        float f32 = u8, result;
        const void *samples[] = { &u8, &u16, &i16, &f32 };
        for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++) {
            struct frame_view frame = { .samples = samples[e], .valid = { 1, 1 } };
            correction_apply(correction, e, &frame, 0, 1, &result, NULL);
            assert_true(fabs((double)result - expected[i]) <= tolerance);
        }
    }
    correction_free(&correction);
    reference_wish_free(&wish.subtract);
    reference_wish_free(&wish.divide);
}

static void goldens_of_the_specification(void **state) {
    (void)state;
    expect("mean:0:4", 37.5, NULL, 0, (double[]){ -27.5, -17.5, 2.5, 42.5 }, 0);
    expect("std:0:4", sqrt(718.75), NULL, 0, (double[]){ -16.80951, -6.80951, 13.19049, 53.19049 },
           5e-6);
    expect(NULL, 0, "mean:0:4", 37.5, (double[]){ .26667, .53333, 1.06667, 2.13333 }, 5e-6);
    expect(NULL, 0, "mean:0:4@0.25", 37.5, (double[]){ .98765, 1.97531, 3.95062, 7.90123 }, 5e-6);
    expect("min:0:4@0.5", 10, "max:0:4", 80, (double[]){ .0625, .1875, .4375, .9375 }, 0);
    expect("median:1:3", 30, NULL, 0, (double[]){ -20, -10, 10, 50 }, 0);
}

static void the_camera_form_scales_by_the_mean_flat(void **state) {
    (void)state;
    enum { PIXELS = 50, SAMPLES = 3 * PIXELS };
    double dark[SAMPLES], flat[SAMPLES];
    uint16_t raw[SAMPLES];
    for (size_t i = 0; i < SAMPLES; i++) {
        dark[i] = 100 + (double)(i % 7);
        flat[i] = 900 + (double)(i * 37 % 200);
        raw[i] = (uint16_t)(i * 53 % 1500);
    }
    flat[4] = NAN;
    flat[7] = 2 * dark[7]; // F - Dk = 0 with dark@2
    struct correction_wish wish = { .dark = parse("dark.tif@2", HUGE_VAL),
                                    .flat = parse("f.png", 9) };
    struct reference_images images = { .dark = dark, .flat = flat };
    struct shape shape = { 5, 10, 3 };
    struct correction *correction = correction_new(&wish, shape, &images, NULL);
    float result[SAMPLES];
    struct correction_counts counts = { 0 };
    // In two cuts, as a tile would.
    struct frame_view frame = { .samples = raw, .valid = { 10, 5 } };
    correction_apply(correction, ELEMENT_U16, &frame, 0, 71, result, &counts);
    correction_apply(correction, ELEMENT_U16, &frame, 71, SAMPLES - 71, result + 71, &counts);
    uint64_t bad = 0, negative = 0;
    for (size_t channel = 0; channel < 3; channel++) {
        long double sum = 0;
        size_t n = 0;
        for (size_t i = channel; i < SAMPLES; i += 3)
            if (!isnan(flat[i])) {
                sum += flat[i] - 2 * dark[i];
                n++;
            }
        for (size_t i = channel; i < SAMPLES; i += 3) {
            long double exact = (raw[i] - 2 * dark[i]) / (flat[i] - 2 * dark[i]) * (sum / n);
            bad += !isfinite(exact);
            negative += isfinite(exact) && exact < 0;
            if (!isfinite(exact))
                assert_true(isnan(result[i]));
            else
                assert_true(fabsl((long double)result[i] - exact) <= fabsl(exact) * 1.2e-7L);
        }
    }
    assert_true(bad == 2 && counts.bad == bad && counts.negative == negative);
    correction_free(&correction);
    wish.bad_is_zero = true;
    correction = correction_new(&wish, shape, &images, NULL);
    correction_apply(correction, ELEMENT_U16, &frame, 0, SAMPLES, result, &counts);
    assert_true(result[4] == 0 && result[7] == 0 && counts.bad == 4);
    correction_free(&correction);
    reference_wish_free(&wish.dark);
    reference_wish_free(&wish.flat);
}

static void a_small_divisor_keeps_its_digits(void **state) {
    (void)state;
    double tiny = 1e-20;
    struct correction_wish wish = { .divide = parse("frame:0", 1) };
    struct correction *correction = correction_new(
        &wish, (struct shape){ 1, 1, 1 }, &(struct reference_images){ .divide = &tiny }, NULL);
    float one = 1, result;
    struct frame_view frame = { .samples = &one, .valid = { 1, 1 } };
    correction_apply(correction, ELEMENT_F32, &frame, 0, 1, &result, NULL);
    assert_true(result == 1e20F);
    correction_free(&correction);
}

static void references_read_back(void **state) {
    (void)state;
    static const char *const good[] = {
        "mean:0:100",   "median::@0.5",       "std:-10:",  "frame:7",
        "frame:0@0.25", "dark.tif",           "a@b.png",   "a@b.png@0.5",
        "run@2@1",      "dir/with:colon.npy", "min:1:9:2",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct reference_wish wish = parse(good[i], 1), again, copy;
        struct text text = { 0 };
        reference_wish_format(&wish, &text);
        assert_string_equal(text_string(&text), good[i]);
        again = parse(text_string(&text), 1);
        reference_wish_copy(&copy, &wish);
        assert_true(reference_wish_equal(&wish, &again) && reference_wish_equal(&copy, &wish));
        reference_wish_free(&wish);
        assert_int_equal(wish.kind, REFERENCE_NONE);
        assert_false(reference_wish_equal(&wish, &again));
        reference_wish_free(&again);
        reference_wish_free(&copy);
        text_free(&text);
    }
    struct reference_wish wish = parse("run@2@1", 1);
    assert_string_equal(wish.file, "run@2");
    reference_wish_free(&wish);
    wish = parse("dark.tif@3.5", HUGE_VAL);
    assert_true(wish.amount == 3.5);
    reference_wish_free(&wish);
}

static void bad_references_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",          "@0.5",   "mean",     "mean:5",  "mean:0:9@1.5", "mean:0:9@-1", "f.tif@nan",
        "f.tif@inf", "frame:", "frame:-1", "frame:x", "sum:0:9",      "p5:0:9",      "slide:0"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct reference_wish wish = { 0 };
        struct fault fault = { 0 };
        if (reference_wish_parse(bad[i], 1, &wish, &fault))
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(fault.kind, FAULT_USAGE);
        fault_clear(&fault);
        assert_null(wish.file);
    }
}

static void the_two_forms_exclude_each_other(void **state) {
    (void)state;
    struct correction_wish wish = { 0 };
    assert_true(correction_wish_is_none(&wish) && correction_wish_check(&wish, NULL));
    wish.subtract.kind = wish.divide.kind = REFERENCE_FRAME;
    assert_true(correction_wish_check(&wish, NULL));
    wish.dark.kind = REFERENCE_FRAME;
    struct fault fault = { 0 };
    assert_false(correction_wish_check(&wish, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    fault_clear(&fault);
}

static void reductions_of_corrected_values_are_those_of_the_values(void **state) {
    (void)state;
    static const struct reduction_op ops[] = {
        { REDUCTION_MEAN, 0 }, { REDUCTION_STD, 0 },    { REDUCTION_MIN, 0 },
        { REDUCTION_MAX, 0 },  { REDUCTION_MEDIAN, 0 }, { REDUCTION_PERCENTILE, 5 },
    };
    struct shape shape = { 20, 70, 1 };
    size_t samples = shape_samples(shape), count = 90;
    double *subtract = calloc(samples, sizeof *subtract), *divide = calloc(samples, sizeof *divide);
    for (size_t i = 0; i < samples; i++) {
        subtract[i] = (double)(i % 50);
        divide[i] = (double)(i % 11); // zero here and there
    }
    struct correction_wish wish = { .subtract = parse("frame:0", 1),
                                    .divide = parse("frame:1", 1) };
    struct pool *pool = pool_new(3, NULL);
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++) {
        struct recording raw = make_recording(e, PATTERN_HOSTILE, shape, count, true, 4);
        struct recording floats = make_recording(ELEMENT_F32, PATTERN_NAN, shape, count, true, 4);
        struct correction *correction = correction_new(
            &wish, shape, &(struct reference_images){ .subtract = subtract, .divide = divide },
            NULL);
        for (size_t f = 0; f < count; f++)
            correction_apply(correction, e, &raw.views[f], 0, samples,
                             (float *)floats.samples + f * samples, NULL);
        struct reduction *one = reduction_new(ops, 6, 0, e, shape, correction, NULL);
        struct reduction *two = reduction_new(ops, 6, 0, ELEMENT_F32, shape, NULL, NULL);
        assert_true(reduction_feed(one, &raw.frames, pool, NULL, NULL));
        assert_true(reduction_feed(two, &floats.frames, pool, NULL, NULL));
        float *a = calloc(samples, 4), *b = calloc(samples, 4);
        for (size_t op = 0; op < 6; op++) {
            uint64_t empty_a, empty_b;
            assert_int_equal(reduction_element(one, op), ELEMENT_F32);
            reduction_result(one, op, pool, a, &empty_a);
            reduction_result(two, op, pool, b, &empty_b);
            assert_memory_equal(a, b, samples * 4);
            assert_true(empty_a == empty_b && empty_a > 0);
        }
        free(a);
        free(b);
        reduction_free(&one);
        reduction_free(&two);
        correction_free(&correction);
        free_recording(&raw);
        free_recording(&floats);
    }
    pool_free(&pool);
    free(subtract);
    free(divide);
}

static void health_is_that_of_sorted_values(void **state) {
    (void)state;
    static const double image[] = { 5, 0, 255, -3.5, 0, 12, NAN, 255, 1e-9, 7 };
    struct reference_health health = reference_health(image, 10, 255, 3);
    assert_true(health.median == 5 && health.frames == 3);
    assert_true(health.zero_share == .2 && health.saturated_share == .2 && health.nan_share == .1);
    double values[9], sum = 0, squares = 0;
    for (size_t i = 0, n = 0; i < 10; i++)
        if (!isnan(image[i])) {
            values[n++] = image[i];
            sum += image[i];
        }
    for (size_t i = 0; i < 9; i++)
        squares += (values[i] - sum / 9) * (values[i] - sum / 9);
    assert_true(fabs(health.std - sqrt(squares / 9)) < 1e-10);
    assert_true(reference_health(image, 2, HUGE_VAL, 1).median == 2.5);
    assert_true(isnan(reference_health(image + 6, 1, HUGE_VAL, 1).median));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens_of_the_specification),
        cmocka_unit_test(the_camera_form_scales_by_the_mean_flat),
        cmocka_unit_test(a_small_divisor_keeps_its_digits),
        cmocka_unit_test(references_read_back),
        cmocka_unit_test(bad_references_are_refused),
        cmocka_unit_test(the_two_forms_exclude_each_other),
        cmocka_unit_test(reductions_of_corrected_values_are_those_of_the_values),
        cmocka_unit_test(health_is_that_of_sorted_values),
    };
    return cmocka_run_group_tests_name("correct", tests, NULL, NULL);
}
