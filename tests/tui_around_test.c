// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What stands around the picture in the viewer.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// ── the colour bar ─────────────────────────────────────────────────────────────────────────

// Columns of coloured cells in a row, and the column of the last of them.
static int coloured(struct tui *t, int row, int *last) {
    int count = 0;
    for (int column = 0; column < t->screen.columns; column++)
        if (tui_cell(t, row, column).background != emulator_blank.background) {
            *last = column;
            count++;
        }
    return count;
}

// A picture of 96 x 64 pixels in 13 rows of cells twice as high as wide: 39 columns. The bar stands
// one blank further, its numbers behind it.
static void the_bar_has_the_levels_beside_it(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, ":levels 123:4321\r");
    assert_true(tui_wait_text(&t, " 4321"));
    int row, column, last = 0;
    assert_true(tui_find(&t, " 4321", &row, &column));
    assert_int_equal(row, 1);
    assert_true(tui_find(&t, " DN", &row, NULL));
    assert_int_equal(row, 2);
    assert_true(tui_wait_text(&t, " 123"));
    assert_true(coloured(&t, 1, &last) > 10);
    assert_int_equal(last, column - 1 + (column < last));
    // White at the top and black at the bottom, in the last row of the picture.
    assert_int_equal(tui_cell(&t, 1, last).code, 0x2580);
    tui_type(&t, ":divide frame:1\r");
    assert_true(tui_wait_text(&t, " [1]"));
    tui_type(&t, ":bar never\r");
    assert_true(tui_wait_gone(&t, " 4321"));
    assert_true(tui_wait_gone(&t, " [1]"));
    assert_true(tui_quit(&t));
}

static void a_small_screen_has_no_bar(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 40, 12));
    tui_type(&t, ":levels 123:4321\r");
    assert_true(tui_wait_text(&t, "levels fixed 123..4321"));
    assert_false(tui_find(&t, " 4321", NULL, NULL));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bar_has_the_levels_beside_it),
        cmocka_unit_test(a_small_screen_has_no_bar),
    };
    return cmocka_run_group_tests_name("tui_around", tests, NULL, NULL);
}
