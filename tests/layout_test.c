// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The layout for every size of screen and every choice of panes: what must hold for all.

#include "ui/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 100, COLUMNS = 300 };

static bool inside(struct area area, int rows, int columns) {
    return area.row >= 0 && area.column >= 0 && area.rows >= 0 && area.columns >= 0
           && area.row + area.rows <= rows && area.column + area.columns <= columns;
}

static bool overlap(struct area a, struct area b) {
    return a.row < b.row + b.rows && b.row < a.row + a.rows && a.column < b.column + b.columns
           && b.column < a.column + a.columns;
}

static void check(const struct layout_wish *wish) {
    struct layout layout = layout_make(wish);
    struct area all[PANE_COUNT + 3] = { layout.header, layout.status, layout.line };
    assert_true(layout.fits);
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        struct area area = layout.panes[pane];
        all[3 + pane] = area;
        if (pane == PANE_PREVIEW)
            continue;
        assert_true(!area.rows || wish->shows[pane]);
        assert_true(!area.rows || area.rows >= 4);
        assert_true(area.rows * area.columns
                    <= layout.panes[PANE_PREVIEW].rows * layout.panes[PANE_PREVIEW].columns);
    }
    assert_true(layout.panes[PANE_PREVIEW].rows >= 4);
    assert_true(layout.panes[PANE_PREVIEW].columns >= 40);
    for (int i = 0; i < PANE_COUNT + 3; i++) {
        assert_true(inside(all[i], wish->rows, wish->columns));
        for (int j = 0; j < i; j++)
            assert_false(all[i].rows && all[j].rows && overlap(all[i], all[j]));
    }
    // The focused pane has its place before all others.
    assert_true(!wish->shows[wish->focus] || layout_has(&layout, wish->focus));
}

static void no_pane_covers_another_or_leaves_the_screen(void **state) {
    (void)state;
    for (int rows = LAYOUT_ROWS; rows <= ROWS; rows++)
        for (int columns = LAYOUT_COLUMNS; columns <= COLUMNS; columns++)
            for (int panes = 0; panes < 1 << (PANE_COUNT - 1); panes += 1 + (columns & 3)) {
                struct layout_wish wish = { .rows = rows,
                                            .columns = columns,
                                            .focus = (enum pane)(columns % PANE_COUNT),
                                            .zone_lines = rows % 7 };
                wish.shows[PANE_PREVIEW] = true;
                for (int pane = 1; pane < PANE_COUNT; pane++)
                    wish.shows[pane] = panes >> (pane - 1) & 1;
                check(&wish);
            }
}

static void a_screen_that_is_too_small_says_so(void **state) {
    (void)state;
    for (int rows = 1; rows <= ROWS; rows++)
        for (int columns = 1; columns <= COLUMNS; columns++) {
            struct layout_wish wish = { .rows = rows, .columns = columns };
            memset(wish.shows, 1, sizeof wish.shows);
            struct layout layout = layout_make(&wish);
            assert_int_equal(layout.fits, rows >= 12 && columns >= 40);
            for (int pane = 0; pane < PANE_COUNT && !layout.fits; pane++)
                assert_false(layout_has(&layout, (enum pane)pane));
        }
}

// What a screen shows at first has room on it.
static void the_first_panes_have_room(void **state) {
    (void)state;
    for (int rows = LAYOUT_ROWS; rows <= ROWS; rows++)
        for (int columns = LAYOUT_COLUMNS; columns <= COLUMNS; columns++) {
            struct layout_wish wish = { .rows = rows, .columns = columns };
            layout_first(rows, columns, wish.shows);
            struct layout layout = layout_make(&wish);
            for (int pane = 0; pane < PANE_COUNT; pane++)
                assert_int_equal(wish.shows[pane], layout_has(&layout, (enum pane)pane));
        }
}

static void a_pane_alone_has_all_of_the_body(void **state) {
    (void)state;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        struct layout_wish wish = {
            .rows = 24, .columns = 120, .focus = (enum pane)pane, .is_alone = true
        };
        memset(wish.shows, 1, sizeof wish.shows);
        struct layout layout = layout_make(&wish);
        for (int other = 0; other < PANE_COUNT; other++)
            assert_int_equal(layout_has(&layout, (enum pane)other), other == pane);
        assert_int_equal(layout.panes[pane].rows, 20);
        assert_int_equal(layout.panes[pane].columns, 120);
    }
}

// Whatever sizes are asked for, panes have their least, keep apart, and leave some of the preview.
static void any_size_may_be_asked_for(void **state) {
    (void)state;
    uint32_t random = 1;
    for (int turn = 0; turn < 200000; turn++) {
        struct layout_wish wish = { .rows = LAYOUT_ROWS + turn % 60,
                                    .columns = LAYOUT_COLUMNS + turn % 190 };
        for (int pane = 0; pane < PANE_COUNT; pane++) {
            random = random * 1664525 + 1013904223;
            wish.shows[pane] = pane == PANE_PREVIEW || random >> 31;
            wish.sizes[pane] = random >> 20 & 1 ? (int)(random >> 22 & 63) : 0;
        }
        wish.focus = (enum pane)(turn % PANE_COUNT);
        struct layout layout = layout_make(&wish);
        assert_true(layout.panes[PANE_PREVIEW].rows >= 4);
        assert_true(layout.panes[PANE_PREVIEW].columns >= 40);
        for (int pane = 0; pane < PANE_COUNT; pane++) {
            struct area area = layout.panes[pane];
            assert_true(!area.rows || (area.rows >= 4 && inside(area, wish.rows, wish.columns)));
            assert_false(overlap(area, layout.status) || overlap(area, layout.header));
            for (int other = 0; other < pane; other++)
                assert_false(area.rows && overlap(area, layout.panes[other]));
        }
    }
}

static void a_pane_has_the_size_that_it_was_given(void **state) {
    (void)state;
    struct layout_wish wish = { .rows = 60, .columns = 200 };
    layout_first(60, 200, wish.shows);
    wish.sizes[PANE_HISTOGRAM] = 7;
    wish.sizes[PANE_TIMELINE] = 30;
    wish.sizes[PANE_PREVIEW] = 90;
    struct layout layout = layout_make(&wish);
    assert_int_equal(layout.panes[PANE_HISTOGRAM].rows, 7);
    assert_int_equal(layout.panes[PANE_TIMELINE].rows, 30);
    assert_int_equal(layout.panes[PANE_INFO].columns, 90);
    assert_int_equal(layout.panes[PANE_PREVIEW].columns, 200 - 90 - 1);
    // Below each other, too: 24 rows have 20 for panes.
    wish = (struct layout_wish){ .rows = 24, .columns = 80 };
    wish.shows[PANE_PIXELS] = wish.shows[PANE_TIMELINE] = true;
    wish.sizes[PANE_PIXELS] = 11;
    layout = layout_make(&wish);
    assert_int_equal(layout.panes[PANE_PIXELS].rows, 11);
    assert_true(layout_has(&layout, PANE_TIMELINE));
    wish.sizes[PANE_PIXELS] = 1000;
    layout = layout_make(&wish);
    assert_int_equal(layout.panes[PANE_PREVIEW].rows, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_pane_covers_another_or_leaves_the_screen),
        cmocka_unit_test(a_screen_that_is_too_small_says_so),
        cmocka_unit_test(the_first_panes_have_room),
        cmocka_unit_test(a_pane_alone_has_all_of_the_body),
        cmocka_unit_test(any_size_may_be_asked_for),
        cmocka_unit_test(a_pane_has_the_size_that_it_was_given),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
