// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/alloc.h"
#include "session/saved.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const paths[] = { "/a b", "/c\nd\\n", "demo:", "/-x" };

static char *written(void) {
    struct session session;
    struct text text = { 0 };
    session_init(&session);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        session_add_path(&session, paths[i]);
    assert_true(session_set(&session, "lut", "viridis", NULL));
    saved_write(&session, &text);
    saved_note(&text, "frame %d", 12);
    session_free(&session);
    return text_take(&text);
}

static void paths_of_any_bytes_come_back(void **state) {
    (void)state;
    struct saved saved = { 0 };
    char *string = written();
    assert_true(saved_parse(&saved, string, NULL));
    const char *const words[] = {
        "blitz", "--lut=viridis", paths[0], paths[1], paths[2], paths[3]
    };
    assert_int_equal(saved.arguments.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(saved.arguments.items[i], words[i]);
    assert_int_equal(saved.file_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(saved.files[i].path, paths[i]);
    assert_int_equal(saved.files[2].size, -1);
    assert_string_equal(saved_find(&saved, "frame"), "12");
    assert_null(saved_find(&saved, "fram"));
    saved_free(&saved);
    free(string);
}

// Cut anywhere, it is read or refused, and nothing else.
static void a_file_that_was_cut_does_no_harm(void **state) {
    (void)state;
    char *whole = written();
    for (size_t length = 0; length < strlen(whole); length++) {
        struct saved saved = { 0 };
        struct fault fault = { 0 };
        char *cut = strndup(whole, length);
        if (!saved_parse(&saved, cut, &fault))
            assert_non_null(strstr(fault_text(&fault), "is no session"));
        else
            assert_true(saved.arguments.count > 1);
        fault_clear(&fault);
        saved_free(&saved);
        free(cut);
    }
    free(whole);
}

static void what_is_no_session_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "blitz session 2\nargument blitz\nargument demo:\n",
        "blitz session 1\n",
        "blitz session 1\nargument blitz\n",
        "blitz session 1\nargument blitz\nargument demo:\nfile 1 2 x /a\n",
        "blitz session 1\nargument blitz\nargument demo:\nfile 1 2 3\n",
        "blitz session 1\nargument blitz\nargument demo:\nfile 99999999999999999999 2 3 /a\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct saved saved = { 0 };
        char *copy = alloc_string(texts[i]);
        assert_false(saved_parse(&saved, copy, NULL));
        saved_free(&saved);
        free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_of_any_bytes_come_back),
        cmocka_unit_test(a_file_that_was_cut_does_no_harm),
        cmocka_unit_test(what_is_no_session_is_refused),
    };
    return cmocka_run_group_tests_name("saved", tests, NULL, NULL);
}
