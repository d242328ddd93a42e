// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How the viewer ends, whatever ends it, and how it bears a flood of keys.

#include "pty/tui.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_signal_leaves_the_terminal_as_it_was(void **state) {
    (void)state;
    static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        const char *argv[] = { tui_program(), TUI_DEMO, NULL };
        struct tui t;
        assert_true(tui_start(&t, 80, 24, argv));
        assert_true(tui_wait_text(&t, "0 of 60"));
        tui_signal(&t, signals[i]);
        struct tui_end end = tui_finish(&t);
        assert_true(end.in_time);
        assert_int_equal(end.signal, signals[i]);
        assert_true(end.restored);
        assert_int_equal(end.leaked, 0);
        tui_end_free(&end);
    }
}

static void what_cannot_be_opened_is_one_line(void **state) {
    (void)state;
    static const struct {
        const char *option, *path;
        int status;
    } cases[] = { { "--quiet", "/nowhere/at/all.tif", 1 }, { "--memory=1000", "demo:", 4 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *argv[] = { tui_program(), cases[i].option, "--fit=fail", cases[i].path, NULL };
        struct tui t;
        assert_true(tui_start(&t, 200, 24, argv));
        struct tui_end end = tui_finish(&t);
        assert_true(end.in_time);
        assert_int_equal(end.exit_status, cases[i].status);
        assert_true(end.restored);
        assert_non_null(strstr(end.capture, "blitz: "));
        if (cases[i].status == 1)
            assert_non_null(strstr(end.capture, "/nowhere/at/all.tif"));
        tui_end_free(&end);
    }
}

static void without_a_terminal_it_says_what_to_use(void **state) {
    (void)state;
    static const char *const ends[] = { "</dev/null", ">/dev/null" };
    for (size_t i = 0; i < 2; i++) {
        char *script = NULL;
        assert_true(asprintf(&script, "exec '%s' demo: %s", tui_program(), ends[i]) > 0);
        const char *argv[] = { "/bin/sh", "-c", script, NULL };
        struct tui t;
        assert_true(tui_start(&t, 120, 24, argv));
        struct tui_end end = tui_finish(&t);
        assert_int_equal(end.exit_status, 1);
        assert_true(end.restored);
        assert_non_null(strstr(end.capture, "blitz info"));
        tui_end_free(&end);
        free(script);
    }
}

// Ten thousand keys at once, while it loads: the end state is as if each had been done alone,
// and the screen was drawn far less often than that.
static void a_flood_of_keys_is_taken_in(void **state) {
    (void)state;
    const char *argv[] = { tui_program(), "--verbose", "demo:jet?frames=900,size=256x256,seed=1",
                           NULL };
    struct tui t;
    assert_true(tui_start(&t, 80, 24, argv));
    // From the first picture of the screen on it takes bytes as they come.
    assert_true(tui_wait_text(&t, "blitz"));
    char keys[10001];
    memset(keys, '.', sizeof keys - 1);
    keys[sizeof keys - 1] = 0;
    tui_type(&t, keys);
    tui_type(&t, ",,,,,7h");
    assert_true(tui_wait_text(&t, "frame 894 of 900  x,y 121,128"));
    tui_type(&t, "q");
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    assert_true(end.restored);
    const char *said = strstr(end.capture, " redraws,");
    assert_non_null(said);
    while (said > end.capture && said[-1] != ' ')
        said--;
    int redraws = atoi(said);
    assert_true(redraws > 0 && redraws < 1000);
    tui_end_free(&end);
}

// On a terminal that answers every question, killed before or after it did.
static void answers_do_not_reach_the_shell(void **state) {
    (void)state;
    static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
    for (size_t i = 0; i < 2 * sizeof signals / sizeof *signals; i++) {
        const char *argv[] = { tui_program(), TUI_DEMO, NULL };
        struct tui_options options = { .columns = 80, .rows = 24, .answers = &emulator_sixel };
        struct tui t;
        assert_true(tui_start_with(&t, &options, argv));
        assert_true(tui_wait_text(&t, i % 2 ? "0 of 60" : "blitz"));
        tui_signal(&t, signals[i / 2]);
        struct tui_end end = tui_finish(&t);
        assert_int_equal(end.signal, signals[i / 2]);
        assert_true(end.restored);
        assert_int_equal(end.leaked, 0);
        assert_int_equal(end.unknown, 0);
        tui_end_free(&end);
    }
}

// Sizes follow each other faster than the screen is drawn, 1 x 1 among them, before and after it
// was suspended.
static void a_storm_of_sizes_is_survived(void **state) {
    (void)state;
    const char *argv[] = { tui_program(), "--mouse", TUI_DEMO, NULL };
    struct tui t;
    uint32_t random = 7;
    assert_true(tui_start(&t, 80, 24, argv));
    assert_true(tui_wait_text(&t, "0 of 60"));
    for (int i = 0; i < 600; i++) {
        random = random * 1664525 + 1013904223;
        tui_resize(&t, i % 10 ? 1 + (int)(random >> 10) % 250 : 1,
                   i % 10 ? 1 + (int)(random >> 20) % 90 : 1);
        tui_type(&t, i % 3 ? "." : "\t");
        if (i == 300) {
            tui_type(&t, "\032");
            assert_true(tui_wait_stopped(&t, NULL));
            assert_false(t.screen.alternate || t.screen.mouse);
            tui_signal(&t, SIGCONT);
        }
    }
    tui_resize(&t, 1, 1);
    tui_type(&t, "5G");
    tui_resize(&t, 90, 30);
    assert_true(tui_wait_text(&t, "frame  5 of 60"));
    tui_resize(&t, 1, 1);
    assert_true(tui_quit(&t));
}

// Any keys in any order, on any screen: it goes on, and still obeys.
static void a_storm_of_any_keys_is_survived(void **state) {
    (void)state;
    static const char *const keys[] = {
        ".",       ",",        "g",
        "G",       "5",        "0",
        "%",       "h",        "j",
        "k",       "l",        "+",
        "-",       "a",        "A",
        "c",       "C",        "s",
        "B",       "d",        "f",
        "S",       "D",        "r",
        "m",       "M",        "x",
        "n",       "e",        "T",
        "z",       "<",        ">",
        "\r",      "\t",       "H",
        "t",       "i",        "o",
        "u",       "\022",     "\014",
        "[",       "]",        "L",
        " ",       "{",        "}",
        "'",       "y",        "?",
        "!",       "/",        ":",
        "O",       "\033[A",   "\033[B",
        "\033[C",  "\033[D",   "\033[1;2C",
        "\033[3~", "\033[5~",  "\033[6~",
        "\003",    "\177",     "\001",
        "\025",    "\xc3\xa9", "\033[200~x y\033[201~",
    };
    struct tui t;
    uint32_t random = 12345;
    assert_true(tui_start_demo(&t, 80, 24));
    for (int i = 0; i < 4000; i++) {
        random = random * 1664525 + 1013904223;
        tui_type(&t, keys[(random >> 16) % (sizeof keys / sizeof *keys)]);
        if (i % 400 == 399)
            tui_resize(&t, 1 + (int)(random >> 8) % 200, 1 + (int)(random >> 20) % 70);
    }
    tui_resize(&t, 100, 30);
    tui_type(&t, "\003\003\003:no-reduce\r:no-group\r");
    tui_type(&t, "g7.");
    assert_true(tui_wait_text(&t, "frame  7 of 60"));
    tui_type(&t, "q");
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    assert_true(end.restored);
    assert_int_equal(end.unknown, 0);
    tui_end_free(&end);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_leaves_the_terminal_as_it_was),
        cmocka_unit_test(what_cannot_be_opened_is_one_line),
        cmocka_unit_test(without_a_terminal_it_says_what_to_use),
        cmocka_unit_test(a_flood_of_keys_is_taken_in),
        cmocka_unit_test(answers_do_not_reach_the_shell),
        cmocka_unit_test(a_storm_of_sizes_is_survived),
        cmocka_unit_test(a_storm_of_any_keys_is_survived),
    };
    return cmocka_run_group_tests_name("viewer end", tests, NULL, NULL);
}
