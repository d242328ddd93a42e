// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/actions.h"

#include "base/alloc.h"
#include "session/help.h"
#include "session/options.h"
#include "session/prompt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void every_action_has_one_row(void **state) {
    (void)state;
    assert_int_equal(action_rows, ACTION_COUNT - 1);
    for (int action = 1; action < ACTION_COUNT; action++) {
        const struct action_row *row = action_row((enum action)action);
        if (!row)
            fail_msg("action %d has no row", action);
        assert_ptr_equal(action_find(row->name), row);
        assert_true(*row->help && *row->group);
        assert_null(option_find(row->name));
        assert_true(strncmp(row->name, "no-", 3) != 0);
    }
    assert_null(action_find("nothing"));
}

static void every_key_has_one_action(void **state) {
    (void)state;
    struct words keys = { 0 };
    for (size_t i = 0; i < action_rows; i++) {
        char *copy = alloc_string(actions[i].keys), *rest = copy;
        for (char *key; (key = strsep(&rest, " "));) {
            assert_true(*key);
            if (action_of_key(key) != actions[i].action)
                fail_msg("%s is the key of two actions", key);
            words_add(&keys, key);
        }
        free(copy);
    }
    size_t count = keys.count;
    words_sort(&keys);
    assert_int_equal(keys.count, count);
    words_free(&keys);
    assert_int_equal(action_of_key("F"), ACTION_NONE);
    assert_int_equal(action_of_key(""), ACTION_NONE);
    assert_int_equal(action_of_key("Ctrl"), ACTION_NONE);
}

static void the_keys_are_the_specified_ones(void **state) {
    (void)state;
    static const struct {
        const char *key;
        enum action action;
    } keys[] = {
        { "?", ACTION_HELP },          { "q", ACTION_QUIT },        { "Q", ACTION_QUIT_UNSAVED },
        { "Ctrl-S", ACTION_SAVE },     { "Esc", ACTION_CANCEL },    { "Ctrl-L", ACTION_REDRAW },
        { "Ctrl-Z", ACTION_SUSPEND },  { "Left", ACTION_PREVIOUS }, { ",", ACTION_PREVIOUS },
        { "Right", ACTION_NEXT },      { ".", ACTION_NEXT },        { "Space", ACTION_PLAY },
        { "{", ACTION_SLOWER },        { "}", ACTION_FASTER },      { "g", ACTION_FIRST },
        { "G", ACTION_LAST_OR_GOTO },  { "%", ACTION_PERCENT },     { "h", ACTION_LEFT },
        { "j", ACTION_DOWN },          { "k", ACTION_UP },          { "l", ACTION_RIGHT },
        { "+", ACTION_ZOOM_IN },       { "-", ACTION_ZOOM_OUT },    { "0", ACTION_ZOOM_FIT },
        { "[", ACTION_MARK_START },    { "]", ACTION_MARK_STOP },   { "L", ACTION_LOOP },
        { "a", ACTION_LEVELS_ONCE },   { "A", ACTION_LEVELS_MODE }, { "c", ACTION_LUT_NEXT },
        { "C", ACTION_LUT_PREVIOUS },  { "s", ACTION_SATURATION },  { "d", ACTION_DARK },
        { "f", ACTION_FLAT },          { "S", ACTION_SUBTRACT },    { "D", ACTION_DIVIDE },
        { "r", ACTION_REDUCE },        { "T", ACTION_ZONE_ADD },    { "M", ACTION_MEASURE },
        { "H", ACTION_HISTOGRAM },     { "K", ACTION_PROFILE },     { "t", ACTION_TIMELINE },
        { "i", ACTION_INFO },          { "Tab", ACTION_NEXT_PANE }, { "Z", ACTION_ENLARGE },
        { "x", ACTION_EXPORT },        { "y", ACTION_COPY },        { "u", ACTION_UNDO },
        { "Ctrl-R", ACTION_REDO },     { ":", ACTION_PROMPT },      { "!", ACTION_COMMAND_LINE },
        { "m", ACTION_SET_BOOKMARK },  { "'", ACTION_GO_BOOKMARK }, { "/", ACTION_SEARCH },
        { "<", ACTION_ZONE_SMALLER },  { ">", ACTION_ZONE_LARGER }, { "Enter", ACTION_ZONE_NAME },
        { "Del", ACTION_ZONE_DELETE }, { "R", ACTION_RELOAD },      { "(", ACTION_PANE_SMALLER },
        { ")", ACTION_PANE_LARGER },   { "v", ACTION_PIXELS },      { "|", ACTION_BESIDE },
        { "X", ACTION_CROSSHAIR },     { "p", ACTION_TUNE },
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (action_of_key(keys[i].key) != keys[i].action)
            fail_msg("%s", keys[i].key);
    static const char letters[] = "mMxnse";
    static const char *const ops[] = { "mean", "median", "max", "min", "std", "" };
    for (int i = 0; i < 6; i++)
        assert_string_equal(reduction_of_key((char[]){ letters[i], 0 }), ops[i]);
    assert_null(reduction_of_key("q"));
}

static void the_prompt_reads_commands_and_options(void **state) {
    (void)state;
    static const struct {
        const char *string, *action, *option, *value, *says;
    } cases[] = {
        { "goto 123", "goto", NULL, "123", NULL },
        { ":next", "next", NULL, NULL, NULL },
        { "export a b.npy ", "export", NULL, "a b.npy", NULL },
        { "bin 2", NULL, "bin", "2", NULL },
        { "bin=2", NULL, "bin", "2", NULL },
        { "bin = 2", NULL, "bin", "2", NULL },
        { "roi a=rect:0,0,4,4", NULL, "roi", "a=rect:0,0,4,4", NULL },
        { "no-dark", NULL, "dark", NULL, NULL },
        { "overlay", NULL, "overlay", NULL, NULL },
        { "", NULL, NULL, NULL, NULL },
        { "bin", NULL, NULL, NULL, "bin K" },
        { "jobs 3", NULL, NULL, NULL, "when blitz starts" },
        { "bim 2", NULL, NULL, NULL, "did you mean bin?" },
        { "xyzzyx", NULL, NULL, NULL, "no command and no option" },
        { "next-large 3", NULL, NULL, NULL, "takes no value" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct prompt_line line;
        struct fault fault = { 0 };
        bool good = prompt_read(cases[i].string, &line, &fault);
        assert_int_equal(good, !cases[i].says);
        if (cases[i].says && !strstr(fault_text(&fault), cases[i].says))
            fail_msg("%s: '%s'", cases[i].string, fault_text(&fault));
        assert_ptr_equal(line.action, cases[i].action ? action_find(cases[i].action) : NULL);
        assert_ptr_equal(line.option, cases[i].option ? option_find(cases[i].option) : NULL);
        assert_int_equal(!line.value, !cases[i].value);
        if (cases[i].value)
            assert_string_equal(line.value, cases[i].value);
        fault_clear(&fault);
        prompt_line_free(&line);
    }
}

static void the_prompt_completes(void **state) {
    (void)state;
    static const struct {
        const char *string, *candidates;
        size_t start;
        enum completion_kind kind;
    } cases[] = {
        { "zoom-", "zoom-fit zoom-in zoom-out", 0, COMPLETION_WORDS },
        { ":su", "subtract subtract-range suspend", 1, COMPLETION_WORDS },
        { "no-dar", "no-dark", 0, COMPLETION_WORDS },
        { "channel ", "auto grey rgb r g b", 8, COMPLETION_WORDS },
        { "channel=gr", "grey", 8, COMPLETION_WORDS },
        { "lut vir", "viridis", 4, COMPLETION_WORDS },
        { "dark fr", "frame:", 5, COMPLETION_FILES },
        { "subtract s", "std: slide:", 9, COMPLETION_FILES },
        { "flat sl", "slide:", 5, COMPLETION_FILES },
        { "subtract slide:10,o", "op=mean op=median op=min op=max op=std", 18, COMPLETION_WORDS },
        { "dark=slide:10,op=median,pl", "place=behind place=centre place=ahead", 24,
          COMPLETION_WORDS },
        { "divide slide:10,edge=ne", "edge=nearest", 16, COMPLETION_WORDS },
        { "divide slide:10,l", "lag=", 16, COMPLETION_WORDS },
        { "dark a,o", "", 5, COMPLETION_FILES },
        { "export ", "", 7, COMPLETION_FILES },
        { "zone-delete a", "", 12, COMPLETION_ZONES },
        { "timeline a", "all around", 9, COMPLETION_WORDS },
        { "tune ", "threshold exposure background register", 5, COMPLETION_WORDS },
        { "tune re", "register", 5, COMPLETION_WORDS },
        { "nonsense x", "", 9, COMPLETION_WORDS },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct words words = { 0 };
        struct text text = { 0 };
        size_t start;
        assert_int_equal(prompt_complete(cases[i].string, &start, &words), cases[i].kind);
        for (size_t j = 0; j < words.count; j++)
            text_addf(&text, "%s%s", j ? " " : "", words.items[j]);
        assert_string_equal(text_string(&text), cases[i].candidates);
        assert_int_equal(start, cases[i].start);
        words_free(&words);
        text_free(&text);
    }
}

static void what_is_quoted_is_split_again(void **state) {
    (void)state;
    static const char *const samples[] = {
        "plain", "a b", "it's", "\"q\"", "back\\slash", "x=y z"
    };
    struct words words = { 0 }, split = { 0 };
    struct text line = { 0 };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        words_add(&words, samples[i]);
    words_shell(&words, &line);
    assert_true(words_split(&split, text_string(&line)));
    assert_true(words_equal(&words, &split));
    words_free(&split);
    assert_true(words_split(&split, "  a\\ b  \"c \\\" d\" e'f g'h  "));
    assert_int_equal(split.count, 3);
    assert_string_equal(split.items[0], "a b");
    assert_string_equal(split.items[1], "c \" d");
    assert_string_equal(split.items[2], "ef gh");
    assert_false(words_split(&split, "a 'b"));
    assert_int_equal(split.count, 3);
    words_free(&split);
    words_free(&words);
    text_free(&line);
}

static void every_field_that_is_offered_is_read(void **state) {
    (void)state;
    char fields[] = SLIDE_FIELDS;
    size_t count = 0;
    for (char *rest = fields, *field; (field = strsep(&rest, "|")); count++) {
        struct slide_wish wish;
        char *value = alloc_format("10,%s%s", field, strcmp(field, "lag=") == 0 ? "3" : "");
        assert_true(slide_wish_parse(value, &wish, NULL));
        free(value);
    }
    assert_int_equal(count, 11);
}

// Runs a program on a generated text; skips when there is no such program.
static void check_with(const char *program, const char *kind, const char *command) {
    struct text text = { 0 };
    assert_true(session_generate(kind, &text, NULL));
    assert_true(text.length > 500);
    char *there = alloc_format("command -v %s >/dev/null", program);
    if (system(there) == 0) {
        FILE *file = fopen("actions_test_generated", "w");
        fputs(text_string(&text), file);
        fclose(file);
        if (system(command) != 0)
            fail_msg("%s fails on --generate=%s", program, kind);
        remove("actions_test_generated");
    }
    free(there);
    text_free(&text);
}

static void generated_texts_are_well_formed(void **state) {
    (void)state;
    check_with("bash", "bash", "bash -n actions_test_generated");
    check_with("zsh", "zsh", "zsh -n actions_test_generated");
    check_with("fish", "fish", "fish -n actions_test_generated");
    static const char troff[] =
        "{ echo .TH blitz 1; echo .SH OPTIONS; cat actions_test_generated; } "
        "| groff -man -Tutf8 -ww 2>&1 >/dev/null | grep . && exit 1; exit 0";
    check_with("groff", "man-options", troff);
    check_with("groff", "man-keys", troff);
    struct fault fault = { 0 };
    struct text text = { 0 };
    assert_false(session_generate("perl", &text, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    fault_clear(&fault);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_action_has_one_row),
        cmocka_unit_test(every_key_has_one_action),
        cmocka_unit_test(the_keys_are_the_specified_ones),
        cmocka_unit_test(the_prompt_reads_commands_and_options),
        cmocka_unit_test(the_prompt_completes),
        cmocka_unit_test(what_is_quoted_is_split_again),
        cmocka_unit_test(every_field_that_is_offered_is_read),
        cmocka_unit_test(generated_texts_are_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
