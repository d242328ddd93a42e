// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF files written here, by libtiff or by hand, give the values that were written.

#include "base/alloc.h"
#include "source/formats.h"
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
#include <tiffio.h>

// Smooth enough to compress, rough enough to notice an exchanged byte.
static void fill(unsigned char *bytes, size_t size) {
    uint32_t seed = 12345;
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(i / 7 + (seed >> 30));
    }
}

// ── everything libtiff writes ──────────────────────────────────────────────────────────────

struct variant {
    const char *mode;
    uint16_t compression, predictor, format, bits, planar, samples;
    bool is_tiled;
};

enum { WIDTH = 37, HEIGHT = 29, TILE = 16, ROWS = 7 };

// Writes rows of one plane (or of all samples together) as strips or tiles.
static void write_plane(TIFF *tiff, const struct variant *variant, const unsigned char *pixels,
                        size_t pixel, uint16_t plane) {
    size_t row = WIDTH * pixel;
    unsigned char block[TILE * TILE * 4 * 8];
    if (!variant->is_tiled) {
        for (uint32_t y = 0; y < HEIGHT; y += ROWS) {
            uint32_t rows = HEIGHT - y < ROWS ? HEIGHT - y : ROWS;
            unsigned char *copy = alloc_copy(pixels + y * row, rows * row);
            assert_true(TIFFWriteEncodedStrip(tiff, TIFFComputeStrip(tiff, y, plane), copy,
                                              (tmsize_t)(rows * row))
                        >= 0);
            free(copy);
        }
        return;
    }
    for (uint32_t y = 0; y < HEIGHT; y += TILE)
        for (uint32_t x = 0; x < WIDTH; x += TILE) {
            memset(block, 0, sizeof block);
            for (uint32_t j = 0; j < TILE && y + j < HEIGHT; j++)
                memcpy(block + j * TILE * pixel, pixels + (y + j) * row + x * pixel,
                       (WIDTH - x < TILE ? WIDTH - x : TILE) * pixel);
            assert_true(TIFFWriteTile(tiff, block, x, y, 0, plane) >= 0);
        }
}

static void write_variant(const char *path, const struct variant *variant,
                          const unsigned char *pixels) {
    TIFF *tiff = TIFFOpen(path, variant->mode);
    assert_non_null(tiff);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, variant->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, variant->format);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, variant->samples);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, variant->planar);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                 variant->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    if (variant->samples == 2 || variant->samples == 4)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, (uint16_t[]){ EXTRASAMPLE_UNASSALPHA });
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, variant->compression);
    if (variant->predictor > 1)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, variant->predictor);
    if (variant->is_tiled) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, TILE);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, TILE);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, ROWS);
    }
    size_t size = variant->bits / 8, samples = variant->samples;
    if (variant->planar == PLANARCONFIG_CONTIG) {
        write_plane(tiff, variant, pixels, size * samples, 0);
    } else {
        unsigned char *plane = alloc_zeroed(WIDTH * HEIGHT, size);
        for (uint16_t s = 0; s < samples; s++) {
            for (size_t i = 0; i < WIDTH * HEIGHT; i++)
                memcpy(plane + i * size, pixels + (i * samples + s) * size, size);
            write_plane(tiff, variant, plane, size, s);
        }
        free(plane);
    }
    TIFFClose(tiff);
}

static enum sample expected_sample(const struct variant *variant) {
    int wide = variant->bits == 8 ? 0 : variant->bits == 16 ? 1 : variant->bits == 32 ? 2 : 3;
    static const enum sample unsigned_types[] = { SAMPLE_U8, SAMPLE_U16, SAMPLE_U32, SAMPLE_U64 };
    static const enum sample signed_types[] = { SAMPLE_I8, SAMPLE_I16, SAMPLE_I32, SAMPLE_I64 };
    static const enum sample float_types[] = { SAMPLE_COUNT, SAMPLE_F16, SAMPLE_F32, SAMPLE_F64 };
    return variant->format == SAMPLEFORMAT_IEEEFP ? float_types[wide]
           : variant->format == SAMPLEFORMAT_INT  ? signed_types[wide]
                                                  : unsigned_types[wide];
}

static void check_variant(const struct variant *variant) {
    size_t size = (size_t)WIDTH * HEIGHT * variant->samples * variant->bits / 8;
    unsigned char *pixels = alloc_zeroed(size, 1);
    fill(pixels, size);
    write_variant(scratch_path("variant.tif"), variant, pixels);
    struct series series = series_open(scratch_path("variant.tif"), true);
    assert_string_equal(fault_text(&series.fault), "");
    const struct source_info *info = &series.source->info;
    assert_int_equal(info->width, WIDTH);
    assert_int_equal(info->height, HEIGHT);
    assert_int_equal(info->channels, variant->samples);
    assert_int_equal(info->sample, expected_sample(variant));
    assert_int_equal(info->frames, 1);
    struct frame_note note = series_read(&series, 0);
    assert_int_equal(note.status, FRAME_OK);
    assert_null(note.reason);
    if (memcmp(series.frame, pixels, size) != 0)
        fail_msg("mode %s, compression %d, predictor %d, format %d, %d bits, planar %d, "
                 "%d samples, %s: other values",
                 variant->mode, variant->compression, variant->predictor, variant->format,
                 variant->bits, variant->planar, variant->samples,
                 variant->is_tiled ? "tiles" : "strips");
    series_close(&series);
    free(pixels);
}

static void every_combination_gives_the_values_written(void **state) {
    (void)state;
    static const char *const modes[] = { "wl", "wb", "w8l", "w8b" };
    static const uint16_t compressions[] = { COMPRESSION_NONE,          COMPRESSION_LZW,
                                             COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS,
                                             COMPRESSION_ZSTD,          COMPRESSION_LZMA };
    static const struct {
        uint16_t format, bits;
    } types[] = { { SAMPLEFORMAT_UINT, 8 },    { SAMPLEFORMAT_INT, 8 },
                  { SAMPLEFORMAT_UINT, 16 },   { SAMPLEFORMAT_INT, 16 },
                  { SAMPLEFORMAT_UINT, 32 },   { SAMPLEFORMAT_INT, 32 },
                  { SAMPLEFORMAT_UINT, 64 },   { SAMPLEFORMAT_IEEEFP, 16 },
                  { SAMPLEFORMAT_IEEEFP, 32 }, { SAMPLEFORMAT_IEEEFP, 64 } };
    int number = 0;
    for (size_t c = 0; c < sizeof compressions / sizeof *compressions; c++)
        for (size_t t = 0; t < sizeof types / sizeof *types; t++)
            for (int form = 0; form < 4; form++)
                for (uint16_t predictor = 1; predictor <= 3; predictor++) {
                    bool predicts = compressions[c] != COMPRESSION_NONE
                                    && compressions[c] != COMPRESSION_PACKBITS;
                    if ((predictor > 1 && !predicts)
                        || (predictor == 3 && types[t].format != SAMPLEFORMAT_IEEEFP)
                        || !TIFFIsCODECConfigured(compressions[c]))
                        continue;
                    number++;
                    // libtiff 4.5 writes the floating-point predictor wrongly into big-endian
                    // files: it cannot read them back itself.
                    struct variant variant = {
                        .mode = predictor == 3 ? modes[number % 2 * 2] : modes[number % 4],
                        .compression = compressions[c],
                        .predictor = predictor,
                        .format = types[t].format,
                        .bits = types[t].bits,
                        .planar = form & 1 ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG,
                        .samples = (uint16_t)(1 + number / 4 % 4),
                        .is_tiled = form & 2,
                    };
                    check_variant(&variant);
                }
}

// ── packed samples ─────────────────────────────────────────────────────────────────────────

// One strip a row, packed here bit by bit, highest first.
static void check_packed(uint32_t bits, bool is_signed, bool is_big_endian) {
    enum { COLUMNS = 11, LINES = 3 };
    int64_t values[LINES][COLUMNS];
    size_t row = (COLUMNS * bits + 7) / 8;
    unsigned char *packed = alloc_zeroed(LINES, row);
    for (uint32_t y = 0; y < LINES; y++)
        for (uint32_t x = 0; x < COLUMNS; x++) {
            uint64_t raw =
                (0x9E3779B97F4A7C15u * (y * COLUMNS + x + 1) >> 32) & (((uint64_t)1 << bits) - 1);
            if (x == 0)
                raw = ((uint64_t)1 << bits) - 1;
            values[y][x] =
                is_signed && raw >> (bits - 1) ? (int64_t)raw - ((int64_t)1 << bits) : (int64_t)raw;
            for (uint32_t b = 0; b < bits; b++) {
                size_t at = x * bits + b;
                // 24-bit samples are whole bytes, in the byte order of the file.
                if (bits == 24 && !is_big_endian)
                    at = x * bits + (b / 8 == 0 ? 16 : b / 8 == 1 ? 8 : 0) + b % 8;
                if (raw >> (bits - 1 - b) & 1)
                    packed[y * row + at / 8] |= (unsigned char)(0x80 >> at % 8);
            }
        }
    struct maker maker = maker_begin(is_big_endian, false);
    uint64_t numbers[] = {
        COLUMNS, LINES, bits, 1, 1, 0, 1, LINES, LINES * row, is_signed ? 2 : 1
    };
    struct maker_tag tags[] = {
        { 256, 3, 1, &numbers[0] }, { 257, 3, 1, &numbers[1] }, { 258, 3, 1, &numbers[2] },
        { 259, 3, 1, &numbers[3] }, { 262, 3, 1, &numbers[4] }, { 273, 4, 1, &numbers[5] },
        { 277, 3, 1, &numbers[6] }, { 278, 3, 1, &numbers[7] }, { 279, 4, 1, &numbers[8] },
        { 339, 3, 1, &numbers[9] },
    };
    size_t at = maker_directory(&maker, tags, sizeof tags / sizeof *tags);
    maker_put(&maker, at + 2 + 5 * 12 + 8, maker.size, 4);
    maker_bytes(&maker, packed, LINES * row);
    struct series series = series_open(scratch_write("packed.tif", maker.data, maker.size), true);
    assert_string_equal(fault_text(&series.fault), "");
    assert_int_equal(series.source->info.bits, bits);
    struct frame_note note = series_read(&series, 0);
    assert_int_equal(note.status, FRAME_OK);
    size_t size = sample_size(series.source->info.sample);
    for (size_t i = 0; i < LINES * COLUMNS; i++) {
        int64_t found = 0;
        memcpy(&found, series.frame + i * size, size);
        if (is_signed)
            found = (int64_t)((uint64_t)found << (64 - 8 * size)) >> (64 - 8 * size);
        assert_int_equal(found, values[i / COLUMNS][i % COLUMNS]);
    }
    series_close(&series);
    maker_free(&maker);
    free(packed);
}

static void packed_samples_are_unpacked_unchanged(void **state) {
    (void)state;
    static const uint32_t depths[] = { 1,  2,  3,  4,  5,  6,  7,  9,  10,
                                       11, 12, 13, 14, 15, 17, 20, 24, 31 };
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++)
        for (int form = 0; form < 4; form++)
            check_packed(depths[i], form & 1, form & 2);
}

// ── what the header says ───────────────────────────────────────────────────────────────────

// A file of one 4 x 2 page of u16 with one more tag.
static struct series open_with_tag(uint16_t tag, uint16_t type, uint64_t value, uint64_t bits) {
    struct maker maker = maker_begin(false, false);
    uint64_t numbers[] = { 4, 2, bits, 1, 1, 0, 1, 2, bits };
    struct maker_tag tags[] = {
        { 256, 3, 1, &numbers[0] }, { 257, 3, 1, &numbers[1] }, { 258, 3, 1, &numbers[2] },
        { 259, 3, 1, &numbers[3] }, { 262, 3, 1, &numbers[4] }, { 273, 4, 1, &numbers[5] },
        { 277, 3, 1, &numbers[6] }, { 278, 3, 1, &numbers[7] }, { 279, 4, 1, &numbers[8] },
        { tag, type, 1, &value },
    };
    for (size_t i = 0; i < 9; i++)
        if (tags[i].tag == tag)
            tags[i].values = &value;
    size_t at = maker_directory(&maker, tags, 10);
    maker_put(&maker, at + 2 + 5 * 12 + 8, maker.size, 4);
    uint16_t pixels[32] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    maker_bytes(&maker, pixels, bits);
    struct series series = series_open(scratch_write("tag.tif", maker.data, maker.size), true);
    maker_free(&maker);
    return series;
}

static void full_scale_maxima_are_real_bits(void **state) {
    (void)state;
    static const struct {
        uint64_t most;
        int bits;
    } cases[] = { { 4095, 12 }, { 1023, 10 }, { 65535, 0 }, { 3012, 0 }, { 0, 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct series series = open_with_tag(TIFFTAG_MAXSAMPLEVALUE, 3, cases[i].most, 16);
        assert_int_equal(series.source->info.bits, cases[i].bits);
        series_close(&series);
    }
}

static void what_is_not_applied_is_said(void **state) {
    (void)state;
    struct series series = open_with_tag(TIFFTAG_ORIENTATION, 3, 6, 16);
    assert_string_equal(metadata_find(&series.source->info.metadata, "Orientation"),
                        "6 (not applied)");
    assert_int_equal(series.source->info.width, 4);
    series_close(&series);
    series = open_with_tag(TIFFTAG_PHOTOMETRIC, 3, PHOTOMETRIC_MINISWHITE, 16);
    assert_string_equal(metadata_find(&series.source->info.metadata, "Photometric"),
                        "MinIsWhite (samples as stored)");
    struct frame_note note = series_read(&series, 0);
    assert_int_equal(note.status, FRAME_OK);
    assert_int_equal(((uint16_t *)series.frame)[7], 8);
    series_close(&series);
}

static void what_cannot_be_read_is_refused_with_a_reason(void **state) {
    (void)state;
    static const struct {
        uint16_t tag;
        uint64_t value;
        const char *words;
    } cases[] = {
        { TIFFTAG_COMPRESSION, 34712, "JPEG 2000" },
        { TIFFTAG_COMPRESSION, COMPRESSION_OJPEG, "old-style JPEG" },
        { TIFFTAG_COMPRESSION, 12345, "compression 12345" },
        { TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_COMPLEXINT, "complex" },
        { TIFFTAG_SAMPLESPERPIXEL, 7, "7 channels" },
        { TIFFTAG_IMAGEWIDTH, 0, "no pixels" },
        { TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR, "YCbCr" },
        { TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE, "palette" },
        { TIFFTAG_BITSPERSAMPLE, 48, "48 bits" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct series series = open_with_tag(cases[i].tag, 3, cases[i].value, 16);
        assert_null(series.source);
        if (!strstr(fault_text(&series.fault), cases[i].words)
            || !strstr(fault_text(&series.fault), "tag.tif"))
            fail_msg("'%s' should say '%s'", fault_text(&series.fault), cases[i].words);
        series_close(&series);
    }
}

// ── palettes ───────────────────────────────────────────────────────────────────────────────

// A 2-bit palette image of the indices 0 1 2 3, with the 12 entries given.
static struct series open_palette(const uint64_t map[12]) {
    struct maker maker = maker_begin(false, false);
    uint64_t numbers[] = { 4, 1, 2, 1, 3, 0, 1, 1, 1 };
    struct maker_tag tags[] = {
        { 256, 3, 1, &numbers[0] }, { 257, 3, 1, &numbers[1] }, { 258, 3, 1, &numbers[2] },
        { 259, 3, 1, &numbers[3] }, { 262, 3, 1, &numbers[4] }, { 273, 4, 1, &numbers[5] },
        { 277, 3, 1, &numbers[6] }, { 278, 3, 1, &numbers[7] }, { 279, 4, 1, &numbers[8] },
        { 320, 3, 12, map },
    };
    size_t at = maker_directory(&maker, tags, 10);
    maker_put(&maker, at + 2 + 5 * 12 + 8, maker.size, 4);
    maker_bytes(&maker, "\x1B", 1);
    struct series series = series_open(scratch_write("palette.tif", maker.data, maker.size), true);
    maker_free(&maker);
    return series;
}

static void palettes_give_their_colours(void **state) {
    (void)state;
    struct series series =
        open_palette((uint64_t[]){ 0, 257, 514, 65535, 0, 0, 0, 257, 9 * 257, 0, 0, 0x0500 });
    assert_int_equal(series.source->info.channels, 3);
    assert_int_equal(series.source->info.sample, SAMPLE_U8);
    struct frame_note note = series_read(&series, 0);
    assert_int_equal(note.status, FRAME_OK);
    assert_memory_equal(series.frame, ((uint8_t[]){ 0, 0, 9, 1, 0, 0, 2, 0, 0, 255, 1, 5 }), 12);
    series_close(&series);
    series = open_palette((uint64_t[]){ 1000, 2, 3, 4, 1000, 2, 3, 4, 1000, 2, 3, 4 });
    assert_int_equal(series.source->info.channels, 1);
    assert_int_equal(series.source->info.sample, SAMPLE_U16);
    note = series_read(&series, 0);
    assert_memory_equal(series.frame, ((uint16_t[]){ 1000, 2, 3, 4 }), 8);
    series_close(&series);
}

// ── JPEG ───────────────────────────────────────────────────────────────────────────────────

enum { JPEG_SIDE = 40, JPEG_BLOCK = 16, JPEG_BLOCKS = (JPEG_SIDE + JPEG_BLOCK - 1) / JPEG_BLOCK };

static uint8_t block_value(uint32_t x, uint32_t y, uint32_t channel) {
    return (uint8_t)(40 + (x / JPEG_BLOCK * 31 + y / JPEG_BLOCK * 67 + channel * 19) % 150);
}

// One level in each block of the codec, which its best quality keeps.
static void write_jpeg(uint16_t samples, bool is_tiled) {
    TIFF *tiff = TIFFOpen(scratch_path("jpeg.tif"), "wl");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, JPEG_SIDE);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, JPEG_SIDE);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                 samples == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_YCBCR);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG);
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 100);
    if (samples > 1)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    TIFFSetField(tiff, is_tiled ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP, JPEG_BLOCK);
    if (is_tiled)
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, JPEG_BLOCK);
    uint32_t across = is_tiled ? JPEG_BLOCKS : 1, width = is_tiled ? JPEG_BLOCK : JPEG_SIDE;
    for (uint32_t i = 0; i < across * JPEG_BLOCKS; i++) {
        uint8_t block[JPEG_BLOCK * JPEG_SIDE * 3], *at = block;
        uint32_t top = i / across * JPEG_BLOCK, left = i % across * JPEG_BLOCK, rows = JPEG_BLOCK;
        if (!is_tiled && JPEG_SIDE - top < rows)
            rows = JPEG_SIDE - top;
        for (uint32_t y = top; y < top + rows; y++)
            for (uint32_t x = left; x < left + width; x++)
                for (uint32_t c = 0; c < samples; c++)
                    *at++ = block_value(x, y, c);
        tmsize_t written = is_tiled ? TIFFWriteEncodedTile(tiff, i, block, at - block)
                                    : TIFFWriteEncodedStrip(tiff, i, block, at - block);
        assert_true(written > 0);
    }
    TIFFClose(tiff);
}

static void jpeg_blocks_have_the_levels_written(void **state) {
    (void)state;
    for (int form = 0; form < 4; form++) {
        uint16_t samples = form & 1 ? 3 : 1;
        write_jpeg(samples, form & 2);
        struct series series = series_open(scratch_path("jpeg.tif"), true);
        assert_string_equal(fault_text(&series.fault), "");
        assert_int_equal(series.source->info.channels, samples);
        assert_true(series.source->info.is_lossy);
        struct frame_note note = series_read(&series, 0);
        assert_int_equal(note.status, FRAME_OK);
        // Colours are rounded twice on their way to YCbCr and back, and where two meet, they run
        // into each other.
        int most = samples == 1 ? 0 : 2;
        for (uint32_t i = 0; i < JPEG_SIDE * JPEG_SIDE * samples; i++) {
            uint32_t x = i / samples % JPEG_SIDE, y = i / samples / JPEG_SIDE;
            bool is_inside = (x + 2) % JPEG_BLOCK >= 4 && (y + 2) % JPEG_BLOCK >= 4;
            int wanted = block_value(x, y, i % samples);
            if (samples > 1 && !is_inside)
                continue;
            assert_in_range(series.frame[i], wanted - most, wanted + most);
        }
        series_close(&series);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_gives_the_values_written),
        cmocka_unit_test(packed_samples_are_unpacked_unchanged),
        cmocka_unit_test(full_scale_maxima_are_real_bits),
        cmocka_unit_test(what_is_not_applied_is_said),
        cmocka_unit_test(what_cannot_be_read_is_refused_with_a_reason),
        cmocka_unit_test(palettes_give_their_colours),
        cmocka_unit_test(jpeg_blocks_have_the_levels_written),
    };
    return cmocka_run_group_tests_name("tiff", tests, scratch_make, scratch_remove);
}
