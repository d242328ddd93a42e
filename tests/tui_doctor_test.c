// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What blitz doctor says of terminals of each kind.

#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Runs it; the screen at the end.
static struct tui_end run(const struct tui_options *options, const char *option) {
    const char *argv[] = { tui_program(), "doctor", option, NULL };
    struct tui t;
    assert_true(tui_start_with(&t, options, argv));
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    assert_true(end.restored);
    assert_int_equal(end.leaked, 0);
    assert_int_equal(end.unknown, 0);
    return end;
}

static void says(const struct tui_end *end, const char *line) {
    if (!strstr(end->capture, line))
        fail_msg("no \"%s\" in:\n%s", line, end->capture);
}

static void each_terminal_is_told_what_it_can_and_lacks(void **state) {
    (void)state;
    struct emulator_answers no_sixel = emulator_sixel, wezterm = emulator_sixel;
    no_sixel.attributes = "64;1;2;6;9;15;16;17;18;21;22;28";
    wezterm.version = "WezTerm 2024";
    wezterm.registers = 0;
    static const char *const tmux[] = { "TMUX=/nowhere,1,0", NULL };
    const struct {
        struct tui_options options;
        const char *option;
        const char *lines[6];
    } cases[] = {
        { { .answers = &emulator_sixel },
          NULL,
          { "terminal   XTerm(379), TERM=xterm-256color, 90 x 24 cells", "cell       8 x 16 pixels",
            "the background is dark", "sixel      yes, 256 colour registers",
            "redraws    shown at once", "pictures   sixel, by --graphics=auto, 64 colours" } },
        { { .answers = &emulator_sixel, .no_pixels = true },
          NULL,
          { "cell       8 x 16 pixels", "wanted     nothing" } },
        { { .answers = &no_sixel },
          NULL,
          { "sixel      no", "pictures   half, by", "wanted     start xterm with -ti vt340" } },
        { { .answers = &wezterm }, NULL, { "pictures   sixel, by --graphics=auto, 16 colours" } },
        { { .answers = &emulator_plain },
          NULL,
          { "terminal   TERM=xterm", "sixel      no", "redraws    shown as they come",
            "pictures   half, by --graphics=auto", "wanted     for sixels: foot" } },
        { { .answers = &emulator_plain, .environment = tmux },
          NULL,
          { "in tmux", "wanted     tmux 3.4 or newer" } },
        { { .answers = &emulator_mute },
          NULL,
          { "answers    asked; nothing came", "sixel      not known", "pictures   half" } },
        { { .answers = &emulator_mute, .term = "vt100" },
          NULL,
          { "answers    not asked: such a terminal would print", "colours    none" } },
        { { .answers = &emulator_sixel },
          "--graphics=quad",
          { "pictures   quad, by --graphics=quad", "wanted     --graphics=auto" } },
        { { .answers = &emulator_sixel }, "--color=never", { "pictures   ascii" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tui_options options = cases[i].options;
        options.columns = 90;
        options.rows = 24;
        struct tui_end end = run(&options, cases[i].option);
        for (size_t line = 0; line < 6 && cases[i].lines[line]; line++)
            says(&end, cases[i].lines[line]);
        // Ten lines, none of them broken by the edge of the screen.
        size_t count = 0;
        for (const char *at = end.capture; (at = strchr(at, '\n')); at++)
            count += at > end.capture && at[-1] != '\n';
        assert_int_equal(count, 10);
        tui_end_free(&end);
    }
}

static void it_is_a_table_for_programs_too(void **state) {
    (void)state;
    struct tui_options options = { .columns = 120, .rows = 24, .answers = &emulator_sixel };
    struct tui_end end = run(&options, "--json");
    says(&end, "\"sixel\": \"yes, 256 colour registers");
    says(&end, "\"pictures\": \"sixel, by --graphics=auto, 64 colours\"");
    tui_end_free(&end);
}

// In a session of its own there is no terminal to ask.
static void without_a_terminal_it_says_so(void **state) {
    (void)state;
    char *script = NULL;
    assert_true(
        asprintf(&script, "setsid '%s' doctor </dev/null >report 2>&1; cat report", tui_program())
        > 0);
    const char *argv[] = { "/bin/sh", "-c", script, NULL };
    struct tui t;
    assert_true(tui_start(&t, 100, 24, argv));
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    says(&end, "terminal   none: run blitz doctor in the terminal itself");
    says(&end, "wanted     a terminal");
    tui_end_free(&end);
    free(script);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_terminal_is_told_what_it_can_and_lacks),
        cmocka_unit_test(it_is_a_table_for_programs_too),
        cmocka_unit_test(without_a_terminal_it_says_so),
    };
    return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
