// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Packed raw files, made bit by bit from the description of each packing, whole and cut.

#include "image_support.h"
#include "npy_file.h"
#include "raw_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

static void set_bit(unsigned char *bytes, size_t number, unsigned bit, bool low_first) {
    size_t shift = low_first ? number % 8 : 7 - number % 8;
    bytes[number / 8] = (unsigned char)(bytes[number / 8] | bit << shift);
}

// Packs bit by bit; returns the bytes that it takes.
static size_t pack(const char *type, const uint16_t *samples, size_t count, unsigned char *bytes) {
    size_t bits = (size_t)(type[1] - '0') * 10 + (size_t)(type[2] - '0');
    size_t taken = type[3] == 'g' ? 12 : bits;
    memset(bytes, 0, (count * taken + 7) / 8);
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < bits; b++) { // b = 0: the lowest
            unsigned bit = samples[i] >> b & 1;
            if (type[3] == 'p')
                set_bit(bytes, i * bits + b, bit, true);
            else if (type[3] == 'm')
                set_bit(bytes, i * bits + bits - 1 - b, bit, false);
            else if (b >= bits - 8)
                set_bit(bytes + i / 2 * 3 + i % 2 * 2, b - (bits - 8), bit, true);
            else
                set_bit(bytes + i / 2 * 3 + 1, i % 2 * 4 + b, bit, true);
        }
    return (count * taken + 7) / 8;
}

static const char *const packed_types[] = { "u10p", "u12p", "u14p", "u10m",
                                            "u12m", "u14m", "u10g", "u12g" };

// Odd sizes, so that rows begin within bytes, and frames larger than what is unpacked at once.
static void packed_frames_are_unpacked_whole(void **state) {
    (void)state;
    enum { WIDTH = 331, HEIGHT = 401, FRAMES = 3, COUNT = WIDTH * HEIGHT };
    uint32_t seed = 7;
    uint16_t *samples = malloc(FRAMES * COUNT * sizeof *samples);
    uint16_t *pixels = malloc(COUNT * sizeof *pixels);
    unsigned char *bytes = malloc(FRAMES * COUNT * 2);
    for (size_t t = 0; t < sizeof packed_types / sizeof *packed_types; t++) {
        int bits = atoi(packed_types[t] + 1);
        for (size_t i = 0; i < FRAMES * COUNT; i++)
            samples[i] = (uint16_t)(noise_next(&seed) & ((1u << bits) - 1));
        size_t length = 0;
        for (size_t f = 0; f < FRAMES; f++)
            length += pack(packed_types[t], samples + f * COUNT, COUNT, bytes + length);
        write_bytes(file, bytes, length);
        char layout[64];
        snprintf(layout, sizeof layout, "%dx%d:%s", WIDTH, HEIGHT, packed_types[t]);
        struct source *source = raw_open_good(file, layout);
        assert_int_equal(source->info.frames, FRAMES);
        assert_int_equal(source->info.bits, bits);
        assert_int_equal(source->info.sample, SAMPLE_U16);
        assert_false(source->info.contiguous.is);
        assert_null(source->info.cut);
        struct source_cursor *cursor = source_cursor_open(source, NULL);
        for (int f = FRAMES - 1; f >= 0; f--) {
            raw_read_rows(source, cursor, f, pixels, FRAME_OK);
            assert_memory_equal(pixels, samples + f * COUNT, COUNT * sizeof *pixels);
        }
        source_cursor_close(source, &cursor);
        source_close(&source);
    }
    free(samples);
    free(pixels);
    free(bytes);
}

// Of a file of two frames cut to `length` bytes: what must be there follows from the bits.
static void check_cut(const char *layout, size_t bits, const unsigned char *bytes, size_t length,
                      const uint16_t *samples) {
    enum { WIDTH = 13, HEIGHT = 11, COUNT = WIDTH * HEIGHT };
    size_t frame = (COUNT * bits + 7) / 8;
    write_bytes(file, bytes, length);
    size_t rows = length * 8 / bits / WIDTH;
    if (length < frame && !rows) {
        raw_refuse(file, layout, "not even a row");
        return;
    }
    size_t whole = length / frame, rest = length % frame;
    rows = rest * 8 / bits / WIDTH;
    struct source *source = raw_open_good(file, layout);
    assert_int_equal(source->info.frames, whole + (rows > 0));
    assert_int_equal(source->info.cut != NULL, rest > 0 && !rows);
    assert_int_equal(metadata_find(&source->info.metadata, "left over") != NULL, rest > 0);
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    uint16_t pixels[COUNT];
    for (size_t f = 0; f < whole; f++) {
        raw_read_rows(source, cursor, (int64_t)f, pixels, FRAME_OK);
        assert_memory_equal(pixels, samples + f * COUNT, sizeof pixels);
    }
    if (rows) {
        assert_int_equal(raw_read_rows(source, cursor, (int64_t)whole, pixels, FRAME_RECOVERED),
                         rows);
        assert_memory_equal(pixels, samples + whole * COUNT, rows * WIDTH * 2);
        for (size_t i = rows * WIDTH; i < COUNT; i++)
            assert_int_equal(pixels[i], 0);
    }
    source_cursor_close(source, &cursor);
    source_close(&source);
}

static void a_cut_file_gives_its_whole_rows(void **state) {
    (void)state;
    enum { COUNT = 13 * 11 };
    uint32_t seed = 11;
    uint16_t samples[2 * COUNT];
    unsigned char bytes[2 * COUNT * 2];
    for (size_t t = 0; t <= sizeof packed_types / sizeof *packed_types; t++) {
        bool is_packed = t < sizeof packed_types / sizeof *packed_types;
        const char *type = is_packed ? packed_types[t] : "u16le";
        size_t bits = !is_packed ? 16 : type[3] == 'g' ? 12 : (size_t)atoi(type + 1), length = 0;
        for (size_t i = 0; i < 2 * COUNT; i++)
            samples[i] = (uint16_t)(noise_next(&seed) & ((1u << atoi(type + 1)) - 1));
        for (size_t f = 0; f < 2; f++) {
            if (is_packed)
                length += pack(type, samples + f * COUNT, COUNT, bytes + length);
            for (size_t i = 0; !is_packed && i < COUNT; i++) {
                bytes[length++] = (unsigned char)samples[f * COUNT + i];
                bytes[length++] = (unsigned char)(samples[f * COUNT + i] >> 8);
            }
        }
        char layout[32];
        snprintf(layout, sizeof layout, "13x11:%s", type);
        for (size_t percent = 0; percent <= 100; percent++)
            check_cut(layout, bits, bytes, length * percent / 100, samples);
        check_cut(layout, bits, bytes, length - 1, samples);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_frames_are_unpacked_whole),
        cmocka_unit_test(a_cut_file_gives_its_whole_rows),
    };
    return cmocka_run_group_tests_name("raw_packed", tests, set_up, tear_down);
}
