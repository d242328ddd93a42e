// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/theme.h"

#include "pty/tui.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Of a colour of the cube in xterm's palette, by the formula of WCAG 2.
static double luminance(int colour) {
    static const double steps[] = { 0, 95, 135, 175, 215, 255 },
                        weights[] = { .2126, .7152, .0722 };
    int cube = colour - 16, parts[] = { cube / 36, cube / 6 % 6, cube % 6 };
    double sum = 0;
    assert_true(cube >= 0 && cube < 216);
    for (int i = 0; i < 3; i++) {
        double value = steps[parts[i]] / 255;
        sum += weights[i] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static void colours_can_be_read(void **state) {
    (void)state;
    for (int pen = 0; pen < 6; pen++) {
        assert_true(1.05 / (luminance(theme_colour(THEME_LIGHT, pen, 256)) + 0.05) >= 4.5);
        assert_true((luminance(theme_colour(THEME_DARK, pen, 256)) + 0.05) / 0.05 >= 4.5);
        assert_int_equal(theme_colour(THEME_AUTO, pen, 256), pen + 1);
        assert_in_range(theme_colour(THEME_LIGHT, pen, 8), 1, 6);
        assert_int_equal(theme_colour(THEME_DARK, pen, 16), pen + 1);
    }
}

static void the_background_decides(void **state) {
    (void)state;
    static const struct {
        int background[3];
        enum theme theme;
    } cases[] = {
        { { 0, 0, 0 }, THEME_DARK },        { { 255, 255, 255 }, THEME_LIGHT },
        { { 253, 246, 227 }, THEME_LIGHT }, { { 0, 43, 54 }, THEME_DARK },
        { { 0, 0, 255 }, THEME_DARK },      { { 255, 255, 0 }, THEME_LIGHT },
    };
    struct answers answers = { 0 };
    assert_int_equal(theme_decide(THEME_AUTO, &answers), THEME_AUTO);
    answers.has_background = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memcpy(answers.background, cases[i].background, sizeof answers.background);
        assert_int_equal(theme_decide(THEME_AUTO, &answers), cases[i].theme);
        assert_int_equal(theme_decide(THEME_PLAIN, &answers), THEME_PLAIN);
        assert_int_equal(theme_decide(THEME_DARK, &answers), THEME_DARK);
    }
}

// The colour of the range in the status line, which is green.
struct awaited {
    int colour;
};

static bool has_colour(struct tui *t, void *context) {
    const struct awaited *awaited = context;
    int row, column;
    return tui_find(t, "range 0:", &row, &column)
           && tui_cell(t, row, column).foreground == awaited->colour;
}

static void the_viewer_follows(void **state) {
    (void)state;
    static const struct {
        const char *background, *option;
        int colour;
    } cases[] = {
        { NULL, "--theme=auto", 2 },
        { "rgb:ffff/ffff/dddd", "--theme=auto", 28 },
        { "rgb:1010/1010/1010", "--theme=auto", 114 },
        { "rgb:1010/1010/1010", "--theme=light", 28 },
        { "rgb:ffff/ffff/dddd", "--theme=plain", EMULATOR_DEFAULT },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct emulator_answers answers = emulator_plain;
        answers.background = cases[i].background;
        struct tui_options options = { .columns = 80, .rows = 24, .answers = &answers };
        const char *argv[] = { tui_program(), cases[i].option, TUI_DEMO, NULL };
        struct awaited awaited = { cases[i].colour };
        struct tui t;
        assert_true(tui_start_with(&t, &options, argv));
        assert_true(tui_wait_text(&t, "frame  0 of 60"));
        tui_type(&t, "[");
        assert_true(tui_wait(&t, has_colour, &awaited));
        tui_type(&t, ":theme light\r");
        awaited.colour = 28;
        assert_true(tui_wait(&t, has_colour, &awaited));
        assert_true(tui_quit(&t));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_can_be_read),
        cmocka_unit_test(the_background_decides),
        cmocka_unit_test(the_viewer_follows),
    };
    return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
