// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The pty harness against small shell programs whose behaviour is known.

#include "pty/tui.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void start(struct tui *t, const char *script) {
    const char *argv[] = { "/bin/sh", "-c", script, NULL };
    assert_true(tui_start(t, 40, 8, argv));
}

static void end_with(struct tui *t, int status, bool restored) {
    struct tui_end end = tui_finish(t);
    assert_true(end.in_time);
    assert_int_equal(end.exit_status, status);
    assert_int_equal(end.restored, restored);
    assert_int_equal(end.unknown, 0);
    tui_end_free(&end);
}

static void keys_go_in_and_text_comes_out(void **state) {
    (void)state;
    struct tui t;
    start(&t, "printf 'name? '; read name; printf '\\033[5;7Hhello %s\\n' \"$name\"; exit 3");
    assert_true(tui_wait_text(&t, "name?"));
    tui_type(&t, "jj\r");
    assert_true(tui_wait_text(&t, "hello jj"));
    int row, column;
    assert_true(tui_find(&t, "hello", &row, &column));
    assert_int_equal(row, 4);
    assert_int_equal(column, 6);
    assert_string_equal(tui_text(&t, 4), "      hello jj");
    end_with(&t, 3, true);
}

static void the_last_words_are_not_lost(void **state) {
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct tui t;
        start(&t, "i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i+1)); done; printf end");
        struct tui_end end = tui_finish(&t);
        assert_non_null(strstr(end.capture, "line 199\nend"));
        tui_end_free(&end);
    }
}

static void the_environment_is_pinned(void **state) {
    (void)state;
    struct tui t;
    setenv("BLITZ_SURPRISE", "yes", 1);
    start(&t, "echo $TERM $LC_ALL $TZ ${BLITZ_SURPRISE-no}; [ \"$HOME\" = \"$PWD\" ] && stty size");
    unsetenv("BLITZ_SURPRISE");
    assert_true(tui_wait_text(&t, "xterm-256color C.UTF-8 UTC no"));
    assert_true(tui_wait_text(&t, "8 40"));
    char *home = strdup(t.home);
    assert_int_equal(access(home, F_OK), 0);
    end_with(&t, 0, true);
    assert_int_not_equal(access(home, F_OK), 0);
    free(home);
}

static void a_terminal_left_crooked_is_noticed(void **state) {
    (void)state;
    static const struct {
        const char *script;
        bool restored;
    } cases[] = {
        { "old=$(stty -g); stty raw; stty $old", true },
        { "stty -echo", false },
        { "printf '\\033[?1049h'", false },
        { "printf '\\033[?1049h\\033[?25l\\033[?25h\\033[?1049l'", true },
        { "printf '\\033[?25l'", false },
        { "printf '\\033[31m'", false },
        { "printf '\\033P0q#0'", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tui t;
        start(&t, cases[i].script);
        end_with(&t, 0, cases[i].restored);
    }
}

static void a_new_size_is_told(void **state) {
    (void)state;
    struct tui t;
    start(&t,
          "trap 'stty size' WINCH; echo ready; while :; do read x; [ \"$x\" = q ] && exit; done");
    assert_true(tui_wait_text(&t, "ready"));
    tui_resize(&t, 30, 6);
    tui_type(&t, "\r");
    assert_true(tui_wait_text(&t, "6 30"));
    tui_type(&t, "q\r");
    end_with(&t, 0, true);
}

static void queries_are_answered_and_may_be_held_back(void **state) {
    (void)state;
    struct tui t;
    static const char script[] = "stty -icanon -echo min 1; printf '\\033[5n'; "
                                 "a=$(dd bs=1 count=4 2>/dev/null | od -An -c | tr -d ' '); "
                                 "printf '%s\\n' \"$a\"; stty icanon echo";
    start(&t, script);
    assert_true(tui_wait_text(&t, "033[0n"));
    end_with(&t, 0, true);

    start(&t, script);
    t.hold = true;
    tui_drain(&t, 100);
    assert_int_equal(t.screen.status_asked, 1);
    assert_false(tui_find(&t, "033[0n", NULL, NULL));
    t.hold = false;
    assert_true(tui_wait_text(&t, "033[0n"));
    end_with(&t, 0, true);
}

static void a_job_stops_and_goes_on(void **state) {
    (void)state;
    struct tui t;
    start(&t, "echo one; kill -TSTP $$; echo two");
    bool attributes = false;
    assert_true(tui_wait_stopped(&t, &attributes));
    assert_true(attributes);
    assert_false(tui_find(&t, "two", NULL, NULL));
    tui_signal(&t, SIGCONT);
    assert_true(tui_wait_text(&t, "two"));
    end_with(&t, 0, true);
}

static void ctrl_z_stops_the_foreground_job(void **state) {
    (void)state;
    struct tui t;
    start(&t, "echo one; read x; echo two");
    assert_true(tui_wait_text(&t, "one"));
    tui_type(&t, "\032");
    assert_true(tui_wait_stopped(&t, NULL));
    tui_signal(&t, SIGCONT);
    tui_type(&t, "\r");
    assert_true(tui_wait_text(&t, "two"));
    end_with(&t, 0, true);
}

static void an_end_by_signal_is_told(void **state) {
    (void)state;
    struct tui t;
    start(&t, "echo ready; exec sleep 1000");
    assert_true(tui_wait_text(&t, "ready"));
    assert_true(tui_alive(&t));
    tui_signal(&t, SIGTERM);
    struct tui_end end = tui_finish(&t);
    assert_true(end.in_time);
    assert_int_equal(end.signal, SIGTERM);
    assert_int_equal(end.exit_status, -1);
    tui_end_free(&end);
}

static void arrows_follow_the_cursor_mode(void **state) {
    (void)state;
    struct tui t;
    start(&t, "stty -icanon -echo min 1; printf 'normal \\033[?1h'; echo; "
              "a=$(dd bs=1 count=3 2>/dev/null | od -An -c | tr -d ' '); "
              "printf '\\033[?1l%s\\n' \"$a\"; stty icanon echo");
    assert_true(tui_wait_text(&t, "normal"));
    tui_drain(&t, 50);
    tui_press(&t, TUI_UP);
    assert_true(tui_wait_text(&t, "033OA"));
    end_with(&t, 0, true);
}

static void what_cannot_be_started_is_refused(void **state) {
    (void)state;
    struct tui t;
    const char *argv[] = { "/nonexistent/program", NULL };
    assert_false(tui_start(&t, 40, 8, argv));
}

static void less_shows_a_file(void **state) {
    (void)state;
    if (access("/usr/bin/less", X_OK) != 0)
        skip();
    struct tui t;
    start(&t, "i=1; while [ $i -le 50 ]; do echo row $i; i=$((i+1)); done >f; LESS= exec less f");
    assert_true(tui_wait_text(&t, "row 7"));
    assert_true(t.screen.alternate);
    tui_type(&t, "G");
    assert_true(tui_wait_text(&t, "row 50"));
    assert_string_equal(tui_text(&t, 6), "row 50");
    tui_press(&t, TUI_UP);
    assert_true(tui_wait_text(&t, "row 43"));
    tui_type(&t, "q");
    end_with(&t, 0, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_go_in_and_text_comes_out),
        cmocka_unit_test(the_last_words_are_not_lost),
        cmocka_unit_test(the_environment_is_pinned),
        cmocka_unit_test(a_terminal_left_crooked_is_noticed),
        cmocka_unit_test(a_new_size_is_told),
        cmocka_unit_test(queries_are_answered_and_may_be_held_back),
        cmocka_unit_test(a_job_stops_and_goes_on),
        cmocka_unit_test(ctrl_z_stops_the_foreground_job),
        cmocka_unit_test(an_end_by_signal_is_told),
        cmocka_unit_test(arrows_follow_the_cursor_mode),
        cmocka_unit_test(what_cannot_be_started_is_refused),
        cmocka_unit_test(less_shows_a_file),
    };
    return cmocka_run_group_tests_name("tui harness", tests, NULL, NULL);
}
