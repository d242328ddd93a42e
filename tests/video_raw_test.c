// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// 16-bit grey AVIs as cameras write them, which FFmpeg itself does not know: the code "Y16 " is
// put into a file by hand, and the samples must be those that lie in it.

#include "source/formats.h"

#include "video_helper.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { WIDTH = 64, HEIGHT = 48, FRAMES = 4, FRAME_BYTES = WIDTH * HEIGHT * 2 };

// Finds `count` bytes in the file and returns where they end.
static size_t find(const char *bytes, size_t size, size_t from, const char *what, size_t count) {
    for (size_t i = from; i + count <= size; i++)
        if (memcmp(bytes + i, what, count) == 0)
            return i + count;
    fail_msg("not in the file");
    return 0;
}

static void y16_gives_the_samples_of_the_file(void **state) {
    (void)state;
    char path[] = "/tmp/blitz_y16_XXXXXX.avi";
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    const struct recipe recipe = { "rawvideo", "", AV_PIX_FMT_GRAY16LE, WIDTH, HEIGHT, FRAMES, "" };
    assert_true(make_video(&recipe, path));
    size_t room = 1 << 20;
    char *bytes = calloc(room, 1);
    ssize_t size = pread(fd, bytes, room, 0);
    assert_true(size > FRAMES * FRAME_BYTES);
    // The compression field comes 16 bytes into the description of the bitmap.
    size_t field = find(bytes, (size_t)size, 0, "strf", 4) + 4 + 16;
    assert_int_equal(pwrite(fd, "Y16 ", 4, (off_t)field), 4);
    struct fault fault = { 0 };
    struct source *source = source_video.open(path, &(struct source_wish){ 0 }, &fault);
    assert_non_null(source);
    assert_true(source_video.count(source, NULL, &fault));
    assert_int_equal(source->info.frames, FRAMES);
    assert_int_equal(source->info.sample, SAMPLE_U16);
    assert_int_equal(source->info.channels, 1);
    struct source_cursor *cursor = source_video.cursor_open(source, &fault);
    uint16_t pixels[WIDTH * HEIGHT];
    size_t at = find(bytes, (size_t)size, 0, "movi", 4);
    for (int f = 0; f < FRAMES; f++) {
        struct frame_note note = { .time = NAN };
        source_video.read(source, cursor, f, pixels, &note);
        assert_int_equal(note.status, FRAME_OK);
        // A chunk is "00dc" (or "00db"), its length, and the rows from the top.
        at = find(bytes, (size_t)size, at, "00d", 3) + 5;
        for (size_t i = 0; i < WIDTH * HEIGHT; i++, at += 2)
            assert_int_equal(pixels[i], (uint8_t)bytes[at] | (uint8_t)bytes[at + 1] << 8);
    }
    source_video.cursor_close(source, cursor);
    source_close(&source);
    free(bytes);
    close(fd);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(y16_gives_the_samples_of_the_file) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
