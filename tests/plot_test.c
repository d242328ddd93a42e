// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/plot.h"
#include "view/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool dot_at(const struct plot *plot, int x, int y) {
    static const uint8_t bits[4][2] = { { 1, 8 }, { 2, 16 }, { 4, 32 }, { 64, 128 } };
    return plot->cells[(y / 4) * plot->columns + x / 2].dots & bits[y % 4][x % 2];
}

static void a_line_lies_where_its_formula_says(void **state) {
    (void)state;
    // 40 x 40 dots, y = x from 0 to 39: the diagonal, and only it.
    double y[40];
    for (int i = 0; i < 40; i++)
        y[i] = i;
    struct plot_series series = { .y = y, .count = 40 };
    struct plot plot;
    assert_true(plot_make(
        &(struct plot_wish){ .series = &series, .count = 1, .columns = 20, .rows = 10 }, &plot));
    for (int x = 0; x < 40; x++)
        for (int row = 0; row < 40; row++) {
            bool on = dot_at(&plot, x, row);
            if (row == 39 - x)
                assert_true(on);
            else if (abs(row - (39 - x)) > 1)
                assert_false(on);
        }
    assert_int_equal(plot_column(&plot, 0), 0);
    assert_int_equal(plot_column(&plot, 39), 19);
    assert_int_equal(plot_column(&plot, 40), -1);
    assert_int_equal(plot_row(&plot, 39), 0);
    assert_int_equal(plot_row(&plot, 0), 9);
    for (int column = 0; column < 20; column++)
        assert_int_equal(plot_column(&plot, plot_x(&plot, column)), column);
    plot_release(&plot);
}

static void a_spike_of_one_sample_is_visible_at_any_width(void **state) {
    (void)state;
    enum { COUNT = 21000 };
    double *y = calloc(COUNT, sizeof *y);
    for (int spike = 0; spike < COUNT; spike += 1499) {
        memset(y, 0, COUNT * sizeof *y);
        y[spike] = 1;
        for (int columns = 1; columns < 130; columns += 17) {
            struct plot_series series = { .y = y, .count = COUNT };
            struct plot plot;
            assert_true(plot_make(
                &(struct plot_wish){ .series = &series, .count = 1, .columns = columns, .rows = 5 },
                &plot));
            int column = plot_column(&plot, spike);
            assert_true(plot.cells[column].dots & 0x09);
            plot_release(&plot);
        }
    }
    free(y);
}

static void gaps_stay_gaps(void **state) {
    (void)state;
    double y[] = { 1, 1, NAN, NAN, NAN, NAN, 1, 1 };
    struct plot_series series = { .y = y, .count = 8 };
    struct plot plot;
    assert_true(plot_make(
        &(struct plot_wish){ .series = &series, .count = 1, .columns = 4, .rows = 3 }, &plot));
    bool on[8] = { 0 };
    for (int x = 0; x < 8; x++)
        for (int row = 0; row < 12; row++)
            on[x] |= dot_at(&plot, x, row);
    for (int x = 0; x < 8; x++)
        assert_int_equal(on[x], isfinite(y[x]));
    plot_release(&plot);
}

static void series_own_their_cells_and_bands_stay_behind(void **state) {
    (void)state;
    double y0[] = { 5, 5, 5, 5 }, low[] = { 0, 0, 0, 0 }, high[] = { 10, 10, 10, 10 };
    double y1[] = { 2, 2, 2, 2 };
    struct plot_series series[] = { { .y = y0, .low = low, .high = high, .count = 4 },
                                    { .y = y1, .count = 4 } };
    struct plot plot;
    assert_true(plot_make(
        &(struct plot_wish){ .series = series, .count = 2, .columns = 2, .rows = 11 }, &plot));
    assert_int_equal(plot.cells[plot_row(&plot, 5) * 2].series, 0);
    assert_int_equal(plot.cells[plot_row(&plot, 2) * 2].series, 1);
    assert_int_equal(plot.cells[0].series, 0 | PLOT_BAND);
    assert_int_equal(plot.cells[10 * 2 + 1].series, 0 | PLOT_BAND);
    assert_int_equal(plot.cells[plot_row(&plot, 8) * 2].series, PLOT_NOTHING);
    plot_release(&plot);
}

static void odd_data_is_survived(void **state) {
    (void)state;
    double odd[] = { 1e308, -1e308, NAN, HUGE_VAL, -HUGE_VAL, 0, 1e-320 };
    double x[] = { 0, -1, NAN, 1e300, 5, 5, 5 };
    for (int columns = 0; columns < 5; columns++)
        for (int rows = 0; rows < 4; rows++) {
            struct plot_series series = { .x = x, .y = odd, .low = odd, .high = odd, .count = 7 };
            struct plot plot;
            assert_true(plot_make(&(struct plot_wish){ .series = &series,
                                                       .count = 1,
                                                       .columns = columns,
                                                       .rows = rows,
                                                       .y_low = -1,
                                                       .y_high = rows },
                                  &plot));
            plot_release(&plot);
        }
    struct plot plot;
    assert_true(plot_make(&(struct plot_wish){ .columns = 3, .rows = 2 }, &plot));
    assert_int_equal(plot.cells[0].series, PLOT_NOTHING);
    assert_int_equal(plot_column(&plot, NAN), -1);
    plot_release(&plot);
}

static void ticks_are_round(void **state) {
    (void)state;
    static const struct {
        double low, high;
        size_t wanted;
        const char *labels;
    } cases[] = {
        { 0, 10, 6, "0 2 4 6 8 10 " },
        { 0, 1, 3, "0.0 0.5 1.0 " },
        { -3, 3, 4, "-2 0 2 " },
        { 0, 4095, 5, "0 1000 2000 3000 4000 " },
        { 0.0001, 0.0005, 3, "0.0002 0.0004 " },
        { 99, 101, 3, "99 100 101 " },
        { 0, 2e7, 3, "0 1e+07 2e+07 " },
        { 5, 5, 3, "" },
        { 0, 1e-7, 3, "0 5e-08 1e-07 " },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tick ticks[TICKS_LIMIT];
        size_t count = ticks_make(cases[i].low, cases[i].high, cases[i].wanted, ticks);
        char labels[256] = "";
        for (size_t t = 0; t < count; t++) {
            strcat(labels, ticks[t].label);
            strcat(labels, " ");
        }
        assert_string_equal(labels, cases[i].labels);
    }
    struct tick ticks[TICKS_LIMIT];
    assert_int_equal(ticks_make(0, HUGE_VAL, 5, ticks), 0);
    assert_int_equal(ticks_make(NAN, 1, 5, ticks), 0);
    assert_true(ticks_make(-3.4e38, 3.4e38, 1000, ticks) <= TICKS_LIMIT);
}

static void bars_keep_the_small_and_the_sum(void **state) {
    (void)state;
    uint64_t bins[8] = { 0, 100, 0, 0, 0, 1, 50, 0 };
    uint32_t heights[16];
    plot_bars(bins, 8, 4, 2, false, heights);
    assert_int_equal(heights[0], 16);
    assert_int_equal(heights[1], 0);
    assert_int_equal(heights[2], 1);
    assert_int_equal(heights[3], 8);
    plot_bars(bins, 8, 16, 2, false, heights);
    assert_int_equal(heights[2], 16);
    assert_int_equal(heights[3], 16);
    assert_int_equal(heights[4], 0);
    plot_bars(bins, 8, 8, 2, true, heights);
    assert_int_equal(heights[1], 16);
    assert_int_equal(heights[5], lrint(log(2) / log(101) * 16));
    char glyph[5];
    assert_string_equal(plot_bar_block(12, 0, glyph), "\342\226\210");
    assert_string_equal(plot_bar_block(12, 1, glyph), "\342\226\204");
    assert_string_equal(plot_bar_block(8, 1, glyph), " ");
    assert_string_equal(plot_braille(0xff, glyph), "\342\243\277");
    assert_int_equal(plot_ascii(0), ' ');
    for (int dots = 1; dots < 256; dots++)
        assert_true(plot_ascii((uint8_t)dots) > ' ');
}

// y = x from 0 to 39 and a constant 20: each cell of a mark is the curve's own, and where a peak
// stands in the stretch the mark stands beside it.
static void marks_stand_on_their_curves_beside_peaks(void **state) {
    (void)state;
    double rising[40], flat[40];
    for (int i = 0; i < 40; i++) {
        rising[i] = i;
        flat[i] = i == 13 ? 39 : 20;
    }
    struct plot_series series[] = { { .y = rising, .count = 40 }, { .y = flat, .count = 40 } };
    struct plot plot;
    assert_true(plot_make(
        &(struct plot_wish){ .series = series, .count = 2, .columns = 20, .rows = 10 }, &plot));
    int row, column;
    // The peak at 13 is in column 6, its falling side ends in 7: 8 is the next that is flat.
    assert_true(plot_mark_place(&plot, 1, 6, 9, &row, &column));
    assert_int_equal(column, 8);
    assert_int_equal(row, plot_row(&plot, 20));
    // Nothing else to choose: in the peak.
    assert_true(plot_mark_place(&plot, 1, 6, 7, &row, &column));
    assert_int_equal(column, 6);
    assert_in_range(row, plot_row(&plot, 39), plot_row(&plot, 20));
    assert_true(plot_mark_place(&plot, 0, 2, 20, &row, &column));
    // In column 2 it goes from one row of cells to the next.
    assert_int_equal(column, 3);
    assert_int_equal(row, plot_row(&plot, 7));
    assert_false(plot_mark_place(&plot, 2, 0, 20, &row, &column));
    assert_false(plot_mark_place(&plot, 0, 5, 5, &row, &column));
    plot_release(&plot);
}

static void counts_are_told_where_bars_end(void **state) {
    (void)state;
    static const struct {
        double full;
        bool logarithmic;
        size_t most;
        const char *labels;
    } cases[] = {
        { 2345, true, 9, "1 10 100 1000 " },
        { 2345, true, 2, "1 100 " },
        { 1, true, 5, "1 " },
        { 0, true, 5, "" },
        { 3e6, true, 3, "1 1000 1e+06 " },
        { 90, false, 4, "0 50 " },
        { 2345, true, 0, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tick ticks[TICKS_LIMIT];
        size_t count = plot_bar_ticks(cases[i].full, cases[i].logarithmic, cases[i].most, ticks);
        char labels[256] = "";
        for (size_t t = 0; t < count; t++) {
            strcat(labels, ticks[t].label);
            strcat(labels, " ");
        }
        assert_string_equal(labels, cases[i].labels);
    }
    // log(1 + 9) is half of log(1 + 99).
    assert_int_equal(plot_bar_row(99, 99, 10, true), 0);
    assert_int_equal(plot_bar_row(9, 99, 10, true), 5);
    assert_int_equal(plot_bar_row(0, 99, 10, true), 9);
    assert_int_equal(plot_bar_row(50, 100, 4, false), 2);
    assert_int_equal(plot_bar_row(51, 100, 4, false), 1);
    uint64_t bins[4] = { 3, 4, 0, 2 };
    uint32_t heights[2];
    assert_true(plot_bars(bins, 4, 2, 1, true, heights) == 7);
    assert_true(plot_bars(bins, 4, 0, 1, true, heights) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_lies_where_its_formula_says),
        cmocka_unit_test(a_spike_of_one_sample_is_visible_at_any_width),
        cmocka_unit_test(gaps_stay_gaps),
        cmocka_unit_test(series_own_their_cells_and_bands_stay_behind),
        cmocka_unit_test(odd_data_is_survived),
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(bars_keep_the_small_and_the_sum),
        cmocka_unit_test(marks_stand_on_their_curves_beside_peaks),
        cmocka_unit_test(counts_are_told_where_bars_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
