// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Real TIFF files against what other decoders made of them, and hostile ones that must not
// harm. Skipped where the files are not there.

#include "base/alloc.h"
#include "base/file.h"
#include "source/formats.h"
#include "tiff_helper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libavutil/md5.h>
#include <libavutil/mem.h>
#include <tiffio.h>

static const char *data_folder(void) {
    const char *folder = getenv("BLITZ_TEST_DATA");
    return folder ? folder : "../shared/data";
}

enum { PATH, TRUTH = 2, PAGES = 4, SHAPE = 7, DTYPE, PHOTOMETRIC = 13, PLANAR, MD5 = 22, COLUMNS };

struct row {
    char *column[COLUMNS];
};

static struct row split(char *line) {
    struct row row;
    for (int i = 0; i < COLUMNS; i++) {
        char *field = strsep(&line, "\t");
        row.column[i] = field ? field : (char[]){ "" };
    }
    return row;
}

static const char *numpy_name(enum sample sample) {
    static const char *const names[SAMPLE_COUNT] = {
        [SAMPLE_U8] = "uint8",    [SAMPLE_I8] = "int8",     [SAMPLE_U16] = "uint16",
        [SAMPLE_I16] = "int16",   [SAMPLE_U32] = "uint32",  [SAMPLE_I32] = "int32",
        [SAMPLE_U64] = "uint64",  [SAMPLE_I64] = "int64",   [SAMPLE_F16] = "float16",
        [SAMPLE_F32] = "float32", [SAMPLE_F64] = "float64", [SAMPLE_BOOL] = "bool",
    };
    return names[sample];
}

static char *digest(const void *bytes, size_t size) {
    unsigned char sum[16];
    struct AVMD5 *md5 = av_md5_alloc();
    av_md5_init(md5);
    av_md5_update(md5, bytes, size);
    av_md5_final(md5, sum);
    av_free(md5);
    char *text = alloc_zeroed(33, 1);
    for (int i = 0; i < 16; i++)
        sprintf(text + 2 * i, "%02x", sum[i]);
    return text;
}

// Planes of a frame one after the other, as a planar file is described.
static void separate_planes(struct series *series) {
    const struct source_info *info = &series->source->info;
    size_t size = sample_size(info->sample), pixels = (size_t)info->width * info->height;
    unsigned char *planes = alloc_resize(NULL, series->bytes, 1);
    for (size_t c = 0; c < info->channels; c++)
        for (size_t i = 0; i < pixels; i++)
            memcpy(planes + (c * pixels + i) * size,
                   series->frame + (i * info->channels + c) * size, size);
    memcpy(series->frame, planes, series->bytes);
    free(planes);
}

// Why the file does not agree with the row; NULL when it does. New string.
static char *compare(const struct row *row, const char *path) {
    struct series series = series_open(path, true);
    char *problem = NULL;
    if (!series.source) {
        problem = alloc_format("refused: %s", fault_text(&series.fault));
        series_close(&series);
        return problem;
    }
    const struct source_info *info = &series.source->info;
    bool is_planar = strcmp(row->column[PLANAR], "SEPARATE") == 0;
    char *shape = info->channels == 1 ? alloc_format("%ux%u", info->height, info->width)
                  : is_planar ? alloc_format("%ux%ux%u", info->channels, info->height, info->width)
                              : alloc_format("%ux%ux%u", info->height, info->width, info->channels);
    const char *type = numpy_name(info->sample);
    if (strcmp(row->column[DTYPE], "bool") == 0 && info->bits == 1)
        type = "bool";
    struct frame_note note = series_read(&series, 0);
    if (is_planar)
        separate_planes(&series);
    char *sum = digest(series.frame, series.bytes);
    if (strcmp(shape, row->column[SHAPE]) != 0)
        problem = alloc_format("is %s, not %s", shape, row->column[SHAPE]);
    else if (strcmp(type, row->column[DTYPE]) != 0)
        problem = alloc_format("is %s, not %s", type, row->column[DTYPE]);
    else if (info->frames != atoll(row->column[PAGES]))
        problem =
            alloc_format("has %lld pages, not %s", (long long)info->frames, row->column[PAGES]);
    else if (note.status != FRAME_OK)
        problem = alloc_format("%s", note.reason);
    else if (strcmp(sum, row->column[MD5]) != 0)
        problem = alloc_string("other samples");
    free(shape);
    free(sum);
    series_forget(&note);
    series_close(&series);
    return problem;
}

// The table has the indices of palette images; we give colours. libtiff's own conversion to
// 8-bit RGBA is the oracle for those.
static char *compare_colours(const char *path) {
    struct series series = series_open(path, true);
    TIFF *tiff = TIFFOpen(path, "r");
    char *problem = NULL;
    if (!series.source || !tiff) {
        problem = alloc_string("cannot be opened");
    } else {
        const struct source_info *info = &series.source->info;
        size_t pixels = (size_t)info->width * info->height;
        uint32_t *colours = alloc_resize(NULL, pixels, sizeof *colours);
        struct frame_note note = series_read(&series, 0);
        assert_int_equal(TIFFReadRGBAImageOriented(tiff, info->width, info->height, colours,
                                                   ORIENTATION_TOPLEFT, 1),
                         1);
        for (size_t i = 0; i < pixels && !problem; i++)
            for (int c = 0; c < 3; c++) {
                size_t at = i * info->channels + (info->channels == 3 ? (size_t)c : 0);
                unsigned value = info->sample == SAMPLE_U8 ? series.frame[at]
                                                           : ((uint16_t *)series.frame)[at] >> 8;
                if (value != (colours[i] >> (8 * c) & 255))
                    problem = alloc_format("other colour at pixel %zu", i);
            }
        if (note.status != FRAME_OK)
            problem = alloc_string(note.reason);
        series_forget(&note);
        free(colours);
    }
    if (tiff)
        TIFFClose(tiff);
    series_close(&series);
    return problem;
}

static void real_files_agree_with_two_decoders(void **state) {
    (void)state;
    char *table_path = file_join(data_folder(), "truth/truth_tiff.tsv");
    size_t size;
    char *table = file_read_all(table_path, (size_t)1 << 24, &size, NULL);
    free(table_path);
    if (!table)
        skip();
    int rows = 0, differ = 0, palettes = 0;
    char *rest = table;
    strsep(&rest, "\n");
    for (char *line = strsep(&rest, "\n"); line && *line; line = strsep(&rest, "\n")) {
        struct row row = split(line);
        bool is_sure = strcmp(row.column[TRUTH], "A") == 0;
        char *path = file_join(data_folder(), row.column[PATH]);
        bool has_palette = strcmp(row.column[PHOTOMETRIC], "PALETTE") == 0;
        char *problem = has_palette ? compare_colours(path) : compare(&row, path);
        rows += is_sure;
        palettes += is_sure && has_palette && !problem;
        differ += is_sure && problem;
        if (problem)
            print_message("%s %s: %s\n", row.column[TRUTH], row.column[PATH], problem);
        free(problem);
        free(path);
    }
    free(table);
    print_message("%d of %d files agree with two decoders, %d of them palettes by colour\n",
                  rows - differ, rows, palettes);
    assert_int_equal(differ, 0);
}

// Every damaged file is refused with a printable line, or read, frame by frame.
static void hostile_files_do_no_harm(void **state) {
    (void)state;
    char *table_path = file_join(data_folder(), "truth/fuzz.tsv");
    size_t size;
    char *table = file_read_all(table_path, (size_t)1 << 24, &size, NULL);
    free(table_path);
    if (!table)
        skip();
    char *rest = table;
    int opened = 0, refused = 0;
    strsep(&rest, "\n");
    for (char *line = strsep(&rest, "\n"); line && *line; line = strsep(&rest, "\n")) {
        char *path = file_join(data_folder(), strsep(&line, "\t"));
        struct series series = series_open(path, true);
        if (series.source)
            opened++;
        else
            refused++;
        for (const char *c = fault_text(&series.fault); *c; c++)
            assert_true((unsigned char)*c >= 0x20 && *c != 0x7F);
        for (int64_t i = 0; series.frame && i < series.source->info.frames && i < 100; i++) {
            struct frame_note note = series_read(&series, i);
            assert_true(note.status == FRAME_OK || note.reason);
            series_forget(&note);
        }
        series_close(&series);
        free(path);
    }
    free(table);
    print_message("%d opened, %d refused\n", opened, refused);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_files_agree_with_two_decoders),
        cmocka_unit_test(hostile_files_do_no_harm),
    };
    return cmocka_run_group_tests_name("tiff_data", tests, NULL, NULL);
}
