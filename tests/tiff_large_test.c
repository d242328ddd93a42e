// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF files of more than 4 GiB, mostly holes: every frame is at its own place, none is missing,
// and those that are cut off are said to be.

#include "tiff_helper.h"
#include "tiff_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

enum { SIDE = 1024, FRAME_BYTES = SIDE * SIDE };

// Writes one byte far into a file of the scratch folder.
static void put_byte(const char *name, off_t at, int value) {
    FILE *file = fopen(scratch_path(name), "r+b");
    assert_non_null(file);
    assert_int_equal(fseeko(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(value, file), value);
    fclose(file);
}

// ── ImageJ ─────────────────────────────────────────────────────────────────────────────────

enum { IMAGES = 4100 };

// One directory that says 4100 images, and all of them behind it; returns where they begin. The
// last byte of some images is their number modulo 251.
static size_t write_imagej(const int *marked, size_t count) {
    struct maker maker = maker_begin(true, false);
    maker_page(&maker, SIDE, SIDE, 8, "ImageJ=1.53t\nimages=4100\nframes=4100\nfinterval=0.5\n", "",
               0);
    size_t first = maker.size;
    scratch_write("large.tif", maker.data, maker.size);
    maker_free(&maker);
    for (size_t i = 0; i < count; i++)
        put_byte("large.tif", (off_t)first + (off_t)(marked[i] + 1) * FRAME_BYTES - 1,
                 marked[i] % 251);
    return first;
}

static void imagej_stacks_over_4_gib_are_whole(void **state) {
    (void)state;
    static const int marked[] = { 0, 1, 4094, 4095, 4096, 4097, IMAGES - 1 };
    write_imagej(marked, sizeof marked / sizeof *marked);
    struct series series = series_open(scratch_path("large.tif"), true);
    assert_string_equal(fault_text(&series.fault), "");
    const struct source_info *info = &series.source->info;
    assert_int_equal(info->frames, IMAGES);
    assert_int_equal(info->expected, IMAGES);
    assert_null(info->cut);
    assert_true(info->contiguous.is);
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        struct frame_note note = series_read(&series, marked[i]);
        assert_int_equal(note.status, FRAME_OK);
        assert_true(note.time == 0.5 * marked[i]);
        assert_int_equal(series.frame[FRAME_BYTES - 1], marked[i] % 251);
        assert_int_equal(series.frame[FRAME_BYTES - 2], 0);
    }
    series_close(&series);
}

static void a_cut_one_says_how_many_there_should_be(void **state) {
    (void)state;
    static const int marked[] = { 4096, IMAGES - 1 };
    size_t first = write_imagej(marked, 2);
    // Of image 4097 ten rows are left.
    const char *path = scratch_path("large.tif");
    assert_int_equal(truncate(path, (off_t)first + (off_t)4097 * FRAME_BYTES + 10 * SIDE), 0);
    struct series series = series_open(path, true);
    assert_int_equal(series.source->info.frames, 4098);
    assert_int_equal(series.source->info.expected, IMAGES);
    assert_non_null(series.source->info.cut);
    struct frame_note note = series_read(&series, 4096);
    assert_int_equal(note.status, FRAME_OK);
    assert_int_equal(series.frame[FRAME_BYTES - 1], 4096 % 251);
    note = series_read(&series, 4097);
    assert_int_equal(note.status, FRAME_RECOVERED);
    assert_int_equal(note.valid.height, 10);
    series_forget(&note);
    series_close(&series);
}

// ── BigTIFF ────────────────────────────────────────────────────────────────────────────────

// Four pages of four pixels, their directories in front, their pixels two GiB apart.
static void bigtiff_pages_beyond_4_gib_are_their_own(void **state) {
    (void)state;
    enum { PAGES = 4 };
    static const uint64_t gap = (uint64_t)2 << 30, base = 1 << 16;
    for (int is_big_endian = 0; is_big_endian < 2; is_big_endian++) {
        struct maker maker = maker_begin(is_big_endian, true);
        for (uint64_t page = 0; page < PAGES; page++) {
            uint64_t numbers[] = { 2, 8, 1, base + page * gap, 4 };
            struct maker_tag tags[] = {
                { 256, 4, 1, &numbers[0] }, { 257, 4, 1, &numbers[0] }, { 258, 3, 1, &numbers[1] },
                { 259, 3, 1, &numbers[2] }, { 262, 3, 1, &numbers[2] }, { 273, 16, 1, &numbers[3] },
                { 277, 3, 1, &numbers[2] }, { 278, 4, 1, &numbers[0] }, { 279, 16, 1, &numbers[4] },
            };
            maker_directory(&maker, tags, sizeof tags / sizeof *tags);
        }
        scratch_write("pages.tif", maker.data, maker.size);
        maker_free(&maker);
        for (uint64_t page = 0; page < PAGES; page++)
            for (uint64_t i = 0; i < 4; i++)
                put_byte("pages.tif", (off_t)(base + page * gap + i), (int)(page * 10 + i));
        struct series series = series_open(scratch_path("pages.tif"), true);
        assert_string_equal(fault_text(&series.fault), "");
        assert_int_equal(series.source->info.frames, PAGES);
        for (int64_t page = PAGES - 1; page >= 0; page--) {
            struct frame_note note = series_read(&series, page);
            assert_int_equal(note.status, FRAME_OK);
            for (int64_t i = 0; i < 4; i++)
                assert_int_equal(series.frame[i], page * 10 + i);
        }
        series_close(&series);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imagej_stacks_over_4_gib_are_whole),
        cmocka_unit_test(a_cut_one_says_how_many_there_should_be),
        cmocka_unit_test(bigtiff_pages_beyond_4_gib_are_their_own),
    };
    return cmocka_run_group_tests_name("tiff_large", tests, scratch_make, scratch_remove);
}
