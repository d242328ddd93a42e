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
    // A number is never cut.
    tui_type(&t, ":levels 16.25:58772.34\r");
    assert_true(tui_wait_text(&t, " 58772"));
    assert_false(tui_find(&t, " 5.877e", NULL, NULL));
    tui_type(&t, ":levels -0.0000123456:1234567890123\r");
    assert_true(tui_wait_text(&t, " 1e+12"));
    assert_true(tui_wait_text(&t, " -1e-05"));
    tui_type(&t, ":levels 123:4321\r");
    assert_true(tui_wait_text(&t, " 4321"));
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

// ── pictures beside the frame ──────────────────────────────────────────────────────────────

static void a_key_goes_through_what_stands_beside(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, "|");
    assert_true(tui_wait_text(&t, "make a reference"));
    assert_true(tui_wait_text(&t, " frame 0 = "));
    tui_type(&t, ":dark frame:3\r");
    assert_true(tui_wait_text(&t, " dark frame:3 = "));
    tui_type(&t, "|");
    assert_true(tui_wait_text(&t, "r reduces the range"));
    tui_type(&t, ":reduce max:0:5\r");
    assert_true(tui_wait_text(&t, " max:0:5 = "));
    assert_true(tui_wait_text(&t, "frame  0 of 60"));
    assert_false(tui_find(&t, "a frame is shown", NULL, NULL));
    tui_type(&t, "7.|");
    assert_true(tui_wait_text(&t, " frame 7 = "));
    assert_true(tui_wait_text(&t, " less max:0:5 = "));
    // Alone, the reduction is the picture.
    tui_type(&t, "|");
    assert_true(tui_wait_gone(&t, " less max:0:5 = "));
    assert_true(tui_wait_gone(&t, "frame  7 of 60"));
    assert_true(tui_quit(&t));
}

// Cells under picture number `number` of sixels.
static int under(struct tui *t, size_t number) {
    int count = 0;
    for (int row = 0; row < t->screen.rows; row++)
        for (int column = 0; column < t->screen.columns; column++)
            count += tui_cell(t, row, column).picture == number;
    return count;
}

static bool has_three(struct tui *t, void *context) {
    (void)context;
    size_t last = t->screen.pictures;
    int first = last > 2 ? under(t, last) : 0;
    return first > 0 && under(t, last - 1) == first && under(t, last - 2) == first
           && t->screen.parse == PARSE_GROUND;
}

static void sixels_stand_beside_each_other(void **state) {
    (void)state;
    static const char *const steps[] = { "5.", "jjll", "c", "i", "i", "H", "?", "\003" };
    struct tui t;
    const char *argv[] = { tui_program(),       TUI_DEMO,        "--beside=reduction,difference",
                           "--reduce=mean:0:9", "--plots=cells", NULL };
    struct tui_options options = { .columns = 120, .rows = 36, .answers = &emulator_sixel };
    assert_true(tui_start_with(&t, &options, argv));
    assert_true(tui_wait_text(&t, " less mean:0:9 = "));
    assert_true(tui_wait(&t, has_three, NULL));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        tui_type(&t, steps[i]);
        if (steps[i][0] == '?')
            assert_true(tui_wait_text(&t, "Esc closes"));
        else
            assert_true(tui_wait(&t, has_three, NULL));
    }
    tui_type(&t, ":beside none\r");
    assert_true(tui_wait_gone(&t, " less mean:0:9 = "));
    assert_true(tui_quit(&t));
}

// ── the crosshair ──────────────────────────────────────────────────────────────────────────

// Frame 1 divided by itself is 1 everywhere: what is said of a row and a column of it is known.
static void the_crosshair_follows_the_cursor(void **state) {
    (void)state;
    struct tui t;
    int row, column, other;
    assert_true(tui_start_demo(&t, 120, 36));
    tui_type(&t, "1G:divide frame:1\rX");
    assert_true(tui_wait_text(&t, "row:32  1..1"));
    assert_true(tui_find(&t, "row:32  1..1", &row, &column));
    assert_true(tui_find(&t, "col:48 ", &other, NULL));
    assert_int_equal(other, row);
    tui_type(&t, "3k7l");
    assert_true(tui_wait_text(&t, "row:29  1..1"));
    assert_true(tui_wait_text(&t, "col:55 "));
    // On a picture that is turned the column runs below it.
    tui_type(&t, ":view rot90\r");
    assert_true(tui_wait_text(&t, "col:55  1..1"));
    tui_type(&t, "X");
    assert_true(tui_wait_gone(&t, "col:55"));
    assert_true(tui_wait_gone(&t, "row:29"));
    assert_true(tui_quit(&t));
}

static void without_room_it_is_the_profile(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 40, 12));
    tui_type(&t, "X");
    assert_true(tui_wait_text(&t, "profile [DN] row:32 col:48"));
    tui_resize(&t, 120, 36);
    assert_true(tui_wait_gone(&t, "profile [DN]"));
    assert_true(tui_wait_text(&t, "row:32  "));
    tui_type(&t, ":no-crosshair\r");
    assert_true(tui_wait_gone(&t, "row:32  "));
    assert_true(tui_quit(&t));
}

// ── the table of pixels ────────────────────────────────────────────────────────────────────

// Frame 1 divided by itself is 1, and the dark of it 0; the cell of the cursor is reversed.
static void the_table_follows_the_cursor(void **state) {
    (void)state;
    struct tui t;
    int row, column;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, "1G:subtract frame:1\rv");
    assert_true(tui_wait_text(&t, ">pixels [DN]"));
    assert_true(tui_wait_text(&t, " 0       0       0       0"));
    assert_true(tui_find(&t, "47      48      49", &row, &column));
    bool is_marked = false;
    for (int below = row + 1; below < row + 6; below++)
        is_marked = is_marked || tui_cell(&t, below, column + 9).attributes & EMULATOR_REVERSE;
    assert_true(is_marked);
    tui_type(&t, "4l");
    assert_true(tui_wait_text(&t, "51      52      53"));
    tui_type(&t, "200l200j");
    assert_true(tui_wait_text(&t, "93      94      95"));
    assert_true(tui_wait_text(&t, "    63 "));
    tui_type(&t, ":divide frame:1\r");
    tui_type(&t, ":no-subtract\r");
    assert_true(tui_wait_text(&t, " 1       1       1       1"));
    // Everything reaches 1 DN.
    tui_type(&t, ":saturation 1\r");
    assert_true(tui_wait_text(&t, " 1*      1*      1*      1*"));
    tui_type(&t, "v");
    assert_true(tui_wait_gone(&t, "pixels ["));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bar_has_the_levels_beside_it),
        cmocka_unit_test(a_small_screen_has_no_bar),
        cmocka_unit_test(a_key_goes_through_what_stands_beside),
        cmocka_unit_test(sixels_stand_beside_each_other),
        cmocka_unit_test(the_crosshair_follows_the_cursor),
        cmocka_unit_test(without_room_it_is_the_profile),
        cmocka_unit_test(the_table_follows_the_cursor),
    };
    return cmocka_run_group_tests_name("tui_around", tests, NULL, NULL);
}
