// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What makes the viewer a place to work in: bookmarks, undo, help, messages, the clipboard.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void bookmarks_are_letters_in_the_timeline(void **state) {
    (void)state;
    struct tui t;
    int row;
    assert_true(tui_start_demo(&t, 80, 24));
    assert_true(tui_wait_text(&t, "frame   0 "));
    // The axis ends at the frame 59: one letter at either end of the first row of the plot.
    tui_type(&t, "gmwGmz30Gmk");
    assert_true(tui_wait_text(&t, "bookmark k: frame 30"));
    assert_true(tui_find(&t, "timeline", &row, NULL));
    const char *line = tui_text(&t, row + 1);
    const char *w = strchr(line, 'w'), *k = strchr(line, 'k'), *z = strchr(line, 'z');
    assert_true(w && k && z && w < k && k < z);
    tui_type(&t, "'w");
    assert_true(tui_wait_text(&t, "frame  0 of 60"));
    tui_type(&t, "'z");
    assert_true(tui_wait_text(&t, "frame 59 of 60"));
    tui_type(&t, "'q");
    assert_true(tui_wait_text(&t, "there is no bookmark q"));
    assert_true(tui_quit(&t));
}

// Each change alone; the frame that is shown is none of them.
static void all_that_is_measured_and_shown_is_undone(void **state) {
    (void)state;
    static const struct {
        const char *keys, *shown;
    } changes[] = {
        { ":roi a=rect:1,2,3,4\r", ">a " },     { "7G[9G]", "range 7:10" },
        { ":subtract frame:3\r", "subtract " }, { ":lut magma\r", "magma" },
        { ":levels 3:99\r", "fixed 3..99" },    { ":crop 8,8,32,16\r", "60 x 16 x 32" },
    };
    enum { CHANGES = sizeof changes / sizeof *changes };
    struct tui t;
    assert_true(tui_start_demo(&t, 200, 50));
    for (size_t i = 0; i < CHANGES; i++) {
        tui_type(&t, changes[i].keys);
        assert_true(tui_wait_text(&t, changes[i].shown));
    }
    tui_type(&t, "20G");
    assert_true(tui_wait_text(&t, "frame 20 of 60"));
    for (size_t i = CHANGES; i-- > 0;) {
        // Both ends of the range are changes.
        tui_type(&t, i == 1 ? "uu" : "u");
        tui_type(&t, "\014");
        assert_true(tui_wait_gone(&t, changes[i].shown));
        assert_true(tui_wait_text(&t, "frame 20 of 60"));
    }
    for (size_t i = 0; i < CHANGES; i++) {
        tui_type(&t, i == 1 ? "\022\022" : "\022");
        assert_true(tui_wait_text(&t, changes[i].shown));
    }
    assert_true(tui_quit(&t));
}

// "range" is in more than one line of the help; the first of them is found again after the last.
static void the_help_is_searched_both_ways(void **state) {
    (void)state;
    struct tui t;
    int first, second;
    assert_true(tui_start_demo(&t, 60, 14));
    tui_type(&t, "?/range starts\r");
    assert_true(tui_wait_text(&t, "the range starts here"));
    assert_true(tui_find(&t, "the range starts here", &first, NULL));
    tui_type(&t, "/range\r");
    assert_true(tui_wait_gone(&t, "the range starts here"));
    tui_type(&t, "N");
    assert_true(tui_wait_text(&t, "the range starts here"));
    assert_true(tui_find(&t, "the range starts here", &second, NULL));
    assert_int_equal(first, second);
    tui_type(&t, "n");
    assert_true(tui_wait_gone(&t, "the range starts here"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, "help:"));
    assert_true(tui_quit(&t));
}

static void long_messages_are_kept_whole(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 60, 30));
    tui_type(&t, ":levels not-a-level-at-all-but-a-rather-long-word-END\r:messages\r");
    assert_true(tui_wait_text(&t, ">messages"));
    int title, end, row;
    tui_type(&t, "9G");
    assert_true(tui_wait_text(&t, "frame  9 of 60"));
    assert_true(tui_find(&t, ">messages", &title, NULL));
    assert_true(tui_find(&t, "--levels: levels 'not", &row, NULL));
    assert_true(tui_find(&t, "LO below HI", &end, NULL));
    assert_true(row > title && end > row);
    assert_true(tui_quit(&t));
}

static void decode(const char *string, char *into) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, value = 0;
    for (; *string && *string != '='; string++) {
        value = value << 6 | (unsigned)(strchr(digits, *string) - digits);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *into++ = (char)(value >> bits & 255);
        }
    }
    *into = 0;
}

// A frame of sevens with one nine under the cursor.
static void the_reading_is_copied_with_its_zones(void **state) {
    (void)state;
    char *home = tui_home_make(), path[4096], copied[1024];
    snprintf(path, sizeof path, "%s/sevens.pgm", home);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "P2 8 8 255\n");
    for (int i = 0; i < 64; i++)
        fprintf(file, "%d\n", i == 4 * 8 + 4 ? 9 : 7);
    fclose(file);
    struct tui t;
    const char *argv[] = { tui_program(), path, "--roi=corner=rect:0,0,2,2", NULL };
    assert_true(tui_start(&t, 80, 24, argv));
    assert_true(tui_wait_text(&t, "x,y 4,4 = 9 DN"));
    tui_type(&t, "y");
    assert_true(tui_wait_text(&t, "copied frame, x, y, value: 0  4  4  9, and 1 zone"));
    decode(t.screen.clipboard, copied);
    assert_string_equal(copied, "0\t4\t4\t9\ncorner\t7\t0\t7\t7\t0\t4");
    assert_true(tui_quit(&t));
    tui_home_remove(home);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bookmarks_are_letters_in_the_timeline),
        cmocka_unit_test(all_that_is_measured_and_shown_is_undone),
        cmocka_unit_test(the_help_is_searched_both_ways),
        cmocka_unit_test(long_messages_are_kept_whole),
        cmocka_unit_test(the_reading_is_copied_with_its_zones),
    };
    return cmocka_run_group_tests_name("living", tests, NULL, NULL);
}
