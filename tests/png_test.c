// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/alloc.h"
#include "image_support.h"
#include "source/formats.h"

#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct buffer {
    unsigned char *bytes;
    size_t size, capacity;
};

static void append(png_structp png, png_bytep bytes, size_t count) {
    struct buffer *buffer = png_get_io_ptr(png);
    while (buffer->capacity < buffer->size + count)
        buffer->bytes = alloc_grow(buffer->bytes, buffer->capacity, &buffer->capacity, 1);
    memcpy(buffer->bytes + buffer->size, bytes, count);
    buffer->size += count;
}

// What to write, and the samples that the file then holds.
struct plan {
    uint32_t width, height;
    int bits, colour, interlace;
    bool is_grey_palette;
    size_t idat; // bytes in a chunk of image data; 0: as libpng likes
};

static const png_color *palette_of(const struct plan *plan) {
    static png_color colours[2][256];
    for (int i = 0; i < 256; i++) {
        png_byte v = (png_byte)(i * 37 + 11);
        colours[0][i] = (png_color){ v, (png_byte)(v ^ 0x5a), (png_byte)i };
        colours[1][i] = (png_color){ v, v, v };
    }
    return colours[plan->is_grey_palette];
}

static uint32_t channels_of(const struct plan *plan) {
    static const uint32_t channels[] = { 1, 0, 3, 1, 2, 0, 4 };
    return channels[plan->colour];
}

// Writes noise; *truth receives the samples as they are to be read (palettes as colours).
static struct buffer write_png(const struct plan *plan, unsigned char **truth, bool extras) {
    struct buffer buffer = { 0 };
    uint32_t stored = channels_of(plan);
    bool is_palette = plan->colour == PNG_COLOR_TYPE_PALETTE;
    uint32_t channels = is_palette ? (plan->is_grey_palette ? 1 : 3) : stored;
    size_t count = (size_t)plan->width * plan->height * stored;
    uint16_t *values = alloc_zeroed(count, 2);
    uint32_t seed = 7;
    for (size_t i = 0; i < count; i++)
        values[i] = (uint16_t)(noise_next(&seed) & ((1u << plan->bits) - 1));
    size_t size = plan->bits == 16 ? 2 : 1;
    *truth = alloc_zeroed(count / stored * channels, size);
    for (size_t i = 0; i < count; i++)
        if (is_palette)
            memcpy(*truth + i * channels, &palette_of(plan)[values[i]], channels);
        else if (size == 2)
            ((uint16_t *)(void *)*truth)[i] = values[i];
        else
            (*truth)[i] = (unsigned char)values[i];
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &buffer, append, NULL);
    png_set_IHDR(png, info, plan->width, plan->height, plan->bits, plan->colour, plan->interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (is_palette)
        png_set_PLTE(png, info, palette_of(plan), 1 << plan->bits);
    if (extras) {
        png_color_8 real = { .gray = 12 };
        png_set_sBIT(png, info, &real);
        png_text text = { .compression = PNG_TEXT_COMPRESSION_zTXt,
                          .key = "Comment",
                          .text = "a\033[31mred" };
        png_set_text(png, info, &text, 1);
        png_set_gAMA(png, info, 0.3);
        png_set_pHYs(png, info, 1000, 2000, PNG_RESOLUTION_METER);
        png_color_16 clear = { .gray = 5 };
        png_set_tRNS(png, info, NULL, 0, &clear);
        png_time when = { 2024, 5, 17, 12, 34, 56 };
        png_set_tIME(png, info, &when);
    }
    if (plan->idat)
        png_set_compression_buffer_size(png, plan->idat);
    png_write_info(png, info);
    png_set_packing(png);
    if (plan->bits == 16)
        png_set_swap(png);
    unsigned char *row = alloc_zeroed((size_t)plan->width * stored, size);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < plan->height; y++) {
            for (size_t x = 0; x < (size_t)plan->width * stored; x++) {
                uint16_t value = values[y * (size_t)plan->width * stored + x];
                if (size == 2)
                    memcpy(row + 2 * x, &value, 2);
                else
                    row[x] = (unsigned char)value;
            }
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
    free(values);
    return buffer;
}

static const struct plan plans[] = {
    { 37, 23, 1, PNG_COLOR_TYPE_GRAY, 0, false, 0 },
    { 37, 23, 2, PNG_COLOR_TYPE_GRAY, 0, false, 0 },
    { 37, 23, 4, PNG_COLOR_TYPE_GRAY, 0, false, 0 },
    { 37, 23, 8, PNG_COLOR_TYPE_GRAY, 0, false, 0 },
    { 37, 23, 16, PNG_COLOR_TYPE_GRAY, 0, false, 0 },
    { 37, 23, 8, PNG_COLOR_TYPE_RGB, 0, false, 0 },
    { 37, 23, 16, PNG_COLOR_TYPE_RGB, 0, false, 0 },
    { 37, 23, 8, PNG_COLOR_TYPE_GRAY_ALPHA, 0, false, 0 },
    { 37, 23, 16, PNG_COLOR_TYPE_GRAY_ALPHA, 0, false, 0 },
    { 37, 23, 8, PNG_COLOR_TYPE_RGB_ALPHA, 0, false, 0 },
    { 37, 23, 16, PNG_COLOR_TYPE_RGB_ALPHA, 0, false, 0 },
    { 37, 23, 1, PNG_COLOR_TYPE_PALETTE, 0, false, 0 },
    { 37, 23, 2, PNG_COLOR_TYPE_PALETTE, 0, true, 0 },
    { 37, 23, 4, PNG_COLOR_TYPE_PALETTE, 0, false, 0 },
    { 37, 23, 8, PNG_COLOR_TYPE_PALETTE, 0, true, 0 },
    { 1, 1, 8, PNG_COLOR_TYPE_PALETTE, 0, false, 0 },
    { 1, 9, 16, PNG_COLOR_TYPE_GRAY, 0, false, 0 },
    { 200, 300, 16, PNG_COLOR_TYPE_GRAY, 0, false, 1000 },
};

static void every_depth_and_colour_type_is_read_as_stored(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * sizeof plans / sizeof *plans; i++) {
        struct plan plan = plans[i / 2];
        plan.interlace = i % 2 ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE;
        unsigned char *truth;
        struct buffer buffer = write_png(&plan, &truth, false);
        assert_int_equal(source_png.probe(buffer.bytes, buffer.size), 100);
        struct taken taken = take_bytes(&source_png, buffer.bytes, buffer.size, CHANNEL_AUTO);
        assert_non_null(taken.source);
        const struct source_info *info = &taken.source->info;
        bool is_palette = plan.colour == PNG_COLOR_TYPE_PALETTE;
        assert_int_equal(info->width, plan.width);
        assert_int_equal(info->height, plan.height);
        assert_int_equal(info->sample, plan.bits == 16 ? SAMPLE_U16 : SAMPLE_U8);
        assert_int_equal(info->channels,
                         is_palette ? (plan.is_grey_palette ? 1 : 3) : channels_of(&plan));
        assert_int_equal(info->bits, is_palette || plan.bits >= 8 ? 0 : plan.bits);
        assert_int_equal(taken.note.status, FRAME_OK);
        assert_int_equal(taken.note.flags, 0);
        assert_memory_equal(taken.samples, truth, taken.bytes);
        taken_free(&taken);
        free(buffer.bytes);
        free(truth);
    }
}

static void torn_files_give_the_rows_before_the_tear(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * sizeof plans / sizeof *plans; i++) {
        struct plan plan = plans[i / 2];
        plan.interlace = i % 2 ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE;
        unsigned char *truth;
        struct buffer buffer = write_png(&plan, &truth, false);
        check_truncations(&source_png, buffer.bytes, buffer.size, CHANNEL_AUTO, truth, true);
        free(buffer.bytes);
        free(truth);
    }
}

// Noise hardly compresses: the rows of a torn file follow from its length.
static void a_file_torn_in_the_middle_gives_half_the_rows(void **state) {
    (void)state;
    struct plan plan = { 200, 300, 16, PNG_COLOR_TYPE_GRAY, 0, false, 0 };
    unsigned char *truth;
    struct buffer buffer = write_png(&plan, &truth, false);
    struct taken taken = take_bytes(&source_png, buffer.bytes, buffer.size / 2, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_RECOVERED);
    assert_in_range(taken.note.valid.height, 140, 150);
    uint32_t half = taken.note.valid.height;
    taken_free(&taken);
    // A row of noise is some 401 bytes: of as many more, nothing is lost.
    taken = take_bytes(&source_png, buffer.bytes, buffer.size / 2 + 402, CHANNEL_AUTO);
    assert_int_equal(taken.note.valid.height, half + 1);
    taken_free(&taken);
    // Only the end mark is missing.
    taken = take_bytes(&source_png, buffer.bytes, buffer.size - 4, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_OK);
    assert_int_equal(taken.note.flags, FRAME_DAMAGED);
    taken_free(&taken);
    free(buffer.bytes);
    free(truth);
}

// The chunk's checksum is wrong, the one over all samples is right: the samples are.
static void a_wrong_checksum_of_right_data_is_only_said(void **state) {
    (void)state;
    struct plan plan = { 37, 23, 8, PNG_COLOR_TYPE_GRAY, 0, false, 0 };
    unsigned char *truth;
    struct buffer buffer = write_png(&plan, &truth, false);
    buffer.bytes[buffer.size - 13] ^= 1;
    struct taken taken = take_bytes(&source_png, buffer.bytes, buffer.size, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_OK);
    assert_int_equal(taken.note.flags, FRAME_DAMAGED);
    assert_memory_equal(taken.samples, truth, taken.bytes);
    taken_free(&taken);
    free(buffer.bytes);
    free(truth);
}

// One flipped bit in the image data: rows of chunks before it are the true ones, and no row
// from its chunk on is called valid.
static void a_flipped_bit_never_gives_wrong_rows(void **state) {
    (void)state;
    struct plan plan = { 200, 300, 16, PNG_COLOR_TYPE_GRAY, 0, false, 1000 };
    unsigned char *truth;
    struct buffer buffer = write_png(&plan, &truth, false);
    for (size_t at = 50; at + 20 < buffer.size; at += 997) {
        buffer.bytes[at] ^= 4;
        struct taken taken = take_bytes(&source_png, buffer.bytes, buffer.size, CHANNEL_AUTO);
        if (taken.source) {
            uint32_t rows = taken.note.valid.height;
            assert_int_not_equal(taken.note.status, FRAME_OK);
            assert_true(rows < 300);
            assert_memory_equal(taken.samples, truth, (size_t)rows * 400);
            // Not much less than what lies before the flip: a chunk is some 2.5 rows.
            assert_true(rows + 8 > at / 401);
        }
        taken_free(&taken);
        buffer.bytes[at] ^= 4;
    }
    free(buffer.bytes);
    free(truth);
}

static void what_stands_beside_the_samples_is_reported_only(void **state) {
    (void)state;
    struct plan plan = { 37, 23, 16, PNG_COLOR_TYPE_GRAY, 0, false, 0 };
    unsigned char *truth;
    struct buffer buffer = write_png(&plan, &truth, true);
    struct taken taken = take_bytes(&source_png, buffer.bytes, buffer.size, CHANNEL_AUTO);
    const struct source_info *info = &taken.source->info;
    assert_memory_equal(taken.samples, truth, taken.bytes);
    assert_int_equal(info->bits, 12);
    assert_int_equal(info->channels, 1);
    assert_string_equal(metadata_find(&info->metadata, "Comment"), "a\\e[31mred");
    assert_string_equal(metadata_find(&info->metadata, "tIME"), "2024-05-17T12:34:56Z");
    assert_string_equal(metadata_find(&info->metadata, "pHYs"), "1000 x 2000 pixels per metre");
    assert_non_null(metadata_find(&info->metadata, "transparency"));
    assert_true(isnan(taken.note.time));
    taken_free(&taken);
    free(buffer.bytes);
    free(truth);
}

static void hostile_headers_are_refused(void **state) {
    (void)state;
    struct plan plan = { 37, 23, 16, PNG_COLOR_TYPE_RGB_ALPHA, 0, false, 0 };
    unsigned char *truth;
    struct buffer buffer = write_png(&plan, &truth, false);
    assert_int_equal(source_png.probe((const unsigned char *)"not a PNG at all", 16), 0);
    static const uint32_t sizes[][2] = {
        { 0x7fffffff, 0x7fffffff }, { 0xffffffff, 1 }, { 0, 5 }, { 5, 0 }
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        png_save_uint_32(buffer.bytes + 16, sizes[i][0]);
        png_save_uint_32(buffer.bytes + 20, sizes[i][1]);
        uint32_t crc = 0xffffffff;
        for (size_t k = 12; k < 29; k++) {
            crc ^= buffer.bytes[k];
            for (int bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
        png_save_uint_32(buffer.bytes + 29, ~crc);
        struct taken taken = take_bytes(&source_png, buffer.bytes, buffer.size, CHANNEL_AUTO);
        assert_null(taken.source);
        taken_free(&taken);
    }
    free(buffer.bytes);
    free(truth);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_depth_and_colour_type_is_read_as_stored),
        cmocka_unit_test(torn_files_give_the_rows_before_the_tear),
        cmocka_unit_test(a_file_torn_in_the_middle_gives_half_the_rows),
        cmocka_unit_test(a_wrong_checksum_of_right_data_is_only_said),
        cmocka_unit_test(a_flipped_bit_never_gives_wrong_rows),
        cmocka_unit_test(what_stands_beside_the_samples_is_reported_only),
        cmocka_unit_test(hostile_headers_are_refused),
    };
    return cmocka_run_group_tests_name("png", tests, NULL, NULL);
}
