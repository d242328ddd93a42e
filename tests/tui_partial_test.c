// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A long reduction on the screen: what there is so far is marked, Esc ends it, and at last the
// value is the one of batch.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Work for a second or more, with one worker: so long that its parts are seen. The thread sanitizer
// makes it twenty times as slow.
#ifdef __SANITIZE_THREAD__
#define DEMO "demo:jet?frames=500,size=160x128,seed=1"
#else
#define DEMO "demo:jet?frames=3000,size=160x128,seed=1"
#endif
#define SLIDE "--subtract=slide:100,op=median"
enum { WIDTH = 160, X = 80, Y = 64 };

static void start(struct tui *t, int columns, int rows) {
    const char *argv[] = { tui_program(), "--jobs=1", SLIDE, DEMO, NULL };
    assert_true(tui_start(t, columns, rows, argv));
    assert_true(tui_wait_text(t, "(raw "));
}

// The value in the middle, as the program without a screen writes it.
static float batch_value(void) {
    char folder[] = "/tmp/blitz-XXXXXX", command[1024], path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/std.npy", folder);
    snprintf(command, sizeof command, "'%s' reduce std -q %s -o %s '%s'", tui_program(), SLIDE,
             path, DEMO);
    assert_int_equal(system(command), 0);
    float value;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 128 + 4L * (Y * WIDTH + X), SEEK_SET), 0);
    assert_int_equal(fread(&value, sizeof value, 1, file), 1);
    fclose(file);
    remove(path);
    remove(folder);
    return value;
}

static void marked_until_it_is_there(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24);
    tui_type(&t, ":reduce std\r");
    assert_true(tui_wait_text(&t, "std ~ "));
    assert_true(tui_find(&t, "%  x,y 80,64 = ", NULL, NULL));
    assert_true(tui_wait_gone(&t, "std ~ "));
    int row;
    assert_true(tui_find(&t, "std  x,y 80,64 = ", &row, NULL));
    float shown = strtof(strchr(tui_text(&t, row), '=') + 1, NULL);
    assert_true(shown == batch_value());
    assert_true(tui_quit(&t));
}

static void marked_on_a_small_screen(void **state) {
    (void)state;
    struct tui t;
    start(&t, 40, 12);
    tui_type(&t, ":reduce std\r");
    assert_true(tui_wait_text(&t, "std ~ "));
    assert_true(tui_quit(&t));
}

static void escape_takes_it_away(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24);
    tui_type(&t, ":reduce std\r");
    assert_true(tui_wait_text(&t, "std ~ "));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_text(&t, "std: NOT made, a frame is shown"));
    assert_false(tui_find(&t, "std ~ ", NULL, NULL));
    assert_true(tui_quit(&t));
}

static bool shows_first_rows(struct tui *t, void *context) {
    (void)context;
    return tui_find(t, "median ~ ", NULL, NULL) && tui_find(t, "%  x,y 80,2 = ", NULL, NULL)
           && !tui_find(t, "x,y 80,2 = -", NULL, NULL);
}

// The first rows of a median are there before the last: the cursor reads them, and nothing in the
// others.
static void the_first_rows_of_a_median(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24);
    tui_type(&t, "62k");
    assert_true(tui_wait_text(&t, "x,y 80,2 = "));
    tui_type(&t, ":reduce median\r");
    assert_true(tui_wait(&t, shows_first_rows, NULL));
    tui_type(&t, "125j");
    assert_true(tui_wait_text(&t, "x,y 80,127 = "));
    assert_true(!tui_find(&t, "median ~ ", NULL, NULL)
                || tui_find(&t, "x,y 80,127 = -", NULL, NULL));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marked_until_it_is_there),
        cmocka_unit_test(marked_on_a_small_screen),
        cmocka_unit_test(escape_takes_it_away),
        cmocka_unit_test(the_first_rows_of_a_median),
    };
    return cmocka_run_group_tests_name("partial results in the viewer", tests, NULL, NULL);
}
