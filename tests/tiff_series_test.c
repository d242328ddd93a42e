// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF files of many pages: chains, ImageJ and OME series, times, and threads that read them.

#include "base/alloc.h"
#include "source/formats.h"
#include "tiff_helper.h"
#include "tiff_maker.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <tiffio.h>

enum { WIDTH = 5, HEIGHT = 3, PIXELS = WIDTH * HEIGHT };

// Value of pixel i of page p.
static uint16_t value(size_t page, size_t i) {
    return (uint16_t)(page * 251 + i * 17 + 1);
}

// Appends page `page` in the file's byte order.
static void add_page(struct maker *maker, size_t page, const char *description) {
    unsigned char pixels[2 * PIXELS];
    for (size_t i = 0; i < PIXELS; i++) {
        uint16_t v = value(page, i);
        pixels[2 * i] = (unsigned char)(maker->is_big_endian ? v >> 8 : v);
        pixels[2 * i + 1] = (unsigned char)(maker->is_big_endian ? v : v >> 8);
    }
    maker_page(maker, WIDTH, HEIGHT, 16, description, pixels, sizeof pixels);
}

static struct series open_made(struct maker *maker, bool counted) {
    struct series series =
        series_open(scratch_write("made.tif", maker->data, maker->size), counted);
    maker_free(maker);
    return series;
}

static void assert_page(struct series *series, int64_t index, size_t page) {
    struct frame_note note = series_read(series, index);
    assert_int_equal(note.status, FRAME_OK);
    for (size_t i = 0; i < PIXELS; i++)
        assert_int_equal(((uint16_t *)series->frame)[i], value(page, i));
}

static void chains_are_read_in_every_byte_order(void **state) {
    (void)state;
    for (int form = 0; form < 4; form++) {
        struct maker maker = maker_begin(form & 1, form & 2);
        for (size_t page = 0; page < 7; page++)
            add_page(&maker, page, NULL);
        struct series series = open_made(&maker, true);
        const struct source_info *info = &series.source->info;
        assert_int_equal(info->frames, 7);
        assert_int_equal(info->sample, SAMPLE_U16);
        // Pages of one length in native order are an even run; its stride is the distance of
        // the directories.
        assert_int_equal(info->contiguous.is, !(form & 1));
        for (int64_t i = 6; i >= 0; i--)
            assert_page(&series, i, (size_t)i);
        series_close(&series);
    }
}

static void even_runs_can_be_mapped(void **state) {
    (void)state;
    struct maker maker = maker_begin(false, false);
    for (size_t page = 0; page < 4; page++)
        add_page(&maker, page, NULL);
    unsigned char *bytes = alloc_copy(maker.data, maker.size);
    struct series series = open_made(&maker, true);
    const struct contiguous *run = &series.source->info.contiguous;
    assert_true(run->is);
    for (size_t page = 0; page < 4; page++)
        for (size_t i = 0; i < PIXELS; i++) {
            uint16_t found;
            memcpy(&found, bytes + run->offset + page * run->stride + 2 * i, 2);
            assert_int_equal(found, value(page, i));
        }
    series_close(&series);
    free(bytes);
}

// Page 1 is of another size: it has no place as a frame of this series.
static void pages_of_uneven_runs_are_found_where_they_stand(void **state) {
    (void)state;
    for (int form = 0; form < 2; form++) {
        struct maker maker = maker_begin(form == 1, false);
        for (size_t page = 0; page < 4; page++)
            if (page == 1)
                maker_page(&maker, 2, 4, 8, NULL, "12345678", 8);
            else
                add_page(&maker, page, page == 2 ? "a description" : NULL);
        unsigned char *bytes = alloc_copy(maker.data, maker.size);
        struct series series = open_made(&maker, true);
        assert_false(series.source->info.contiguous.is);
        for (size_t page = 0; page < 4; page++) {
            struct frame_place place;
            struct frame_note note;
            bool found = source_locate(series.source, (int64_t)page, &place, &note);
            assert_int_equal(found, page != 1 && form == 0);
            for (size_t i = 0; found && i < PIXELS; i++) {
                uint16_t there;
                memcpy(&there, bytes + place.offset + 2 * i, 2);
                assert_int_equal(there, value(page, i));
            }
            if (found)
                close(place.fd);
            if (page != 1)
                assert_page(&series, (int64_t)page, page);
        }
        series_close(&series);
        free(bytes);
    }
}

static void a_page_that_is_cut_off_is_not_found(void **state) {
    (void)state;
    struct maker maker = maker_begin(false, false);
    add_page(&maker, 0, NULL);
    add_page(&maker, 1, "a description");
    add_page(&maker, 2, NULL);
    maker.size--;
    struct series series = open_made(&maker, true);
    for (int64_t page = 0; page < 4; page++) {
        struct frame_place place;
        struct frame_note note;
        assert_int_equal(source_locate(series.source, page, &place, &note), page < 2);
        if (page < 2)
            close(place.fd);
        else
            assert_int_equal(place.fd, -1);
    }
    series_close(&series);
}

static void another_size_is_a_mismatch_in_its_place(void **state) {
    (void)state;
    struct maker maker = maker_begin(false, false);
    add_page(&maker, 0, NULL);
    maker_page(&maker, 2, 4, 8, NULL, "12345678", 8);
    add_page(&maker, 2, NULL);
    struct series series = open_made(&maker, true);
    assert_int_equal(series.source->info.frames, 3);
    struct frame_note note = series_read(&series, 1);
    assert_int_equal(note.status, FRAME_MISMATCH);
    assert_int_equal(note.found.width, 2);
    assert_int_equal(note.found.height, 4);
    for (size_t i = 0; i < series.bytes; i++)
        assert_int_equal(series.frame[i], 0);
    series_forget(&note);
    assert_page(&series, 2, 2);
    series_close(&series);
}

static void thumbnails_are_passed_over_and_counted(void **state) {
    (void)state;
    TIFF *tiff = TIFFOpen(scratch_path("thumbnails.tif"), "w");
    for (size_t page = 0; page < 6; page++) {
        bool is_small = page % 2 == 0;
        TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, is_small ? FILETYPE_REDUCEDIMAGE : 0);
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, is_small ? 1 : 2);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFWriteEncodedStrip(tiff, 0, (unsigned char[]){ (unsigned char)page, 99 },
                              is_small ? 1 : 2);
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    struct series series = series_open(scratch_path("thumbnails.tif"), true);
    assert_int_equal(series.source->info.frames, 3);
    assert_int_equal(series.source->info.width, 2);
    assert_string_equal(metadata_find(&series.source->info.metadata, "Thumbnails"),
                        "3 reduced pages left out");
    for (int64_t i = 0; i < 3; i++) {
        struct frame_note note = series_read(&series, i);
        assert_int_equal(note.status, FRAME_OK);
        assert_int_equal(series.frame[0], 2 * i + 1);
    }
    series_close(&series);
}

static void one_page_taken_of_many_is_flagged(void **state) {
    (void)state;
    for (size_t pages = 1; pages <= 2; pages++) {
        struct maker maker = maker_begin(false, false);
        for (size_t page = 0; page < pages; page++)
            add_page(&maker, page, NULL);
        struct series series = open_made(&maker, false);
        assert_int_equal(series.source->info.frames, -1);
        struct frame_note note = series_read(&series, 0);
        assert_int_equal(note.flags, pages > 1 ? FRAME_MORE_PAGES : 0);
        series_close(&series);
    }
}

static void long_chains_are_counted(void **state) {
    (void)state;
    enum { PAGES = 65000 };
    struct maker maker = maker_begin(false, false);
    for (size_t page = 0; page < PAGES; page++)
        add_page(&maker, page, page % 1000 == 999 ? "here the run is broken" : NULL);
    struct series series = open_made(&maker, true);
    assert_int_equal(series.source->info.frames, PAGES);
    for (size_t page = 0; page < PAGES; page += 997)
        assert_page(&series, (int64_t)page, page);
    series_close(&series);
}

// ── ImageJ ─────────────────────────────────────────────────────────────────────────────────

// One directory that says `images`, and `written` images behind it.
static struct series open_imagej(const char *description, size_t written, size_t cut) {
    struct maker maker = maker_begin(true, false);
    add_page(&maker, 0, description);
    for (size_t page = 1; page < written; page++)
        for (size_t i = 0; i < PIXELS; i++)
            maker_put(&maker, maker.size, value(page, i), 2);
    maker.size -= cut;
    return open_made(&maker, true);
}

static void imagej_stacks_of_one_directory_are_whole(void **state) {
    (void)state;
    struct series series = open_imagej("ImageJ=1.53t\nimages=6\nframes=6\nfinterval=0.25\n"
                                       "loop=false\n",
                                       6, 0);
    const struct source_info *info = &series.source->info;
    assert_int_equal(info->frames, 6);
    assert_int_equal(info->expected, 6);
    assert_true(info->time_step == 0.25);
    assert_string_equal(info->time_source, "ImageJ finterval");
    for (size_t page = 0; page < 6; page++)
        assert_page(&series, (int64_t)page, page);
    struct frame_note note = series_read(&series, 5);
    assert_true(note.time == 1.25);
    series_close(&series);
}

static void imagej_stacks_that_are_cut_say_so(void **state) {
    (void)state;
    // Of image 4 one row and a half is there, image 5 is not.
    struct series series =
        open_imagej("ImageJ=1.53t\nimages=6\n", 5, 2 * PIXELS - 2 * WIDTH - WIDTH);
    assert_int_equal(series.source->info.frames, 5);
    assert_int_equal(series.source->info.expected, 6);
    assert_non_null(metadata_find(&series.source->info.metadata, "Damage"));
    assert_page(&series, 3, 3);
    struct frame_note note = series_read(&series, 4);
    assert_int_equal(note.status, FRAME_RECOVERED);
    assert_int_equal(note.valid.width, WIDTH);
    assert_int_equal(note.valid.height, 1);
    for (size_t i = 0; i < PIXELS; i++)
        assert_int_equal(((uint16_t *)series.frame)[i], i < WIDTH ? value(4, i) : 0);
    series_forget(&note);
    series_close(&series);
}

static void imagej_hyperstacks_have_the_time_of_their_time_point(void **state) {
    (void)state;
    struct series series = open_imagej("ImageJ=1.53t\nimages=12\nchannels=2\nslices=3\nframes=2\n"
                                       "finterval=500\ntunit=ms\n",
                                       12, 0);
    for (int64_t i = 0; i < 12; i++)
        assert_true(source_tiff.frame_time(series.source, i) == (i < 6 ? 0.0 : 0.5));
    assert_string_equal(metadata_find(&series.source->info.metadata, "Hyperstack"),
                        "2 channels x 3 slices x 2 time points, taken page by page");
    series_close(&series);
}

static void times_are_told_at_once_or_not_at_all(void **state) {
    (void)state;
    struct maker maker = maker_begin(false, false);
    add_page(&maker, 0, "ImageJ=1.53t\nimages=2\nslices=2\nfinterval=0.5\n");
    add_page(&maker, 1, NULL);
    struct series series = open_made(&maker, false);
    assert_string_equal(series.source->info.time_source, "ImageJ finterval");
    assert_true(series.source->info.time_step == 0.5);
    assert_true(source_tiff.frame_time(series.source, 0) == 0);
    assert_true(isnan(source_tiff.frame_time(series.source, 1)));
    series_close(&series);
    // One file of a folder: an interval is no time.
    maker = maker_begin(false, false);
    add_page(&maker, 0, "ImageJ=1.53t\nfinterval=0.5\n");
    series = open_made(&maker, true);
    assert_null(series.source->info.time_source);
    assert_true(isnan(source_tiff.frame_time(series.source, 0)));
    series_close(&series);
}

static void impossible_counts_are_not_believed(void **state) {
    (void)state;
    static const char *const descriptions[] = {
        "ImageJ=1\nimages=-5\n",
        "ImageJ=1\nimages=99999999999999999999\n",
        "ImageJ=1\nimages=\n",
        "ImageJ=1\nimages=2147483647\nframes=2147483647\nfinterval=1e999\n",
        "ImageJ=",
        "ImageJ=\n=\n==",
    };
    for (size_t i = 0; i < sizeof descriptions / sizeof *descriptions; i++) {
        struct series series = open_imagej(descriptions[i], 1, 0);
        assert_int_equal(series.source->info.frames, 1);
        assert_page(&series, 0, 0);
        series_close(&series);
    }
}

// ── OME ────────────────────────────────────────────────────────────────────────────────────

static struct series open_ome(const char *xml, size_t pages) {
    struct maker maker = maker_begin(false, false);
    for (size_t page = 0; page < pages; page++)
        add_page(&maker, page, page ? NULL : xml);
    return open_made(&maker, true);
}

static void ome_stamps_belong_to_their_pages(void **state) {
    (void)state;
    // Pages are stored last time point first.
    struct series series = open_ome(
        "<?xml version=\"1.0\"?><OME xmlns='x'><Image><Pixels DimensionOrder=\"XYCZT\" SizeC='1' "
        "SizeZ = '1' SizeT='4' SizeX='5' SizeY='3' TimeIncrement='2' TimeIncrementUnit='ms'>"
        "<Channel SamplesPerPixel='1'/>"
        "<TiffData FirstT='3' IFD='0'/><TiffData FirstT='2' IFD='1'/>"
        "<TiffData FirstT='1' IFD='2'/><TiffData FirstT='0' IFD='3'/>"
        "<Plane TheT='0' TheC='0' TheZ='0' DeltaT='10' DeltaTUnit='ms'/>"
        "<Plane TheT='1' DeltaT='0.0121'/><Plane TheT='3' DeltaT='16000' DeltaTUnit='\xC2\xB5s'/>"
        "</Pixels></Image></OME>",
        4);
    const struct source_info *info = &series.source->info;
    assert_int_equal(info->expected, 4);
    assert_string_equal(info->time_source, "OME DeltaT");
    assert_float_equal(source_tiff.frame_time(series.source, 0), 0.016, 1e-12);
    assert_true(isnan(source_tiff.frame_time(series.source, 1)));
    assert_float_equal(source_tiff.frame_time(series.source, 2), 0.0121, 1e-12);
    assert_float_equal(source_tiff.frame_time(series.source, 3), 0.010, 1e-12);
    assert_float_equal(info->time_step, 0.002, 1e-12);
    series_close(&series);
}

static void ome_sizes_say_how_many_pages_there_should_be(void **state) {
    (void)state;
    struct series series = open_ome("<OME><Image><Pixels SizeC='2' SizeZ='3' SizeT='5' "
                                    "DimensionOrder='XYZCT' TimeIncrement='0.5'/></Image></OME>",
                                    7);
    assert_int_equal(series.source->info.expected, 30);
    assert_int_equal(series.source->info.frames, 7);
    assert_true(source_tiff.frame_time(series.source, 5) == 0);
    assert_true(source_tiff.frame_time(series.source, 6) == 0.5);
    series_close(&series);
    // Colour channels of one page are counted in SizeC.
    series = open_ome("<ome:OME><ome:Pixels SizeC='3' SizeZ='1' SizeT='2'>"
                      "<ome:Channel SamplesPerPixel='3'/></ome:Pixels></ome:OME>",
                      2);
    assert_int_equal(series.source->info.expected, 2);
    series_close(&series);
    series = open_ome("<OME><Pixels SizeC='1' SizeZ='1' SizeT='8'>"
                      "<TiffData IFD='0'><UUID FileName='a.tif'>1</UUID></TiffData>"
                      "<TiffData IFD='0'><UUID FileName='b.tif'>2</UUID></TiffData>"
                      "</Pixels></OME>",
                      1);
    assert_int_equal(series.source->info.expected, -1);
    series_close(&series);
}

static void broken_xml_does_no_harm(void **state) {
    (void)state;
    static const char xml[] =
        "<OME><Pixels SizeT='9' SizeC='4000000000' SizeZ=\"2147483647\" DimensionOrder='TTTTT'>"
        "<Plane TheT='99' DeltaT='nan'/><Plane TheT='-1' DeltaT=''/><TiffData IFD='2147483647' "
        "PlaneCount='2147483647' FirstT='8'/><Plane DeltaT=\"1\" TheT=\"8\"/></Pixels></OME>";
    for (size_t length = 0; length < sizeof xml; length++) {
        char *cut = alloc_copy(xml, sizeof xml);
        cut[length] = '\0';
        struct series series = open_ome(cut, 2);
        assert_int_equal(series.source->info.frames, 2);
        series_close(&series);
        free(cut);
    }
}

// ── threads ────────────────────────────────────────────────────────────────────────────────

struct reader {
    struct source *source;
    size_t first;
    int wrong;
};

enum { SHARED_PAGES = 40 };

static void *read_some(void *context) {
    struct reader *reader = context;
    struct source_cursor *cursor = source_tiff.cursor_open(reader->source, NULL);
    for (size_t page = reader->first; page < SHARED_PAGES; page += 2) {
        uint16_t frame[PIXELS];
        struct frame_note note = { .status = FRAME_OK };
        source_tiff.read(reader->source, cursor, (int64_t)page, frame, &note);
        for (size_t i = 0; i < PIXELS; i++)
            reader->wrong += frame[i] != value(page, i) || note.status != FRAME_OK;
        free(note.reason);
    }
    source_tiff.cursor_close(reader->source, cursor);
    return NULL;
}

static void threads_read_at_the_same_time(void **state) {
    (void)state;
    TIFF *tiff = TIFFOpen(scratch_path("threads.tif"), "w");
    for (size_t page = 0; page < SHARED_PAGES; page++) {
        uint16_t pixels[PIXELS];
        for (size_t i = 0; i < PIXELS; i++)
            pixels[i] = value(page, i);
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 16);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, HEIGHT);
        TIFFWriteEncodedStrip(tiff, 0, pixels, sizeof pixels);
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    struct series series = series_open(scratch_path("threads.tif"), true);
    assert_int_equal(series.source->info.frames, SHARED_PAGES);
    pthread_t threads[4];
    struct reader readers[4];
    for (size_t i = 0; i < 4; i++) {
        readers[i] = (struct reader){ .source = series.source, .first = i % 2 };
        assert_int_equal(pthread_create(&threads[i], NULL, read_some, &readers[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].wrong, 0);
    }
    series_close(&series);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_are_read_in_every_byte_order),
        cmocka_unit_test(even_runs_can_be_mapped),
        cmocka_unit_test(pages_of_uneven_runs_are_found_where_they_stand),
        cmocka_unit_test(a_page_that_is_cut_off_is_not_found),
        cmocka_unit_test(another_size_is_a_mismatch_in_its_place),
        cmocka_unit_test(thumbnails_are_passed_over_and_counted),
        cmocka_unit_test(one_page_taken_of_many_is_flagged),
        cmocka_unit_test(long_chains_are_counted),
        cmocka_unit_test(imagej_stacks_of_one_directory_are_whole),
        cmocka_unit_test(imagej_stacks_that_are_cut_say_so),
        cmocka_unit_test(imagej_hyperstacks_have_the_time_of_their_time_point),
        cmocka_unit_test(times_are_told_at_once_or_not_at_all),
        cmocka_unit_test(impossible_counts_are_not_believed),
        cmocka_unit_test(ome_stamps_belong_to_their_pages),
        cmocka_unit_test(ome_sizes_say_how_many_pages_there_should_be),
        cmocka_unit_test(broken_xml_does_no_harm),
        cmocka_unit_test(threads_read_at_the_same_time),
    };
    return cmocka_run_group_tests_name("tiff_series", tests, scratch_make, scratch_remove);
}
