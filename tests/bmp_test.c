// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Files are put together byte by byte here, and compared with the values that went in.

#include "base/text.h"
#include "image_support.h"
#include "source/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 21, HEIGHT = 17 };

struct plan {
    uint32_t header; // 12, 40 or 124
    unsigned bits;
    uint32_t masks[4]; // red, green, blue, alpha; red 0: none
    bool is_top_down, is_grey;
    uint32_t channels;
};

static const struct plan plans[] = {
    { 12, 8, { 0 }, false, false, 3 },
    { 40, 1, { 0 }, false, false, 3 },
    { 40, 4, { 0 }, true, true, 1 },
    { 40, 8, { 0 }, false, true, 1 },
    { 40, 8, { 0 }, true, false, 3 },
    { 40, 16, { 0 }, false, false, 3 },
    { 40, 16, { 0x7c00, 0x3e0, 0x1f, 0 }, true, false, 3 },
    { 40, 16, { 0xf800, 0x7e0, 0x1f, 0 }, false, false, 3 },
    { 40, 24, { 0 }, false, false, 3 },
    { 40, 24, { 0 }, true, false, 3 },
    { 40, 32, { 0 }, true, false, 3 },
    { 40, 32, { 0xff0000, 0xff00, 0xff, 0 }, false, false, 3 },
    { 124, 32, { 0xff0000, 0xff00, 0xff, 0xff000000 }, true, false, 4 },
    { 124, 32, { 0xff, 0xff00, 0xff0000, 0xff000000 }, false, false, 4 },
    { 124, 24, { 0 }, false, false, 3 },
};

static void put(struct text *text, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        text_add_char(text, (char)(value >> 8 * i));
}

static void put_headers(struct text *file, const struct plan *plan, uint32_t width, uint32_t height,
                        uint32_t compression) {
    uint32_t colours = plan->bits <= 8 ? 1u << plan->bits : 0;
    uint32_t masks = plan->masks[0] && plan->header == 40 ? 12 : 0;
    uint32_t start = 14 + plan->header + masks + colours * (plan->header == 12 ? 3 : 4);
    text_add(file, "BM");
    put(file, 0, 8);
    put(file, start, 4);
    put(file, plan->header, 4);
    put(file, width, plan->header == 12 ? 2 : 4);
    put(file, plan->is_top_down ? 0 - height : height, plan->header == 12 ? 2 : 4);
    put(file, 1, 2);
    put(file, plan->bits, 2);
    if (plan->header > 12) {
        put(file, compression, 4);
        put(file, 0, 4);
        put(file, 1000, 4);
        put(file, 2000, 4);
        put(file, 0, 8);
    }
    for (int c = 0; c < 4 && (masks || plan->header == 124); c++)
        if (c < 3 || plan->header == 124)
            put(file, plan->masks[c], 4);
    while (file->length < 14 + plan->header + masks)
        put(file, 0, 1);
    for (uint32_t i = 0; i < colours; i++) {
        put(file, (i * 7) & 255, 1);
        put(file, (plan->is_grey ? i * 7 : i * 3) & 255, 1);
        put(file, (plan->is_grey ? i * 7 : i * 5) & 255, 1);
        if (plan->header > 12)
            put(file, 0, 1);
    }
}

// What a stored pixel is as red, green, blue, alpha.
static void colour_of(const struct plan *plan, uint32_t pixel, unsigned char colour[4]) {
    static const uint32_t short_masks[] = { 0x7c00, 0x3e0, 0x1f, 0 };
    static const uint32_t long_masks[] = { 0xff0000, 0xff00, 0xff, 0 };
    const uint32_t *masks = plan->masks[0]     ? plan->masks
                            : plan->bits == 16 ? short_masks
                                               : long_masks;
    if (plan->bits <= 8) {
        colour[2] = (unsigned char)(pixel * 7);
        colour[1] = (unsigned char)(plan->is_grey ? pixel * 7 : pixel * 3);
        colour[0] = (unsigned char)(plan->is_grey ? pixel * 7 : pixel * 5);
        return;
    }
    for (int c = 0; c < 4; c++)
        if (masks[c]) {
            uint32_t unit = masks[c] & (0 - masks[c]);
            colour[c] = (unsigned char)((pixel & masks[c]) / unit * 255 / (masks[c] / unit));
        }
}

static struct text write_bmp(const struct plan *plan, unsigned char *truth) {
    struct text file = { 0 };
    put_headers(&file, plan, WIDTH, HEIGHT, plan->masks[0] ? 3 : 0);
    uint32_t seed = plan->bits;
    for (uint32_t row = 0; row < HEIGHT; row++) {
        uint32_t y = plan->is_top_down ? row : HEIGHT - 1 - row;
        unsigned char packed[WIDTH * 4 + 4] = { 0 };
        for (uint32_t x = 0; x < WIDTH; x++) {
            uint32_t pixel = noise_next(&seed) ^ noise_next(&seed) << 16;
            pixel &= plan->bits == 32 ? 0xffffffff : (1u << plan->bits) - 1;
            if (plan->bits < 8) {
                uint32_t bit = x * plan->bits;
                packed[bit / 8] |= (unsigned char)(pixel << (8 - plan->bits - bit % 8));
            }
            for (uint32_t b = 0; plan->bits >= 8 && b < plan->bits / 8; b++)
                packed[x * plan->bits / 8 + b] = (unsigned char)(pixel >> 8 * b);
            unsigned char colour[4] = { 0 };
            colour_of(plan, pixel, colour);
            memcpy(truth + (y * WIDTH + x) * plan->channels, colour, plan->channels);
        }
        text_add_bytes(&file, (char *)packed, (WIDTH * plan->bits + 31) / 32 * 4);
    }
    return file;
}

static void every_kind_of_pixel_is_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        unsigned char truth[WIDTH * HEIGHT * 4];
        struct text file = write_bmp(&plans[i], truth);
        assert_true(source_bmp.probe((unsigned char *)file.data, file.length) > 0);
        struct taken taken = take_bytes(&source_bmp, file.data, file.length, CHANNEL_AUTO);
        assert_non_null(taken.source);
        assert_int_equal(taken.source->info.channels, plans[i].channels);
        assert_int_equal(taken.source->info.sample, SAMPLE_U8);
        assert_int_equal(taken.note.status, FRAME_OK);
        assert_memory_equal(taken.samples, truth, taken.bytes);
        taken_free(&taken);
        // Bottom-up files lack their top when torn.
        uint32_t rows = check_truncations(&source_bmp, (unsigned char *)file.data, file.length,
                                          CHANNEL_AUTO, truth, plans[i].is_top_down);
        assert_int_equal(rows, plans[i].is_top_down ? HEIGHT - 1 : 0);
        text_free(&file);
    }
}

// Four pixels a row: a run of two, then two single ones.
static void run_lengths_are_read_and_torn_ones_refused(void **state) {
    (void)state;
    static const char runs[] = "\x02\x05\x01\x07\x01\x09\0\0"
                               "\x04\x03\0\0"
                               "\0\x03\x01\x02\x03\0\x01\x04\0\x01";
    static const unsigned char indices[3][4] = { { 1, 2, 3, 4 }, { 3, 3, 3, 3 }, { 5, 5, 7, 9 } };
    struct plan plan = { 40, 8, { 0 }, false, true, 1 };
    struct text file = { 0 };
    put_headers(&file, &plan, 4, 3, 1);
    size_t start = file.length;
    text_add_bytes(&file, runs, sizeof runs - 1);
    struct taken taken = take_bytes(&source_bmp, file.data, file.length, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_OK);
    for (int i = 0; i < 12; i++)
        assert_int_equal(taken.samples[i], indices[i / 4][i % 4] * 7);
    taken_free(&taken);
    for (size_t length = start; length + 2 < file.length; length++) {
        taken = take_bytes(&source_bmp, file.data, length, CHANNEL_AUTO);
        assert_int_equal(taken.note.status, FRAME_UNREADABLE);
        taken_free(&taken);
    }
    // An end mark after the first row: the other pixels were never written.
    static const char cut[] = "\x04\x03\0\x01";
    memcpy(file.data + start, cut, sizeof cut - 1);
    taken = take_bytes(&source_bmp, file.data, start + sizeof cut - 1, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_OK);
    assert_int_equal(taken.note.flags, FRAME_DAMAGED);
    taken_free(&taken);
    text_free(&file);
}

static void hostile_headers_are_refused(void **state) {
    (void)state;
    static const uint32_t sizes[][2] = {
        { 0x7fffffff, 0x7fffffff }, { 0, 5 }, { 5, 0 }, { 0xffffffff, 5 }
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct text file = { 0 };
        put_headers(&file, &plans[8], sizes[i][0], sizes[i][1], 0);
        struct taken taken = take_bytes(&source_bmp, file.data, file.length, CHANNEL_AUTO);
        assert_null(taken.source);
        taken_free(&taken);
        text_free(&file);
    }
    assert_int_equal(source_bmp.probe((const unsigned char *)"BM is how this text begins", 26), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_pixel_is_read),
        cmocka_unit_test(run_lengths_are_read_and_torn_ones_refused),
        cmocka_unit_test(hostile_headers_are_refused),
    };
    return cmocka_run_group_tests_name("bmp", tests, NULL, NULL);
}
