// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Curves along the sides of a picture, dot by dot.

#include "view/side_plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

// Whether there is a dot, x from the left and y from the top; bits as Unicode has them.
static bool dot(const struct side_plot *plot, int x, int y) {
    static const int bits[4][2] = { { 0, 3 }, { 1, 4 }, { 2, 5 }, { 6, 7 } };
    return plot->cells[y / 4 * plot->columns + x / 2].dots >> bits[y % 4][x % 2] & 1;
}

static int dots(const struct side_plot *plot) {
    int count = 0;
    for (int y = 0; y < plot->rows * 4; y++)
        for (int x = 0; x < plot->columns * 2; x++)
            count += dot(plot, x, y);
    return count;
}

// Eight values that rise by one, beside as many dots: a diagonal, each dot joined to the one
// before.
static void a_ramp_is_a_diagonal(void **state) {
    (void)state;
    static const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
    for (int way = 0; way < 4; way++) {
        bool down = way & 1, back = way & 2;
        struct side_wish wish = { .values = values,
                                  .count = 8,
                                  .channels = 1,
                                  .from = back ? 8 : 0,
                                  .to = back ? 0 : 8,
                                  .is_down = down,
                                  .columns = 4,
                                  .rows = 2 };
        struct side_plot plot;
        side_plot_make(&wish, &plot);
        assert_true(plot.low == 0 && plot.high == 7);
        for (int i = 0; i < 8; i++) {
            int level = back ? 7 - i : i;
            assert_true(down ? dot(&plot, level, i) : dot(&plot, i, 7 - level));
        }
        assert_int_equal(dots(&plot), 8 + 7);
        side_plot_free(&plot);
    }
}

// However many samples are beside a dot, the highest shows; what is not beside it does not count.
static void no_peak_is_lost_and_nothing_else_counts(void **state) {
    (void)state;
    enum { COUNT = 1000 };
    double values[COUNT] = { 0 };
    values[617] = 5;
    values[3] = 900;
    struct side_wish wish = { .values = values,
                              .count = COUNT,
                              .channels = 1,
                              .from = 100,
                              .to = 1000,
                              .columns = 15,
                              .rows = 3 };
    struct side_plot plot;
    side_plot_make(&wish, &plot);
    assert_true(plot.low == 0 && plot.high == 5);
    for (int x = 0; x < 30; x++)
        assert_int_equal(dot(&plot, x, 0), x == (617 - 100) / 30);
    assert_int_equal(side_plot_place(&wish, 617.5), (617 - 100) / 60);
    assert_int_equal(side_plot_place(&wish, 99), -1);
    side_plot_free(&plot);
}

static void there_may_be_nothing(void **state) {
    (void)state;
    static const double values[] = { NAN, 4, INFINITY, 4 };
    struct side_wish wish = {
        .values = values, .count = 4, .channels = 1, .from = -4, .to = 4, .columns = 4, .rows = 1
    };
    struct side_plot plot;
    side_plot_make(&wish, &plot);
    assert_true(plot.low == 4 && plot.high == 4);
    assert_int_equal(dots(&plot), 2);
    side_plot_free(&plot);
    // What is beyond the ends stays empty.
    static const double two[] = { 7, 7 };
    wish.values = two;
    wish.count = 2;
    side_plot_make(&wish, &plot);
    for (int x = 0; x < 8; x++)
        assert_int_equal(dot(&plot, x, 1), x == 4 || x == 5);
    assert_int_equal(dots(&plot), 2);
    side_plot_free(&plot);
    wish.count = 0;
    side_plot_make(&wish, &plot);
    assert_true(isnan(plot.low));
    assert_int_equal(dots(&plot), 0);
    side_plot_free(&plot);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_is_a_diagonal),
        cmocka_unit_test(no_peak_is_lost_and_nothing_else_counts),
        cmocka_unit_test(there_may_be_nothing),
    };
    return cmocka_run_group_tests_name("side_plot", tests, NULL, NULL);
}
