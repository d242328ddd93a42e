// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "sample_files.h"

#include "npy_file.h"
#include "tiff_maker.h"

#include <stdint.h>
#include <tiffio.h>

enum { SIDE = SAMPLE_SIDE, PIXELS = SAMPLE_PIXELS, FRAMES = SAMPLE_FRAMES, ROWS = 10, TILE = 16 };

struct form {
    const char *mode;
    uint16_t compression, predictor, format, bits, samples, photometric;
    uint32_t rows; // of a strip; 0: tiles
    const char *description;
};

static void set_tags(TIFF *tiff, const struct form *form) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, SIDE);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, SIDE);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, form->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, form->format);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, form->samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, form->photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, form->compression);
    if (form->compression == COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    else if (form->samples > 1)
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
    if (form->predictor > 1)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, form->predictor);
    if (form->rows) {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, form->rows);
    } else {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, TILE);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, TILE);
    }
    if (form->photometric == PHOTOMETRIC_PALETTE) {
        uint16_t colours[256];
        sample_fill((unsigned char *)colours, sizeof colours);
        TIFFSetField(tiff, TIFFTAG_COLORMAP, colours, colours + 16, colours + 32);
    }
    if (form->description)
        TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, form->description);
}

static void fill_block(const struct form *form, unsigned char *block, size_t size, size_t number) {
    if (form->format == SAMPLEFORMAT_IEEEFP) {
        for (size_t i = 0; i < size / sizeof(float); i++)
            memcpy(block + i * sizeof(float), &(float){ (float)(i + 100 * number) / 3 },
                   sizeof(float));
        return;
    }
    sample_fill(block, size);
    for (size_t i = 0; i < size; i += 5)
        block[i] = (unsigned char)(block[i] + number);
}

static void write_form(const char *path, const struct form *form) {
    TIFF *tiff = TIFFOpen(path, form->mode);
    if (!tiff)
        abort();
    for (size_t page = 0; page < FRAMES; page++) {
        set_tags(tiff, form);
        uint32_t blocks = form->rows ? TIFFNumberOfStrips(tiff) : TIFFNumberOfTiles(tiff);
        for (uint32_t i = 0; i < blocks; i++) {
            unsigned char block[4 * 3 * PIXELS];
            uint32_t strip = i % ((SIDE - 1) / (form->rows ? form->rows : SIDE) + 1);
            uint32_t left = SIDE - strip * form->rows;
            tmsize_t size = form->rows ? TIFFVStripSize(tiff, left < form->rows ? left : form->rows)
                                       : TIFFTileSize(tiff);
            fill_block(form, block, (size_t)size, page + i);
            tmsize_t written = form->rows ? TIFFWriteEncodedStrip(tiff, i, block, size)
                                          : TIFFWriteEncodedTile(tiff, i, block, size);
            if (written < 0)
                abort();
        }
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
}

static void write_grey(const char *path, uint16_t compression, const char *description) {
    const struct form form = { .mode = "w",
                               .compression = compression,
                               .format = SAMPLEFORMAT_UINT,
                               .bits = 8,
                               .samples = 1,
                               .photometric = PHOTOMETRIC_MINISBLACK,
                               .rows = ROWS,
                               .description = description };
    write_form(path, &form);
}

void sample_write_tiff(const char *path) {
    write_grey(path, COMPRESSION_NONE, NULL);
}

void sample_write_tiff_lzw(const char *path) {
    write_grey(path, COMPRESSION_LZW, NULL);
}

void sample_write_tiff_deflate(const char *path) {
    write_grey(path, COMPRESSION_ADOBE_DEFLATE, NULL);
}

void sample_write_tiff_packbits(const char *path) {
    write_grey(path, COMPRESSION_PACKBITS, NULL);
}

void sample_write_tiff_ome(const char *path) {
    write_grey(path, COMPRESSION_NONE,
               "<?xml version='1.0'?><OME><Image><Pixels DimensionOrder='XYCZT' SizeC='1' "
               "SizeZ='1' SizeT='3' TimeIncrement='2' TimeIncrementUnit='ms'>"
               "<Plane TheT='0' DeltaT='0.01'/><Plane TheT='1' DeltaT='0.0121'/>"
               "<Plane TheT='2' DeltaT='16' DeltaTUnit='ms'/></Pixels></Image></OME>");
}

void sample_write_tiff_tiled(const char *path) {
    const struct form form = { .mode = "wl",
                               .compression = COMPRESSION_ADOBE_DEFLATE,
                               .predictor = 3,
                               .format = SAMPLEFORMAT_IEEEFP,
                               .bits = 32,
                               .samples = 1,
                               .photometric = PHOTOMETRIC_MINISBLACK };
    write_form(path, &form);
}

void sample_write_tiff_planar(const char *path) {
    const struct form form = { .mode = "wl",
                               .compression = COMPRESSION_LZW,
                               .predictor = 2,
                               .format = SAMPLEFORMAT_UINT,
                               .bits = 16,
                               .samples = 3,
                               .photometric = PHOTOMETRIC_RGB,
                               .rows = ROWS };
    write_form(path, &form);
}

void sample_write_tiff_signed(const char *path) {
    const struct form form = { .mode = "w8b",
                               .compression = COMPRESSION_NONE,
                               .format = SAMPLEFORMAT_INT,
                               .bits = 16,
                               .samples = 1,
                               .photometric = PHOTOMETRIC_MINISBLACK,
                               .rows = ROWS };
    write_form(path, &form);
}

void sample_write_tiff_packed(const char *path) {
    const struct form form = { .mode = "wb",
                               .compression = COMPRESSION_NONE,
                               .format = SAMPLEFORMAT_UINT,
                               .bits = 12,
                               .samples = 1,
                               .photometric = PHOTOMETRIC_MINISBLACK,
                               .rows = ROWS };
    write_form(path, &form);
}

void sample_write_tiff_jpeg(const char *path) {
    const struct form form = { .mode = "wl",
                               .compression = COMPRESSION_JPEG,
                               .format = SAMPLEFORMAT_UINT,
                               .bits = 8,
                               .samples = 3,
                               .photometric = PHOTOMETRIC_YCBCR,
                               .rows = TILE };
    write_form(path, &form);
}

void sample_write_tiff_palette(const char *path) {
    const struct form form = { .mode = "wl",
                               .compression = COMPRESSION_PACKBITS,
                               .format = SAMPLEFORMAT_UINT,
                               .bits = 4,
                               .samples = 1,
                               .photometric = PHOTOMETRIC_PALETTE,
                               .rows = ROWS };
    write_form(path, &form);
}

void sample_write_tiff_imagej(const char *path) {
    unsigned char images[FRAMES * PIXELS * 2];
    sample_fill(images, sizeof images);
    struct maker maker = maker_begin(true, false);
    maker_page(&maker, SIDE, SIDE, 16, "ImageJ=1.53t\nimages=3\nframes=3\nfinterval=0.25\n", images,
               sizeof images);
    write_bytes(path, maker.data, maker.size);
    maker_free(&maker);
}
