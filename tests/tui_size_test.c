// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The viewer on screens of every size, and while the size changes.

#include "pty/tui.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void it_fits_on_small_and_large_screens(void **state) {
    (void)state;
    static const int sizes[][2] = { { 40, 12 }, { 80, 24 }, { 95, 60 }, { 96, 12 }, { 300, 100 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct tui t;
        assert_true(tui_start_demo(&t, sizes[i][0], sizes[i][1]));
        assert_true(tui_wait_text(&t, "? help"));
        tui_type(&t, "tHoieToB9G");
        assert_true(tui_wait_text(&t, "frame  9 of 60"));
        assert_true(tui_quit(&t));
    }
}

static void a_tiny_screen_is_told_and_it_comes_back(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, "12G");
    assert_true(tui_wait_text(&t, "frame 12 of 60"));
    tui_resize(&t, 30, 8);
    assert_true(tui_wait_text(&t, "needs 40x12"));
    tui_resize(&t, 10, 3);
    assert_true(tui_wait_text(&t, "need 40x12"));
    // Keys are still taken.
    tui_type(&t, ".");
    tui_resize(&t, 1, 1);
    tui_resize(&t, 80, 24);
    assert_true(tui_wait_text(&t, "frame 13 of 60"));
    assert_true(tui_quit(&t));
}

static void a_storm_of_sizes_ends_in_order(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    for (int i = 0; i < 60; i++) {
        tui_resize(&t, 1 + i * 37 % 170, 1 + i * 23 % 60);
        tui_type(&t, i % 3 ? "." : "T");
    }
    tui_resize(&t, 100, 30);
    assert_true(tui_wait_text(&t, "frame 40 of 60"));
    assert_true(tui_wait_text(&t, "? help"));
    int row;
    assert_true(tui_find(&t, "? help", &row, NULL));
    assert_int_equal(row, 29);
    assert_true(tui_quit(&t));
}

static void it_starts_on_a_tiny_screen(void **state) {
    (void)state;
    const char *argv[] = { tui_program(), TUI_DEMO, NULL };
    struct tui t;
    assert_true(tui_start(&t, 10, 3, argv));
    assert_true(tui_wait_text(&t, "need 40x12"));
    tui_resize(&t, 80, 24);
    assert_true(tui_wait_text(&t, "frame  0 of 60"));
    assert_true(tui_quit(&t));
}

// Of a blank only the background is seen.
static bool same_cell(struct emulator_cell a, struct emulator_cell b) {
    return a.code == b.code && a.background == b.background
           && (a.code == ' ' || a.foreground == b.foreground);
}

// The picture is behind the text in a burst: once a later burst has come, it is there.
static void await_picture(struct tui *t) {
    tui_type(t, ":x");
    assert_true(tui_wait_text(t, ":x"));
    tui_type(t, "\003");
    assert_true(tui_wait_gone(t, ":x"));
}

// Panes beside the picture come and go; whatever lines move there, the picture stays whole.
static void other_panes_leave_the_picture_alone(void **state) {
    (void)state;
    enum { PICTURE_ROWS = 20, PICTURE_COLUMNS = 80 };
    struct emulator_cell before[PICTURE_ROWS][PICTURE_COLUMNS];
    struct tui t;
    assert_true(tui_start_demo(&t, 120, 36));
    tui_type(&t, "20G");
    assert_true(tui_wait_text(&t, "frame 20 of 60"));
    assert_true(tui_wait_gone(&t, "levels ~"));
    assert_true(tui_wait_text(&t, "information"));
    await_picture(&t);
    for (int row = 0; row < PICTURE_ROWS; row++)
        for (int column = 0; column < PICTURE_COLUMNS; column++)
            before[row][column] = tui_cell(&t, row + 1, column);
    static const char *const titles[] = { "messages", "histogram", "information" };
    static const char keys[] = "eHi";
    for (int i = 0; i < 16; i++) {
        int pane = i * 5 % 7 % 3;
        char key[2] = { keys[pane], 0 };
        bool was_there = tui_find(&t, titles[pane], NULL, NULL);
        tui_type(&t, key);
        assert_true(was_there ? tui_wait_gone(&t, titles[pane]) : tui_wait_text(&t, titles[pane]));
        await_picture(&t);
        for (int row = 0; row < PICTURE_ROWS; row++)
            for (int column = 0; column < PICTURE_COLUMNS; column++)
                assert_true(same_cell(before[row][column], tui_cell(&t, row + 1, column)));
    }
    assert_true(tui_quit(&t));
}

// What has no room is left out whole: a number that is cut in two is another number.
static void the_header_is_never_cut(void **state) {
    (void)state;
    static const char shape[] = "  60 x 64 x 96", plan[] = ": ram";
    struct tui t;
    assert_true(tui_start_demo(&t, 120, 30));
    assert_true(tui_wait_text(&t, plan));
    for (int columns = 118; columns >= 40; columns -= 6) {
        tui_resize(&t, columns, 30);
        tui_type(&t, "hl");
        assert_true(tui_wait_text(&t, "? help"));
        tui_drain(&t, 100);
        const char *header = tui_text(&t, 0), *found = strstr(header, "  60 x");
        assert_true(!found || strncmp(found, shape, sizeof shape - 1) == 0);
        found = strstr(header, " MiB");
        assert_true(!found || strstr(found, plan));
    }
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_fits_on_small_and_large_screens),
        cmocka_unit_test(the_header_is_never_cut),
        cmocka_unit_test(a_tiny_screen_is_told_and_it_comes_back),
        cmocka_unit_test(a_storm_of_sizes_ends_in_order),
        cmocka_unit_test(it_starts_on_a_tiny_screen),
        cmocka_unit_test(other_panes_leave_the_picture_alone),
    };
    return cmocka_run_group_tests_name("viewer sizes", tests, NULL, NULL);
}
