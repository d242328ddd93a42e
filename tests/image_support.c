// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "image_support.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct taken take_file(const struct source_format *format, const char *path,
                       enum channel_wish channel) {
    struct source_wish wish = { .channel = channel };
    struct taken taken = { 0 };
    taken.source = format->open(path, &wish, &taken.fault);
    if (!taken.source) {
        assert_int_not_equal(taken.fault.kind, FAULT_NONE);
        assert_non_null(strstr(fault_text(&taken.fault), ": "));
        return taken;
    }
    assert_int_equal(taken.source->info.frames, 1);
    assert_true(source_frame_bytes(taken.source, &taken.bytes));
    taken.samples = alloc_try(taken.bytes, 1);
    struct source_cursor *cursor =
        taken.samples ? source_cursor_open(taken.source, &taken.fault) : NULL;
    if (!cursor)
        return taken;
    // Twice, since a cursor reads many frames.
    for (int round = 0; round < 2; round++) {
        free(taken.note.reason);
        memset(taken.samples, 0xaa, taken.bytes);
        source_read(taken.source, cursor, 0, taken.samples, &taken.note);
    }
    source_cursor_close(taken.source, &cursor);
    assert_int_equal(taken.note.status == FRAME_OK, taken.note.reason == NULL);
    return taken;
}

struct taken take_bytes(const struct source_format *format, const void *bytes, size_t size,
                        enum channel_wish channel) {
    char path[] = "image_test_XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), (ssize_t)size);
    close(fd);
    struct taken taken = take_file(format, path, channel);
    unlink(path);
    return taken;
}

void taken_free(struct taken *taken) {
    source_close(&taken->source);
    free(taken->samples);
    free(taken->note.reason);
    fault_clear(&taken->fault);
    *taken = (struct taken){ 0 };
}

uint32_t check_truncations(const struct source_format *format, const unsigned char *bytes,
                           size_t size, enum channel_wish channel, const unsigned char *truth,
                           bool keeps_rows) {
    uint32_t most = 0;
    for (int percent = 0; percent <= 100; percent++) {
        size_t length = percent == 100 ? size - 1 : size * (size_t)percent / 100;
        struct taken taken = take_bytes(format, bytes, length, channel);
        if (taken.source) {
            const struct source_info *info = &taken.source->info;
            uint32_t rows = taken.note.valid.height;
            size_t real = taken.bytes / info->height * rows;
            assert_memory_equal(taken.samples, truth, real);
            for (size_t i = real; i < taken.bytes; i++)
                assert_int_equal(taken.samples[i], 0);
            assert_int_equal(taken.note.valid.width, rows ? info->width : 0);
            assert_int_equal(taken.note.status, rows == info->height ? FRAME_OK
                                                : rows               ? FRAME_RECOVERED
                                                                     : FRAME_UNREADABLE);
            if (keeps_rows)
                assert_true(rows >= most);
            most = rows > most ? rows : most;
        }
        taken_free(&taken);
    }
    if (keeps_rows)
        assert_true(most > 0);
    return most;
}

uint32_t noise_next(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}
