// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Curves that are thinned for drawing: they lose no peak and draw what all rows would draw.

#include "engine/trace.h"
#include "view/plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ZONES = 2 };

// A series whose mean is a slow wave with a peak in one row of each zone, without rows that are
// a multiple of 7 in the last tenth.
static void fill(struct series *series, size_t rows) {
    *series = (struct series){ .indices = { .first = 10, .count = (int64_t)rows, .step = 3 },
                               .rows = rows,
                               .zones = ZONES,
                               .channels = 1,
                               .measured = calloc(rows, sizeof(bool)),
                               .stats = calloc(rows * ZONES, sizeof(struct zone_stats)) };
    for (size_t row = 0; row < rows; row++) {
        series->measured[row] = row < rows / 10 * 9 || row % 7;
        for (size_t zone = 0; zone < ZONES; zone++) {
            double mean = sin((double)row / (double)rows * 20) + (double)zone;
            if (row == rows / 3 + zone)
                mean = 50 + (double)zone;
            *series_at(series, row, zone, 0) =
                (struct zone_stats){ .n = 1, .mean = mean, .min = mean - 1, .max = mean + 2 };
        }
    }
}

static void drop(struct series *series) {
    free(series->measured);
    free(series->stats);
}

static void few_rows_are_kept_as_they_are(void **state) {
    (void)state;
    struct series series;
    fill(&series, 100);
    struct trace trace = trace_make(&series, 1, 0, 100);
    assert_int_equal(trace.count, 100);
    for (size_t row = 0; row < 100; row++) {
        assert_true(trace.frame[row] == 10 + 3 * (double)row);
        if (series.measured[row])
            assert_true(trace.mean[row] == series_at(&series, row, 1, 0)->mean);
        else
            assert_true(isnan(trace.mean[row]) && isnan(trace.low[row]));
    }
    trace_free(&trace);
    drop(&series);
}

static void many_rows_are_bounded_and_keep_their_peak(void **state) {
    (void)state;
    static const size_t sizes[] = { 1025, 5000, 99991 };
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct series series;
        fill(&series, sizes[s]);
        for (size_t zone = 0; zone < ZONES; zone++) {
            struct trace trace = trace_make(&series, zone, 0, 1024);
            assert_true(trace.count <= 1024);
            assert_true(trace.frame[0] == 10);
            assert_true(trace.frame[trace.count - 1] == 10 + 3 * (double)(sizes[s] - 1));
            bool peak = false;
            for (size_t i = 0; i < trace.count; i++) {
                assert_true(!i || trace.frame[i] > trace.frame[i - 1]);
                peak = peak || trace.mean[i] == 50 + (double)zone;
                assert_true(
                    isnan(trace.mean[i])
                    || (trace.low[i] <= trace.mean[i] - 1 && trace.high[i] >= trace.mean[i] + 2));
            }
            assert_true(peak);
            trace_free(&trace);
        }
        drop(&series);
    }
    assert_true(trace_points(5) * 5 <= 16384);
    assert_true(trace_points(1000) >= 1024);
}

// A part has its own rows, each of them when they are few, and its own peaks when they are many.
static void a_part_is_that_of_its_rows(void **state) {
    (void)state;
    enum { ROWS = 30000, FIRST = 9000, STOP = 12000 };
    struct series series;
    fill(&series, ROWS);
    struct trace whole = trace_make_part(&series, 0, 0, FIRST, STOP, STOP - FIRST);
    struct trace thinned = trace_make_part(&series, 0, 0, FIRST, STOP, 200);
    assert_int_equal(whole.count, STOP - FIRST);
    double most = -HUGE_VAL, least = HUGE_VAL;
    for (size_t i = 0; i < whole.count; i++) {
        double mean = series_at(&series, FIRST + i, 0, 0)->mean;
        assert_true(whole.frame[i] == 10 + 3 * (double)(FIRST + i));
        assert_true(whole.mean[i] == mean);
        most = fmax(most, mean);
        least = fmin(least, mean);
    }
    // The peak of row ROWS / 3.
    assert_true(most == 50);
    double most_thinned = -HUGE_VAL, least_thinned = HUGE_VAL;
    assert_true(thinned.count <= 200);
    for (size_t i = 0; i < thinned.count; i++) {
        most_thinned = fmax(most_thinned, thinned.mean[i]);
        least_thinned = fmin(least_thinned, thinned.mean[i]);
    }
    assert_true(most_thinned == most && least_thinned == least);
    assert_true(thinned.frame[0] == 10 + 3.0 * FIRST);
    assert_true(thinned.frame[thinned.count - 1] == 10 + 3.0 * (STOP - 1));
    trace_free(&whole);
    trace_free(&thinned);
    drop(&series);
}

// Without gaps and with whole stretches a column of dots, a plot of the trace is the plot of
// all rows, dot for dot.
static void it_draws_what_all_rows_draw(void **state) {
    (void)state;
    enum { ROWS = 40960, COLUMNS = 100 };
    struct series series;
    fill(&series, ROWS);
    double *x = malloc(ROWS * sizeof *x), *y = malloc(ROWS * sizeof *y);
    for (size_t row = 0; row < ROWS; row++) {
        series.measured[row] = true;
        x[row] = 10 + 3 * (double)row;
        y[row] = series_at(&series, row, 0, 0)->mean;
    }
    struct trace trace = trace_make(&series, 0, 0, 4 * ROWS / 10);
    assert_true(trace.count < ROWS);
    struct plot_series all = { .x = x, .y = y, .count = ROWS };
    struct plot_series thinned = { .x = trace.frame, .y = trace.mean, .count = trace.count };
    struct plot expected, got;
    assert_true(
        plot_make(&(struct plot_wish){ .series = &all, .count = 1, .columns = COLUMNS, .rows = 10 },
                  &expected));
    assert_true(plot_make(
        &(struct plot_wish){ .series = &thinned, .count = 1, .columns = COLUMNS, .rows = 10 },
        &got));
    assert_true(got.x_low == expected.x_low && got.x_high == expected.x_high);
    assert_true(got.y_low == expected.y_low && got.y_high == expected.y_high);
    size_t different = 0;
    for (size_t i = 0; i < COLUMNS * 10; i++)
        different += got.cells[i].dots != expected.cells[i].dots;
    // A stretch may straddle two columns: its extremes are at their own frames all the same.
    assert_int_equal(different, 0);
    plot_release(&expected);
    plot_release(&got);
    trace_free(&trace);
    drop(&series);
    free(x);
    free(y);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_rows_are_kept_as_they_are),
        cmocka_unit_test(many_rows_are_bounded_and_keep_their_peak),
        cmocka_unit_test(a_part_is_that_of_its_rows),
        cmocka_unit_test(it_draws_what_all_rows_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
