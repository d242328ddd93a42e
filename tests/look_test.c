// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/levels.h"
#include "view/look.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void levels_read_back(void **state) {
    (void)state;
    static const char *const good[] = { "auto",      "auto:1", "auto:0",      "frame",
                                        "frame:0.5", "0:255",  "-10.5:1e+20", "auto:49.5" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct levels_wish wish, again;
        struct text text = { 0 };
        assert_true(levels_wish_parse(good[i], &wish, NULL));
        levels_wish_format(&wish, &text);
        assert_true(levels_wish_parse(text_string(&text), &again, NULL));
        assert_int_equal(wish.mode, again.mode);
        assert_true(wish.percentile == again.percentile && wish.low == again.low
                    && wish.high == again.high);
        text_free(&text);
    }
    struct levels_wish wish;
    assert_true(levels_wish_parse("auto", &wish, NULL));
    assert_true(wish.mode == LEVELS_RUN && wish.percentile == 0.1);
    assert_true(levels_wish_parse("frame:2", &wish, NULL));
    assert_true(wish.mode == LEVELS_FRAME && wish.percentile == 2);
}

static void wrong_levels_are_told_what_is_right(void **state) {
    (void)state;
    static const char *const bad[] = { "",      "auto:", "auto:50", "auto:-1", "frame:nan",
                                       "5",     "5:5",   "7:3",     "a:b",     ":",
                                       "1:inf", "nan:1", "autos",   "1:2:3",   "\033[31m:2" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct levels_wish wish = { .percentile = 7 };
        struct fault fault = { 0 };
        assert_false(levels_wish_parse(bad[i], &wish, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        assert_non_null(strstr(fault_text(&fault), "auto:P"));
        assert_null(strchr(fault_text(&fault), '\033'));
        assert_true(wish.percentile == 7);
        fault_clear(&fault);
    }
}

static void orientations_read_back(void **state) {
    (void)state;
    for (int i = 0; i < 16; i++) {
        struct orientation orientation = { i & 1, i >> 1 & 1, i >> 2 }, again;
        struct text text = { 0 };
        orientation_format(&orientation, &text);
        assert_true(orientation_parse(text_string(&text), &again, NULL));
        assert_true(again.flip_x == orientation.flip_x && again.flip_y == orientation.flip_y
                    && again.quarter_turns == orientation.quarter_turns);
        text_free(&text);
    }
    struct orientation orientation;
    assert_true(orientation_parse("rot90,rot90,flip-x", &orientation, NULL));
    assert_int_equal(orientation.quarter_turns, 2);
    struct fault fault = { 0 };
    static const char *const bad[] = { "", "rot45", "flip-x,", ",flip-x", "flip-x flip-y" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(orientation_parse(bad[i], &orientation, &fault));
        assert_non_null(strstr(fault_text(&fault), "rot90"));
    }
    fault_clear(&fault);
}

static void levels_always_have_a_width(void **state) {
    (void)state;
    struct levels_wish run = { .mode = LEVELS_RUN, .percentile = 0.1 };
    double values[] = { 0, 1, -1, 100, 1e-20, -1e-20, 1e20, -1e20, 3.4e38, -3.4e38, NAN, HUGE_VAL };
    size_t count = sizeof values / sizeof *values;
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < count; b++)
            for (size_t c = 0; c < count; c++) {
                struct levels levels =
                    levels_choose(&run, values[a], values[b], values[b], values[c]);
                assert_true(isfinite(levels.low) && isfinite(levels.high));
                assert_true(levels.high > levels.low);
                // Many steps between them are different numbers.
                assert_true(levels.low + (levels.high - levels.low) / 1000 > levels.low);
            }
}

static void levels_are_the_sensible_ones(void **state) {
    (void)state;
    struct levels_wish run = { .mode = LEVELS_RUN, .percentile = 0.1 };
    struct levels levels = levels_choose(&run, 10, 90, 0, 4095);
    assert_true(levels.low == 10 && levels.high == 90);
    levels = levels_choose(&run, 0, 0, 0, 4095); // dark, but for a few hot pixels
    assert_true(levels.low == 0 && levels.high == 4095);
    levels = levels_choose(&run, 7, 7, 7, 7);
    assert_true(levels.low < 7 && levels.high > 7);
    levels = levels_choose(&run, NAN, NAN, NAN, NAN);
    assert_true(levels.low == 0 && levels.high == 1);
    levels = levels_choose(&run, 1e-20, 2e-20, 0, 1);
    assert_true(levels.low == 1e-20 && levels.high == 2e-20);
    struct levels_wish fixed = { .mode = LEVELS_FIXED, .low = -5, .high = 5 };
    levels = levels_choose(&fixed, 0, 1, 0, 1);
    assert_true(levels.low == -5 && levels.high == 5);
    double low, high;
    levels_fractions(&run, &low, &high);
    assert_float_equal(low, 0.001, 1e-12);
    assert_float_equal(high, 0.999, 1e-12);
    levels = levels_adjust((struct levels){ 0, 10 }, 0.5, 2);
    assert_true(levels.low == 0 && levels.high == 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_read_back),
        cmocka_unit_test(wrong_levels_are_told_what_is_right),
        cmocka_unit_test(orientations_read_back),
        cmocka_unit_test(levels_always_have_a_width),
        cmocka_unit_test(levels_are_the_sensible_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
