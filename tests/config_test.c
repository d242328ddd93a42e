// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/alloc.h"
#include "base/file.h"
#include "session/config_file.h"
#include "session/history.h"
#include "session/saved.h"
#include "session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *write_file(const char *path, const char *contents) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(contents, file);
    fclose(file);
    return alloc_string(path);
}

static bool run(struct session *session, struct fault *fault, int argc, const char *const *words) {
    struct invocation invocation = { 0 };
    char *argv[8];
    for (int i = 0; i < argc; i++)
        argv[i] = (char *)words[i];
    session_init(session);
    struct saved saved = { 0 };
    bool good = session_start(session, argc, argv, &invocation, &saved, fault);
    saved_free(&saved);
    invocation_free(&invocation);
    return good;
}

static void later_layers_win(void **state) {
    (void)state;
    mkdir("config_test_home", 0700);
    mkdir("config_test_home/blitz", 0700);
    char *home = realpath("config_test_home", NULL);
    setenv("XDG_CONFIG_HOME", home, 1);
    char *user =
        write_file("config_test_home/blitz/config",
                   "# mine\n\nbin = 2\nmemory = 1G # small\nroi = a=pixel:1,1\n"
                   "roi = b=pixel:2,2\njson\noutput = \"a # b\"\r\nfps=5\nprovenance = no\n");
    char *named = write_file("config_test_named", "bin=3\nroi=c=pixel:3,3\n");
    setenv("BLITZ_MEMORY", "2G", 1);
    setenv("BLITZ_GRAPHICS", "ascii", 1);
    setenv("NO_COLOR", "1", 1);
    struct session session;
    struct fault fault = { 0 };
    static const char *const plain[] = { "blitz", "x" };
    if (!run(&session, &fault, 2, plain))
        fail_msg("%s", fault_text(&fault));
    assert_int_equal(session.bin, 2);
    assert_true(session.memory.bytes == (uint64_t)2 << 30);
    assert_int_equal(session.zone_count, 2);
    assert_true(session.json && !session.provenance);
    assert_string_equal(session.output, "a # b");
    assert_true(session.source.fps == 5);
    assert_int_equal(session.graphics, GRAPHICS_ASCII);
    assert_int_equal(session.colour, COLOUR_NEVER);
    session_free(&session);
    static const char *const more[] = { "blitz",
                                        "--roi=pixel:9,9",
                                        "--config=config_test_named",
                                        "-M3G",
                                        "--color=always",
                                        "--no-json",
                                        "--no-fps",
                                        "x" };
    if (!run(&session, &fault, 8, more))
        fail_msg("%s", fault_text(&fault));
    assert_int_equal(session.bin, 3);
    assert_true(session.memory.bytes == (uint64_t)3 << 30);
    assert_int_equal(session.zone_count, 1);
    assert_int_equal(session.colour, COLOUR_ALWAYS);
    assert_true(!session.json && session.source.fps == 0);
    // What the configuration would bring back is said in the command.
    struct text text = { 0 };
    session_command(&session, VERB_INFO, &text);
    assert_non_null(strstr(text_string(&text), " --no-json"));
    assert_non_null(strstr(text_string(&text), " --no-fps"));
    assert_non_null(strstr(text_string(&text), " --no-provenance"));
    text_free(&text);
    session_free(&session);
    unlink(user);
    unlink(named);
    rmdir("config_test_home/blitz");
    rmdir("config_test_home");
    unsetenv("BLITZ_MEMORY");
    unsetenv("BLITZ_GRAPHICS");
    unsetenv("NO_COLOR");
    free(home);
    free(user);
    free(named);
}

static void faults_name_file_and_line(void **state) {
    (void)state;
    static const struct {
        const char *contents, *says;
    } cases[] = {
        { "bin = 2\n\nbin = 0\n", "config_test_bad:3: --bin=0: must be 1 to 64" },
        { "bim = 2\n", "config_test_bad:1: unknown option bim (did you mean bin?)" },
        { "bin\n", "config_test_bad:1: bin needs a value" },
        { "output = \"x\n", "config_test_bad:1: a value in double quotes" },
        { "help\n", "config_test_bad:1: help: only on the command line" },
        { "#\nconfig = x\n", "config_test_bad:2: config: only on the command line" },
        { "no-bin = 3\n", "takes no value" },
        { "\033[31m = 3\n", "\\e[31m" },
        { "[loading]\n", "config_test_bad:1: unknown option" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = write_file("config_test_bad", cases[i].contents);
        struct session session;
        struct fault fault = { 0 };
        session_init(&session);
        assert_false(config_read(&session, path, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        if (!strstr(fault_text(&fault), cases[i].says))
            fail_msg("%zu: '%s'", i, fault_text(&fault));
        assert_null(strchr(fault_text(&fault), '\033'));
        fault_clear(&fault);
        session_free(&session);
        unlink(path);
        free(path);
    }
}

static void a_named_file_must_be_a_readable_regular_file(void **state) {
    (void)state;
    setenv("XDG_CONFIG_HOME", "relative/is/ignored", 1);
    setenv("HOME", "/nonexistent", 1);
    struct session session;
    struct fault fault = { 0 };
    static const char *const missing[] = { "blitz", "--config=config_test_missing", "x" };
    assert_false(run(&session, &fault, 3, missing));
    assert_non_null(strstr(fault_text(&fault), "config_test_missing"));
    session_free(&session);
    assert_int_equal(mkfifo("config_test_fifo", 0600), 0);
    static const char *const fifo[] = { "blitz", "--config=config_test_fifo", "x" };
    assert_false(run(&session, &fault, 3, fifo));
    assert_non_null(strstr(fault_text(&fault), "named pipe"));
    session_free(&session);
    unlink("config_test_fifo");
    setenv("BLITZ_MEMORY", "lots", 1);
    static const char *const plain[] = { "blitz", "x" };
    assert_false(run(&session, &fault, 2, plain));
    assert_non_null(strstr(fault_text(&fault), "BLITZ_MEMORY"));
    unsetenv("BLITZ_MEMORY");
    session_free(&session);
    fault_clear(&fault);
    assert_true(run(&session, &fault, 2, plain));
    session_free(&session);
    char *path = config_path("config");
    assert_string_equal(path, "/nonexistent/.config/blitz/config");
    free(path);
    FILE *file = fopen("config_test_zero", "w");
    fwrite("bin=2\0\n", 1, 7, file);
    fclose(file);
    session_init(&session);
    assert_false(config_read(&session, "config_test_zero", &fault));
    unlink("config_test_zero");
    session_free(&session);
    fault_clear(&fault);
}

static void history_lasts_and_is_bounded(void **state) {
    (void)state;
    const char *path = "config_test_state/blitz/history";
    struct history first = { 0 }, second = { 0 }, third = { 0 };
    history_open(&first, path);
    assert_null(history_line(&first, 1));
    history_add(&first, "bin 2");
    history_add(&first, "bin 2");
    history_add(&first, "");
    history_add(&first, "esc\033[0m");
    history_add(&first, "two\nlines");
    history_open(&second, path);
    assert_string_equal(history_line(&second, 1), "bin 2");
    assert_null(history_line(&second, 2));
    history_add(&second, "goto 5");
    history_add(&first, "goto 6"); // does not lose what the other added
    history_open(&third, path);
    assert_string_equal(history_line(&third, 1), "goto 6");
    assert_string_equal(history_line(&third, 2), "goto 5");
    assert_string_equal(history_line(&third, 3), "bin 2");
    for (int i = 0; i < HISTORY_LINES + 10; i++) {
        char *line = alloc_format("goto %d", i);
        history_add(&third, line);
        free(line);
    }
    assert_null(history_line(&third, HISTORY_LINES + 1));
    assert_string_equal(history_line(&third, HISTORY_LINES), "goto 10");
    struct stat status;
    assert_int_equal(stat("config_test_state/blitz", &status), 0);
    assert_int_equal(status.st_mode & 077, 0);
    history_close(&first);
    history_close(&second);
    history_close(&third);
    history_open(&first, "/dev/null/history"); // no such place: silent
    history_add(&first, "bin 2");
    assert_string_equal(history_line(&first, 1), "bin 2");
    history_close(&first);
    unlink(path);
    rmdir("config_test_state/blitz");
    rmdir("config_test_state");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_layers_win),
        cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(a_named_file_must_be_a_readable_regular_file),
        cmocka_unit_test(history_lasts_and_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
