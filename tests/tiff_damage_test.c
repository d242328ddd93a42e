// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF files that are cut, bent or lie: what is whole is given, the rest is said, and nothing
// crashes, hangs or asks for memory that the file cannot fill.

#include "base/alloc.h"
#include "source/formats.h"
#include "tiff_helper.h"
#include "tiff_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <tiffio.h>

enum { WIDTH = 40, HEIGHT = 50, ROWS = 6, STRIPS = (HEIGHT + ROWS - 1) / ROWS };

static void fill(uint16_t *pixels) {
    uint32_t seed = 99;
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        seed = seed * 1664525u + 1013904223u;
        pixels[i] = (uint16_t)(1000 + i / 9 + (seed >> 28));
    }
}

// A page whose strips libtiff compressed, behind its directory.
struct page {
    struct maker maker;
    size_t start[STRIPS + 1]; // offsets of the strips; the last is the end
    uint16_t pixels[WIDTH * HEIGHT];
};

static void take_strips(const char *path, struct page *page, uint64_t offsets[], uint64_t counts[],
                        size_t strips) {
    TIFF *tiff = TIFFOpen(path, "r");
    for (uint32_t i = 0; i < strips; i++) {
        unsigned char strip[4 * WIDTH * HEIGHT];
        tmsize_t got = TIFFReadRawStrip(tiff, i, strip, sizeof strip);
        assert_true(got > 0);
        page->start[i] = offsets[i] = maker_bytes(&page->maker, strip, (size_t)got);
        counts[i] = (uint64_t)got;
    }
    page->start[strips] = page->maker.size;
    TIFFClose(tiff);
}

static void make_page(struct page *page, uint16_t compression, uint16_t predictor, uint32_t rows) {
    fill(page->pixels);
    TIFF *tiff = TIFFOpen(scratch_path("strips.tif"), "wl");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 16);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
    if (predictor > 1)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, predictor);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows);
    size_t strips = (HEIGHT + rows - 1) / rows;
    for (uint32_t i = 0; i < strips; i++) {
        uint16_t copy[WIDTH * HEIGHT];
        uint32_t left = HEIGHT - i * rows < rows ? HEIGHT - i * rows : rows;
        memcpy(copy, page->pixels + i * rows * WIDTH, left * WIDTH * 2);
        TIFFWriteEncodedStrip(tiff, i, copy, (tmsize_t)left * WIDTH * 2);
    }
    TIFFClose(tiff);
    page->maker = maker_begin(false, false);
    uint64_t numbers[] = { WIDTH, HEIGHT, 16, compression, 1, 1, rows, predictor };
    uint64_t offsets[STRIPS] = { 0 }, counts[STRIPS] = { 0 };
    struct maker_tag tags[] = {
        { 256, 3, 1, &numbers[0] }, { 257, 3, 1, &numbers[1] }, { 258, 3, 1, &numbers[2] },
        { 259, 3, 1, &numbers[3] }, { 262, 3, 1, &numbers[4] }, { 273, 4, strips, offsets },
        { 277, 3, 1, &numbers[5] }, { 278, 3, 1, &numbers[6] }, { 279, 4, strips, counts },
        { 317, 3, 1, &numbers[7] },
    };
    // Once to take its room, once more when it is known where the strips are.
    size_t count = predictor > 1 ? 10 : 9;
    maker_directory(&page->maker, tags, count);
    take_strips(scratch_path("strips.tif"), page, offsets, counts, strips);
    struct maker again = maker_begin(false, false);
    maker_directory(&again, tags, count);
    memcpy(page->maker.data, again.data, again.size);
    maker_free(&again);
}

// Checks that the rows said to be there are right and the others zero; returns their number.
static uint32_t check_rows(struct series *series, const struct page *page) {
    struct frame_note note = series_read(series, 0);
    uint32_t rows = note.valid.height;
    enum frame_status expected = rows == HEIGHT ? FRAME_OK
                                 : rows         ? FRAME_RECOVERED
                                                : FRAME_UNREADABLE;
    assert_int_equal(note.status, expected);
    assert_int_equal(note.valid.width, rows ? WIDTH : 0);
    assert_true(note.status == FRAME_OK || note.reason);
    assert_memory_equal(series->frame, page->pixels, rows * WIDTH * 2);
    for (size_t i = (size_t)rows * WIDTH * 2; i < series->bytes; i++)
        assert_int_equal(series->frame[i], 0);
    series_forget(&note);
    return rows;
}

// Rows of the strips that lie wholly before `size`.
static uint32_t whole_rows(const struct page *page, size_t size, uint32_t rows) {
    uint32_t strips = (HEIGHT + rows - 1) / rows, whole = 0;
    while (whole < strips && page->start[whole + 1] <= size)
        whole++;
    return whole == strips ? HEIGHT : whole * rows;
}

static void cut_everywhere(uint16_t compression, uint16_t predictor, uint32_t rows) {
    struct page page;
    make_page(&page, compression, predictor, rows);
    size_t strips = (HEIGHT + rows - 1) / rows;
    uint32_t most = 0;
    for (int percent = 1; percent <= 100; percent++) {
        size_t size = page.maker.size * (size_t)percent / 100;
        struct series series = series_open(scratch_write("cut.tif", page.maker.data, size), true);
        if (!series.source) {
            // Only when the directory itself is cut.
            assert_true(size < page.start[0]);
            assert_non_null(strstr(fault_text(&series.fault), "cut.tif"));
            series_close(&series);
            continue;
        }
        assert_int_equal(series.source->info.frames, 1);
        uint32_t got = check_rows(&series, &page);
        assert_true(got >= whole_rows(&page, size, rows));
        assert_true(got >= most);
        most = got;
        if (compression == COMPRESSION_NONE && size >= page.start[0])
            assert_int_equal(got, (size - page.start[0]) / (2 * WIDTH));
        series_close(&series);
    }
    assert_int_equal(most, HEIGHT);
    assert_true(page.start[strips] == page.maker.size);
    maker_free(&page.maker);
}

static void cut_files_give_the_rows_that_are_there(void **state) {
    (void)state;
    static const uint16_t compressions[] = { COMPRESSION_NONE, COMPRESSION_LZW,
                                             COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS };
    for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++)
        for (uint32_t rows = ROWS; rows <= HEIGHT; rows += HEIGHT - ROWS) {
            cut_everywhere(compressions[i], 1, rows);
            if (compressions[i] == COMPRESSION_LZW || compressions[i] == COMPRESSION_ADOBE_DEFLATE)
                cut_everywhere(compressions[i], 2, rows);
        }
}

// A single strip that is cut in the middle still gives about half of its rows: more than
// none, whatever the codec.
static void cut_strips_are_decoded_as_far_as_they_go(void **state) {
    (void)state;
    static const uint16_t compressions[] = { COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                             COMPRESSION_PACKBITS };
    for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++) {
        struct page page;
        make_page(&page, compressions[i], 1, HEIGHT);
        size_t size = page.start[0] + (page.start[1] - page.start[0]) * 3 / 4;
        struct series series = series_open(scratch_write("half.tif", page.maker.data, size), true);
        uint32_t rows = check_rows(&series, &page);
        assert_in_range(rows, HEIGHT / 3, HEIGHT - 1);
        series_close(&series);
        maker_free(&page.maker);
    }
}

static void a_damaged_strip_keeps_the_rows_before_it(void **state) {
    (void)state;
    struct page page;
    make_page(&page, COMPRESSION_ADOBE_DEFLATE, 1, ROWS);
    memset(page.maker.data + page.start[3], 0xFF, page.start[4] - page.start[3]);
    struct series series =
        series_open(scratch_write("bent.tif", page.maker.data, page.maker.size), true);
    assert_int_equal(check_rows(&series, &page), 3 * ROWS);
    series_close(&series);
    maker_free(&page.maker);
}

// ── chains ─────────────────────────────────────────────────────────────────────────────────

static struct maker make_chain(size_t pages, size_t links[]) {
    struct maker maker = maker_begin(false, false);
    for (size_t i = 0; i < pages; i++) {
        maker_page(&maker, 2, 2, 8, NULL, (unsigned char[]){ (unsigned char)i, 2, 3, 4 }, 4);
        links[i] = maker.link;
    }
    return maker;
}

static void chains_that_do_not_end_well_end_early(void **state) {
    (void)state;
    size_t links[5];
    struct maker maker = make_chain(5, links);
    uint64_t first = maker.data[4], second = maker.data[links[0]] | maker.data[links[0] + 1] << 8;
    // In a circle to the first, to itself, beyond the end, into the pixels.
    const uint64_t targets[] = { first, second, 0x7FFFFFFF, maker.size - 1 };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        maker_put(&maker, links[1], targets[i], 4);
        struct series series =
            series_open(scratch_write("chain.tif", maker.data, maker.size), true);
        assert_int_equal(series.source->info.frames, 2);
        assert_non_null(metadata_find(&series.source->info.metadata, "Damage"));
        struct frame_note note = series_read(&series, 1);
        assert_int_equal(note.status, FRAME_OK);
        assert_int_equal(series.frame[0], 1);
        series_close(&series);
    }
    maker_free(&maker);
}

static void pages_that_are_cut_off_are_not_counted(void **state) {
    (void)state;
    size_t links[5];
    struct maker maker = make_chain(5, links);
    for (size_t size = 8; size < maker.size; size++) {
        struct series series = series_open(scratch_write("short.tif", maker.data, size), true);
        if (series.source) {
            int64_t frames = series.source->info.frames;
            assert_in_range(frames, 1, 5);
            for (int64_t i = 0; i + 1 < frames; i++) {
                struct frame_note note = series_read(&series, i);
                assert_int_equal(note.status, FRAME_OK);
                assert_int_equal(series.frame[0], i);
            }
            // Of the last page the pixels may be missing.
            struct frame_note note = series_read(&series, frames - 1);
            assert_true(note.status == FRAME_OK || note.reason);
            series_forget(&note);
        }
        series_close(&series);
    }
    maker_free(&maker);
}

// ── lies ───────────────────────────────────────────────────────────────────────────────────

static void try_lie(uint64_t width, uint64_t height, uint64_t rows, uint64_t bytes, uint64_t tile,
                    uint64_t compression, bool is_bigtiff) {
    struct maker maker = maker_begin(false, is_bigtiff);
    uint64_t offset = 300, bits = 8, one = 1;
    struct maker_tag tags[] = {
        { 256, 4, 1, &width },
        { 257, 4, 1, &height },
        { 258, 3, 1, &bits },
        { 259, 3, 1, &compression },
        { 262, 3, 1, &one },
        { tile ? 324 : 273, 4, 1, &offset },
        { 277, 3, 1, &one },
        { tile ? 322 : 278, 4, 1, tile ? &tile : &rows },
        { tile ? 325 : 279, 4, 1, &bytes },
        { tile ? 323 : 305, tile ? 4 : 2, 1, tile ? (const void *)&tile : "" },
    };
    maker_directory(&maker, tags, sizeof tags / sizeof *tags);
    maker_bytes(&maker, (char[200]){ 1, 2, 3 }, 200);
    struct series series = series_open(scratch_write("lie.tif", maker.data, maker.size), true);
    if (series.source) {
        struct frame_note note = series_read(&series, 0);
        assert_true(note.status == FRAME_OK || note.reason);
        series_forget(&note);
    } else {
        assert_non_null(strstr(fault_text(&series.fault), "lie.tif"));
    }
    series_close(&series);
    maker_free(&maker);
}

static void lies_about_sizes_do_no_harm(void **state) {
    (void)state;
    static const uint64_t sizes[] = { 0, 1, 7, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };
    static const uint64_t compressions[] = { COMPRESSION_NONE, COMPRESSION_LZW,
                                             COMPRESSION_ADOBE_DEFLATE, COMPRESSION_CCITTFAX4 };
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (size_t i = 0; i < COUNT * COUNT * COUNT * COUNT; i++)
        try_lie(sizes[i % COUNT], sizes[i / COUNT % COUNT], sizes[i / COUNT / COUNT % COUNT],
                sizes[(i + 3) / COUNT % COUNT], i % 3 ? 0 : sizes[i / COUNT / COUNT / COUNT],
                compressions[i / 5 % 4], i & 1);
}

static void huge_frames_are_refused_at_the_door(void **state) {
    (void)state;
    struct maker maker = maker_begin(false, false);
    maker_page(&maker, 0x7FFFFFFF, 0x7FFFFFFF, 8, NULL, "x", 1);
    struct series series = series_open(scratch_write("huge.tif", maker.data, maker.size), false);
    assert_null(series.source);
    assert_int_equal(series.fault.kind, FAULT_LIMIT);
    series_close(&series);
    maker_free(&maker);
}

// Every byte of a directory, changed in several ways.
static void bent_directories_do_no_harm(void **state) {
    (void)state;
    struct page page;
    make_page(&page, COMPRESSION_LZW, 2, ROWS);
    static const unsigned char changes[] = { 0x01, 0x80, 0xFF };
    for (size_t at = 0; at < page.start[0] + 8; at++)
        for (size_t i = 0; i < sizeof changes; i++) {
            page.maker.data[at] ^= changes[i];
            struct series series =
                series_open(scratch_write("bent.tif", page.maker.data, page.maker.size), true);
            if (series.source) {
                struct frame_note note = series_read(&series, 0);
                assert_true(note.status == FRAME_OK || note.reason);
                series_forget(&note);
            }
            series_close(&series);
            page.maker.data[at] ^= changes[i];
        }
    maker_free(&page.maker);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_files_give_the_rows_that_are_there),
        cmocka_unit_test(cut_strips_are_decoded_as_far_as_they_go),
        cmocka_unit_test(a_damaged_strip_keeps_the_rows_before_it),
        cmocka_unit_test(chains_that_do_not_end_well_end_early),
        cmocka_unit_test(pages_that_are_cut_off_are_not_counted),
        cmocka_unit_test(lies_about_sizes_do_no_harm),
        cmocka_unit_test(huge_frames_are_refused_at_the_door),
        cmocka_unit_test(bent_directories_do_no_harm),
    };
    return cmocka_run_group_tests_name("tiff_damage", tests, scratch_make, scratch_remove);
}
