// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The oracle is libjpeg itself, used in the plainest way: its memory source, its default
// settings with the accurate transform, one row at a time.

#include "base/alloc.h"
#include "base/text.h"
#include "image_support.h"
#include "source/formats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>

enum { WIDTH = 131, HEIGHT = 97 };

struct plan {
    J_COLOR_SPACE space; // of the file
    int sampling;        // horizontal and vertical, of Y
    bool is_progressive, has_restarts;
    bool is_split; // sequential, one scan a component
};

static const struct plan plans[] = {
    { JCS_GRAYSCALE, 1, false, false, false }, { JCS_GRAYSCALE, 1, true, false, false },
    { JCS_YCbCr, 1, false, false, false },     { JCS_YCbCr, 2, false, false, false },
    { JCS_YCbCr, 2, false, true, false },      { JCS_YCbCr, 2, true, false, false },
    { JCS_YCbCr, 1, true, false, false },      { JCS_YCbCr, 2, false, false, true },
    { JCS_RGB, 1, false, false, false },
};

struct buffer {
    unsigned char *bytes;
    size_t size;
};

// A picture of slopes and noise. `exif`: a body for APP1, or NULL.
static struct buffer write_jpeg(const struct plan *plan, const struct text *exif) {
    static const jpeg_scan_info split[] = { { 1, { 0 }, 0, 63, 0, 0 },
                                            { 1, { 1 }, 0, 63, 0, 0 },
                                            { 1, { 2 }, 0, 63, 0, 0 } };
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &size);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    bool is_grey = plan->space == JCS_GRAYSCALE, is_cmyk = plan->space == JCS_CMYK;
    jpeg.input_components = is_grey ? 1 : is_cmyk ? 4 : 3;
    jpeg.in_color_space = is_grey ? JCS_GRAYSCALE : is_cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, plan->space);
    jpeg_set_quality(&jpeg, 93, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = plan->sampling;
    jpeg.restart_in_rows = plan->has_restarts;
    if (plan->is_progressive)
        jpeg_simple_progression(&jpeg);
    if (plan->is_split) {
        jpeg.scan_info = split;
        jpeg.num_scans = 3;
    }
    jpeg_start_compress(&jpeg, TRUE);
    if (exif)
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, (const JOCTET *)exif->data, (unsigned)exif->length);
    jpeg_write_marker(&jpeg, JPEG_COM, (const JOCTET *)"run\033 7", 6);
    uint32_t seed = 3;
    unsigned char row[WIDTH * 4];
    for (int y = 0; y < HEIGHT; y++) {
        for (int i = 0; i < WIDTH * jpeg.input_components; i++)
            row[i] = (unsigned char)((i * (1 + i % 3) / 3 + y) / 2 + (int)(noise_next(&seed) % 60));
        jpeg_write_scanlines(&jpeg, (JSAMPROW[]){ row }, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    struct buffer buffer = { alloc_copy(bytes, size), size };
    free(bytes);
    return buffer;
}

static unsigned char *decode_truth(struct buffer buffer, J_COLOR_SPACE space) {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, buffer.bytes, buffer.size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = space;
    jpeg.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&jpeg);
    size_t row_bytes = (size_t)WIDTH * (space == JCS_GRAYSCALE ? 1 : 3);
    unsigned char *truth = alloc_zeroed(HEIGHT, row_bytes);
    while (jpeg.output_scanline < HEIGHT)
        jpeg_read_scanlines(&jpeg, (JSAMPROW[]){ truth + jpeg.output_scanline * row_bytes }, 1);
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return truth;
}

static void samples_are_those_of_libjpeg(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct buffer buffer = write_jpeg(&plans[i], NULL);
        bool is_ycc = plans[i].space == JCS_YCbCr;
        for (int wish = CHANNEL_AUTO; wish <= CHANNEL_R; wish++) {
            bool is_grey = plans[i].space == JCS_GRAYSCALE || (is_ycc && wish == CHANNEL_GREY);
            unsigned char *truth = decode_truth(buffer, is_grey ? JCS_GRAYSCALE : JCS_RGB);
            struct taken taken =
                take_bytes(&source_jpeg, buffer.bytes, buffer.size, (enum channel_wish)wish);
            const struct source_info *info = &taken.source->info;
            assert_int_equal(info->channels, is_grey ? 1 : 3);
            assert_true(info->is_lossy);
            assert_string_equal(metadata_find(&info->metadata, "comment"), "run\\e 7");
            if (is_ycc && wish == CHANNEL_GREY) {
                assert_string_equal(info->rule, "Y of YCbCr");
                assert_string_equal(info->luma_range, "full");
            } else {
                assert_null(info->luma_range);
            }
            assert_int_equal(taken.note.status, FRAME_OK);
            assert_int_equal(taken.note.flags, 0);
            assert_true(isnan(taken.note.time));
            assert_memory_equal(taken.samples, truth, taken.bytes);
            taken_free(&taken);
            free(truth);
        }
        free(buffer.bytes);
    }
}

static void torn_files_give_the_rows_before_the_tear(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct buffer buffer = write_jpeg(&plans[i], NULL);
        for (int wish = CHANNEL_AUTO; wish <= CHANNEL_GREY; wish++) {
            bool is_grey = plans[i].space == JCS_GRAYSCALE
                           || (plans[i].space == JCS_YCbCr && wish == CHANNEL_GREY);
            unsigned char *truth = decode_truth(buffer, is_grey ? JCS_GRAYSCALE : JCS_RGB);
            check_truncations(&source_jpeg, buffer.bytes, buffer.size, (enum channel_wish)wish,
                              truth, true);
            free(truth);
        }
        free(buffer.bytes);
    }
}

static void a_file_torn_in_the_middle_gives_half_the_rows(void **state) {
    (void)state;
    struct buffer buffer = write_jpeg(&plans[2], NULL);
    struct taken taken = take_bytes(&source_jpeg, buffer.bytes, buffer.size / 2, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_RECOVERED);
    assert_in_range(taken.note.valid.height, 32, 56);
    taken_free(&taken);
    taken = take_bytes(&source_jpeg, buffer.bytes, buffer.size - 2, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_OK);
    assert_int_equal(taken.note.flags, FRAME_DAMAGED);
    taken_free(&taken);
    free(buffer.bytes);
}

// Bytes set to 0xff 0xd9 or 0xff 0x00 here and there: nothing may crash or be left undefined.
static void damaged_files_do_no_harm(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct buffer buffer = write_jpeg(&plans[i], NULL);
        for (size_t at = 2; at + 2 < buffer.size; at += at < 800 ? 1 : 491) {
            unsigned char kept[2] = { buffer.bytes[at], buffer.bytes[at + 1] };
            buffer.bytes[at] = 0xff;
            buffer.bytes[at + 1] = at % 2 ? 0xd9 : 0;
            struct taken taken = take_bytes(&source_jpeg, buffer.bytes, buffer.size, CHANNEL_AUTO);
            taken_free(&taken);
            memcpy(buffer.bytes + at, kept, 2);
        }
        free(buffer.bytes);
    }
}

static void cmyk_is_refused(void **state) {
    (void)state;
    struct plan plan = { JCS_CMYK, 1, false, false, false };
    struct buffer buffer = write_jpeg(&plan, NULL);
    struct taken taken = take_bytes(&source_jpeg, buffer.bytes, buffer.size, CHANNEL_AUTO);
    assert_null(taken.source);
    assert_non_null(strstr(fault_text(&taken.fault), "CMYK"));
    taken_free(&taken);
    free(buffer.bytes);
}

static void put(struct text *text, bool is_big, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        text_add_char(text, (char)(value >> 8 * (is_big ? bytes - 1 - i : i)));
}

static void entry(struct text *text, bool is_big, unsigned tag, unsigned type, uint32_t count,
                  uint32_t value, int value_bytes) {
    put(text, is_big, tag, 2);
    put(text, is_big, type, 2);
    put(text, is_big, count, 4);
    put(text, is_big, value, value_bytes);
    put(text, is_big, 0, 4 - value_bytes);
}

// Two directories: 4 entries at 8, 4 at 62; what does not fit into an entry from 116 on.
static struct text make_exif(bool is_big) {
    struct text text = { 0 };
    text_add_bytes(&text, is_big ? "Exif\0\0MM" : "Exif\0\0II", 8);
    put(&text, is_big, 42, 2);
    put(&text, is_big, 8, 4);
    put(&text, is_big, 4, 2);
    entry(&text, is_big, 0x010f, 2, 8, 116, 4);
    entry(&text, is_big, 0x0112, 3, 1, 6, 2);
    entry(&text, is_big, 0x0110, 2, 9, 0xfffffff0, 4); // outside: left out
    entry(&text, is_big, 0x8769, 4, 1, 62, 4);
    put(&text, is_big, 0, 4);
    put(&text, is_big, 4, 2);
    entry(&text, is_big, 0x9003, 2, 20, 124, 4);
    put(&text, is_big, 0x9291, 2);
    put(&text, is_big, 2, 2);
    put(&text, is_big, 4, 4);
    text_add_bytes(&text, "125", 4);
    entry(&text, is_big, 0x829a, 5, 1, 144, 4);
    entry(&text, is_big, 0x9011, 2, 7, 152, 4);
    put(&text, is_big, 0, 4);
    text_add_bytes(&text, "Cam\033era", 8);
    text_add_bytes(&text, "2001:09:09 03:46:40", 20);
    put(&text, is_big, 1, 4);
    put(&text, is_big, 2000, 4);
    text_add_bytes(&text, "+02:00", 7);
    return text;
}

static void exif_gives_time_and_camera_and_never_turns_the_picture(void **state) {
    (void)state;
    for (int big = 0; big < 2; big++) {
        struct text exif = make_exif(big);
        struct buffer buffer = write_jpeg(&plans[0], &exif);
        unsigned char *truth = decode_truth(buffer, JCS_GRAYSCALE);
        struct taken taken = take_bytes(&source_jpeg, buffer.bytes, buffer.size, CHANNEL_AUTO);
        const struct metadata *metadata = &taken.source->info.metadata;
        // 2001-09-09 01:46:40 UTC is second 10^9.
        assert_true(fabs(taken.note.time - 1000000000.125) < 1e-6);
        assert_true(source_jpeg.frame_time(taken.source, 0) == taken.note.time);
        assert_string_equal(taken.source->info.time_source, "EXIF");
        assert_string_equal(metadata_find(metadata, "Make"), "Cam\\eera");
        assert_string_equal(metadata_find(metadata, "Orientation"), "6");
        assert_string_equal(metadata_find(metadata, "ExposureTime"), "1/2000");
        assert_null(metadata_find(metadata, "Model"));
        assert_int_equal(taken.source->info.width, WIDTH);
        assert_memory_equal(taken.samples, truth, taken.bytes);
        taken_free(&taken);
        free(truth);
        free(buffer.bytes);
        // Any byte of the block may be anything, and the block may end anywhere.
        for (size_t at = 6; at < exif.length; at++) {
            struct text bad = { 0 };
            text_add_bytes(&bad, exif.data, at % 2 ? exif.length : at);
            if (at % 2)
                bad.data[at] = (char)0xff;
            buffer = write_jpeg(&plans[0], &bad);
            taken = take_bytes(&source_jpeg, buffer.bytes, buffer.size, CHANNEL_AUTO);
            assert_int_equal(taken.note.status, FRAME_OK);
            taken_free(&taken);
            free(buffer.bytes);
            text_free(&bad);
        }
        text_free(&exif);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_those_of_libjpeg),
        cmocka_unit_test(torn_files_give_the_rows_before_the_tear),
        cmocka_unit_test(a_file_torn_in_the_middle_gives_half_the_rows),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(cmyk_is_refused),
        cmocka_unit_test(exif_gives_time_and_camera_and_never_turns_the_picture),
    };
    return cmocka_run_group_tests_name("jpeg", tests, NULL, NULL);
}
