// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/alloc.h"
#include "session/help.h"
#include "session/options.h"
#include "session/saved.h"
#include "session/session.h"
#include "session/undo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Values that each option must take; the first of a pair of words is the name. In the order of
// the table, so that a command made from them has its words in the same order.
static const struct {
    const char *name, *values[4];
} samples[] = {
    { "frames", { "0:100", "-5:", ":7:3", ":9" } },
    { "frame", { "0", "12", "9007199254740993" } },
    { "crop", { "0,0,1,1", "10,20,300,400" } },
    { "bin", { "2", "64" } },
    { "channel", { "grey", "rgb", "r", "b" } },
    { "order", { "mtime" } },
    { "group", { "3" } },
    { "recursive", { NULL } },
    { "on-error", { "fail" } },
    { "on-mismatch", { "crop", "pad", "fail" } },
    { "npy-axes", { "THWC", "HW", "WHT" } },
    { "npz-member", { "data", "a b.npy" } },
    { "raw", { "640x480:u16le", "8x8x3:u8:512", "9x7:u12p:0+16" } },
    { "text",
      { "separator=semicolon,decimal=comma,header=2,rows=yes", "rows=no", "separator=blank" } },
    { "bits", { "12" } },
    { "fps", { "21000", "0.1", "29.97" } },
    { "time", { "mtime", "none" } },
    { "memory", { "8G", "500M", "40%" } },
    { "fit", { "ram", "cache", "thin", "bin" } },
    { "cache", { "none", "/var/tmp/c" } },
    { "jobs", { "4" } },
    { "size", { "256M", "1048577" } },
    { "scale", { NULL } },
    { "subtract", { "mean:0:100", "median::-5@0.25", "frame:7", "a b.npy@0.5" } },
    { "divide", { "max:2:", "flat.tif" } },
    { "dark", { "mean:0:10", "dark frame.npy@1.5", "it's.npy" } },
    { "flat", { "frame:3@2" } },
    { "bad", { "zero" } },
    { "roi", { "all", "a=rect:-5,0,10.5,80", "poly:1,2,3,4,5,6", "hot=pixel:3,4" } },
    { "line", { "row:10", "a=col:-2.5,width=3", "poly:0,0,10,10.5,3,4,width=11" } },
    { "envelope", { "band", "frames", "band:5", "frames:0.1" } },
    { "reduce", { "mean", "mean,std:0:100", "p99.9:5:" } },
    { "ddof", { "1" } },
    { "saturation", { "4095", "-1.5" } },
    { "levels", { "auto:1", "frame", "-0.1:1e+20", "0:4095" } },
    { "lut", { "viridis", "turbo" } },
    { "zoom", { "2", "0.125@10.5,-3", "4@1,2" } },
    { "view", { "flip-x", "rot90", "rot90,flip-y" } },
    { "shrink", { "max" } },
    { "overlay", { NULL } },
    { "bar", { "never" } },
    { "beside", { "reference", "reduction,difference" } },
    { "crosshair", { NULL } },
    { "graphics", { "sixel", "braille", "none" } },
    { "plots", { "cells", "sixel" } },
    { "color", { "always", "never" } },
    { "theme", { "dark", "light", "plain" } },
    { "mouse", { NULL } },
    { "max-fps", { "10", "0.5" } },
    { "max-rate", { "100K", "1048577" } },
    { "output", { "out.npy", "-", "a\tb.npy", "caf\xc3\xa9 \"1\".tif" } },
    { "force", { NULL } },
    { "as", { "display" } },
    { "json", { NULL } },
    { "csv", { NULL } },
    { "provenance", { NULL } },
    { "fail-on", { "saturated>0", "unreadable>=2", "nan!=0.5" } },
    { "cpu", { "baseline", "avx512" } },
};

#define SAMPLES (sizeof samples / sizeof *samples)

static uint64_t random_state = 88172645463325252u;

static unsigned roll(unsigned below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 20) % below;
}

static unsigned choices(size_t sample) {
    unsigned count = 0;
    while (count < 4 && samples[sample].values[count])
        count++;
    return count;
}

static void parse(struct session *session, const struct words *words, enum verb *verb) {
    struct fault fault = { 0 };
    struct invocation invocation = { 0 };
    struct saved saved = { 0 };
    session_init(session);
    char **argv = alloc_zeroed(words->count + 1, sizeof *argv);
    for (size_t i = 0; i < words->count; i++)
        argv[i] = words->items[i];
    if (!session_start(session, (int)words->count, argv, &invocation, &saved, &fault))
        fail_msg("%s", fault_text(&fault));
    *verb = invocation.verb;
    invocation_free(&invocation);
    free(argv);
}

static bool is_one_of(const char *name, const char *a, const char *b) {
    return strcmp(name, a) == 0 || strcmp(name, b) == 0;
}

// A random command whose options are in table order: its own words are the oracle.
static void make_command(struct words *words) {
    bool camera = roll(2), json = roll(2), one_frame = roll(2);
    words_add(words, "blitz");
    for (size_t i = 0; i < SAMPLES; i++) {
        const char *name = samples[i].name;
        if (roll(3) || (is_one_of(name, "dark", "flat") && !camera)
            || (is_one_of(name, "subtract", "divide") && camera)
            || (strcmp(name, "json") == 0 && !json) || (strcmp(name, "csv") == 0 && json)
            || (strcmp(name, "frame") == 0 && !one_frame)
            || (strcmp(name, "frames") == 0 && one_frame))
            continue;
        unsigned count = choices(i);
        if (!count)
            words_addf(words, "--%s", name);
        else if (option_find(name)->flags & OPTION_REPEATABLE)
            for (unsigned j = roll(count); j < count; j++)
                words_addf(words, "--%s=%s", name, samples[i].values[j]);
        else
            words_addf(words, "--%s=%s", name, samples[i].values[roll(count)]);
    }
    static const char *const paths[] = { "demo:", "./info", "a b", "-x", "it's *" };
    const char *path = paths[roll(5)];
    if (*path == '-')
        words_add(words, "--");
    words_add(words, path);
    if (roll(2))
        words_add(words, "second");
}

static void a_printed_command_gives_the_session_back(void **state) {
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct words given = { 0 }, printed = { 0 }, again = { 0 };
        struct session first, second;
        enum verb verb;
        make_command(&given);
        parse(&first, &given, &verb);
        session_words(&first, VERB_VIEW, &printed);
        assert_int_equal(printed.count, given.count);
        for (size_t i = 0; i < given.count; i++)
            assert_string_equal(printed.items[i], given.items[i]);
        parse(&second, &printed, &verb);
        assert_int_equal(verb, VERB_VIEW);
        assert_true(session_equal(&first, &second));
        session_words(&second, VERB_VIEW, &again);
        assert_true(words_equal(&printed, &again));
        words_free(&given);
        words_free(&printed);
        words_free(&again);
        session_free(&first);
        session_free(&second);
    }
}

static void the_samples_cover_the_table(void **state) {
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        bool found = options[i].flags & OPTION_TALK;
        for (size_t j = 0; j < SAMPLES; j++)
            found = found || strcmp(samples[j].name, options[i].name) == 0;
        if (!found)
            fail_msg("no sample of --%s", options[i].name);
    }
}

static void every_row_has_help_and_a_default(void **state) {
    (void)state;
    struct session fresh;
    session_init(&fresh);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        assert_non_null(option->help);
        assert_true(strlen(option->help) > 0 && strlen(option->help) <= 43);
        for (size_t j = i + 1; j < option_count; j++) {
            assert_string_not_equal(option->name, options[j].name);
            if (option->letter)
                assert_int_not_equal(option->letter, options[j].letter);
        }
        assert_ptr_equal(option_find(option->name), option);
        if (option->flags & OPTION_INVOCATION)
            continue;
        assert_true(option->set && option->format && option->clear);
        struct words none = { 0 };
        option->format(option, &fresh, &none);
        assert_int_equal(none.count, 0);
    }
    for (size_t i = 0; i < SAMPLES; i++) {
        struct session session;
        struct words words = { 0 };
        session_init(&session);
        const struct option *option = option_find(samples[i].name);
        assert_non_null(option);
        assert_true(session_set(&session, samples[i].name, samples[i].values[0], NULL));
        assert_false(session_equal(&session, &fresh));
        assert_int_equal(session_needs_reload(&fresh, &session),
                         (option->flags & OPTION_RELOAD) != 0);
        char *no = alloc_format("no-%s", samples[i].name);
        assert_true(session_set(&session, no, NULL, NULL));
        assert_true(session_equal(&session, &fresh));
        if (option->argument) {
            assert_true(session_set(&session, samples[i].name, samples[i].values[0], NULL));
            assert_true(session_set(&session, samples[i].name, "", NULL));
            assert_true(session_equal(&session, &fresh));
        }
        free(no);
        words_free(&words);
        session_free(&session);
    }
    session_free(&fresh);
}

static void bad_values_change_nothing_and_say_what_is_valid(void **state) {
    (void)state;
    static const struct {
        const char *name, *value, *says;
    } cases[] = {
        { "bin", "0", "1 to 64" },
        { "bin", "65", "1 to 64" },
        { "bin", "2.5", "1 to 64" },
        { "bin", "99999999999999999999", "1 to 64" },
        { "bin", "0x10", "1 to 64" },
        { "bin", " 2", "1 to 64" },
        { "frame", "-1", "from 0" },
        { "crop", "1,2,3", "X,Y,W,H" },
        { "crop", "0,0,0,5", "from 1" },
        { "crop", "0,0,4294967296,5", "X,Y,W,H" },
        { "channel", "red", "auto, grey, rgb, r, g or b" },
        { "size", "0", "write 1G, 256M" },
        { "size", "half", "write 1G, 256M" },
        { "fit", "disk", "auto, ram, map, cache, thin, bin or fail" },
        { "fit", "stream", "auto, ram, map, cache, thin, bin or fail" },
        { "npy-axes", "THWWC", "H and W" },
        { "npy-axes", "TH", "H and W" },
        { "npy-axes", "HHW", "each once" },
        { "raw", "640:u8", "WxH:TYPE" },
        { "raw", "640x480:u16", "u16le, u16be" },
        { "text", "separator=x", "separator=tab|semicolon|comma|blank" },
        { "text", "rows=yes,rows=no", "each once" },
        { "fps", "nan", "must be a number" },
        { "fps", "-1", "0 to" },
        { "fps", "1,5", "must be a number" },
        { "memory", "8X", "8G" },
        { "saturation", "inf", "must be a number" },
        { "lut", "rainbow", "viridis" },
        { "zoom", "0", "fit" },
        { "zoom", "2@5", "fit" },
        { "max-fps", "1000", "240" },
        { "fail-on", "saturated", "COUNTER>NUMBER" },
        { "fail-on", "x>0", "saturated" },
        { "fail-on", "nan>", "COUNTER>NUMBER" },
        { "fail-on", "nan=>1", "COUNTER>NUMBER" },
        { "json", "maybe", "yes or no" },
        { "frames", "5", "A:B" },
        { "cpu", "sse", "baseline, avx2 or avx512" },
        { "color", "\033[31m", "\\e[31m" },
        { "help", NULL, "command line" },
        { "no-such", NULL, "unknown option" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session session, before = { 0 };
        struct fault fault = { 0 };
        session_init(&session);
        assert_true(session_set(&session, "bin", "4", NULL));
        assert_true(session_set(&session, "roi", "a=all", NULL));
        session_copy(&before, &session);
        assert_false(session_set(&session, cases[i].name, cases[i].value, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        if (!strstr(fault_text(&fault), cases[i].says))
            fail_msg("--%s=%s: '%s'", cases[i].name, cases[i].value, fault_text(&fault));
        assert_null(strchr(fault_text(&fault), '\033'));
        assert_true(session_equal(&session, &before));
        fault_clear(&fault);
        session_free(&session);
        session_free(&before);
    }
}

static void the_two_forms_of_correction_exclude_each_other(void **state) {
    (void)state;
    struct session session;
    struct fault fault = { 0 };
    session_init(&session);
    assert_true(session_set(&session, "dark", "mean:0:10", NULL));
    assert_false(session_set(&session, "subtract", "mean:0:10", &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    assert_int_equal(session.correction.subtract.kind, REFERENCE_NONE);
    assert_true(session_set(&session, "no-dark", NULL, NULL));
    assert_true(session_set(&session, "subtract", "mean:0:10", NULL));
    fault_clear(&fault);
    session_free(&session);
}

static void a_zone_of_the_same_name_is_replaced(void **state) {
    (void)state;
    struct session session;
    session_init(&session);
    assert_true(session_set(&session, "roi", "a=pixel:1,2", NULL));
    assert_true(session_set(&session, "roi", "pixel:3,4", NULL));
    assert_true(session_set(&session, "roi", "pixel:5,6", NULL));
    assert_true(session_set(&session, "roi", "a=pixel:7,8", NULL));
    assert_int_equal(session.zone_count, 3);
    assert_true(session.zones[0].numbers[0] == 7);
    session_free(&session);
}

// What a shell makes of the text, with a zero byte after each word.
static char *shell_words(const char *shell, const char *command, size_t *size) {
    char *script =
        alloc_format("blitz() { for word; do printf '%%s\\0' \"$word\"; done; }\n%s\n", command);
    char *file = alloc_string("session_test_XXXXXX");
    int fd = mkstemp(file);
    assert_true(fd >= 0);
    FILE *stream = fdopen(fd, "w");
    fputs(script, stream);
    fclose(stream);
    char *line = alloc_format("%s ./%s", shell, file);
    FILE *pipe = popen(line, "r");
    char *data = alloc_zeroed(65536, 1);
    *size = fread(data, 1, 65535, pipe);
    assert_int_equal(pclose(pipe), 0);
    remove(file);
    free(script);
    free(file);
    free(line);
    return data;
}

static void check_shell(const char *shell, const char *const *hostile, size_t count) {
    struct session session;
    session_init(&session);
    for (size_t i = 0; i < count; i++)
        session_add_path(&session, hostile[i]);
    assert_true(session_set(&session, "output", hostile[count - 1], NULL));
    struct text text = { 0 };
    session_command(&session, VERB_EXPORT, &text);
    for (const char *c = text_string(&text); *c; c++)
        assert_true((unsigned char)*c >= 0x20 && *c != 0x7F);
    size_t size, at = 0;
    char *words = shell_words(shell, text_string(&text), &size);
    struct words expected = { 0 };
    session_words(&session, VERB_EXPORT, &expected);
    for (size_t i = 1; i < expected.count; i++) {
        assert_true(at < size);
        assert_string_equal(words + at, expected.items[i]);
        at += strlen(words + at) + 1;
    }
    assert_int_equal(at, size);
    words_free(&expected);
    free(words);
    text_free(&text);
    session_free(&session);
}

static void quoting_survives_the_shell(void **state) {
    (void)state;
    static const char *const printable[] = {
        "-rf",
        "it's",
        "a b",
        "$HOME",
        "`id`",
        "*",
        "~",
        "a\\b",
        "\"q\"",
        "!!",
        "#x",
        "caf\xc3\xa9",
        "",
        "a;b|c&d",
        "{a,b}",
        "'",
        "demo:jet?frames=600,size=512x512",
    };
    static const char *const all[] = { "new\nline", "tab\t", "esc\033[0m", "bad\3770", "x\n" };
    static const char *const hostile[] = { "new\nline", "tab\t",    "esc\033[0m",
                                           "bad\3770",  "100%d\n.", "a%s\\n'b\n\"$x`c",
                                           "\n7" };
    check_shell("sh", printable, sizeof printable / sizeof *printable);
    check_shell("sh", hostile, sizeof hostile / sizeof *hostile);
    check_shell("bash", all, sizeof all / sizeof *all);
}

static void undo_goes_back_and_forth(void **state) {
    (void)state;
    struct undo *undo = alloc_zeroed(1, sizeof *undo);
    struct session session;
    session_init(&session);
    assert_false(undo_back(undo, &session));
    undo_record(undo, &session);
    assert_false(undo_back(undo, &session));
    for (int i = 1; i <= 300; i++) {
        char *value = alloc_format("%d", i);
        assert_true(session_set(&session, "group", value, NULL));
        session.at = i;
        undo_record(undo, &session);
        undo_record(undo, &session);
        free(value);
    }
    session.at = 1000;
    undo_record(undo, &session); // moving is no change
    for (int i = 299; i >= 100; i--) {
        assert_true(undo_back(undo, &session));
        assert_int_equal(session.source.group, i);
        assert_int_equal(session.at, 1000);
    }
    assert_false(undo_back(undo, &session)); // bounded
    assert_int_equal(session.source.group, 100);
    assert_true(undo_forward(undo, &session));
    assert_int_equal(session.source.group, 101);
    assert_true(session_set(&session, "bin", "2", NULL));
    undo_record(undo, &session);
    assert_false(undo_forward(undo, &session)); // what was undone is forgotten
    assert_true(undo_back(undo, &session));
    assert_int_equal(session.bin, 1);
    undo_free(undo);
    free(undo);
    session_free(&session);
}

static void copies_share_nothing(void **state) {
    (void)state;
    struct session a, b = { 0 };
    session_init(&a);
    session_add_path(&a, "x");
    assert_true(session_set(&a, "dark", "d.npy", NULL));
    assert_true(session_set(&a, "roi", "n=mask:m.png", NULL));
    assert_true(session_set(&a, "line", "l=row:3", NULL));
    assert_true(session_set(&a, "fail-on", "nan>0", NULL));
    assert_true(session_set(&a, "output", "o.npy", NULL));
    assert_true(session_set(&a, "cache", "c", NULL));
    assert_true(session_set(&a, "cpu", "avx2", NULL));
    session_copy(&b, &a);
    assert_true(session_equal(&a, &b));
    session_free(&a);
    struct text text = { 0 };
    session_command(&b, VERB_VIEW, &text);
    assert_string_equal(text_string(&text),
                        "blitz --cache=c --dark=d.npy --roi=n=mask:m.png --line=l=row:3 "
                        "--output=o.npy '--fail-on=nan>0' --cpu=avx2 x");
    text_free(&text);
    session_free(&b);
}

int main(void) {
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    unsetenv("BLITZ_MEMORY");
    unsetenv("BLITZ_CACHE");
    unsetenv("BLITZ_GRAPHICS");
    unsetenv("NO_COLOR");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_samples_cover_the_table),
        cmocka_unit_test(a_printed_command_gives_the_session_back),
        cmocka_unit_test(every_row_has_help_and_a_default),
        cmocka_unit_test(bad_values_change_nothing_and_say_what_is_valid),
        cmocka_unit_test(the_two_forms_of_correction_exclude_each_other),
        cmocka_unit_test(a_zone_of_the_same_name_is_replaced),
        cmocka_unit_test(quoting_survives_the_shell),
        cmocka_unit_test(undo_goes_back_and_forth),
        cmocka_unit_test(copies_share_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
