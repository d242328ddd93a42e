// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Plots as pixels, beside the picture: that they come, stay, are not sent for nothing, and go.

#include "pty/tui.h"

#include <setjmp.h>
#include <signal.h>
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

// Whether the last picture is a plot: its registers are behind those of pictures.
static bool is_plot(struct tui *t) {
    return t->screen.picture && strstr(t->screen.picture, PLOT_REGISTER)
           && !strstr(t->screen.picture, "#0;2;");
}

static void they_have_registers_of_their_own(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 36, "--plots=sixel");
    settle(&t);
    await_pieces(&t, 3);
    // The timeline alone moves with the mark.
    tui_type(&t, "ma");
    await_pieces(&t, 3);
    settle(&t);
    assert_true(is_plot(&t));
    for (const char *at = t.screen.picture; (at = strchr(at, '#')); at++)
        assert_in_range(atoi(at + 1), 64, 255);
    assert_true(tui_quit(&t));
}

static bool has_more_pictures(struct tui *t, void *context) {
    return t->screen.pictures >= *(size_t *)context && t->screen.parse == PARSE_GROUND;
}

// What did not change is not sent, a step sends each plot once, and text none.
static void only_what_has_changed_is_sent(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 36, "--plots=sixel");
    settle(&t);
    await_pieces(&t, 3);
    settle(&t);
    size_t pictures = t.screen.pictures, bytes = t.screen.bytes;
    settle(&t);
    settle(&t);
    assert_int_equal(t.screen.pictures, pictures);
    // The next frame: its picture, its histogram, and where it is in time.
    tui_type(&t, ".");
    assert_true(tui_wait_text(&t, "frame  1 of 60"));
    settle(&t);
    assert_in_range(t.screen.pictures - pictures, 2, 3);
    // Of the plots alone: a mark in the timeline.
    pictures = t.screen.pictures + 1;
    bytes = t.screen.bytes;
    tui_type(&t, "ma");
    assert_true(tui_wait(&t, has_more_pictures, &pictures));
    settle(&t);
    assert_int_equal(t.screen.pictures, pictures);
    assert_true(t.screen.bytes - bytes < 12000);
    assert_true(tui_quit(&t));
}

static void a_hidden_pane_sends_nothing(void **state) {
    (void)state;
    struct tui t;
    start(&t, 120, 36, "--plots=sixel");
    settle(&t);
    await_pieces(&t, 3);
    tui_type(&t, "tH");
    await_pieces(&t, 1);
    settle(&t);
    size_t pictures = t.screen.pictures;
    for (int i = 0; i < 5; i++)
        tui_type(&t, ".");
    assert_true(tui_wait_text(&t, "frame  5 of 60"));
    settle(&t);
    assert_in_range(t.screen.pictures - pictures, 1, 5);
    assert_false(is_plot(&t));
    assert_true(tui_quit(&t));
}

// By itself they are pixels, but not on a link that would feel them, nor in tmux, nor where the
// ground would be another one.
static void by_itself_it_chooses_what_is_borne(void **state) {
    (void)state;
    static const char *const tmux[] = { "TMUX=/nowhere,1,0", NULL };
    struct emulator_answers silent = emulator_sixel;
    silent.background = NULL;
    const struct {
        const char *option;
        const char *const *environment;
        const struct emulator_answers *answers;
        size_t pieces;
    } cases[] = { { "--max-rate=10M", NULL, &emulator_sixel, 3 },
                  { "--max-rate=60K", NULL, &emulator_sixel, 1 },
                  { "--max-rate=10M", tmux, &emulator_sixel, 1 },
                  { "--max-rate=10M", NULL, &silent, 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tui t;
        const char *argv[] = { tui_program(), TUI_DEMO, "--bar=never", cases[i].option, NULL };
        struct tui_options options = { .columns = 120,
                                       .rows = 36,
                                       .answers = cases[i].answers,
                                       .environment = cases[i].environment };
        assert_true(tui_start_with(&t, &options, argv));
        assert_true(tui_wait_text(&t, "0 of 60"));
        settle(&t);
        size_t count = cases[i].pieces;
        if (count == 3)
            await_pieces(&t, count);
        // A picture in slices is several.
        for (int step = 0; step < 3 && count == 1; step++) {
            tui_type(&t, ".");
            settle(&t);
            assert_false(t.screen.picture && is_plot(&t));
        }
        assert_true(tui_quit(&t));
    }
}

// Whatever the size, and after a stop: one picture and its plots, at their places.
// A plot that is wider than the largest picture comes in parts beside each other.
static void wide_plots_come_in_parts(void **state) {
    (void)state;
    struct tui t;
    start(&t, 60, 36, "--plots=sixel");
    settle(&t);
    await_pieces(&t, 2);
    // 480 pixels at most: the timeline, of 952, is two beside the picture.
    tui_resize(&t, 127, 36);
    settle(&t);
    struct piece pieces[PIECES];
    await_pieces(&t, 3);
    find_pieces(&t, pieces);
    for (size_t i = 0; i < 3; i++)
        assert_true(pieces[i].right - pieces[i].left < 60);
    tui_type(&t, ":plots cells\r");
    await_pieces(&t, 1);
    assert_true(tui_quit(&t));
}

static void they_fit_after_any_change_of_size(void **state) {
    (void)state;
    static const int sizes[][2] = { { 80, 24 }, { 200, 60 }, { 40, 12 }, { 97, 31 }, { 120, 36 } };
    struct tui t;
    // The largest picture that the terminal takes is as large as its window at the beginning.
    start(&t, 200, 60, "--plots=sixel");
    settle(&t);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        tui_resize(&t, sizes[i][0], sizes[i][1]);
        assert_true(tui_wait_text(&t, "? help"));
        settle(&t);
        size_t count = tui_find(&t, "histogram", NULL, NULL) ? 3 : 2;
        await_pieces(&t, count);
        assert_int_equal(t.screen.scrolls, 0);
    }
    tui_type(&t, "\032");
    assert_true(tui_wait_stopped(&t, NULL));
    tui_signal(&t, SIGCONT);
    assert_true(tui_wait_text(&t, "? help"));
    await_pieces(&t, 3);
    assert_true(tui_quit(&t));
}

// Any keys, any sizes, any kind: in the end one picture and its plots, and nothing else.
static void a_storm_of_keys_and_sizes_is_survived(void **state) {
    (void)state;
    static const char *const keys[] = { ".", "i", "t", "H",  "?", "\003",   " ", "+",  "K",
                                        "e", "g", "[", "5.", "T", "]",      "b", "\f", "c",
                                        "a", "M", "{", "}",  "z", "\033[A", "P", "X" };
    static const char *const kinds[] = { ":plots cells\r", ":graphics half\r", ":plots auto\r",
                                         ":graphics auto\r", ":plots sixel\r" };
    struct tui t;
    uint32_t random = 815;
    start(&t, 200, 60, "--plots=sixel");
    for (int i = 0; i < 300; i++) {
        random = random * 1664525 + 1013904223;
        tui_type(&t, keys[(random >> 16) % (sizeof keys / sizeof *keys)]);
        if (i % 15 == 14)
            tui_resize(&t, 1 + (int)(random >> 8) % 200, 1 + (int)(random >> 20) % 60);
        if (i % 20 == 19) {
            tui_type(&t, "\003\003");
            tui_type(&t, kinds[(random >> 12) % (sizeof kinds / sizeof *kinds)]);
        }
    }
    tui_resize(&t, 120, 40);
    tui_type(&t, "\003\003\003:graphics auto\r:plots sixel\r:no-zoom\r:reset\r");
    assert_true(tui_wait_text(&t, "? help"));
    settle(&t);
    size_t count = 1;
    static const char *const titles[] = { "timeline ", "histogram log", "profile [" };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        count += tui_find(&t, titles[i], NULL, NULL);
    await_pieces(&t, count);
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plots_are_pixels_over_blank_cells),
        cmocka_unit_test(they_come_and_go_by_name),
        cmocka_unit_test(they_have_registers_of_their_own),
        cmocka_unit_test(only_what_has_changed_is_sent),
        cmocka_unit_test(a_hidden_pane_sends_nothing),
        cmocka_unit_test(by_itself_it_chooses_what_is_borne),
        cmocka_unit_test(wide_plots_come_in_parts),
        cmocka_unit_test(they_fit_after_any_change_of_size),
        cmocka_unit_test(a_storm_of_keys_and_sizes_is_survived),
        cmocka_unit_test(nothing_is_left_where_panes_and_sheets_come_and_go),
    };
    return cmocka_run_group_tests_name("viewer plots in pixels", tests, NULL, NULL);
}
