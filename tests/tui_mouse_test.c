// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The mouse: only when it is wanted, and off again however the viewer ends.

#include "pty/tui.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LEFT = 0, UP = 64, DOWN = 65 };

static void start(struct tui *t, const char *option) {
    const char *argv[] = { tui_program(), TUI_DEMO, option, NULL };
    assert_true(tui_start(t, 80, 24, argv));
    assert_true(tui_wait_text(t, "frame  0 of 60  x,y 48,32"));
    assert_true(tui_wait_text(t, "frame   0 "));
}

// At a cell, pressed and released.
static void press(struct tui *t, int button, int row, int column) {
    char bytes[64];
    snprintf(bytes, sizeof bytes, "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, column + 1, row + 1,
             button, column + 1, row + 1);
    tui_type(t, bytes);
}

static bool mouse_is_on(struct tui *t, void *context) {
    (void)context;
    return t->screen.mouse;
}

static bool mouse_is_off(struct tui *t, void *context) {
    return !mouse_is_on(t, context);
}

// 96 x 64 pixels in half blocks as wide as high: the picture fills the height of its pane.
static void a_click_moves_the_cursor(void **state) {
    (void)state;
    struct tui t;
    int title;
    start(&t, "--mouse");
    assert_true(tui_wait(&t, mouse_is_on, NULL));
    assert_true(tui_find(&t, "timeline", &title, NULL));
    int rows = title - 1; // of the picture, below the header
    // The middle of cell n of `rows` stands for pixel (n + 0.5) / rows of the height.
    double scale = 64.0 / (2 * rows);               // source pixels in a canvas pixel
    double left = floor((80 - 96 / scale - 9) / 2); // 9 columns are the colour bar's
    static const int places[][2] = { { 2, 40 }, { 5, 33 }, { 6, 47 } };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        int row = places[i][0], column = places[i][1];
        char text[64];
        snprintf(text, sizeof text, "x,y %d,%d =", (int)((column + 0.5 - left) * scale),
                 (int)((row + 0.5) * 2 * scale));
        press(&t, LEFT, 1 + row, column);
        assert_true(tui_wait_text(&t, text));
    }
    assert_true(tui_quit(&t));
}

static void the_wheel_and_the_timeline_go_through_frames(void **state) {
    (void)state;
    struct tui t;
    int title;
    start(&t, "--mouse");
    assert_true(tui_find(&t, "timeline", &title, NULL));
    press(&t, DOWN, 3, 40);
    press(&t, DOWN, 3, 40);
    press(&t, DOWN, 3, 40);
    assert_true(tui_wait_text(&t, "frame  3 of 60"));
    press(&t, UP, 3, 40);
    assert_true(tui_wait_text(&t, "frame  2 of 60"));
    // The axis has 72 columns for the frames 0 to 59: its ends, and a third of it.
    press(&t, LEFT, title + 1, 79);
    assert_true(tui_wait_text(&t, "frame 59 of 60"));
    press(&t, LEFT, title + 1, 8);
    assert_true(tui_wait_text(&t, "frame  0 of 60"));
    press(&t, LEFT, title + 1, 8 + 24);
    assert_true(tui_wait_text(&t, "frame 20 of 60"));
    // The axis' labels are no frames, and keys go on.
    press(&t, LEFT, title + 1, 2);
    tui_type(&t, ".");
    assert_true(tui_wait_text(&t, "frame 21 of 60"));
    assert_true(tui_quit(&t));
}

static void it_is_off_unless_it_is_wanted(void **state) {
    (void)state;
    struct tui t;
    start(&t, "--no-mouse");
    assert_false(t.screen.mouse);
    tui_type(&t, ":mouse\r");
    assert_true(tui_wait(&t, mouse_is_on, NULL));
    tui_type(&t, ":no-mouse\r");
    assert_true(tui_wait(&t, mouse_is_off, NULL));
    assert_true(tui_quit(&t));
}

static void no_shell_is_left_with_it(void **state) {
    (void)state;
    static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
    struct tui t;
    start(&t, "--mouse");
    tui_type(&t, "\032");
    assert_true(tui_wait_stopped(&t, NULL));
    assert_false(t.screen.mouse);
    tui_signal(&t, SIGCONT);
    assert_true(tui_wait(&t, mouse_is_on, NULL));
    assert_true(tui_quit(&t));
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        start(&t, "--mouse");
        assert_true(tui_wait(&t, mouse_is_on, NULL));
        tui_signal(&t, signals[i]);
        struct tui_end end = tui_finish(&t);
        assert_true(end.restored);
        tui_end_free(&end);
    }
}

// Wherever it is pressed, on any screen and with anything open.
static void any_click_is_survived(void **state) {
    (void)state;
    static const char *const keys[] = { "?", "\033", "H", "K", "i", "o", "e", "t", ":", "Y", "+" };
    uint32_t random = 99;
    struct tui t;
    start(&t, "--mouse");
    for (int i = 0; i < 2000; i++) {
        random = random * 1664525 + 1013904223;
        press(&t, (int[]){ LEFT, UP, DOWN, 1, 35, 200 }[(random >> 8) % 6],
              (int)(random >> 12) % 30, (int)(random >> 20) % 120);
        if (i % 50 == 49)
            tui_type(&t, keys[(random >> 24) % (sizeof keys / sizeof *keys)]);
        if (i % 500 == 499)
            tui_resize(&t, 1 + (int)(random >> 8) % 120, 1 + (int)(random >> 20) % 40);
    }
    tui_resize(&t, 80, 24);
    tui_type(&t, "\003\003\0039G");
    assert_true(tui_wait_text(&t, "frame  9 of 60"));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_moves_the_cursor),
        cmocka_unit_test(the_wheel_and_the_timeline_go_through_frames),
        cmocka_unit_test(it_is_off_unless_it_is_wanted),
        cmocka_unit_test(no_shell_is_left_with_it),
        cmocka_unit_test(any_click_is_survived),
    };
    return cmocka_run_group_tests_name("mouse", tests, NULL, NULL);
}
