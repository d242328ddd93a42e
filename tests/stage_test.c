// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What stands around the picture, for every size of the preview.

#include "ui/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool inside(struct area area, struct area pane) {
    return area.row >= pane.row && area.column >= pane.column
           && area.row + area.rows <= pane.row + pane.rows
           && area.column + area.columns <= pane.column + pane.columns;
}

static bool overlap(struct area a, struct area b) {
    return a.rows && b.rows && a.row < b.row + b.rows && b.row < a.row + a.rows
           && a.column < b.column + b.columns && b.column < a.column + a.columns;
}

static void check(const struct stage_wish *wish) {
    struct stage stage = stage_make(wish);
    const struct area all[] = { stage.pictures[0], stage.pictures[1], stage.pictures[2],
                                stage.titles[0],   stage.titles[1],   stage.titles[2],
                                stage.bar,         stage.labels,      stage.column_profile,
                                stage.row_profile, stage.corner };
    enum { COUNT = sizeof all / sizeof *all };
    assert_true(stage.pictures[0].rows > 0 && stage.pictures[0].columns > 0);
    assert_int_equal(stage.bar.rows, stage.labels.rows);
    for (int i = 0; i < COUNT; i++) {
        assert_true(!all[i].rows || inside(all[i], wish->pane));
        for (int j = 0; j < i; j++)
            assert_false(overlap(all[i], all[j]));
    }
}

static void nothing_covers_another_or_leaves_the_preview(void **state) {
    (void)state;
    static const double shapes[] = { 0, 0.01, 0.5, 2, 3.7, 1000 };
    for (int rows = 1; rows <= 60; rows++)
        for (int columns = 4; columns <= 240; columns++)
            for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
                struct stage_wish wish = { .pane = { 3, 7, rows, columns },
                                           .columns_a_row = shapes[i],
                                           .has_bar = true,
                                           .has_profiles = columns % 2,
                                           .beside = (int)i % STAGE_PICTURES };
                check(&wish);
                wish = (struct stage_wish){ .pane = { 3, 7, rows, columns },
                                            .columns = (int)(20 * shapes[i]),
                                            .has_bar = true,
                                            .has_profiles = columns % 2,
                                            .beside = (int)i % STAGE_PICTURES };
                check(&wish);
            }
}

// 12 rows of a square image, of cells twice as high as wide: 24 columns, then a blank, the bar
// and 7 columns of numbers: 33 of 80, so 23 are left free before them.
static void a_picture_that_fits_leaves_no_margin(void **state) {
    (void)state;
    struct stage_wish wish = { .pane = { 1, 0, 12, 80 }, .columns_a_row = 2, .has_bar = true };
    struct stage stage = stage_make(&wish);
    assert_true(area_equal(stage.pictures[0], (struct area){ 1, 23, 12, 24 }));
    assert_true(area_equal(stage.bar, (struct area){ 1, 48, 12, 1 }));
    assert_true(area_equal(stage.labels, (struct area){ 1, 49, 12, 7 }));
    // One that is wider takes what is left by the bar; one of 30 columns these.
    wish.columns_a_row = 20;
    assert_int_equal(stage_make(&wish).pictures[0].columns, 71);
    // 71 columns of one that is ten times as wide as a row is high are 8 rows, in the middle.
    wish.columns_a_row = 10;
    assert_true(area_equal(stage_make(&wish).pictures[0], (struct area){ 3, 0, 8, 71 }));
    wish.columns_a_row = 0;
    assert_int_equal(stage_make(&wish).pictures[0].columns, 71);
    wish.columns = 30;
    assert_int_equal(stage_make(&wish).pictures[0].columns, 30);
}

static void a_bar_needs_room(void **state) {
    (void)state;
    struct stage_wish wish = { .pane = { 1, 0, 7, 40 }, .columns_a_row = 2, .has_bar = true };
    assert_int_equal(stage_make(&wish).bar.rows, 0);
    wish.pane = (struct area){ 1, 0, 4, 80 };
    assert_int_equal(stage_make(&wish).bar.rows, 0);
    wish.pane = (struct area){ 1, 0, 5, 60 };
    assert_int_equal(stage_make(&wish).bar.rows, 5);
    wish.has_bar = false;
    assert_int_equal(stage_make(&wish).bar.rows, 0);
    assert_int_equal(stage_make(&wish).pictures[0].column, 25);
}

static int shown(const struct stage *stage) {
    int count = 0;
    for (int i = 0; i < STAGE_PICTURES; i++)
        count += stage->pictures[i].rows > 0;
    return count;
}

// Three pictures of 11 rows and 22 columns, the bar of 9, two blanks: 77 of 80 columns.
static void pictures_beside_it_are_as_large(void **state) {
    (void)state;
    struct stage_wish wish = {
        .pane = { 1, 0, 12, 80 }, .columns_a_row = 2, .has_bar = true, .beside = 2
    };
    struct stage stage = stage_make(&wish);
    assert_true(area_equal(stage.titles[0], (struct area){ 1, 1, 1, 22 }));
    assert_true(area_equal(stage.pictures[0], (struct area){ 2, 1, 11, 22 }));
    assert_true(area_equal(stage.bar, (struct area){ 2, 24, 11, 1 }));
    assert_true(area_equal(stage.pictures[1], (struct area){ 2, 33, 11, 22 }));
    assert_true(area_equal(stage.pictures[2], (struct area){ 2, 56, 11, 22 }));
    assert_true(area_equal(stage.titles[2], (struct area){ 1, 56, 1, 22 }));
    // Less than 12 columns each, or 6 rows, are too little.
    wish = (struct stage_wish){ .pane = { 1, 0, 8, 38 }, .beside = 2 };
    stage = stage_make(&wish);
    assert_int_equal(shown(&stage), 3);
    wish.pane.columns = 37;
    stage = stage_make(&wish);
    assert_int_equal(shown(&stage), 2);
    wish.pane.rows = 5;
    stage = stage_make(&wish);
    assert_int_equal(shown(&stage), 1);
}

// 20 rows of a pane of 100 columns: 4 for the row, so the picture has 16 and 32 columns; the
// column's profile has 12 at its left.
static void profiles_lie_along_the_picture(void **state) {
    (void)state;
    struct stage_wish wish = { .pane = { 1, 0, 20, 100 },
                               .columns_a_row = 2,
                               .has_profiles = true };
    struct stage stage = stage_make(&wish);
    assert_true(area_equal(stage.pictures[0], (struct area){ 1, 40, 16, 32 }));
    assert_true(area_equal(stage.row_profile, (struct area){ 17, 40, 4, 32 }));
    assert_true(area_equal(stage.column_profile, (struct area){ 1, 27, 16, 12 }));
    assert_true(area_equal(stage.corner, (struct area){ 17, 27, 4, 12 }));
    wish.pane.rows = 9;
    stage = stage_make(&wish);
    assert_int_equal(stage.row_profile.rows, 0);
    assert_int_equal(stage.column_profile.rows, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_covers_another_or_leaves_the_preview),
        cmocka_unit_test(a_picture_that_fits_leaves_no_margin),
        cmocka_unit_test(a_bar_needs_room),
        cmocka_unit_test(pictures_beside_it_are_as_large),
        cmocka_unit_test(profiles_lie_along_the_picture),
    };
    return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
