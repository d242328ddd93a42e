// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// EXIF in TIFF files: time and exposure of single images, whatever the pointers in it say.

#include "base/alloc.h"
#include "source/source.h"
#include "tiff_helper.h"
#include "tiff_maker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// An entry of a directory of the classic kind, at its end.
static void add_entry(struct maker *maker, unsigned tag, unsigned type, uint32_t count,
                      uint32_t value) {
    maker_put(maker, maker->size, tag, 2);
    maker_put(maker, maker->size, type, 2);
    maker_put(maker, maker->size, count, 4);
    maker_put(maker, maker->size, value, 4);
}

// A page of four pixels that points to an EXIF directory of three entries, which is put behind it;
// *exif says where.
static struct maker make_page(bool is_big_endian, const char *description, size_t *exif) {
    struct maker maker = maker_begin(is_big_endian, false);
    uint64_t numbers[] = { 2, 8, 1, 0, 4 };
    struct maker_tag tags[] = {
        { 256, 4, 1, &numbers[0] },   { 257, 4, 1, &numbers[0] },
        { 258, 3, 1, &numbers[1] },   { 259, 3, 1, &numbers[2] },
        { 262, 3, 1, &numbers[2] },   { 270, 2, strlen(description) + 1, description },
        { 273, 4, 1, &numbers[3] },   { 277, 3, 1, &numbers[2] },
        { 278, 4, 1, &numbers[0] },   { 279, 4, 1, &numbers[4] },
        { 34665, 4, 1, &numbers[3] },
    };
    size_t at = maker_directory(&maker, tags, sizeof tags / sizeof *tags);
    maker_put(&maker, at + 2 + 6 * 12 + 8, maker.size, 4);
    maker_bytes(&maker, (unsigned char[]){ 1, 2, 3, 4 }, 4);
    *exif = maker.size;
    maker_put(&maker, at + 2 + 10 * 12 + 8, *exif, 4);
    uint32_t values = (uint32_t)*exif + 2 + 3 * 12 + 4;
    maker_put(&maker, *exif, 3, 2);
    add_entry(&maker, 0x829a, 5, 1, values);
    add_entry(&maker, 0x9003, 2, 20, values + 8);
    maker_put(&maker, maker.size, 0x9291, 2);
    maker_put(&maker, maker.size, 2, 2);
    maker_put(&maker, maker.size, 4, 4);
    maker_bytes(&maker, "125", 4);
    maker_put(&maker, maker.size, 0, 4);
    maker_put(&maker, maker.size, 1, 4);
    maker_put(&maker, maker.size, 2000, 4);
    maker_bytes(&maker, "2001:09:09 01:46:40", 20);
    return maker;
}

static struct series open_made(const struct maker *maker) {
    return series_open(scratch_write("exif.tif", maker->data, maker->size), true);
}

static void single_images_have_time_and_exposure(void **state) {
    (void)state;
    for (int is_big_endian = 0; is_big_endian < 2; is_big_endian++) {
        size_t exif;
        struct maker maker = make_page(is_big_endian, "a shot", &exif);
        struct series series = open_made(&maker);
        assert_string_equal(fault_text(&series.fault), "");
        const struct source_info *info = &series.source->info;
        assert_string_equal(info->time_source, "EXIF");
        // 2001-09-09 01:46:40 UTC is second 10^9.
        assert_float_equal(source_frame_time(series.source, 0), 1000000000.125, 1e-6);
        struct frame_note note = series_read(&series, 0);
        assert_int_equal(note.status, FRAME_OK);
        assert_float_equal(note.time, 1000000000.125, 1e-6);
        assert_memory_equal(series.frame, ((uint8_t[]){ 1, 2, 3, 4 }), 4);
        assert_string_equal(metadata_find(&info->metadata, "ExposureTime"), "1/2000");
        assert_string_equal(metadata_find(&info->metadata, "ImageDescription"), "a shot");
        series_close(&series);
        maker_free(&maker);
    }
}

static void stacks_keep_their_own_times(void **state) {
    (void)state;
    size_t exif;
    struct maker maker = make_page(false, "two", &exif);
    maker_page(&maker, 2, 2, 8, NULL, "abcd", 4);
    struct series series = open_made(&maker);
    assert_int_equal(series.source->info.frames, 2);
    assert_null(series.source->info.time_source);
    assert_true(isnan(source_frame_time(series.source, 0)));
    assert_non_null(metadata_find(&series.source->info.metadata, "ExposureTime"));
    series_close(&series);
    maker_free(&maker);
    maker = make_page(false, "ImageJ=1\nimages=2\nframes=2\nfinterval=0.5\n", &exif);
    maker_page(&maker, 2, 2, 8, NULL, "abcd", 4);
    series = open_made(&maker);
    assert_string_equal(series.source->info.time_source, "ImageJ finterval");
    assert_true(source_frame_time(series.source, 1) == 0.5);
    series_close(&series);
    maker_free(&maker);
}

// Pointers, types, counts and sizes may be anything: the pixels are there all the same.
static void bent_directories_do_no_harm(void **state) {
    (void)state;
    size_t exif;
    struct maker maker = make_page(true, "", &exif);
    static const unsigned char changes[] = { 0x01, 0x80, 0xFF };
    // From the pointer in the page's directory on, but for the pixels behind it.
    for (size_t at = exif - 4 - 4 - 12; at < maker.size; at++)
        for (size_t i = 0; i < sizeof changes; i++) {
            if (at >= exif - 8 && at < exif)
                continue;
            maker.data[at] ^= changes[i];
            struct series series = open_made(&maker);
            assert_non_null(series.source);
            struct frame_note note = series_read(&series, 0);
            assert_int_equal(note.status, FRAME_OK);
            assert_memory_equal(series.frame, ((uint8_t[]){ 1, 2, 3, 4 }), 4);
            series_close(&series);
            maker.data[at] ^= changes[i];
        }
    // A directory that is all entries, each with the largest count there is.
    maker_put(&maker, exif, 0xFFFF, 2);
    memset(maker.data + exif + 2, 0xFF, maker.size - exif - 2);
    for (size_t entry = exif + 2; entry + 12 <= maker.size; entry += 12)
        maker_put(&maker, entry, 0x9003, 2), maker_put(&maker, entry + 2, 2, 2);
    struct series series = open_made(&maker);
    assert_non_null(series.source);
    assert_null(series.source->info.time_source);
    series_close(&series);
    maker_free(&maker);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_images_have_time_and_exposure),
        cmocka_unit_test(stacks_keep_their_own_times),
        cmocka_unit_test(bent_directories_do_no_harm),
    };
    return cmocka_run_group_tests_name("tiff_exif", tests, scratch_make, scratch_remove);
}
