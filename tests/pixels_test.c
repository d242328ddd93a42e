// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The table of pixels around the cursor, against the files' own formula.

#include "engine_support.h"

#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static char *open_series(struct screen_side *side, uint32_t columns, uint32_t rows) {
    char *folder = write_series(4);
    side_open(side, 2, folder);
    side->wish.table_columns = columns;
    side->wish.table_rows = rows;
    side->wish.has_cursor = true;
    side->wish.session.at = 2;
    side_set(side, "saturation", "60");
    side_post(side);
    side_wait(side, side_is_loaded, 0);
    return folder;
}

// Every pixel of the window, for every place of the cursor, is itself; the cursor is in the window.
static void the_values_are_those_around_the_cursor(void **state) {
    (void)state;
    struct screen_side side;
    char *folder = open_series(&side, 6, 5);
    for (uint32_t y = 0; y < SERIES_HEIGHT; y += 4)
        for (uint32_t x = 0; x < SERIES_WIDTH; x += 2) {
            side.wish.cursor_x = x;
            side.wish.cursor_y = y;
            side_ask(&side);
            const struct pixel_table *table = &side_picture(&side)->table;
            assert_int_equal(table->columns, 6);
            assert_int_equal(table->rows, 5);
            assert_true(table->left <= x && x < table->left + 6);
            assert_true(table->top <= y && y < table->top + 5);
            assert_true(table->left + 6 <= SERIES_WIDTH && table->top + 5 <= SERIES_HEIGHT);
            for (uint32_t i = 0; i < 30; i++) {
                unsigned value = series_value(2, table->left + i % 6, table->top + i / 6);
                assert_true(table->values[i] == value);
                assert_int_equal(table->saturated[i], value >= 60);
            }
        }
    side_close(&side);
    remove_folder(folder);
}

static void corrected_values_and_nan_are_shown(void **state) {
    (void)state;
    struct screen_side side;
    char *folder = open_series(&side, 3, 3);
    side.wish.cursor_x = side.wish.cursor_y = 1;
    // Pixel 0,0 of frame 0 is 0: what it divides is no value.
    side_set(&side, "divide", "frame:0");
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    do
        side_ask(&side);
    while (!side_picture(&side)->is_corrected);
    const struct pixel_table *table = &side_picture(&side)->table;
    assert_true(isnan(table->values[0]));
    for (uint32_t i = 1; i < 9; i++)
        assert_true(fabs(table->values[i]
                         - (double)series_value(2, i % 3, i / 3) / series_value(0, i % 3, i / 3))
                    < 1e-5);
    side_close(&side);
    remove_folder(folder);
}

static void a_small_frame_is_whole_and_a_hidden_table_empty(void **state) {
    (void)state;
    struct screen_side side;
    char *folder = open_series(&side, 64, 64);
    side_ask(&side);
    assert_int_equal(side_picture(&side)->table.columns, SERIES_WIDTH);
    assert_int_equal(side_picture(&side)->table.rows, SERIES_HEIGHT);
    side.wish.table_columns = side.wish.table_rows = 0;
    side_ask(&side);
    assert_int_equal(side_picture(&side)->table.columns, 0);
    assert_null(side_picture(&side)->table.values);
    side_close(&side);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_values_are_those_around_the_cursor),
        cmocka_unit_test(corrected_values_and_nan_are_shown),
        cmocka_unit_test(a_small_frame_is_whole_and_a_hidden_table_empty),
    };
    return cmocka_run_group_tests_name("pixels", tests, NULL, NULL);
}
