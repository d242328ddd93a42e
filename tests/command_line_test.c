// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/help.h"
#include "session/saved.h"
#include "session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORDS 12

// Starts from "blitz" and up to WORDS words.
static bool start(struct session *session, struct invocation *invocation, struct fault *fault,
                  const char *const *words) {
    char *argv[WORDS + 2] = { (char *)"blitz" };
    int argc = 1;
    for (; argc <= WORDS && words[argc - 1]; argc++)
        argv[argc] = (char *)words[argc - 1];
    *invocation = (struct invocation){ 0 };
    session_init(session);
    struct saved saved = { 0 };
    bool good = session_start(session, argc, argv, invocation, &saved, fault);
    saved_free(&saved);
    return good;
}

static void all_spellings_mean_the_same(void **state) {
    (void)state;
    static const char *const lines[][WORDS] = {
        { "--frames=2:5", "--jobs=4", "--quiet", "p" },
        { "--frames", "2:5", "--jobs", "4", "--quiet", "p" },
        { "-n", "2:5", "-j", "4", "-q", "p" },
        { "-n2:5", "-j4", "p", "-q" },
        { "-qj4", "-n2:5", "--", "p" },
        { "p", "-qn", "2:5", "--jobs=9", "--jobs=4" },
        { "view", "p", "-qn2:5", "-j4" },
        { "--verbose", "--no-verbose", "-q", "-j4", "p", "-n2:5", "--bin=3", "--no-bin" },
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct session session;
        struct invocation invocation;
        struct fault fault = { 0 };
        if (!start(&session, &invocation, &fault, lines[i]))
            fail_msg("%zu: %s", i, fault_text(&fault));
        assert_int_equal(invocation.verb, VERB_VIEW);
        assert_int_equal(session.path_count, 1);
        assert_string_equal(session.paths[0], "p");
        assert_true(session.frames.has_start && session.frames.start == 2);
        assert_true(session.frames.has_stop && session.frames.stop == 5);
        assert_int_equal(session.jobs, 4);
        assert_true(session.quiet && !session.verbose && session.bin == 1);
        session_free(&session);
        invocation_free(&invocation);
    }
}

static void verbs_come_first_and_only_once(void **state) {
    (void)state;
    static const struct {
        const char *words[WORDS];
        enum verb verb;
        size_t paths;
        const char *first;
    } cases[] = {
        { { "info", "x" }, VERB_INFO, 1, "x" },
        { { "-q", "info", "x" }, VERB_INFO, 1, "x" },
        { { "x", "info" }, VERB_VIEW, 2, "x" },
        { { "./info" }, VERB_VIEW, 1, "./info" },
        { { "--", "info" }, VERB_VIEW, 1, "info" },
        { { "-n", "2:", "check", "info" }, VERB_CHECK, 1, "info" },
        { { "view", "info" }, VERB_VIEW, 1, "info" },
        { { "series", "--", "-x" }, VERB_SERIES, 1, "-x" },
        { { "reduce", "mean,std:0:10", "x", "y" }, VERB_REDUCE, 2, "x" },
        { { "reduce", "--output=o.npy", "mean", "x" }, VERB_REDUCE, 1, "x" },
        { { "formats" }, VERB_FORMATS, 0, NULL },
        { { "doctor", "--graphics=half" }, VERB_DOCTOR, 0, NULL },
        { { "export", "-" }, VERB_EXPORT, 1, "-" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session session;
        struct invocation invocation;
        struct fault fault = { 0 };
        if (!start(&session, &invocation, &fault, cases[i].words))
            fail_msg("%zu: %s", i, fault_text(&fault));
        assert_int_equal(invocation.verb, cases[i].verb);
        assert_int_equal(session.path_count, cases[i].paths);
        if (cases[i].first)
            assert_string_equal(session.paths[0], cases[i].first);
        if (invocation.verb == VERB_REDUCE)
            assert_int_equal(session.reduction.ops[0].kind, REDUCTION_MEAN);
        session_free(&session);
        invocation_free(&invocation);
    }
}

static void mistakes_are_usage_faults_that_say_what_to_type(void **state) {
    (void)state;
    static const struct {
        const char *words[WORDS], *says[2];
    } cases[] = {
        { { NULL }, { "blitz PATH", "demo:" } },
        { { "info" }, { "blitz info PATH", NULL } },
        { { "reduce" }, { "mean std min max median sum pQ", NULL } },
        { { "reduce", "some/path" }, { "mean std min max median sum pQ", NULL } },
        { { "reduce", "mean" }, { "no path", NULL } },
        { { "--fram=2:5", "x" }, { "--fram ", "did you mean --frame" } },
        { { "--sbutract=mean:", "x" }, { "did you mean --subtract?", "try 'blitz --help'" } },
        { { "--sub=mean:", "x" }, { "did you mean --subtract?", NULL } },
        { { "--zzzzzz", "x" }, { "unknown option --zzzzzz; try 'blitz --help'", NULL } },
        { { "--\033[31m", "x" }, { "\\e[31m", NULL } },
        { { "-Z", "x" }, { "unknown option -Z", NULL } },
        { { "x", "-n" }, { "-n needs a value", "A:B[:STEP]" } },
        { { "x", "--crop" }, { "--crop needs a value", "X,Y,W,H" } },
        { { "--no-bin=3", "x" }, { "--no-bin takes no value", NULL } },
        { { "--json=2", "x" }, { "yes or no", NULL } },
        { { "--json", "--csv", "x" }, { "exclude each other", NULL } },
        { { "--dark=mean:0:5", "--subtract=mean:0:5", "x" }, { "", NULL } },
        { { "--no-help", "x" }, { "unknown option", NULL } },
        { { "--generate=perl" }, { "bash", NULL } },
        { { "--bin=0", "x" }, { "--bin=0: must be 1 to 64", NULL } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session session;
        struct invocation invocation;
        struct fault fault = { 0 };
        assert_false(start(&session, &invocation, &fault, cases[i].words));
        assert_int_equal(fault.kind, FAULT_USAGE);
        for (int j = 0; j < 2; j++)
            if (cases[i].says[j] && !strstr(fault_text(&fault), cases[i].says[j]))
                fail_msg("%zu: '%s'", i, fault_text(&fault));
        assert_null(strpbrk(fault_text(&fault), "\033\n"));
        fault_clear(&fault);
        session_free(&session);
        invocation_free(&invocation);
    }
}

static void help_and_version_need_no_path(void **state) {
    (void)state;
    static const char *const lines[][WORDS] = {
        { "--help" }, { "-h" }, { "reduce", "--help" }, { "-qh", "--bin=0" }
    };
    for (size_t i = 0; i < 4; i++) {
        struct session session;
        struct invocation invocation;
        assert_true(start(&session, &invocation, NULL, lines[i]));
        assert_true(invocation.help);
        session_free(&session);
        invocation_free(&invocation);
    }
    struct session session;
    struct invocation invocation;
    static const char *const version[WORDS] = { "-V" };
    assert_true(start(&session, &invocation, NULL, version));
    assert_true(invocation.version && !invocation.help);
    session_free(&session);
    invocation_free(&invocation);
}

static void the_help_fits_a_page(void **state) {
    (void)state;
    struct text help = { 0 };
    session_help(&help);
    size_t lines = 0;
    for (const char *line = text_string(&help); *line; lines++) {
        size_t length = strcspn(line, "\n");
        if (length > 80)
            fail_msg("%.*s", (int)length, line);
        line += length + 1;
    }
    assert_true(lines < 66);
    assert_non_null(strstr(text_string(&help), "-n, --frames=A:B[:STEP]"));
    assert_null(strstr(text_string(&help), "generate"));
    text_free(&help);
}

int main(void) {
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    unsetenv("BLITZ_MEMORY");
    unsetenv("BLITZ_GRAPHICS");
    unsetenv("NO_COLOR");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_spellings_mean_the_same),
        cmocka_unit_test(verbs_come_first_and_only_once),
        cmocka_unit_test(mistakes_are_usage_faults_that_say_what_to_type),
        cmocka_unit_test(help_and_version_need_no_path),
        cmocka_unit_test(the_help_fits_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
