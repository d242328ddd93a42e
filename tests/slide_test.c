// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sliding references against golden values and the definition of their windows.

#include "measure/slide.h"

#include "base/alloc.h"
#include "measure/correct.h"
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
    slide_row(&wish, ELEMENT_U16, (struct shape){ 1, 1, 1 }, &views[frame], 0, 1, &value);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens_of_the_specification),
        cmocka_unit_test(wishes_read_back),
        cmocka_unit_test(needs_are_the_union_of_windows),
    };
    return cmocka_run_group_tests_name("slide", tests, NULL, NULL);
}
