// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Raw files: bytes written by hand or bit by bit, by the description of each type.

#include "source/source.h"

#include "npy_file.h"
#include "raw_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder, *file;

static int set_up(void **state) {
    (void)state;
    folder = new_folder();
    file = path_in_folder(folder, "a.raw");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    free(file);
    remove_folder(folder);
    return 0;
}

static void check_samples(const char *layout, const void *bytes, size_t count, const void *samples,
                          size_t size) {
    unsigned char pixels[256];
    write_bytes(file, bytes, count);
    struct source *source = raw_open_good(file, layout);
    assert_int_equal(source->info.frames, 1);
    assert_string_equal(source->info.kind, "raw");
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    assert_int_equal(raw_read_rows(source, cursor, 0, pixels, FRAME_OK), source->info.height);
    assert_memory_equal(pixels, samples, size);
    source_cursor_close(source, &cursor);
    source_close(&source);
}

#define CHECK(layout, bytes, type, ...)                                           \
    check_samples(layout, bytes, sizeof bytes - 1, (const type[]){ __VA_ARGS__ }, \
                  sizeof((const type[]){ __VA_ARGS__ }))

static void whole_samples_are_as_stored(void **state) {
    (void)state;
    CHECK("2x2:u8", "\x00\x7f\x80\xff", uint8_t, 0, 127, 128, 255);
    CHECK("2x2:i8", "\x00\x7f\x80\xff", int8_t, 0, 127, -128, -1);
    CHECK("2x1:u16le", "\x01\x02\xff\x00", uint16_t, 513, 255);
    CHECK("2x1:u16be", "\x01\x02\xff\x00", uint16_t, 258, 65280);
    CHECK("1x2:i16le", "\xff\xff\x00\x80", int16_t, -1, -32768);
    CHECK("1x2:i16be", "\xff\xff\x80\x00", int16_t, -1, -32768);
    CHECK("1x1:u32le", "\x01\x02\x03\x04", uint32_t, 0x04030201);
    CHECK("1x1:u32be", "\x01\x02\x03\x04", uint32_t, 0x01020304);
    CHECK("1x1:i32le", "\xfe\xff\xff\xff", int32_t, -2);
    CHECK("1x1:i32be", "\xff\xff\xff\xfe", int32_t, -2);
    CHECK("2x1:f32le", "\x00\x00\xc0\x3f\x00\x00\x80\xbf", float, 1.5f, -1.0f);
    CHECK("1x1:f32be", "\x3f\xc0\x00\x00", float, 1.5f);
    CHECK("1x1:f64le", "\x00\x00\x00\x00\x00\x00\xf8\x3f", double, 1.5);
    CHECK("1x1:f64be", "\x3f\xf8\x00\x00\x00\x00\x00\x00", double, 1.5);
    CHECK("1x1x3:u16be", "\x00\x01\x00\x02\x00\x03", uint16_t, 1, 2, 3);
}

// Two samples of each packing by hand: a, b = 0x123, 0xabc; of ten bits 0x2a5, 0x3c2.
static void packed_samples_are_as_described(void **state) {
    (void)state;
    CHECK("2x1:u12p", "\x23\xc1\xab", uint16_t, 0x123, 0xabc);
    CHECK("2x1:u12m", "\x12\x3a\xbc", uint16_t, 0x123, 0xabc);
    CHECK("2x1:u12g", "\x12\xc3\xab", uint16_t, 0x123, 0xabc);
    CHECK("2x1:u10g", "\xa9\x21\xf0", uint16_t, 0x2a5, 0x3c2);
    CHECK("4x1:u10p", "\xff\x03\xf0\x3f\x00", uint16_t, 1023, 0, 1023, 0);
    CHECK("4x1:u10m", "\xff\xc0\x0f\xfc\x00", uint16_t, 1023, 0, 1023, 0);
    CHECK("4x1:u14p", "\xff\x3f\x00\xf0\xff\x03\x00", uint16_t, 16383, 0, 16383, 0);
    CHECK("4x1:u14m", "\xff\xfc\x00\x0f\xff\xc0\x00", uint16_t, 16383, 0, 16383, 0);
    // An odd number of samples ends within a byte; reserved bits of pairs are not looked at.
    CHECK("3x1:u12m", "\x12\x3a\xbc\xde\xf7", uint16_t, 0x123, 0xabc, 0xdef);
    CHECK("3x1:u12p", "\x23\xc1\xab\xef\xfd", uint16_t, 0x123, 0xabc, 0xdef);
    CHECK("3x1:u12g", "\x12\xc3\xab\xde\xff", uint16_t, 0x123, 0xabc, 0xdef);
    CHECK("2x1:u10g", "\xa9\xed\xf0", uint16_t, 0x2a5, 0x3c2);
}

// ── geometry ───────────────────────────────────────────────────────────────────────────────

static void the_number_of_frames_follows_from_the_size(void **state) {
    (void)state;
    static const struct {
        const char *layout;
        size_t size;
        int frames;
        bool is_contiguous;
    } cases[] = {
        { "4x3:u8", 36, 3, true },           { "4x3:u8:10", 46, 3, true },
        { "4x3:u8:10+5", 46 + 15, 3, true }, // a gap after the last frame too
        { "4x3:u8:10+5", 46 + 10, 3, true }, // or not
        { "4x3:u8:10+5", 46 + 12, 3, true }, // or a part of one
        { "4x3x3:u8", 72, 2, true },         { "2x3:u16le", 36, 3, true },
        { "2x3:u16le:1", 37, 3, false }, // not aligned
        { "2x3:u16le:2+1", 39, 3, false },   { "2x3:u16be", 36, 3, false },
        { "1x3:f32le:4", 40, 3, true },      { "1x3:f32be", 36, 3, false },
        { "4x3:u8", 41, 4, false }, // a row of a fourth
        { "4x3:u8", 39, 3, false },
    };
    unsigned char bytes[128] = { 0 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_bytes(file, bytes, cases[i].size);
        struct source *source = raw_open_good(file, cases[i].layout);
        assert_int_equal(source->info.frames, cases[i].frames);
        assert_int_equal(source->info.contiguous.is, cases[i].is_contiguous);
        source_close(&source);
    }
    // What lies where: a header of 3 bytes, frames of 2 with gaps of 4.
    write_bytes(file, "HHHab....cd....ef", 17);
    struct source *source = raw_open_good(file, "2x1:u8:3+4");
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    assert_int_equal(source->info.frames, 3);
    for (int f = 0; f < 3; f++) {
        char pixels[2];
        raw_read_rows(source, cursor, f, pixels, FRAME_OK);
        assert_memory_equal(pixels, &"abcdef"[2 * f], 2);
    }
    assert_int_equal(source->info.contiguous.offset, 3);
    assert_int_equal(source->info.contiguous.stride, 6);
    source_cursor_close(source, &cursor);
    source_close(&source);
}

// Offsets beyond 32 bits, in a file that is mostly a hole: after a header of 7 bytes and with gaps
// of 9, 4097 frames of 2^20 bytes.
static void frames_beyond_4_gib_are_their_own(void **state) {
    (void)state;
    static const int frames[] = { 0, 1, 4095, 4096 };
    const off_t frame = 1024 * 1024;
    write_bytes(file, "", 0);
    FILE *into = fopen(file, "r+b");
    for (int i = 0; i < 4; i++) {
        off_t last = 7 + frames[i] * (frame + 9) + frame - 1;
        assert_int_equal(fseeko(into, last, SEEK_SET), 0);
        assert_int_equal(fputc(10 + i, into), 10 + i);
    }
    fclose(into);
    struct source *source = raw_open_good(file, "1024x1024:u8:7+9");
    assert_int_equal(source->info.frames, 4097);
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    unsigned char *pixels = malloc((size_t)frame);
    for (int i = 0; i < 4; i++) {
        raw_read_rows(source, cursor, frames[i], pixels, FRAME_OK);
        assert_int_equal(pixels[frame - 1], 10 + i);
        assert_int_equal(pixels[frame - 2], 0);
    }
    free(pixels);
    source_cursor_close(source, &cursor);
    source_close(&source);
}

static void layouts_that_fit_nothing_are_refused(void **state) {
    (void)state;
    write_bytes(file, "0123456789", 10);
    raw_refuse(file, "11x1:u8", "has 10 bytes, not even a row of --raw=11x1:u8");
    raw_refuse(file, "4x1:u8:7", "not even a row");
    raw_refuse(file, "4x1:u8:9223372036854775807", "not even a row");
    raw_refuse(file, "2000000000x2000000000:f64le", "too large");
    raw_refuse(file, "2000000000x2x4:u8", "too large");
    write_bytes(file, "", 0);
    raw_refuse(file, "1x1:u8", "has 0 bytes");
    write_bytes(file, "0123456789", 10);
    struct source *source = raw_open_good(file, "4x1:u8:0+1000000");
    assert_int_equal(source->info.frames, 1);
    source_close(&source);
    raw_refuse(file, "4x1:u8:0+9223372036854775807", "can be addressed");
    raw_refuse(folder, "400x1:u8", "not even a row");
}

static void a_file_that_shrinks_is_said(void **state) {
    (void)state;
    unsigned char pixels[6];
    write_bytes(file, "abcdefghijklmnopqr", 18);
    struct source *source = raw_open_good(file, "2x3:u8");
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    assert_int_equal(truncate(file, 9), 0);
    raw_read_rows(source, cursor, 0, pixels, FRAME_OK);
    assert_int_equal(raw_read_rows(source, cursor, 1, pixels, FRAME_RECOVERED), 1);
    assert_memory_equal(pixels, "gh\0\0\0\0", 6);
    raw_read_rows(source, cursor, 2, pixels, FRAME_UNREADABLE);
    source_cursor_close(source, &cursor);
    source_close(&source);
}

static void with_a_layout_nothing_is_recognised(void **state) {
    (void)state;
    write_bytes(file, "P5\n2 1\n255\nxy", 13);
    struct source *source = raw_open_good(file, "2x1:u8:11");
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    char pixels[2];
    raw_read_rows(source, cursor, 0, pixels, FRAME_OK);
    assert_memory_equal(pixels, "xy", 2);
    source_cursor_close(source, &cursor);
    source_close(&source);
    // For references: what is known is read as what it is, the rest by the layout.
    struct source_wish wish = { .raw = { .width = 1, .height = 13, .channels = 1 } };
    wish.raw.only_unknown = true;
    source = source_open(file, &wish, NULL);
    assert_string_equal(source->info.kind, "pnm");
    source_close(&source);
    write_bytes(file, "Q5\n2 1\n255\nxy", 13);
    source = source_open(file, &wish, NULL);
    assert_string_equal(source->info.kind, "raw");
    source_close(&source);
}

// ── folders ────────────────────────────────────────────────────────────────────────────────

// A file of frames 2 x 1 that each hold one letter twice.
static void write_letters(const char *name, const char *letters) {
    char bytes[64], *path = path_in_folder(folder, name);
    size_t count = strlen(letters);
    for (size_t i = 0; i < count; i++)
        bytes[2 * i] = bytes[2 * i + 1] = letters[i];
    write_bytes(path, bytes, 2 * count);
    free(path);
}

static void remove_letters(const char *name) {
    char *path = path_in_folder(folder, name);
    unlink(path);
    free(path);
}

// All frames, '-' for those that cannot be read.
static void check_letters(struct source *source, const char *expected) {
    assert_int_equal(source->info.frames, strlen(expected));
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    for (size_t i = 0; expected[i]; i++) {
        char pixels[2];
        bool is_bad = expected[i] == '-';
        raw_read_rows(source, cursor, (int64_t)i, pixels, is_bad ? FRAME_UNREADABLE : FRAME_OK);
        assert_int_equal(pixels[0], is_bad ? 0 : expected[i]);
        assert_int_equal(pixels[1], pixels[0]);
    }
    source_cursor_close(source, &cursor);
}

static void check_name(struct source *source, int64_t index, const char *expected) {
    char *name = source_frame_name(source, index);
    assert_string_equal(name, expected);
    free(name);
}

static void files_of_a_folder_follow_each_other(void **state) {
    (void)state;
    remove_letters("a.raw");
    write_letters("run_1.raw", "a");
    write_letters("run_2.raw", "b");
    write_letters("run_10.raw", "c");
    write_letters("notes.txt", "z");
    struct source *source = raw_open_good(folder, "2x1:u8");
    check_letters(source, "abc");
    check_name(source, 2, "run_10.raw");
    struct source_folder_view view;
    assert_true(source_folder(source, &view));
    assert_int_equal(view.group_count, 2);
    assert_int_equal(view.gap_count, 1);
    assert_int_equal(view.gaps[0].missing, 7);
    source_close(&source);
    // Several frames a file, not the same number in each; one file is empty: it keeps the place
    // of as many as the file before it has.
    write_letters("run_1.raw", "abc");
    write_letters("run_2.raw", "defg");
    write_letters("run_3.raw", "");
    write_letters("run_10.raw", "hi");
    source = raw_open_good(folder, "2x1:u8");
    check_letters(source, "abcdefg----hi");
    check_name(source, 0, "run_1.raw frame 0");
    check_name(source, 6, "run_2.raw frame 3");
    check_name(source, 12, "run_10.raw frame 1");
    assert_non_null(metadata_find(&source->info.metadata, "left over"));
    assert_true(source_folder(source, &view));
    assert_int_equal(view.gap_count, 1);
    assert_int_equal(view.gaps[0].after, 10);
    // A file that goes away afterwards.
    remove_letters("run_2.raw");
    check_letters(source, "abc--------hi");
    source_close(&source);
    // Files in the order given.
    struct source_wish wish = { 0 };
    raw_wish_parse("2x1:u8", &wish.raw, NULL);
    char *paths[] = { path_in_folder(folder, "run_10.raw"), path_in_folder(folder, "run_1.raw") };
    source = source_open_paths(paths, 2, &wish, NULL);
    assert_true(source_count(source, NULL, NULL));
    check_letters(source, "hiabc");
    source_close(&source);
    free(paths[0]);
    free(paths[1]);
}

static void layouts_are_read_and_written(void **state) {
    (void)state;
    static const char *const good[] = { "640x480:u16le", "1x1x3:u8:512", "9x8:u12p:0+16",
                                        "9x8x4:f64be:1+2" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct raw_wish wish;
        struct text text = { 0 };
        assert_true(raw_wish_parse(good[i], &wish, NULL));
        raw_wish_format(&wish, &text);
        assert_string_equal(text_string(&text), good[i]);
        text_free(&text);
    }
    static const char *const bad[][2] = {
        { "", "must be" },
        { "640", "must be" },
        { "640x480", "must be" },
        { "640x480:", "no type" },
        { "640x480:u16", "u16le" },
        { "0x4:u8", "must be" },
        { "4x0:u8", "must be" },
        { "4x4x5:u8", "must be" },
        { "4x4x0:u8", "must be" },
        { "4x4:u8:", "must be" },
        { "4x4:u8:1+", "must be" },
        { "4x4:u8:1+1x", "must be" },
        { "-4x4:u8", "must be" },
        { "4x4:u8:-1", "must be" },
        { "4x4 :u8", "must be" },
        { "4x4:\x1b[2J:1", "\\e[2J" },
        { "4x99999999999999999999:u8", "must be" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct raw_wish wish = { 0 };
        struct fault fault = { 0 };
        assert_false(raw_wish_parse(bad[i][0], &wish, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        assert_int_equal(wish.width, 0);
        if (!strstr(fault_text(&fault), bad[i][1]))
            fail_msg("'%s' does not say '%s'", fault_text(&fault), bad[i][1]);
        fault_clear(&fault);
    }
    assert_null(raw_type_name(255));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_samples_are_as_stored),
        cmocka_unit_test(packed_samples_are_as_described),
        cmocka_unit_test(the_number_of_frames_follows_from_the_size),
        cmocka_unit_test(frames_beyond_4_gib_are_their_own),
        cmocka_unit_test(layouts_that_fit_nothing_are_refused),
        cmocka_unit_test(a_file_that_shrinks_is_said),
        cmocka_unit_test(with_a_layout_nothing_is_recognised),
        cmocka_unit_test(files_of_a_folder_follow_each_other),
        cmocka_unit_test(layouts_are_read_and_written),
    };
    return cmocka_run_group_tests_name("raw", tests, set_up, tear_down);
}
