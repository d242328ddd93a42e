// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "raw_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct source *raw_open_as(const char *path, const char *layout, struct fault *fault) {
    struct source_wish wish = { 0 };
    assert_true(raw_wish_parse(layout, &wish.raw, NULL));
    struct source *source = source_open(path, &wish, fault);
    if (source && !source_count(source, NULL, fault))
        source_close(&source);
    return source;
}

struct source *raw_open_good(const char *path, const char *layout) {
    struct fault fault = { 0 };
    struct source *source = raw_open_as(path, layout, &fault);
    assert_string_equal(fault_text(&fault), "");
    assert_non_null(source);
    return source;
}

void raw_refuse(const char *path, const char *layout, const char *part) {
    struct fault fault = { 0 };
    assert_null(raw_open_as(path, layout, &fault));
    if (!strstr(fault_text(&fault), part))
        fail_msg("'%s' does not say '%s'", fault_text(&fault), part);
    fault_clear(&fault);
}

uint32_t raw_read_rows(struct source *source, struct source_cursor *cursor, int64_t index,
                       void *into, enum frame_status status) {
    size_t bytes;
    struct frame_note note;
    assert_true(source_frame_bytes(source, &bytes));
    memset(into, 0xAA, bytes);
    source_read(source, cursor, index, into, &note);
    assert_int_equal(note.status, status);
    assert_int_equal(note.valid.width, note.valid.height ? source->info.width : 0);
    free(note.reason);
    return note.valid.height;
}
