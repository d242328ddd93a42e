// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Grey AVIs as cameras write them, which FFmpeg itself does not know or reads wrong: files made by
// its muxer with another code put in, and files made here from the first byte to the last. The
// samples must be those that lie in them.

#include "base/text.h"
#include "source/formats.h"

#include "image_support.h"
#include "npy_file.h"
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

// ── files made by hand ─────────────────────────────────────────────────────────────────────

// How a file is to be: `fill` bytes at the end of each row, rows from the bottom unless the height
// in the header is negative or there is a code.
struct kind {
    const char *code; // "": none (BI_RGB)
    int bits_said, bytes, fill;
    bool is_top_down;
    int bits_expected; // that the reader tells
};

enum { W = 5, H = 4, N = 7 };

static void put(struct text *text, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        text_add_char(text, (char)(value >> 8 * i));
}

// A chunk of RIFF, or a list when `type` is not NULL.
static void put_chunk(struct text *into, const char *name, const char *type, struct text *content) {
    text_add(into, name);
    put(into, (uint32_t)content->length + (type ? 4 : 0), 4);
    if (type)
        text_add(into, type);
    text_add_bytes(into, text_string(content), content->length);
    if (content->length % 2)
        text_add_char(into, 0);
    text_free(content);
}

static void put_headers(struct text *into, const struct kind *kind, uint32_t frame_bytes) {
    struct text main = { 0 }, header = { 0 }, format = { 0 }, stream = { 0 }, all = { 0 };
    static const uint32_t main_fields[] = { 40000, 0, 0, 0x10, N, 0, 1, 0, W, H, 0, 0, 0, 0 };
    for (size_t i = 0; i < sizeof main_fields / sizeof *main_fields; i++)
        put(&main, main_fields[i], 4);
    text_add(&header, "vids");
    text_add_bytes(&header, *kind->code ? kind->code : "\0\0\0\0", 4);
    const uint32_t fields[] = { 0, 0, 0, 1, 25, 0, N, frame_bytes, 0, 0, 0, H << 16 | W };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        put(&header, fields[i], 4);
    put(&format, 40, 4);
    put(&format, W, 4);
    put(&format, kind->is_top_down ? (uint32_t)-H : H, 4);
    put(&format, 1, 2);
    put(&format, (uint32_t)kind->bits_said, 2);
    text_add_bytes(&format, *kind->code ? kind->code : "\0\0\0\0", 4);
    put(&format, frame_bytes, 4);
    for (int i = 0; i < 4; i++)
        put(&format, 0, 4);
    put_chunk(&stream, "strh", NULL, &header);
    put_chunk(&stream, "strf", NULL, &format);
    put_chunk(&all, "avih", NULL, &main);
    put_chunk(&all, "LIST", "strl", &stream);
    put_chunk(into, "LIST", "hdrl", &all);
}

// The sample at a place: all bits are used over the frames.
static unsigned sample_at(const struct kind *kind, int f, int y, int x) {
    unsigned bits = kind->bytes == 1 ? 8 : kind->bits_said < 16 ? (unsigned)kind->bits_said : 16;
    return (unsigned)((f * 7919 + y * 257 + x * 4099) * 13) & ((1u << bits) - 1);
}

static struct text make_avi(const struct kind *kind) {
    struct text file = { 0 }, movie = { 0 }, index = { 0 }, all = { 0 };
    uint32_t row = (uint32_t)(W * kind->bytes + kind->fill);
    bool is_flipped = !*kind->code && !kind->is_top_down;
    for (int f = 0; f < N; f++) {
        struct text frame = { 0 };
        for (int r = 0; r < H; r++) {
            for (int x = 0; x < W; x++)
                put(&frame, sample_at(kind, f, is_flipped ? H - 1 - r : r, x), kind->bytes);
            put(&frame, 0xEEEEEEEE, kind->fill);
        }
        text_add(&index, "00db");
        put(&index, 0x10, 4);
        put(&index, (uint32_t)movie.length + 4, 4);
        put(&index, row * H, 4);
        put_chunk(&movie, "00db", NULL, &frame);
    }
    put_headers(&all, kind, row * H);
    put_chunk(&all, "LIST", "movi", &movie);
    put_chunk(&all, "idx1", NULL, &index);
    put_chunk(&file, "RIFF", "AVI ", &all);
    return file;
}

static struct source *open_bytes(const char *path, const char *bytes, size_t size,
                                 enum channel_wish channel) {
    struct source_wish wish = { .channel = channel };
    struct fault fault = { 0 };
    write_bytes(path, bytes, size);
    struct source *source = source_open(path, &wish, &fault);
    fault_clear(&fault);
    if (source && !source_count(source, NULL, NULL))
        source_close(&source);
    return source;
}

// Reads all frames; returns how many are ok. Those must hold the samples of the file.
static int check_frames(struct source *source, const struct kind *kind) {
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    int good = 0;
    for (int64_t f = 0; f < source->info.frames; f++) {
        unsigned char pixels[W * H * 2];
        struct frame_note note;
        source_read(source, cursor, f, pixels, &note);
        for (int i = 0; i < W * H && note.status == FRAME_OK; i++) {
            unsigned found = kind->bytes == 1 ? pixels[i] : ((uint16_t *)(void *)pixels)[i];
            assert_int_equal(found, sample_at(kind, (int)f, i / W, i % W));
        }
        good += note.status == FRAME_OK;
        free(note.reason);
    }
    source_cursor_close(source, &cursor);
    return good;
}

static const struct kind kinds[] = {
    { "Y800", 8, 1, 0, false, 8 },   { "Y800", 8, 1, 3, false, 8 },
    { "Y8  ", 8, 1, 0, false, 8 },   { "Y8  ", 8, 1, 3, false, 8 },
    { "GREY", 8, 1, 0, false, 8 },   { "Y16 ", 16, 2, 0, false, 0 },
    { "Y16 ", 16, 2, 2, false, 0 },  { "Y16 ", 12, 2, 0, false, 12 },
    { "Y16 ", 10, 2, 2, false, 10 }, { "", 16, 2, 2, false, 0 },
    { "", 16, 2, 2, true, 0 },       { "", 16, 2, 0, false, 0 },
};

static void every_grey_code_gives_the_samples_of_the_file(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "a.avi");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct text bytes = make_avi(&kinds[k]);
        struct source *source = open_bytes(path, bytes.data, bytes.length, CHANNEL_AUTO);
        if (!source)
            fail_msg("kind %zu is not read", k);
        assert_int_equal(source->info.width, W);
        assert_int_equal(source->info.height, H);
        assert_int_equal(source->info.channels, 1);
        assert_int_equal(source->info.sample, kinds[k].bytes == 1 ? SAMPLE_U8 : SAMPLE_U16);
        assert_int_equal(source->info.bits, kinds[k].bits_expected);
        assert_int_equal(source->info.frames, N);
        assert_float_equal(source_frame_time(source, 3), 0.12, 1e-9);
        assert_int_equal(check_frames(source, &kinds[k]), N);
        bool is_guess = !*kinds[k].code;
        assert_int_equal(source->info.rule && strstr(source->info.rule, "taken as grey"), is_guess);
        source_close(&source);
        // Who says that it is colour gets colour, where that can be.
        source = open_bytes(path, bytes.data, bytes.length, CHANNEL_RGB);
        assert_non_null(source);
        assert_int_equal(source->info.channels, is_guess ? 3 : 1);
        source_close(&source);
        text_free(&bytes);
    }
    free(path);
    remove_folder(folder);
}

static void cut_and_damaged_files_give_right_frames_or_none(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "a.avi");
    uint32_t seed = 31;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct text bytes = make_avi(&kinds[k]);
        int most = 0;
        for (size_t percent = 0; percent <= 100; percent += k ? 7 : 1) {
            struct source *source =
                open_bytes(path, bytes.data, bytes.length * percent / 100, CHANNEL_AUTO);
            if (!source)
                continue;
            int good = check_frames(source, &kinds[k]);
            assert_true(good >= most);
            most = good;
            source_close(&source);
        }
        assert_true(most >= N - 2);
        for (int round = 0; round < 20; round++) {
            char saved[4];
            size_t at[4];
            for (int i = 0; i < 4; i++) {
                at[i] = noise_next(&seed) % bytes.length;
                saved[i] = bytes.data[at[i]];
                bytes.data[at[i]] = (char)noise_next(&seed);
            }
            struct source *source = open_bytes(path, bytes.data, bytes.length, CHANNEL_AUTO);
            source_close(&source);
            for (int i = 3; i >= 0; i--)
                bytes.data[at[i]] = saved[i];
        }
        text_free(&bytes);
    }
    free(path);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(y16_gives_the_samples_of_the_file),
        cmocka_unit_test(every_grey_code_gives_the_samples_of_the_file),
        cmocka_unit_test(cut_and_damaged_files_give_right_frames_or_none),
    };
    return cmocka_run_group_tests_name("video_raw", tests, NULL, NULL);
}
