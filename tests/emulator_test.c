// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The emulator against what terminals do, sequence by sequence.

#include "pty/emulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct emulator emulator;

static int open_emulator(void **state) {
    (void)state;
    emulator_open(&emulator, 10, 4, &emulator_sixel);
    return 0;
}

static int close_emulator(void **state) {
    (void)state;
    emulator_close(&emulator);
    return 0;
}

static void feed(const char *text) {
    emulator_feed(&emulator, text, strlen(text));
}

static void expect(const char *wanted) {
    char *found = emulator_capture(&emulator);
    assert_string_equal(found, wanted);
    free(found);
}

static void expect_reply(const char *wanted) {
    assert_int_equal(emulator.replies_length, strlen(wanted));
    assert_memory_equal(emulator.replies, wanted, strlen(wanted));
    emulator.replies_length = 0;
}

static void text_wraps_late_and_scrolls(void **state) {
    (void)state;
    feed("0123456789");
    assert_int_equal(emulator.y, 0);
    feed("a\r\nb\r\nc\r\nd");
    expect("a\nb\nc\nd\n");
}

static void writes_and_scrolls_are_counted(void **state) {
    (void)state;
    feed("ab\rc\033[1;4H\033[2X");
    static const unsigned writes[] = { 2, 1, 0, 1, 1, 0 };
    for (int x = 0; x < 6; x++)
        assert_int_equal(emulator_cell(&emulator, 0, x).written, writes[x]);
    assert_int_equal(emulator.scrolls, 0);
    feed("\033[4H\n\n\033M\033[H\033M");
    assert_int_equal(emulator.scrolls, 3);
}

static void the_cursor_moves(void **state) {
    (void)state;
    feed("\033[2;3Hx\033[Ay\033[2Bz\033[9Dw\033[4du\033[5Gv");
    expect("   y\n  x\nw   z\n u  v\n");
    feed("\033[99;99H");
    assert_int_equal(emulator.x, 9);
    assert_int_equal(emulator.y, 3);
}

static void erasing_keeps_the_background(void **state) {
    (void)state;
    feed("abcdefgh\033[1;4H\033[44m\033[2X");
    expect("abc  fgh\n\n\n\n");
    assert_int_equal(emulator_cell(&emulator, 0, 3).background, 4);
    assert_int_equal(emulator_cell(&emulator, 0, 5).background, EMULATOR_DEFAULT);
    feed("\033[1K");
    expect("     fgh\n\n\n\n");
    feed("\033[J");
    expect("\n\n\n\n");
}

static void colours_of_all_kinds(void **state) {
    (void)state;
    feed("\033[31;1ma\033[0;38;5;200;48;2;1;2;3mb\033[38:2::9:8:7mc\033[97;7md\033[39;49;27me");
    assert_int_equal(emulator_cell(&emulator, 0, 0).foreground, 1);
    assert_int_equal(emulator_cell(&emulator, 0, 0).attributes, EMULATOR_BOLD);
    assert_int_equal(emulator_cell(&emulator, 0, 1).foreground, 200);
    assert_int_equal(emulator_cell(&emulator, 0, 1).background, EMULATOR_RGB(1, 2, 3));
    assert_int_equal(emulator_cell(&emulator, 0, 1).attributes, 0);
    assert_int_equal(emulator_cell(&emulator, 0, 2).foreground, EMULATOR_RGB(9, 8, 7));
    assert_int_equal(emulator_cell(&emulator, 0, 3).foreground, 15);
    assert_int_equal(emulator_cell(&emulator, 0, 3).attributes, EMULATOR_REVERSE);
    assert_int_equal(emulator_cell(&emulator, 0, 4).foreground, EMULATOR_DEFAULT);
    assert_int_equal(emulator_cell(&emulator, 0, 4).attributes, 0);
    assert_int_equal(emulator.unknown, 0);
}

static void lines_and_columns_are_inserted_and_deleted(void **state) {
    (void)state;
    feed("a\r\nb\r\nc\r\nd\033[2H\033[L");
    expect("a\n\nb\nc\n");
    feed("\033[H\033[2M");
    expect("b\nc\n\n\n");
    feed("\033[H12345\033[1;2H\033[2@\033[1;6H\033[P");
    expect("1  235\nc\n\n\n");
}

static void a_region_scrolls_alone(void **state) {
    (void)state;
    feed("a\r\nb\r\nc\r\nd\033[2;3r\033[3;1H\nx\033[r\033[Hy");
    expect("y\nc\nx\nd\n");
    feed("\033[2;3r\033[2H\033M");
    expect("y\n\nc\nd\n");
}

static void characters_wide_drawn_repeated_and_combined(void **state) {
    (void)state;
    feed("\033(0lqk\033(B\xE4\xB8\xAD"
         "e\xCC\x81-\033[3b");
    expect("┌─┐中e----\n\n\n\n");
    assert_int_equal(emulator_cell(&emulator, 0, 4).code, 0);
    int row, column;
    assert_true(emulator_find(&emulator, "e-", &row, &column));
    assert_int_equal(column, 5);
    feed("\033[1;5Hx");
    expect("┌─┐ xe----\n\n\n\n");
}

static void the_other_screen_comes_and_goes(void **state) {
    (void)state;
    feed("shell\033[?1049h\033[?25l\033[3;3Hview");
    assert_true(emulator.alternate);
    assert_false(emulator.cursor_shown);
    expect("\n\n  view\n\n");
    feed("\033[?25h\033[?1049l$");
    expect("shell$\n\n\n\n");
}

static void queries_are_answered_as_told(void **state) {
    (void)state;
    feed("\033[c");
    expect_reply("\033[?63;1;2;4;6;9;15;16;22;28c");
    feed("\033[5n\033[2;4H\033[6n");
    expect_reply("\033[0n\033[2;4R");
    assert_int_equal(emulator.status_asked, 1);
    feed("\033[>0q\033[16t\033[14t\033[?1;1;0S\033[?2026$p\033]11;?\033\\");
    expect_reply("\033P>|XTerm(379)\033\\\033[6;16;8t\033[4;64;80t\033[?1;0;256S\033[?2026;2$y"
                 "\033]11;rgb:1111/1111/1111\033\\");
    feed("\033_Gi=1,a=q;AAAA\033\\");
    expect_reply("");
    emulator.answers = emulator_mute;
    feed("\033[c\033[5n\033[>q\033[16t\033[?1;1;0S\033[?2026$p\033]11;?\a");
    expect_reply("");
    assert_int_equal(emulator.unknown, 0);
}

static void pictures_and_updates_are_counted(void **state) {
    (void)state;
    feed("\033[?2026h\033[2;3H\033P0;1;0q\"1;1;6;6#0!6~\033\\\033[?2026l");
    assert_int_equal(emulator.pictures, 1);
    assert_int_equal(emulator.picture_x, 2);
    assert_int_equal(emulator.picture_y, 1);
    assert_string_equal(emulator.picture, "0;1;0q\"1;1;6;6#0!6~");
    assert_int_equal(emulator_cell(&emulator, 1, 2).picture, 1);
    assert_int_equal(emulator_cell(&emulator, 1, 3).picture, 0);
    assert_int_equal(emulator.updates, 1);
    // A picture broken off is none, and its bytes are not text.
    feed("\033P0;1;0q\"1;1;6\x18");
    feed("ok");
    assert_int_equal(emulator.pictures, 1);
    expect("\n  ok\n\n\n");
    assert_int_equal(emulator_cell(&emulator, 1, 2).picture, 0);
    assert_int_equal(emulator.uncovered, 1);
    feed("\033[1;4H\033Pq\"1;1;17;32~\033\\");
    for (int x = 2; x < 8; x++)
        for (int y = 0; y < 3; y++)
            assert_int_equal(emulator_cell(&emulator, y, x).picture,
                             x >= 3 && x < 6 && y < 2 ? 2 : 0);
    emulator.answers.forgets = true;
    feed("\033[3;1H\033[K");
    assert_int_equal(emulator_cell(&emulator, 1, 4).picture, 2);
    feed("\033[2;1H\033[X");
    assert_int_equal(emulator_cell(&emulator, 0, 4).picture, 0);
    feed("\033]2;title\a\033]52;c;YWJj\033\\");
    assert_string_equal(emulator.title, "title");
    assert_string_equal(emulator.clipboard, "YWJj");
}

static void what_should_not_be_printed_is_counted(void **state) {
    (void)state;
    feed("a\001b\xC2\x9B"
         "c\xFF"
         "d\033[?4242h\033[1;2y");
    assert_true(emulator.controls >= 3);
    assert_int_equal(emulator.unknown, 2);
}

static void sequences_may_come_in_pieces(void **state) {
    (void)state;
    static const char bytes[] = "\033[2;2H\033[38;2;10;20;30m\xE2\x96\x80\033[?1049l\033[0m";
    for (size_t i = 0; i + 1 < sizeof bytes; i++)
        emulator_feed(&emulator, bytes + i, 1);
    assert_int_equal(emulator_cell(&emulator, 1, 1).code, 0x2580);
    assert_int_equal(emulator_cell(&emulator, 1, 1).foreground, EMULATOR_RGB(10, 20, 30));
}

static void resizing_keeps_the_top_left(void **state) {
    (void)state;
    feed("abcdefghij\r\nk");
    emulator_resize(&emulator, 3, 2);
    expect("abc\nk\n");
    emulator_resize(&emulator, 5, 3);
    expect("abc\nk\n\n");
}

// Any bytes whatever: nothing may be read or written outside (the sanitizers watch).
static void noise_does_no_harm(void **state) {
    (void)state;
    static const char pieces[] = "\033[;0123456789?>$!@ABCDEFGHIJKLMPSTXZbcdfhlmnqrstu\r\n\x80\xE4"
                                 "ab";
    uint32_t random = 12345;
    for (int i = 0; i < 200000; i++) {
        random = random * 1664525u + 1013904223u;
        emulator_feed(&emulator, &pieces[(random >> 8) % (sizeof pieces - 1)], 1);
        if (i % 5000 == 0)
            emulator_resize(&emulator, 1 + (int)(random >> 20) % 20, 1 + (int)(random >> 25) % 9);
        emulator.replies_length = 0;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_emulator, close_emulator)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(text_wraps_late_and_scrolls),
        TEST(writes_and_scrolls_are_counted),
        TEST(the_cursor_moves),
        TEST(erasing_keeps_the_background),
        TEST(colours_of_all_kinds),
        TEST(lines_and_columns_are_inserted_and_deleted),
        TEST(a_region_scrolls_alone),
        TEST(characters_wide_drawn_repeated_and_combined),
        TEST(the_other_screen_comes_and_goes),
        TEST(queries_are_answered_as_told),
        TEST(pictures_and_updates_are_counted),
        TEST(what_should_not_be_printed_is_counted),
        TEST(sequences_may_come_in_pieces),
        TEST(resizing_keeps_the_top_left),
        TEST(noise_does_no_harm),
    };
    return cmocka_run_group_tests_name("emulator", tests, NULL, NULL);
}
