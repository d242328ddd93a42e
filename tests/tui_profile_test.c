// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Profiles and kymographs in the viewer.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char *home;

static int make_home(void **state) {
    (void)state;
    home = tui_home_make();
    return home ? 0 : -1;
}

static int remove_home(void **state) {
    (void)state;
    tui_home_remove(home);
    return 0;
}

static void start(struct tui *t, int columns, int rows) {
    const char *argv[] = { tui_program(), TUI_DEMO, NULL };
    const struct tui_options options = { .columns = columns, .rows = rows, .home = home };
    assert_true(tui_start_with(t, &options, argv));
    assert_true(tui_wait_text(t, "frame  0 of 60"));
}

// The number behind a text on the screen.
static double number_after(struct tui *t, const char *text) {
    int row, column;
    assert_true(tui_find(t, text, &row, &column));
    const char *found = strstr(tui_text(t, row), text);
    assert_non_null(found);
    return strtod(found + strlen(text), NULL);
}

static void assert_same_files(const char *one, const char *other) {
    char *command = NULL;
    assert_true(asprintf(&command, "cd '%s' && cmp '%s' '%s'", home, one, other) > 0);
    assert_int_equal(system(command), 0);
    free(command);
}

static void the_pane_follows_the_cursor(void **state) {
    (void)state;
    struct tui t;
    start(&t, 160, 40);
    tui_type(&t, "K");
    assert_true(tui_wait_text(&t, ">profile [DN] row:32 col:48"));
    assert_true(tui_find(&t, "px  ", NULL, NULL));
    tui_type(&t, "5l3k");
    assert_true(tui_wait_text(&t, ">profile [DN] row:29 col:53"));
    tui_type(&t, ":line top=row:10,width=3\r:line poly:0,0,95,63\r");
    assert_true(tui_wait_text(&t, "profile [DN] row:29 col:53 1 top 2 line2 "));
    tui_type(&t, ":divide frame:1\r");
    assert_true(tui_wait_text(&t, "profile [1] row:29 col:53 1 top 2 line2 "));
    tui_type(&t, ":no-line\r");
    assert_true(tui_wait_text(&t, "profile [1] row:29 col:53"));
    tui_type(&t, "K");
    assert_true(tui_wait_gone(&t, "profile ["));
    assert_true(tui_quit(&t));
}

static void it_fits_the_smallest_screen(void **state) {
    (void)state;
    struct tui t;
    start(&t, 40, 12);
    tui_type(&t, "K");
    assert_true(tui_wait_text(&t, ">profile [DN] row:32 col:48"));
    assert_true(tui_wait_text(&t, "px "));
    assert_true(tui_quit(&t));
}

static void a_pane_can_have_all_of_the_screen(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 30);
    tui_type(&t, "KZ");
    assert_true(tui_wait_gone(&t, "timeline"));
    assert_true(tui_wait_text(&t, ">profile [DN] row:32 col:48"));
    int row, column;
    assert_true(tui_find(&t, ">profile", &row, &column));
    assert_int_equal(row, 1);
    assert_int_equal(column, 1);
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_text(&t, "timeline"));
    assert_true(tui_find(&t, ">profile", NULL, NULL));
    assert_true(tui_quit(&t));
}

static void a_table_is_that_of_the_command(void **state) {
    (void)state;
    struct tui t;
    start(&t, 200, 40);
    tui_type(&t, "7GK");
    assert_true(tui_wait_text(&t, "frame  7 of 60"));
    tui_type(&t, ":export cursor.csv\r");
    assert_true(tui_wait_text(&t, "wrote cursor.csv: 2 lines, 1 frame"));
    assert_true(tui_run_shown(&t, "# the profile", home, "cursor_batch.csv"));
    assert_same_files("cursor.csv", "cursor_batch.csv");
    tui_type(&t, ":line a=poly:1,2,90,40,width=5\r:envelope band:10\r:dark mean:0:5\r");
    assert_true(tui_wait_text(&t, "profile [DN] row:32 col:48 1 a "));
    tui_type(&t, ":export band.csv\r");
    assert_true(tui_wait_text(&t, "wrote band.csv: 1 line, 1 frame"));
    assert_true(tui_run_shown(&t, "# the profile", home, "band_batch.csv"));
    assert_same_files("band.csv", "band_batch.csv");
    tui_type(&t, ":envelope frames\r:export frames.csv\r");
    assert_true(tui_wait_text(&t, "wrote frames.csv: 1 line, 60 frames"));
    assert_true(tui_run_shown(&t, "# the profile", home, "frames_batch.csv"));
    assert_same_files("frames.csv", "frames_batch.csv");
    tui_type(&t, "rs");
    assert_true(tui_wait_text(&t, "std  x,y"));
    tui_type(&t, ":export std.csv\r");
    assert_true(tui_wait_text(&t, "wrote std.csv: 1 line, 60 frames"));
    assert_true(tui_run_shown(&t, "# the profile", home, "std_batch.csv"));
    assert_same_files("std.csv", "std_batch.csv");
    assert_true(tui_quit(&t));
}

// Frame 1 divided by itself is 1 everywhere; other frames, divided by it, reach 2 and more.
static void the_spread_over_the_frames_is_drawn(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 40);
    tui_type(&t, "1GK:divide frame:1\r:line a=row:20\r");
    assert_true(tui_wait_text(&t, "profile [1] row:32 col:48 1 a "));
    assert_true(tui_wait_text(&t, "1.0\342\224\244"));
    tui_type(&t, ":envelope frames\r");
    assert_true(tui_wait_text(&t, "2.0\342\224\244"));
    tui_type(&t, ":no-envelope\r");
    assert_true(tui_wait_gone(&t, "2.0\342\224\244"));
    assert_true(tui_quit(&t));
}

static void a_kymograph_takes_the_place_of_the_frame(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 40);
    tui_type(&t, "Y");
    assert_true(tui_wait_text(&t, ":line row:Y"));
    tui_type(&t, "4G22k");
    assert_true(tui_wait_text(&t, "x,y 48,10 = "));
    assert_true(tui_wait_text(&t, "frame  4 of 60"));
    double value = number_after(&t, "x,y 48,10 = ");
    tui_type(&t, ":line a=row:10\rY");
    assert_true(tui_wait_text(&t, "kymograph a  48 px in frame 4 = "));
    assert_true(number_after(&t, "in frame 4 = ") == value);
    // Down is the next frame, right the next pixel.
    tui_type(&t, "2j3l");
    assert_true(tui_wait_text(&t, "51 px in frame 6 = "));
    value = number_after(&t, "in frame 6 = ");
    tui_type(&t, "T");
    assert_true(tui_wait_text(&t, "zones are in frames"));
    tui_type(&t, "+");
    assert_true(tui_wait_text(&t, "fills its pane"));
    tui_type(&t, "K");
    assert_true(tui_wait_text(&t, "profile [DN] frame:6 at:51 "));
    tui_type(&t, ":export k.npy\r");
    assert_true(tui_wait_text(&t, "wrote k.npy: kymograph of f32, 60 x 96"));
    assert_true(tui_run_shown(&t, "# the kymograph", home, "k_batch.npy"));
    assert_same_files("k.npy", "k_batch.npy");
    // Back to the frame and to where the cursor was in it.
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_text(&t, "x,y 48,10 = "));
    tui_type(&t, "6G3l");
    assert_true(tui_wait_text(&t, "frame  6 of 60"));
    assert_true(tui_wait_text(&t, "x,y 51,10 = "));
    assert_true(number_after(&t, "x,y 51,10 = ") == value);
    assert_true(tui_quit(&t));
}

static void kymographs_go_by_name(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24);
    tui_type(&t, ":line a=row:10\r:line b=col:10\r:kymograph b\r");
    assert_true(tui_wait_text(&t, "kymograph b "));
    tui_type(&t, ":kymograph a\r");
    assert_true(tui_wait_text(&t, "kymograph a "));
    tui_type(&t, ":kymograph c\r");
    assert_true(tui_wait_text(&t, "no line of this name"));
    // When its line goes it goes too.
    tui_type(&t, ":no-line\r");
    assert_true(tui_wait_gone(&t, "kymograph a "));
    assert_true(tui_wait_text(&t, "x,y 48,32 = "));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pane_follows_the_cursor),
        cmocka_unit_test(a_pane_can_have_all_of_the_screen),
        cmocka_unit_test(it_fits_the_smallest_screen),
        cmocka_unit_test(a_table_is_that_of_the_command),
        cmocka_unit_test(the_spread_over_the_frames_is_drawn),
        cmocka_unit_test(a_kymograph_takes_the_place_of_the_frame),
        cmocka_unit_test(kymographs_go_by_name),
    };
    return cmocka_run_group_tests_name("tui_profile", tests, make_home, remove_home);
}
