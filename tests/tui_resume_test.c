// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the viewer brings back of the session before.

#include "base/alloc.h"
#include "pty/tui.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void open_beside(struct tui *t, struct tui *other, const char *home, const char *first,
                        const char *second) {
    const char *argv[] = { tui_program(), first, second, NULL };
    struct tui_options options = { .columns = 120, .rows = 30, .home = home, .beside = other };
    assert_true(tui_start_with(t, &options, argv));
    assert_true(tui_wait_text(t, " of 60"));
}

// With `home`.
static void open_in(struct tui *t, const char *home, const char *first, const char *second) {
    open_beside(t, NULL, home, first, second);
}

static void the_session_comes_back(void **state) {
    (void)state;
    char *home = tui_home_make();
    struct tui t;
    open_in(&t, home, TUI_DEMO, NULL);
    tui_type(&t, "3Gma12G[17G]:lut viridis\r:levels 50:2000\r:roi spot=rect:10,20,4,4\r5l2jHB");
    tui_type(&t, ":subtract frame:2\r");
    assert_true(tui_wait_text(&t, "x,y 53,34"));
    assert_true(tui_wait_text(&t, ">spot"));
    assert_true(tui_wait_gone(&t, "histogram"));
    assert_true(tui_quit(&t));
    open_in(&t, home, "--resume", NULL);
    static const char *const shown[] = { "frame 17 of 60", "x,y 53,34",     "range 12:18",
                                         "viridis",        ">spot",         "levels fixed 50..2000",
                                         "frame:2",        "timeline spot " };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_true(tui_wait_text(&t, shown[i]));
    assert_false(tui_find(&t, "histogram", NULL, NULL));
    tui_type(&t, "'a");
    assert_true(tui_wait_text(&t, "frame  3 of 60"));
    // What was taken up is not undone.
    tui_type(&t, "u");
    assert_true(tui_wait_text(&t, "there is nothing to undo"));
    assert_true(tui_quit(&t));
    tui_home_remove(home);
}

// The row of a pane's title.
static int title_row(struct tui *t, const char *title) {
    int row;
    assert_true(tui_find(t, title, &row, NULL));
    return row;
}

static bool zones_are_at(struct tui *t, void *context) {
    int row;
    return tui_find(t, "zones [DN]", &row, NULL) && row == *(int *)context;
}

// The histogram of seven rows at first; the zones follow it.
static void sizes_of_panes_come_back(void **state) {
    (void)state;
    char *home = tui_home_make();
    struct tui t;
    open_in(&t, home, TUI_DEMO, NULL);
    assert_true(tui_wait_text(&t, "zones [DN]"));
    tui_type(&t, ":pane histogram 7\r");
    int wanted = title_row(&t, "histogram") + 7;
    assert_true(tui_wait(&t, zones_are_at, &wanted));
    // Hidden and shown it has the focus; a row and then two more, and one less.
    tui_type(&t, "HH)2)(");
    wanted += 2;
    assert_true(tui_wait(&t, zones_are_at, &wanted));
    tui_type(&t, ":pane histogram much\r");
    assert_true(tui_wait_text(&t, "type pane PANE SIZE"));
    assert_true(tui_quit(&t));
    open_in(&t, home, "--resume", NULL);
    assert_true(tui_wait(&t, zones_are_at, &wanted));
    tui_type(&t, ":pane histogram 4\r:pane preview 70\r");
    wanted = title_row(&t, "histogram") + 4;
    assert_true(tui_wait(&t, zones_are_at, &wanted));
    int column;
    assert_true(tui_find(&t, "zones [DN]", NULL, &column));
    assert_int_equal(column, 120 - 70 + 2);
    assert_true(tui_quit(&t));
    tui_home_remove(home);
}

static void options_beside_it_count_for_more(void **state) {
    (void)state;
    char *home = tui_home_make();
    struct tui t;
    open_in(&t, home, "--lut=viridis", TUI_DEMO);
    tui_type(&t, "9G");
    assert_true(tui_wait_text(&t, "frame  9"));
    assert_true(tui_quit(&t));
    open_in(&t, home, "--resume", "--lut=magma");
    assert_true(tui_wait_text(&t, "magma"));
    assert_true(tui_wait_text(&t, "frame  9"));
    assert_true(tui_quit(&t));
    tui_home_remove(home);
}

// Q leaves the session of before; a signal saves this one.
static void only_q_capital_leaves_it_as_it_was(void **state) {
    (void)state;
    static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
    char *home = tui_home_make();
    struct tui t;
    open_in(&t, home, TUI_DEMO, NULL);
    tui_type(&t, "9G");
    assert_true(tui_wait_text(&t, "frame  9"));
    assert_true(tui_quit(&t));
    open_in(&t, home, "--resume", NULL);
    tui_type(&t, "20G");
    assert_true(tui_wait_text(&t, "frame 20"));
    tui_type(&t, "Q");
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    tui_end_free(&end);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        char was[32], keys[16], is[32];
        snprintf(was, sizeof was, "frame %2d of 60", i ? 29 + (int)i : 9);
        snprintf(keys, sizeof keys, "%dG", 30 + (int)i);
        snprintf(is, sizeof is, "frame %2d of 60", 30 + (int)i);
        open_in(&t, home, "--resume", NULL);
        assert_true(tui_wait_text(&t, was));
        tui_type(&t, keys);
        assert_true(tui_wait_text(&t, is));
        tui_signal(&t, signals[i]);
        end = tui_finish(&t);
        assert_int_equal(end.signal, signals[i]);
        assert_true(end.restored);
        tui_end_free(&end);
    }
    tui_home_remove(home);
}

static bool is_noted(struct tui *t, void *path) {
    char bytes[4096] = { 0 };
    FILE *file = fopen(path, "r");
    (void)t;
    if (!file)
        return false;
    size_t count = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    return count && strstr(bytes, "\nframe 33\n");
}

static void a_killed_program_leaves_what_it_noted(void **state) {
    (void)state;
    char *home = tui_home_make();
    char *noted = alloc_format("%s/state/blitz/sessions/last.auto", home);
    struct tui t;
    open_in(&t, home, TUI_DEMO, NULL);
    tui_type(&t, "33G");
    assert_true(tui_wait(&t, is_noted, noted));
    tui_signal(&t, SIGKILL);
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.signal, SIGKILL);
    tui_end_free(&end);
    open_in(&t, home, "--resume", NULL);
    assert_true(tui_wait_text(&t, "frame 33 of 60"));
    assert_true(tui_quit(&t));
    assert_int_not_equal(access(noted, F_OK), 0);
    free(noted);
    tui_home_remove(home);
}

static void two_programs_save_under_two_names(void **state) {
    (void)state;
    char *home = tui_home_make();
    struct tui first, second;
    open_in(&first, home, TUI_DEMO, NULL);
    open_beside(&second, &first, home, TUI_DEMO, NULL);
    assert_true(tui_wait_text(&second, "saved as last-2"));
    tui_type(&first, "11G");
    tui_type(&second, "22G");
    assert_true(tui_wait_text(&first, "frame 11 of 60"));
    assert_true(tui_wait_text(&second, "frame 22 of 60"));
    tui_type(&second, ":save last\r");
    assert_true(tui_wait_text(&second, "another blitz that runs has session last"));
    assert_true(tui_quit(&second));
    assert_true(tui_quit(&first));
    open_in(&first, home, "--resume", NULL);
    assert_true(tui_wait_text(&first, "frame 11 of 60"));
    open_beside(&second, &first, home, "--resume=last-2", NULL);
    assert_true(tui_wait_text(&second, "frame 22 of 60"));
    assert_true(tui_quit(&second));
    assert_true(tui_quit(&first));
    tui_home_remove(home);
}

static void a_session_is_saved_under_a_name(void **state) {
    (void)state;
    char *home = tui_home_make();
    struct tui t;
    open_in(&t, home, TUI_DEMO, NULL);
    tui_type(&t, "14G:save jet_1\r");
    assert_true(tui_wait_text(&t, "session jet_1 is saved: blitz --resume=jet_1"));
    assert_true(tui_quit(&t));
    open_in(&t, home, TUI_DEMO, NULL);
    tui_type(&t, "15G:save jet_1\r");
    assert_true(tui_wait_text(&t, "save! jet_1 replaces it"));
    tui_type(&t, ":save ../x\r");
    assert_true(tui_wait_text(&t, "letters, digits"));
    tui_type(&t, "Q");
    struct tui_end end = tui_finish(&t);
    tui_end_free(&end);
    open_in(&t, home, "--resume=jet_1", NULL);
    assert_true(tui_wait_text(&t, "frame 14 of 60"));
    assert_true(tui_quit(&t));
    tui_home_remove(home);
}

static void write_ppm(const char *path, int shade) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file, "P2 8 8 255\n");
    for (int i = 0; i < 64; i++)
        fprintf(file, "%d\n", shade);
    fclose(file);
}

// A relative path is found from another folder; a file that changed is told, one that is gone too.
static void what_has_become_of_the_recording_is_said(void **state) {
    (void)state;
    char *home = tui_home_make(), *elsewhere = tui_home_make();
    char *path = alloc_format("%s/a b.pgm", home);
    struct tui t;
    write_ppm(path, 7);
    const char *opened[] = { tui_program(), "a b.pgm", NULL };
    const char *resumed[] = { tui_program(), "--resume", NULL };
    struct tui_options options = { .columns = 200, .rows = 24, .home = home, .folder = home };
    assert_true(tui_start_with(&t, &options, opened));
    assert_true(tui_wait_text(&t, "= 7 DN"));
    assert_true(tui_quit(&t));
    options.folder = elsewhere;
    assert_true(tui_start_with(&t, &options, resumed));
    assert_true(tui_wait_text(&t, "= 7 DN"));
    assert_false(tui_find(&t, "has changed", NULL, NULL));
    assert_true(tui_quit(&t));
    write_ppm(path, 142);
    assert_true(tui_start_with(&t, &options, resumed));
    assert_true(tui_wait_text(&t, "has changed since session last was saved"));
    assert_true(tui_wait_text(&t, "= 142 DN"));
    assert_true(tui_quit(&t));
    remove(path);
    assert_true(tui_start_with(&t, &options, resumed));
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 1);
    assert_non_null(strstr(end.capture, "is no longer there"));
    tui_end_free(&end);
    free(path);
    tui_home_remove(home);
    tui_home_remove(elsewhere);
}

static void what_cannot_be_resumed_is_said(void **state) {
    (void)state;
    static const struct {
        const char *words[2], *said;
        int status;
    } cases[] = {
        { { "--resume", NULL }, "there is no session last", 1 },
        { { "--resume=none", NULL }, "there is no session none", 1 },
        { { "--resume=a/b", NULL }, "letters, digits", 2 },
        { { "--resume", TUI_DEMO }, "give none", 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *argv[] = { tui_program(), cases[i].words[0], cases[i].words[1], NULL };
        struct tui t;
        assert_true(tui_start(&t, 200, 24, argv));
        struct tui_end end = tui_finish(&t);
        assert_int_equal(end.exit_status, cases[i].status);
        assert_non_null(strstr(end.capture, cases[i].said));
        tui_end_free(&end);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_session_comes_back),
        cmocka_unit_test(sizes_of_panes_come_back),
        cmocka_unit_test(options_beside_it_count_for_more),
        cmocka_unit_test(only_q_capital_leaves_it_as_it_was),
        cmocka_unit_test(a_killed_program_leaves_what_it_noted),
        cmocka_unit_test(two_programs_save_under_two_names),
        cmocka_unit_test(a_session_is_saved_under_a_name),
        cmocka_unit_test(what_has_become_of_the_recording_is_said),
        cmocka_unit_test(what_cannot_be_resumed_is_said),
    };
    return cmocka_run_group_tests_name("resume", tests, NULL, NULL);
}
