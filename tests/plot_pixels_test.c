// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Plots of pixels against closed forms.

#include "view/picture.h"
#include "view/plot_letters.h"
#include "view/plot_pixels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct canvas make_canvas(uint32_t width, uint32_t height) {
    struct canvas canvas = { 0 };
    assert_true(canvas_reserve(&canvas, width, height, NULL));
    return canvas;
}

static uint8_t at(const struct canvas *canvas, int x, int y) {
    return canvas->indices[(size_t)y * canvas->width + (size_t)x];
}

static bool is_empty_column(const struct canvas *canvas, int x) {
    for (int y = 0; y < (int)canvas->height; y++)
        if (at(canvas, x, y) != PLOT_GROUND)
            return false;
    return true;
}

static const uint8_t full = PLOT_INKS + PLOT_CYAN * PLOT_SHADES + PLOT_FULL;
static const uint8_t faint = PLOT_INKS + PLOT_CYAN * PLOT_SHADES + PLOT_SOME;

// y = x, one sample a pixel, one pixel up for each to the right.
static void a_line_lies_where_its_formula_says(void **state) {
    (void)state;
    enum { SIDE = 60 };
    double y[SIDE];
    for (int i = 0; i < SIDE; i++)
        y[i] = i;
    struct canvas canvas = make_canvas(SIDE, SIDE + 2);
    const struct plot plot = { .x_high = SIDE - 1, .y_high = SIDE - 1 };
    const struct plot_series series = { .y = y, .count = SIDE };
    const struct plot_line line = { .pen = PLOT_CYAN, .width = 1 };
    assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
    for (int column = 0; column < SIDE; column++)
        for (int row = 0; row < SIDE + 2; row++) {
            int apart = abs(row - (SIDE - column));
            if (apart == 0)
                assert_int_equal(at(&canvas, column, row), full);
            else if (apart > 1)
                assert_int_equal(at(&canvas, column, row), PLOT_GROUND);
        }
    for (int column = 1; column < SIDE - 1; column++) {
        assert_int_equal(plot_pixels_middle(&canvas, PLOT_CYAN, column, 0, 99), SIDE - column);
        assert_int_equal(plot_pixels_middle(&canvas, PLOT_RED, column, 0, 99), -1);
        assert_int_equal(plot_pixels_middle(&canvas, PLOT_CYAN, column, 0, SIDE - column - 1), -1);
    }
    assert_int_equal(plot_pixels_middle(&canvas, PLOT_CYAN, -1, -5, 99), -1);
    canvas_release(&canvas);
}

// Between two rows both are covered to the same part.
static void a_constant_is_a_line_of_its_width(void **state) {
    (void)state;
    const double y[] = { 5, 5 };
    const struct plot_series series = { .y = y, .count = 2 };
    static const struct {
        uint32_t height;
        double width;
        int first, last;
        enum plot_shade shade;
    } cases[] = { { 13, 1, 6, 6, PLOT_FULL },
                  { 13, 3, 5, 7, PLOT_FULL },
                  { 14, 2, 6, 7, PLOT_FULL },
                  { 14, 1.4, 6, 7, PLOT_MOST },
                  { 14, 1, 6, 7, PLOT_SOME } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct canvas canvas = make_canvas(20, cases[i].height);
        const struct plot plot = { .x_high = 1, .y_low = 4.5, .y_high = 5.5 };
        const struct plot_line line = { .pen = PLOT_RED, .width = cases[i].width };
        assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
        for (int column = 0; column < 20; column++)
            for (int row = 0; row < (int)canvas.height; row++) {
                bool on = row >= cases[i].first && row <= cases[i].last;
                assert_int_equal(at(&canvas, column, row),
                                 on ? plot_ink(PLOT_RED, cases[i].shade) : PLOT_GROUND);
            }
        canvas_release(&canvas);
    }
}

static void a_peak_of_one_sample_is_never_lost(void **state) {
    (void)state;
    enum { COUNT = 100000, WIDTH = 301, HEIGHT = 40 };
    double *y = calloc(COUNT, sizeof *y);
    for (int peak = 0; peak < COUNT; peak += 8999)
        for (unsigned pattern = 0; pattern < PLOT_PATTERNS; pattern++) {
            memset(y, 0, COUNT * sizeof *y);
            y[peak] = 1;
            struct canvas canvas = make_canvas(WIDTH, HEIGHT);
            const struct plot plot = { .x_high = COUNT - 1, .y_high = 1 };
            const struct plot_series series = { .y = y, .count = COUNT };
            const struct plot_line line = { .pen = PLOT_CYAN, .pattern = pattern, .width = 1.3 };
            assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
            int column = (int)floor((double)peak / (COUNT - 1) * (WIDTH - 1) + 0.5);
            for (int row = 1; row < HEIGHT - 1; row++)
                assert_true(at(&canvas, column, row) >= PLOT_INKS);
            for (int other = 0; other < WIDTH; other++)
                assert_true(at(&canvas, other, 1) == PLOT_GROUND || abs(other - column) <= 1);
            canvas_release(&canvas);
        }
    free(y);
}

static void gaps_stay_gaps(void **state) {
    (void)state;
    const double y[] = { 1, 1, NAN, NAN, 1, NAN, INFINITY, 1, 1 };
    const double x[] = { 0, 1, 2, 3, 4, 5, 6, 7, NAN };
    const struct plot_series series = { .x = x, .y = y, .count = 9 };
    struct canvas canvas = make_canvas(71, 9);
    const struct plot plot = { .x_high = 7, .y_high = 2 };
    const struct plot_line line = { .pen = PLOT_CYAN, .width = 1 };
    assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
    for (int column = 0; column < 71; column++)
        assert_int_equal(is_empty_column(&canvas, column),
                         !(column <= 10 || column == 40 || column == 70));
    canvas_release(&canvas);
}

// Two curves of one colour: where the lines run level, the columns that are not faint repeat as no
// other's do.
static void patterns_tell_curves_apart_without_colours(void **state) {
    (void)state;
    enum { WIDTH = 400 };
    const double y[] = { 0, 0 };
    const struct plot_series series = { .y = y, .count = 2 };
    bool is_dash[PLOT_PATTERNS][WIDTH];
    for (unsigned pattern = 0; pattern < PLOT_PATTERNS; pattern++) {
        struct canvas canvas = make_canvas(WIDTH, 9);
        const struct plot plot = { .x_high = 1, .y_low = -1, .y_high = 1 };
        const struct plot_line line = { .pen = PLOT_CYAN, .pattern = pattern, .width = 1 };
        assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
        for (int column = 0; column < WIDTH; column++) {
            is_dash[pattern][column] = at(&canvas, column, 4) == full;
            assert_true(is_dash[pattern][column] || at(&canvas, column, 4) == faint);
        }
        for (unsigned other = 0; other < pattern; other++) {
            int differing = 0;
            for (int column = 0; column < WIDTH; column++)
                differing += is_dash[pattern][column] != is_dash[other][column];
            assert_true(differing > WIDTH / 10);
        }
        canvas_release(&canvas);
    }
    for (int column = 0; column < WIDTH; column++) {
        assert_true(is_dash[0][column]);
        assert_int_equal(is_dash[1][column], column % 14 < 9);
    }
}

static void a_band_fills_what_is_between_its_edges(void **state) {
    (void)state;
    const double low[] = { 1, 1 }, high[] = { 3, 3 }, y[] = { 2, 2 };
    const struct plot_series series = { .y = y, .low = low, .high = high, .count = 2 };
    struct canvas canvas = make_canvas(30, 43);
    const struct plot plot = { .x_high = 1, .y_high = 4 };
    const struct plot_line line = { .pen = PLOT_CYAN, .width = 1 };
    plot_pixels_grid(&canvas, &plot, 0);
    assert_true(plot_pixels_band(&canvas, &plot, &series, PLOT_CYAN));
    assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
    for (int column = 0; column < 30; column++)
        for (int row = 0; row < 43; row++) {
            uint8_t wanted = row >= 11 && row <= 31 ? plot_ink(PLOT_CYAN, PLOT_AREA) : PLOT_GROUND;
            wanted = row == 21 ? full : row == 41 ? PLOT_GRID : wanted;
            assert_int_equal(at(&canvas, column, row), wanted);
        }
    canvas_release(&canvas);
}

static void rules_leave_curves_whole(void **state) {
    (void)state;
    const double y[] = { 1, 1 };
    const struct plot_series series = { .y = y, .count = 2 };
    struct canvas canvas = make_canvas(101, 33);
    const struct plot plot = { .x_high = 1, .y_high = 2 };
    const struct plot_line line = { .pen = PLOT_CYAN, .width = 1 };
    assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
    plot_pixels_rule(&canvas, &plot, 0.25, PLOT_PLAIN, PLOT_RULE_SOLID);
    plot_pixels_rule(&canvas, &plot, 0.5, PLOT_RED, PLOT_RULE_DASHED);
    plot_pixels_rule(&canvas, &plot, 1.5, PLOT_RED, PLOT_RULE_SOLID);
    plot_pixels_rule(&canvas, &plot, NAN, PLOT_RED, PLOT_RULE_SOLID);
    for (int row = 0; row < 33; row++)
        for (int column = 0; column < 101; column++) {
            uint8_t wanted = row == 16 ? full : PLOT_GROUND;
            if (row != 16 && column == 25)
                wanted = plot_ink(PLOT_PLAIN, PLOT_FULL);
            if (row != 16 && column == 50 && row / 4 % 2 == 0)
                wanted = plot_ink(PLOT_RED, PLOT_FULL);
            assert_int_equal(at(&canvas, column, row), wanted);
        }
    canvas_release(&canvas);
}

// Bins 0, 1, 2 ... of one pixel each: a staircase up to the second row.
static void bars_are_as_high_as_their_counts(void **state) {
    (void)state;
    enum { BINS = 64 };
    uint64_t bins[BINS];
    for (int i = 0; i < BINS; i++)
        bins[i] = (uint64_t)i;
    struct canvas canvas = make_canvas(BINS, BINS + 2);
    assert_float_equal(plot_pixels_bars(&canvas, bins, BINS, false, PLOT_CYAN), BINS - 1, 0);
    assert_true(is_empty_column(&canvas, 0));
    for (int column = 1; column < BINS; column++) {
        assert_int_equal(at(&canvas, column, BINS - column), full);
        assert_int_equal(at(&canvas, column, BINS - column - 1), PLOT_GROUND);
        for (int row = BINS - column; row < BINS + 2; row++)
            assert_true(at(&canvas, column, row) >= PLOT_INKS);
    }
    canvas_release(&canvas);
    // More bins than pixels: sums of as many each. One of a million is seen.
    uint64_t *many = calloc(1000, sizeof *many);
    many[0] = many[3] = 1000000;
    many[997] = 1;
    canvas = make_canvas(250, 50);
    assert_float_equal(plot_pixels_bars(&canvas, many, 1000, false, PLOT_CYAN), 2000000, 0);
    assert_int_equal(at(&canvas, 0, 1), full);
    assert_true(at(&canvas, 249, 49) >= PLOT_INKS);
    assert_true(is_empty_column(&canvas, 100));
    free(many);
    canvas_release(&canvas);
}

static void shades_lie_between_the_ground_and_the_pen(void **state) {
    (void)state;
    const struct colour ground = { 10, 20, 255 };
    struct colour pens[PLOT_PENS];
    struct canvas canvas = { 0 };
    for (int pen = 0; pen < PLOT_PENS; pen++)
        pens[pen] = (struct colour){ (uint8_t)(pen * 30 + 20), 200, 5 };
    plot_pixels_palette(pens, ground, &canvas);
    assert_int_equal(canvas.colours, PLOT_COLOURS);
    assert_memory_equal(&canvas.palette[PLOT_GROUND], &ground, sizeof ground);
    for (int pen = 0; pen < PLOT_PENS; pen++) {
        assert_memory_equal(&canvas.palette[plot_ink((enum plot_pen)pen, PLOT_FULL)], &pens[pen],
                            sizeof *pens);
        int before = 201;
        for (int shade = 0; shade < PLOT_SHADES; shade++) {
            struct colour colour =
                canvas.palette[plot_ink((enum plot_pen)pen, (enum plot_shade)shade)];
            assert_true(colour.g < before && colour.g > 20);
            before = colour.g;
        }
    }
}

// Anywhere, also outside: all of it inside, and as large as it says.
static void letters_are_whole_wherever_they_are(void **state) {
    (void)state;
    static const int places[][2] = { { 0, 0 }, { -50, 900 }, { 30, 10 }, { 59, 19 }, { 500, -3 } };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (int dot = 1; dot <= 2; dot++) {
            struct canvas canvas = make_canvas(60, 20);
            memset(canvas.indices, PLOT_GRID, 1200);
            plot_letters(&canvas, places[i][0], places[i][1], PLOT_CYAN, dot, "1L");
            int counts[2] = { 0 };
            for (size_t pixel = 0; pixel < 1200; pixel++) {
                counts[0] += canvas.indices[pixel] == full;
                counts[1] += canvas.indices[pixel] != PLOT_GRID;
            }
            // "1" has 10 dots and "L" 11, in a field of 13 x 9.
            assert_int_equal(counts[0], 21 * dot * dot);
            assert_int_equal(counts[1], 13 * 9 * dot * dot);
            canvas_release(&canvas);
        }
    // Into less room than they need.
    struct canvas small = make_canvas(3, 2);
    plot_letters(&small, 1, 1, PLOT_CYAN, 2, "zone!~");
    canvas_release(&small);
}

static void the_smallest_canvases_are_survived(void **state) {
    (void)state;
    const double y[] = { -1e308, 1e308, NAN, 0 }, none[] = { NAN };
    const uint64_t bins[] = { 0, UINT64_MAX, 3 };
    const struct plot_series series = { .y = y, .low = y, .high = y, .count = 4 };
    const struct plot_series empty = { .y = none, .low = none, .high = none, .count = 1 };
    const struct plot plot = { .x_high = 3, .y_low = -1, .y_high = 1 };
    const struct plot_line line = { .pen = PLOT_CYAN, .pattern = 2, .width = 5 };
    for (uint32_t width = 0; width < 5; width++)
        for (uint32_t height = 0; height < 6; height++) {
            struct canvas canvas = make_canvas(width, height);
            assert_true(plot_pixels_band(&canvas, &plot, &series, PLOT_RED));
            assert_true(plot_pixels_curve(&canvas, &plot, &series, &line));
            assert_true(plot_pixels_band(&canvas, &plot, &empty, PLOT_RED));
            assert_true(plot_pixels_curve(&canvas, &plot, &empty, &line));
            plot_pixels_bars(&canvas, bins, 3, true, PLOT_CYAN);
            plot_pixels_bars(&canvas, bins, 0, true, PLOT_CYAN);
            plot_pixels_bar_grid(&canvas, 1, 0, true);
            plot_pixels_grid(&canvas, &plot, 1e300);
            plot_pixels_rule(&canvas, &plot, 1, PLOT_RED, PLOT_RULE_START);
            plot_pixels_beyond(&canvas, true, PLOT_RED);
            plot_pixels_beyond(&canvas, false, PLOT_RED);
            for (size_t i = 0; i < (size_t)width * height; i++)
                assert_true(canvas.indices[i] < PLOT_COLOURS);
            canvas_release(&canvas);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_lies_where_its_formula_says),
        cmocka_unit_test(a_constant_is_a_line_of_its_width),
        cmocka_unit_test(a_peak_of_one_sample_is_never_lost),
        cmocka_unit_test(gaps_stay_gaps),
        cmocka_unit_test(patterns_tell_curves_apart_without_colours),
        cmocka_unit_test(a_band_fills_what_is_between_its_edges),
        cmocka_unit_test(rules_leave_curves_whole),
        cmocka_unit_test(bars_are_as_high_as_their_counts),
        cmocka_unit_test(shades_lie_between_the_ground_and_the_pen),
        cmocka_unit_test(letters_are_whole_wherever_they_are),
        cmocka_unit_test(the_smallest_canvases_are_survived),
    };
    return cmocka_run_group_tests_name("plots of pixels", tests, NULL, NULL);
}
