// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sliding references against golden values and the definition of their windows.

#include "measure/slide.h"

#include "base/alloc.h"
#include "measure/correct.h"
#include "measure/slide_rows.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct slide_wish parse(const char *string) {
    struct slide_wish wish = { 0 };
    struct fault fault = { 0 };
    if (!slide_wish_parse(string, &wish, &fault))
        fail_msg("%s", fault_text(&fault));
    return wish;
}

// The reference of one frame of a one-pixel ramp 0, 1 ... 9.
static double of_ramp(const char *string, int64_t frame) {
    struct slide_wish wish = parse(string);
    uint16_t ramp[10];
    struct frame_view views[10];
    struct surroundings around = { .count = 10, .views = views, .frames = 10 };
    for (size_t f = 0; f < 10; f++) {
        ramp[f] = (uint16_t)f;
        views[f] = (struct frame_view){
            .samples = &ramp[f], .valid = { 1, 1 }, .source = (int64_t)f, .around = &around
        };
    }
    double value;
    slide_row(&wish, ELEMENT_U16, (struct shape){ 1, 1, 1 }, &views[frame], 0, 1, &value, NULL);
    return value;
}

static void goldens_of_the_specification(void **state) {
    (void)state;
    assert_true(of_ramp("3", 3) == 1 && of_ramp("3", 9) == 7);
    assert_true(of_ramp("3,place=ahead,lag=1", 0) == 3);
    for (int64_t frame = 0; frame <= 5; frame++)
        assert_true(of_ramp("3,op=max,lag=1,place=ahead", frame) == (double)(frame + 4));
    assert_true(isnan(of_ramp("3", 2)) && isnan(of_ramp("3,lag=1", 3)));
    assert_true(isnan(of_ramp("3,place=ahead", 7)) && isnan(of_ramp("11", 9)));
    assert_true(of_ramp("3,edge=nearest", 0) == 1);
    assert_true(of_ramp("3,place=ahead,edge=nearest", 9) == 8);
    assert_true(of_ramp("3,place=centre", 4) == 4 && of_ramp("4,place=centre", 4) == 4.5);
    assert_true(isnan(of_ramp("3,place=centre", 0)));
}

static void wishes_read_back(void **state) {
    (void)state;
    static const char *const good[] = { "1",
                                        "10",
                                        "10,lag=2",
                                        "10,op=median",
                                        "7,op=std,place=centre",
                                        "3,lag=1,op=max,place=ahead",
                                        "5,edge=nearest" };
    static const char *const bad[] = { "",
                                       "0",
                                       "-1",
                                       "x",
                                       "3,",
                                       "3,lag=-1",
                                       "3,op=sum",
                                       "3,op=p5",
                                       "3,place=left",
                                       "3,edge=wrap",
                                       "3,lag=1,place=centre",
                                       "99999999999999999999",
                                       "3,width=4" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct slide_wish wish = parse(good[i]);
        struct text text = { 0 };
        slide_wish_format(&wish, &text);
        assert_string_equal(text_string(&text), good[i]);
        text_free(&text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct slide_wish wish;
        struct fault fault = { 0 };
        if (slide_wish_parse(bad[i], &wish, &fault))
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(fault.kind, FAULT_USAGE);
        fault_clear(&fault);
    }
}

// Every window of the frames first to last is inside what they need, which is not larger.
static void needs_are_the_union_of_windows(void **state) {
    (void)state;
    static const char *const wishes[] = { "3",
                                          "3,lag=2",
                                          "4,place=centre",
                                          "5,place=ahead,lag=3",
                                          "3,edge=nearest",
                                          "4,place=ahead,edge=nearest" };
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        for (int64_t first = 0; first < 20; first++)
            for (int64_t last = first; last < 20; last++) {
                struct slide_wish wish = parse(wishes[i]);
                struct slide_window needs = slide_needs(&wish, first, last, 20);
                for (int64_t f = first; f <= last; f++) {
                    struct slide_window window = slide_window(&wish, f, 20);
                    if (window.last >= window.first)
                        assert_true(window.first >= needs.first && window.last <= needs.last);
                }
                assert_true(needs.last - needs.first <= last - first + wish.width - 1);
                assert_true(needs.first >= 0 && needs.last < 20);
            }
}

// Values of a window in time order, by its definition.
static size_t gather(const struct recording *recording, struct slide_window window, size_t sample,
                     double *values) {
    size_t n = 0;
    for (int64_t f = window.first; f <= window.last; f++) {
        double value =
            element_value(recording->frames.element, recording->views[f].samples, sample);
        if (sample_is_valid(recording, (size_t)f, sample) && !isnan(value))
            values[n++] = value;
    }
    return n;
}

static double naive(enum reduction_kind op, double *values, size_t n) {
    double sum = 0, spread = 0, low = values[0], high = values[0];
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    for (size_t i = 0; i < n; i++)
        spread += (values[i] - sum / (double)n) * (values[i] - sum / (double)n);
    return op == REDUCTION_MIN      ? low
           : op == REDUCTION_MAX    ? high
           : op == REDUCTION_STD    ? sqrt(spread / (double)n)
           : op == REDUCTION_MEDIAN ? naive_percentile(values, n, 50)
                                    : sum / (double)n;
}

// Means and spreads to fifteen digits of the largest value, everything else exactly.
static bool is_near(double made, double expected, enum reduction_kind op, const double *values,
                    size_t n) {
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(values[i]));
    bool is_rounded = (op == REDUCTION_MEAN || op == REDUCTION_STD) && isfinite(largest);
    return made == expected || (isnan(made) && isnan(expected))
           || (is_rounded && fabs(made - expected) <= largest * 2e-15 * 8);
}

static void check_window(struct recording *recording, const struct slide_wish *wish, size_t frame) {
    enum { FRAMES = 13, SAMPLES = 19 * 11 };
    struct shape shape = recording->frames.shape;
    struct frame_view views[FRAMES];
    struct surroundings around = { .count = FRAMES, .views = views, .frames = FRAMES };
    for (size_t f = 0; f < FRAMES; f++) {
        views[f] = recording->views[f];
        views[f].around = &around;
    }
    double made[SAMPLES];
    slide_row(wish, recording->frames.element, shape, &views[frame], 0, 100, made, NULL);
    slide_row(wish, recording->frames.element, shape, &views[frame], 100, SAMPLES - 100, made + 100,
              NULL);
    struct slide_window window = slide_window(wish, (int64_t)frame, FRAMES);
    for (size_t i = 0; i < SAMPLES; i++) {
        double values[FRAMES] = { 0 };
        size_t n = gather(recording, window, i, values);
        double expected = n ? naive(wish->op, values, n) : (double)NAN;
        if (!is_near(made[i], expected, wish->op, values, n))
            fail_msg("frame %zu sample %zu: %.17g is not %.17g", frame, i, made[i], expected);
    }
}

// What is kept from window to window gives the bits of each window made alone: for all samples
// and some of them, frame after frame, with gaps, and back again.
static void check_stream(struct recording *recording, const struct slide_wish *wish) {
    enum { FRAMES = 13, SAMPLES = 19 * 11 };
    static const size_t order[] = { 0,  1, 2, 3,  4, 5, 6, 7, 8, 9, 10, 11,
                                    12, 3, 5, 11, 2, 2, 3, 4, 0, 9, 10 };
    enum element element = recording->frames.element;
    struct shape shape = recording->frames.shape;
    struct frame_view views[FRAMES];
    struct surroundings around = { .count = FRAMES, .views = views, .frames = FRAMES };
    for (size_t f = 0; f < FRAMES; f++) {
        views[f] = recording->views[f];
        views[f].around = &around;
    }
    views[4].samples = NULL;
    struct slide_rows *rows = slide_rows_new(wish, element, shape, SAMPLES);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        size_t first = i > 13 ? 17 : 0, count = i > 17 ? 70 : SAMPLES - first;
        double made[SAMPLES], alone[SAMPLES];
        slide_rows_take(rows, &views[order[i]], first, count, made, NULL);
        slide_row(wish, element, shape, &views[order[i]], first, count, alone, NULL);
        for (size_t k = 0; k < count; k++)
            if (memcmp(&made[k], &alone[k], sizeof *made) != 0
                && !(isnan(made[k]) && isnan(alone[k])))
                fail_msg("width %d, call %zu, sample %zu: %.17g is not %.17g", (int)wish->width, i,
                         k, made[k], alone[k]);
    }
    slide_rows_free(&rows);
}

static void references_are_those_of_plain_loops(void **state) {
    (void)state;
    static const char *const wishes[] = { "1",
                                          "2,lag=3",
                                          "3",
                                          "7,place=ahead",
                                          "13,place=centre",
                                          "4,place=centre,edge=nearest",
                                          "12,edge=nearest" };
    static const enum reduction_kind ops[] = { REDUCTION_MEAN, REDUCTION_STD, REDUCTION_MIN,
                                               REDUCTION_MAX, REDUCTION_MEDIAN };
    struct shape shape = { 11, 19, 1 };
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++)
        for (enum pattern p = 0; p < PATTERN_COUNT; p++) {
            struct recording recording = make_recording(e, p, shape, 13, true, 3);
            for (size_t w = 0; w < sizeof wishes / sizeof *wishes; w++)
                for (size_t op = 0; op < sizeof ops / sizeof *ops; op++)
                    for (size_t frame = 0; frame < 13; frame++) {
                        struct slide_wish wish = parse(wishes[w]);
                        wish.op = ops[op];
                        check_window(&recording, &wish, frame);
                        if (frame == 0)
                            check_stream(&recording, &wish);
                    }
            free_recording(&recording);
        }
}

// The formulas with references that slide, in the words of the specification.
static void check_formula(const char *less, const char *over, bool camera) {
    enum { FRAMES = 9, SAMPLES = 7 * 5 };
    struct shape shape = { 5, 7, 1 };
    struct recording recording =
        make_recording(ELEMENT_U16, PATTERN_CAMERA, shape, FRAMES, false, 5);
    struct surroundings around = { .count = FRAMES, .views = recording.views, .frames = FRAMES };
    double fixed[SAMPLES];
    for (size_t i = 0; i < SAMPLES; i++)
        fixed[i] = 3.0 + (double)i / 8.0;
    struct correction_wish wish = { 0 };
    struct reference_wish *first = camera ? &wish.dark : &wish.subtract;
    struct reference_wish *second = camera ? &wish.flat : &wish.divide;
    assert_true(reference_wish_parse(less, 1, first, NULL));
    assert_true(reference_wish_parse(over, 1, second, NULL));
    struct reference_images images = { fixed, fixed, fixed, fixed };
    struct correction *correction = correction_new(&wish, shape, &images, NULL);
    assert_non_null(correction);
    for (size_t f = 0; f < FRAMES; f++) {
        recording.views[f].around = &around;
        double s[SAMPLES], d[SAMPLES], mean = 0;
        for (size_t i = 0; i < SAMPLES; i++)
            s[i] = d[i] = fixed[i];
        if (first->kind == REFERENCE_SLIDE)
            slide_row(&first->slide, ELEMENT_U16, shape, &recording.views[f], 0, SAMPLES, s, NULL);
        if (second->kind == REFERENCE_SLIDE)
            slide_row(&second->slide, ELEMENT_U16, shape, &recording.views[f], 0, SAMPLES, d, NULL);
        for (size_t i = 0; i < SAMPLES; i++) {
            s[i] *= first->amount;
            d[i] =
                camera ? second->amount * d[i] - s[i] : second->amount * d[i] + 1 - second->amount;
            mean += d[i] / SAMPLES;
        }
        float made[SAMPLES];
        correction_apply(correction, ELEMENT_U16, &recording.views[f], 0, 20, made, NULL);
        correction_apply(correction, ELEMENT_U16, &recording.views[f], 20, SAMPLES - 20, made + 20,
                         NULL);
        for (size_t i = 0; i < SAMPLES; i++) {
            double x = element_value(ELEMENT_U16, recording.views[f].samples, i);
            double v = (x - s[i]) / d[i] * (camera ? mean : 1);
            if (!isfinite((float)v))
                assert_true(isnan(made[i]));
            else
                assert_true(fabs((double)made[i] - v) <= fabs(v) * 0x1p-23);
        }
    }
    correction_free(&correction);
    free_recording(&recording);
}

static void corrections_follow_the_formulas(void **state) {
    (void)state;
    check_formula("slide:3,edge=nearest@0.5", "slide:2,op=max,edge=nearest", false);
    check_formula("slide:2,edge=nearest", "frame:0@0.25", false);
    check_formula("frame:0", "slide:4,place=centre,edge=nearest@0.75", false);
    check_formula("slide:3,op=min,edge=nearest@0.5", "frame:0", true);
    check_formula("frame:0", "slide:3,op=max,edge=nearest", true);
    check_formula("slide:5,op=std,edge=nearest", "slide:2,place=ahead,edge=nearest", true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens_of_the_specification),
        cmocka_unit_test(wishes_read_back),
        cmocka_unit_test(references_are_those_of_plain_loops),
        cmocka_unit_test(corrections_follow_the_formulas),
        cmocka_unit_test(needs_are_the_union_of_windows),
    };
    return cmocka_run_group_tests_name("slide", tests, NULL, NULL);
}
