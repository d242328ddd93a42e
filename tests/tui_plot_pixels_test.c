// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Plots as pixels, beside the picture: that they come, stay, are not sent for nothing, and go.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The first register of plots: behind the 64 of pictures.
#define PLOT_REGISTER "#64;2;"

static void start(struct tui *t, int columns, int rows, const char *option) {
    struct tui_options options = { .columns = columns, .rows = rows, .answers = &emulator_sixel };
    const char *argv[] = { tui_program(), TUI_DEMO, "--bar=never", option, NULL };
    assert_true(tui_start_with(t, &options, argv));
    assert_true(tui_wait_text(t, "0 of 60"));
}

// ── what is on the screen ──────────────────────────────────────────────────────────────────

enum { PIECES = 8 };

// Cells that lie under one picture.
struct piece {
    size_t picture;
    int top, left, bottom, right, cells;
};

// The pieces of pictures, in the order of reading; returns how many.
static size_t find_pieces(struct tui *t, struct piece pieces[PIECES]) {
    size_t count = 0;
    for (int row = 0; row < t->screen.rows; row++)
        for (int column = 0; column < t->screen.columns; column++) {
            size_t picture = tui_cell(t, row, column).picture, i = 0;
            if (!picture)
                continue;
            while (i < count && pieces[i].picture != picture)
                i++;
            if (i == PIECES)
                return PIECES + 1;
            if (i == count)
                pieces[count++] = (struct piece){ picture, row, column, row, column, 0 };
            pieces[i].left = column < pieces[i].left ? column : pieces[i].left;
            pieces[i].right = column > pieces[i].right ? column : pieces[i].right;
            pieces[i].bottom = row;
            pieces[i].cells++;
        }
    return count;
}

// Whether there are so many pictures, each whole, over blank cells, and nothing else.
static bool has_pieces(struct tui *t, void *context) {
    struct piece pieces[PIECES];
    size_t count = find_pieces(t, pieces);
    bool good = count == *(size_t *)context && t->screen.parse == PARSE_GROUND;
    for (size_t i = 0; i < count && good; i++) {
        const struct piece *piece = &pieces[i];
        good = piece->cells == (piece->bottom - piece->top + 1) * (piece->right - piece->left + 1);
        for (int row = piece->top; row <= piece->bottom && good; row++)
            for (int column = piece->left; column <= piece->right && good; column++)
                good = tui_cell(t, row, column).code == ' ';
    }
    return good;
}

static void await_pieces(struct tui *t, size_t count) {
    assert_true(tui_wait(t, has_pieces, &count));
}

// Until what was typed before this has been done, and drawn.
static void settle(struct tui *t) {
    assert_true(tui_wait_gone(t, "levels ~"));
    tui_type(t, ":x");
    assert_true(tui_wait_text(t, ":x"));
    tui_type(t, "\003");
    assert_true(tui_wait_gone(t, ":x"));
}

// ── tests ──────────────────────────────────────────────────────────────────────────────────

static void plots_are_pixels_over_blank_cells(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 36, "--plots=sixel");
    settle(&t);
    // The picture, the timeline, the histogram.
    await_pieces(&t, 3);
    struct piece pieces[PIECES];
    find_pieces(&t, pieces);
    int row, column;
    assert_true(tui_find(&t, "timeline", &row, NULL));
    size_t i = 0;
    while (i < 3 && pieces[i].top != row + 1)
        i++;
    assert_in_range(i, 0, 2);
    // Beside the axis, above its numbers.
    assert_int_equal(pieces[i].left, 8);
    assert_true(tui_find(&t, "frame ", &row, &column));
    assert_true(strncmp(tui_text(&t, pieces[i].bottom + 1), "frame", 5) == 0
                || strncmp(tui_text(&t, pieces[i].bottom + 2), "frame", 5) == 0);
    assert_true(tui_quit(&t));
}

static void they_come_and_go_by_name(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 36, "--plots=sixel");
    settle(&t);
    await_pieces(&t, 3);
    for (int turn = 0; turn < 2; turn++) {
        tui_type(&t, ":plots cells\r");
        await_pieces(&t, 1);
        tui_type(&t, ":plots sixel\r");
        await_pieces(&t, 3);
        tui_type(&t, ":graphics half\r");
        await_pieces(&t, 0);
        tui_type(&t, ":graphics auto\r");
        await_pieces(&t, 3);
    }
    assert_true(tui_quit(&t));
}

static void nothing_is_left_where_panes_and_sheets_come_and_go(void **state) {
    (void)state;
    static const struct {
        const char *keys;
        size_t pieces;
    } steps[] = { { "t", 2 }, { "t", 3 }, { "H", 2 },    { "K", 3 },  { "H", 4 }, { "e", 4 },
                  { "i", 4 }, { "?", 0 }, { "\033", 4 }, { "\f", 4 }, { "K", 3 }, { "e", 3 } };
    struct tui t;
    start(&t, 120, 40, "--plots=sixel");
    settle(&t);
    await_pieces(&t, 3);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        tui_type(&t, steps[i].keys);
        await_pieces(&t, steps[i].pieces);
    }
    assert_int_equal(t.screen.scrolls, 0);
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plots_are_pixels_over_blank_cells),
        cmocka_unit_test(they_come_and_go_by_name),
        cmocka_unit_test(nothing_is_left_where_panes_and_sheets_come_and_go),
    };
    return cmocka_run_group_tests_name("viewer plots in pixels", tests, NULL, NULL);
}
