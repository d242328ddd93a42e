// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The viewer on terminals that draw sixels, say so late, or do not say anything.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void start(struct tui *t, const struct tui_options *options, const char *option) {
    // The colour bar is of blocks, also beside sixels.
    const char *argv[] = { tui_program(), TUI_DEMO, "--bar=never", "--plots=cells", option, NULL };
    assert_true(tui_start_with(t, options, argv));
    assert_true(tui_wait_text(t, "0 of 60"));
}

static void start_sixel(struct tui *t, int columns, int rows) {
    start(t, &(struct tui_options){ .columns = columns, .rows = rows, .answers = &emulator_sixel },
          NULL);
}

// ── what is on the screen ──────────────────────────────────────────────────────────────────

// The rectangle of cells under the last picture; false when they are no rectangle, none are, or
// pieces of other pictures are left.
struct place {
    int row, column, rows, columns;
};

static bool find_place(struct tui *t, struct place *place) {
    int top = t->screen.rows, left = t->screen.columns, bottom = -1, right = -1, count = 0;
    for (int row = 0; row < t->screen.rows; row++)
        for (int column = 0; column < t->screen.columns; column++)
            if (tui_cell(t, row, column).picture) {
                top = row < top ? row : top;
                left = column < left ? column : left;
                bottom = row;
                right = column > right ? column : right;
                count += tui_cell(t, row, column).picture == t->screen.pictures;
            }
    *place = (struct place){ top, left, bottom - top + 1, right - left + 1 };
    return count && count == place->rows * place->columns;
}

static bool has_whole_picture(struct tui *t, void *context) {
    (void)context;
    struct place place;
    return find_place(t, &place) && t->screen.parse == PARSE_GROUND;
}

static bool has_no_picture(struct tui *t, void *context) {
    (void)context;
    struct place place;
    find_place(t, &place);
    return place.rows <= 0;
}

// Whether there is a half block, anywhere.
static bool has_blocks(struct tui *t, void *context) {
    (void)context;
    return tui_find(t, "\342\226\200", NULL, NULL);
}

static bool has_more_pictures(struct tui *t, void *context) {
    return t->screen.pictures >= *(size_t *)context;
}

static void await_pictures(struct tui *t, size_t more) {
    size_t wanted = t->screen.pictures + more;
    assert_true(tui_wait(t, has_more_pictures, &wanted));
}

// Until nothing is to come any more: the last picture is that of a loaded recording.
static void settle(struct tui *t) {
    assert_true(tui_wait_gone(t, "levels ~"));
    // What was typed before this has been done, and drawn.
    tui_type(t, ":x");
    assert_true(tui_wait_text(t, ":x"));
    tui_type(t, "\003");
    assert_true(tui_wait_gone(t, ":x"));
    assert_true(tui_wait(t, has_whole_picture, NULL));
}

// ── tests ──────────────────────────────────────────────────────────────────────────────────

static void it_begins_with_cells_and_goes_on_with_pixels(void **state) {
    (void)state;
    struct tui t;
    const char *argv[] = { tui_program(), TUI_DEMO, "--bar=never", "--plots=cells", NULL };
    struct tui_options options = { .columns = 80, .rows = 24, .answers = &emulator_sixel };
    assert_true(tui_start_with(&t, &options, argv));
    t.hold = true;
    assert_true(tui_wait_text(&t, "0 of 60"));
    assert_true(tui_wait(&t, has_blocks, NULL));
    assert_int_equal(t.screen.pictures, 0);
    // Keys do not wait for answers.
    tui_type(&t, "7.");
    assert_true(tui_wait_text(&t, "frame  7 of 60"));
    tui_type(&t, "2");
    t.hold = false;
    assert_true(tui_wait(&t, has_whole_picture, NULL));
    assert_false(has_blocks(&t, NULL));
    tui_type(&t, ".");
    assert_true(tui_wait_text(&t, "frame  9 of 60"));
    settle(&t);
    // Whole cells for 96 x 64 pixels in 12 rows of cells of 8 x 16, and pixels of the cells.
    struct place place;
    assert_true(find_place(&t, &place));
    assert_int_equal(place.row, 1);
    assert_int_equal(place.rows, 12);
    assert_int_equal(place.columns, 36);
    assert_memory_equal(t.screen.picture, "0;0;0q\"1;1;288;", 15);
    assert_true(tui_quit(&t));
}

static void only_who_says_sixel_gets_it(void **state) {
    (void)state;
    struct emulator_answers late = emulator_sixel;
    late.attributes = "62;22";
    const struct emulator_answers *const answers[] = { &emulator_plain, &emulator_mute, &late };
    for (size_t i = 0; i < 3; i++) {
        struct tui t;
        start(&t, &(struct tui_options){ .columns = 80, .rows = 24, .answers = answers[i] }, NULL);
        tui_type(&t, "5.");
        assert_true(tui_wait_text(&t, "frame  5 of 60"));
        assert_true(tui_wait(&t, has_blocks, NULL));
        assert_int_equal(t.screen.pictures, 0);
        assert_true(tui_quit(&t));
    }
}

static void it_can_be_had_and_left_at_any_time(void **state) {
    (void)state;
    struct tui t;
    start(&t, &(struct tui_options){ .columns = 80, .rows = 24, .answers = &emulator_sixel },
          "--graphics=half");
    assert_true(tui_wait(&t, has_blocks, NULL));
    assert_int_equal(t.screen.pictures, 0);
    for (int turn = 0; turn < 3; turn++) {
        tui_type(&t, ":graphics sixel\r");
        assert_true(tui_wait(&t, has_whole_picture, NULL));
        assert_false(has_blocks(&t, NULL));
        tui_type(&t, ":graphics half\r");
        assert_true(tui_wait(&t, has_blocks, NULL));
        assert_true(tui_wait(&t, has_no_picture, NULL));
    }
    tui_type(&t, ":graphics sixel\r");
    assert_true(tui_wait(&t, has_whole_picture, NULL));
    tui_type(&t, ":graphics none\r");
    assert_true(tui_wait_text(&t, "no pictures"));
    assert_true(tui_wait(&t, has_no_picture, NULL));
    tui_type(&t, ":graphics auto\r");
    assert_true(tui_wait(&t, has_whole_picture, NULL));
    assert_true(tui_wait_gone(&t, "no pictures"));
    assert_true(tui_quit(&t));
}

// A span of code points that only one kind of picture has.
static bool has_code(struct tui *t, void *context) {
    const uint32_t *span = context;
    for (int row = 0; row < 12; row++)
        for (int column = 0; column < t->screen.columns; column++) {
            uint32_t code = tui_cell(t, row, column).code;
            if (code >= span[0] && code <= span[1])
                return true;
        }
    return false;
}

static void each_kind_of_characters_can_be_chosen(void **state) {
    (void)state;
    static struct {
        const char *typed;
        uint32_t span[2];
    } kinds[] = {
        { ":graphics quad\r", { 0x2596, 0x259f } },
        { ":graphics sextant\r", { 0x1fb00, 0x1fb3b } },
        { ":graphics braille\r", { 0x2801, 0x28ff } },
        { ":graphics ascii\r", { '+', '+' } },
        { ":graphics half\r", { 0x2580, 0x2580 } },
    };
    struct tui t;
    start_sixel(&t, 80, 24);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        tui_type(&t, kinds[i].typed);
        assert_true(tui_wait(&t, has_code, kinds[i].span));
        assert_true(tui_wait(&t, has_no_picture, NULL));
        tui_type(&t, ":graphics sixel\r");
        assert_true(tui_wait(&t, has_whole_picture, NULL));
    }
    assert_true(tui_quit(&t));
}

static void pictures_follow_each_other_without_a_gap(void **state) {
    (void)state;
    struct tui t;
    start_sixel(&t, 100, 30);
    settle(&t);
    size_t uncovered = t.screen.uncovered;
    tui_type(&t, "L ");
    await_pictures(&t, 40);
    assert_int_equal(t.screen.uncovered, uncovered);
    // Each burst is held back by the terminal until it is whole.
    assert_true(t.screen.updates >= 40);
    // In the midst of a picture or not.
    assert_true(tui_quit(&t));
}

// tmux forgets a picture when a terminal would erase anything in its rows, and paints all that it
// remembers at the end of a synchronised update.
static void in_tmux_pictures_stay_alone(void **state) {
    (void)state;
    struct emulator_answers answers = emulator_sixel;
    answers.forgets = true;
    static const char *const tmux[] = { "TMUX=/nowhere,1,0", NULL };
    static const char *const keys[] = {
        "e", "H", "e", "i", ":lut viridis\r", "i", "5.", "jjkk", "H"
    };
    struct tui t;
    start(&t,
          &(struct tui_options){
              .columns = 120, .rows = 36, .answers = &answers, .environment = tmux },
          NULL);
    settle(&t);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        tui_type(&t, keys[i]);
        settle(&t);
    }
    assert_int_equal(t.screen.updates, 0);
    assert_true(t.screen.picture_size < 1 << 20);
    assert_true(tui_quit(&t));
}

// No piece of a picture is left where another pane, a sheet or nothing is now.
static void panes_that_come_and_go_leave_no_piece_behind(void **state) {
    (void)state;
    static const char *const keys[] = { "i", "t", "H", "i", "?", "\003", "t", "e", "H", "o", "e" };
    struct tui t;
    start_sixel(&t, 120, 36);
    settle(&t);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        tui_type(&t, keys[i]);
        if (keys[i][0] == '?') {
            assert_true(tui_wait_text(&t, "Esc closes"));
            assert_true(tui_wait(&t, has_no_picture, NULL));
            continue;
        }
        settle(&t);
        struct place place;
        assert_true(find_place(&t, &place));
        // One picture, the last, as large as its pane; below it is other text.
        for (int row = place.row; row < place.row + place.rows; row++)
            for (int column = place.column; column < place.column + place.columns; column++) {
                assert_int_equal(tui_cell(&t, row, column).picture, t.screen.pictures);
                assert_int_equal(tui_cell(&t, row, column).code, ' ');
            }
        assert_true(place.row >= 1);
    }
    assert_true(tui_quit(&t));
}

static void it_fits_after_any_change_of_size(void **state) {
    (void)state;
    static const int sizes[][2] = { { 80, 24 }, { 40, 12 }, { 200, 60 }, { 30, 9 }, { 97, 31 } };
    struct tui t;
    start_sixel(&t, 100, 30);
    settle(&t);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        tui_resize(&t, sizes[i][0], sizes[i][1]);
        if (sizes[i][0] < 40) {
            assert_true(tui_wait_text(&t, "needs 40x12"));
            continue;
        }
        assert_true(tui_wait_text(&t, "? help"));
        settle(&t);
        struct place place;
        assert_true(find_place(&t, &place));
        assert_int_equal(place.row, 1);
        // Never on the last row, where it would scroll the screen.
        assert_true(place.row + place.rows < sizes[i][1] - 1);
        assert_int_equal(t.screen.scrolls, 0);
    }
    assert_true(tui_quit(&t));
}

// Any keys, any sizes, any kind of picture: in the end there is one, at its place.
static void a_storm_of_sizes_and_kinds_is_survived(void **state) {
    (void)state;
    static const char *const keys[] = { ".",  "i", "t", "H", "?",    "\003", " ", "+", "-", "e",
                                        "5.", "o", "h", "T", "\003", "c",    "a", "s", "d", "Y" };
    static const char *const kinds[] = { ":graphics half\r", ":graphics auto\r", ":graphics quad\r",
                                         ":graphics none\r", ":graphics sixel\r" };
    struct tui t;
    uint32_t random = 4711;
    start_sixel(&t, 80, 24);
    for (int i = 0; i < 400; i++) {
        random = random * 1664525 + 1013904223;
        tui_type(&t, keys[(random >> 16) % (sizeof keys / sizeof *keys)]);
        if (i % 20 == 19)
            tui_resize(&t, 1 + (int)(random >> 8) % 200, 1 + (int)(random >> 20) % 60);
        if (i % 30 == 29) {
            tui_type(&t, "\003\003");
            tui_type(&t, kinds[(random >> 12) % (sizeof kinds / sizeof *kinds)]);
        }
    }
    tui_resize(&t, 100, 30);
    tui_type(&t, "\003\003\003:graphics auto\r:no-zoom\r");
    assert_true(tui_wait_text(&t, "? help"));
    settle(&t);
    assert_true(tui_quit(&t));
}

static void few_registers_and_no_pixel_size_are_obeyed(void **state) {
    (void)state;
    struct emulator_answers answers = emulator_sixel;
    answers.registers = 16;
    answers.synchronised = 0;
    struct tui t;
    start(
        &t,
        &(struct tui_options){ .columns = 80, .rows = 24, .answers = &answers, .no_pixels = true },
        NULL);
    settle(&t);
    for (const char *at = t.screen.picture; (at = strchr(at, '#')); at++)
        assert_in_range(atoi(at + 1), 0, 15);
    assert_int_equal(t.screen.updates, 0);
    assert_true(tui_quit(&t));
}

// While the terminal has not said that a picture is shown, no other is sent; text goes on, but not
// with numbers of a picture that is not there.
static void the_next_picture_waits_until_the_last_is_shown(void **state) {
    (void)state;
    struct tui t;
    start_sixel(&t, 80, 24);
    settle(&t);
    t.hold = true;
    size_t pictures = t.screen.pictures;
    tui_type(&t, ".");
    await_pictures(&t, 1);
    tui_type(&t, "20.:x");
    assert_true(tui_wait_text(&t, ":x"));
    assert_true(tui_wait_text(&t, "frame  1 of 60"));
    assert_int_equal(t.screen.pictures, pictures + 1);
    t.hold = false;
    assert_true(tui_wait_text(&t, "frame 21 of 60"));
    tui_type(&t, "\003");
    settle(&t);
    assert_true(tui_quit(&t));
}

static bool has_many_colours(struct tui *t, void *context) {
    (void)context;
    return t->screen.picture && strstr(t->screen.picture, "#31;2;");
}

// How many slices of one picture fill its place, from the top on; 0: they do not yet.
static size_t slices_shown(struct tui *t) {
    struct place place;
    find_place(t, &place);
    size_t first = 0, above = 0;
    for (int row = place.row; row < place.row + place.rows; row++) {
        size_t number = tui_cell(t, row, place.column).picture;
        for (int column = 0; column < place.columns; column++)
            if (tui_cell(t, row, place.column + column).picture != number)
                return 0;
        if (above && number != above && number != above + 1)
            return 0;
        first = first ? first : number;
        above = number;
    }
    return above && above == t->screen.pictures ? above - first + 1 : 0;
}

static bool has_all_slices(struct tui *t, void *context) {
    (void)context;
    return slices_shown(t) > 0 && t->screen.parse == PARSE_GROUND && has_many_colours(t, NULL);
}

// On a slow link pictures have fewer colours while keys come, and all when they rest.
static void a_slow_link_gets_coarse_pictures_first(void **state) {
    (void)state;
    struct tui t;
    start(&t, &(struct tui_options){ .columns = 120, .rows = 36, .answers = &emulator_sixel },
          "--max-rate=150K");
    assert_true(tui_wait_gone(&t, "levels ~"));
    assert_true(tui_wait(&t, has_all_slices, NULL));
    for (int i = 0; i < 3; i++) {
        // Until it is said to be shown, no better one follows.
        t.hold = true;
        tui_type(&t, "3.");
        await_pictures(&t, 1);
        assert_false(has_many_colours(&t, NULL));
        t.hold = false;
        assert_true(tui_wait(&t, has_all_slices, NULL));
    }
    // Keys that have nothing to do with it do not keep it coarse.
    tui_type(&t, "3.:x");
    await_pictures(&t, 1);
    assert_true(tui_wait(&t, has_all_slices, NULL));
    tui_type(&t, "\003");
    assert_true(tui_wait_gone(&t, ":x"));
    // A key that changes nothing in it leaves the picture as it is.
    size_t pictures = t.screen.pictures;
    tui_type(&t, ":x");
    assert_true(tui_wait_text(&t, ":x"));
    tui_type(&t, "\003");
    assert_true(tui_wait_gone(&t, ":x"));
    assert_int_equal(t.screen.pictures, pictures);
    assert_true(tui_quit(&t));
}

// The full picture comes in slices, and a key goes before those that are left: they are not sent.
static void a_key_goes_between_slices(void **state) {
    (void)state;
    struct tui t;
    start(&t, &(struct tui_options){ .columns = 200, .rows = 60, .answers = &emulator_sixel },
          "--max-rate=30K");
    // How long a picture takes is known from the first one.
    assert_true(tui_wait(&t, has_many_colours, NULL));
    assert_true(tui_wait_gone(&t, "levels ~"));
    tui_type(&t, "3.");
    assert_true(tui_wait_text(&t, "frame  3 of 60"));
    assert_true(tui_wait(&t, has_all_slices, NULL));
    size_t all = slices_shown(&t);
    assert_true(all > 4);
    tui_type(&t, "4.");
    assert_true(tui_wait_text(&t, "frame  7 of 60"));
    assert_true(tui_wait(&t, has_many_colours, NULL));
    size_t begun = t.screen.pictures;
    tui_type(&t, "5.");
    assert_true(tui_wait_text(&t, "frame 12 of 60"));
    assert_true(t.screen.pictures < begun + all);
    assert_true(tui_wait(&t, has_all_slices, NULL));
    // Neither do they cover what has come over them.
    tui_type(&t, "4.");
    assert_true(tui_wait_text(&t, "frame 16 of 60"));
    assert_true(tui_wait(&t, has_many_colours, NULL));
    tui_type(&t, "?");
    assert_true(tui_wait(&t, has_no_picture, NULL));
    size_t pictures = t.screen.pictures;
    tui_type(&t, "/zoom\r");
    assert_true(tui_wait_text(&t, "zoom"));
    assert_int_equal(t.screen.pictures, pictures);
    tui_type(&t, "\033");
    assert_true(tui_wait(&t, has_all_slices, NULL));
    assert_true(tui_quit(&t));
}

static void answers_never_reach_the_shell(void **state) {
    (void)state;
    struct tui t;
    const char *argv[] = { tui_program(), TUI_DEMO, NULL };
    struct tui_options options = { .columns = 80, .rows = 24, .answers = &emulator_sixel };
    assert_true(tui_start_with(&t, &options, argv));
    t.hold = true;
    assert_true(tui_wait_text(&t, "0 of 60"));
    tui_type(&t, "q");
    // Whoever does not await them is gone by now.
    tui_drain(&t, 50);
    t.hold = false;
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    assert_true(end.restored);
    assert_int_equal(end.leaked, 0);
    tui_end_free(&end);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_begins_with_cells_and_goes_on_with_pixels),
        cmocka_unit_test(only_who_says_sixel_gets_it),
        cmocka_unit_test(it_can_be_had_and_left_at_any_time),
        cmocka_unit_test(each_kind_of_characters_can_be_chosen),
        cmocka_unit_test(pictures_follow_each_other_without_a_gap),
        cmocka_unit_test(in_tmux_pictures_stay_alone),
        cmocka_unit_test(panes_that_come_and_go_leave_no_piece_behind),
        cmocka_unit_test(it_fits_after_any_change_of_size),
        cmocka_unit_test(a_storm_of_sizes_and_kinds_is_survived),
        cmocka_unit_test(few_registers_and_no_pixel_size_are_obeyed),
        cmocka_unit_test(the_next_picture_waits_until_the_last_is_shown),
        cmocka_unit_test(a_slow_link_gets_coarse_pictures_first),
        cmocka_unit_test(a_key_goes_between_slices),
        cmocka_unit_test(answers_never_reach_the_shell),
    };
    return cmocka_run_group_tests_name("viewer sixel", tests, NULL, NULL);
}
