// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the axes of plots say, and how curves are told apart without colours.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void start(struct tui *t, int columns, int rows, const char *option, const char *recording) {
    const char *argv[] = { tui_program(), recording, option, NULL };
    assert_true(tui_start(t, columns, rows, argv));
    assert_true(tui_wait_text(t, "frame  0 of 60"));
    assert_true(tui_wait_gone(t, "levels ~"));
}

// The row of the pane's title, and the pane's rows below it up to the next title or status.
static int title_of(struct tui *t, const char *title) {
    int row;
    assert_true(tui_wait_text(t, title));
    assert_true(tui_find(t, title, &row, NULL));
    return row;
}

// Whether a row of the screen begins with this, blanks at its end aside.
static bool row_begins(struct tui *t, int row, const char *text) {
    return strncmp(tui_text(t, row), text, strlen(text)) == 0;
}

static void the_timeline_has_frames_and_times(void **state) {
    (void)state;
    struct tui t;
    start(&t, 90, 60, NULL, TUI_DEMO);
    tui_type(&t, "tt");
    int title = title_of(&t, ">timeline all mean [DN]");
    int row = title;
    while (row < 59 && !row_begins(&t, row, "frame   0"))
        row++;
    // 60 frames of 1 ms: frame 50 is at 0.05 s, in the same column.
    assert_true(row < 59);
    const char *frames = strstr(tui_text(&t, row), "50");
    assert_non_null(frames);
    int column = (int)(frames - tui_text(&t, row));
    assert_true(row_begins(&t, row + 1, "t [s]   0"));
    const char *times = strstr(tui_text(&t, row + 1), "0.05");
    assert_non_null(times);
    assert_in_range((int)(times - tui_text(&t, row + 1)), column - 1, column);
    // Values: round numbers, each with its tick.
    int ticks = 0;
    for (int i = title + 1; i < row; i++)
        ticks += tui_cell(&t, i, 7).code == 0x2524;
    assert_in_range(ticks, 2, 20);
    assert_true(tui_quit(&t));
}

// Two rows hold no two round numbers: both ends are there instead.
static void a_low_plot_has_two_values(void **state) {
    (void)state;
    struct tui t;
    start(&t, 40, 12, NULL, "demo:jet?frames=60,size=256x256");
    tui_type(&t, "K");
    int title = title_of(&t, ">profile [DN] row:128 col:128");
    assert_int_equal(tui_cell(&t, title + 1, 7).code, 0x2524);
    assert_int_equal(tui_cell(&t, title + 2, 7).code, 0x2524);
    double high = strtod(tui_text(&t, title + 1), NULL),
           low = strtod(tui_text(&t, title + 2), NULL);
    // Dark 100, noise of 15 at most, hot pixels.
    assert_true(low > 60 && low < 110 && high > low);
    assert_true(tui_quit(&t));
}

static bool has_marks(struct tui *t, void *context) {
    const char *marks = context;
    int row;
    if (!tui_find(t, "timeline", &row, NULL))
        return false;
    for (; *marks; marks++) {
        bool found = false;
        for (int i = row + 1; i < t->screen.rows - 4; i++)
            for (int column = 8; column < t->screen.columns; column++)
                found = found || tui_cell(t, i, column).code == (uint32_t)*marks;
        if (!found)
            return false;
    }
    return true;
}

// Neither colours nor braille: numbers along the curves, and the same beside their names.
static void curves_are_told_apart_without_colours(void **state) {
    (void)state;
    static const char *const plain[] = { "NO_COLOR=1", "LC_ALL=C", NULL };
    const char *argv[] = { tui_program(), TUI_DEMO, "--roi=front=rect:40,20,20,20",
                           "--roi=sky=rect:1,1,10,10", NULL };
    struct tui_options options = { .columns = 80, .rows = 30, .environment = plain };
    struct tui t;
    assert_true(tui_start_with(&t, &options, argv));
    assert_true(tui_wait_text(&t, "timeline 1 front 2 sky mean [DN]"));
    tui_type(&t, "tt");
    assert_true(tui_wait(&t, has_marks, "12"));
    tui_type(&t, ":zone-delete front\r");
    assert_true(tui_wait_text(&t, "timeline sky mean [DN]"));
    assert_true(tui_quit(&t));
}

static void the_histogram_has_values_and_counts(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 40, "--levels=100:400", "demo:jet?frames=60,size=96x64,seed=1");
    tui_type(&t, "H");
    int title = title_of(&t, ">histogram log n  levels 100 to 400");
    assert_true(tui_wait_text(&t, "[DN]    "));
    // 6144 pixels, most of them around 100: a column has 100 or more, none has 10000.
    bool hundred = false, one = false;
    int row = title + 1;
    for (; row < 39 && !row_begins(&t, row, "[DN]"); row++) {
        hundred = hundred || row_begins(&t, row, "    100\342\224\244");
        one = one || row_begins(&t, row, "      1\342\224\244");
        assert_false(row_begins(&t, row, "  10000"));
    }
    assert_true(hundred && one && row < 39);
    tui_type(&t, ":divide frame:3\r");
    assert_true(tui_wait_text(&t, "[1]    "));
    assert_true(tui_quit(&t));
}

// Of frames beside the part an arrow tells where they are; a step brings them into it.
static void the_timeline_shows_a_part(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, NULL, TUI_DEMO);
    tui_type(&t, ":timeline 20:40\r");
    int row = title_of(&t, ">timeline all mean [DN] 20:40 "), last = t.screen.columns - 1;
    assert_int_equal(tui_cell(&t, row + 1, 8).code, '<');
    assert_true(tui_wait_text(&t, "frame  20"));
    tui_type(&t, "50G");
    // A quarter of it is before the frame.
    assert_true(tui_wait_text(&t, "mean [DN] 40:60 "));
    tui_type(&t, "45G");
    assert_true(tui_wait_text(&t, "frame 45 of 60"));
    assert_true(tui_find(&t, "mean [DN] 40:60 ", NULL, NULL));
    tui_type(&t, "39G");
    assert_true(tui_wait_text(&t, "mean [DN] 25:45 "));
    tui_type(&t, "<<");
    assert_true(tui_wait_text(&t, "mean [DN] 15:35 "));
    assert_int_equal(tui_cell(&t, row + 1, last).code, '>');
    tui_type(&t, ">");
    assert_true(tui_wait_text(&t, "mean [DN] 20:40 "));
    tui_press(&t, TUI_DOWN);
    assert_true(tui_wait_text(&t, "mean [DN] 1:41 "));
    tui_press(&t, TUI_DOWN);
    assert_true(tui_wait_gone(&t, "mean [DN] 1:41 "));
    tui_type(&t, ":timeline around\r");
    assert_true(tui_wait_text(&t, "mean [DN] 36:42 "));
    // Never fewer than four frames; ticks are whole frames.
    for (int i = 0; i < 3; i++)
        tui_press(&t, TUI_UP);
    assert_true(tui_wait_text(&t, "mean [DN] 37:41 "));
    assert_true(tui_find(&t, "38 ", NULL, NULL) && tui_find(&t, "39 ", NULL, NULL));
    tui_type(&t, ":timeline all\r");
    assert_true(tui_wait_gone(&t, "mean [DN] 37:41 "));
    tui_type(&t, ":timeline -10:\r");
    assert_true(tui_wait_text(&t, "mean [DN] 50:60 "));
    tui_type(&t, ":timeline 70:80\r");
    assert_true(tui_wait_text(&t, "none of the frames is in 70:80"));
    tui_type(&t, ":timeline 7\r");
    assert_true(tui_wait_text(&t, "timeline takes A:B, all or around"));
    tui_type(&t, ":timeline ar\t\r");
    assert_true(tui_wait_text(&t, "mean [DN] 34:44 "));
    assert_true(tui_quit(&t));
}

static void the_part_comes_back_with_the_session(void **state) {
    (void)state;
    char *home = tui_home_make();
    const struct tui_options options = { .columns = 80, .rows = 24, .home = home };
    const char *first[] = { tui_program(), TUI_DEMO, NULL };
    const char *second[] = { tui_program(), "--resume", NULL };
    struct tui t;
    assert_true(tui_start_with(&t, &options, first));
    assert_true(tui_wait_text(&t, "frame  0 of 60"));
    tui_type(&t, ":timeline 20:40\r");
    assert_true(tui_wait_text(&t, "mean [DN] 20:40 "));
    assert_true(tui_quit(&t));
    assert_true(tui_start_with(&t, &options, second));
    assert_true(tui_wait_text(&t, "mean [DN] 20:40 "));
    assert_true(tui_quit(&t));
    tui_home_remove(home);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_timeline_has_frames_and_times),
        cmocka_unit_test(a_low_plot_has_two_values),
        cmocka_unit_test(curves_are_told_apart_without_colours),
        cmocka_unit_test(the_histogram_has_values_and_counts),
        cmocka_unit_test(the_timeline_shows_a_part),
        cmocka_unit_test(the_part_comes_back_with_the_session),
    };
    return cmocka_run_group_tests_name("viewer plots", tests, NULL, NULL);
}
