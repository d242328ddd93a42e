// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The header of a BMP file: OS/2 and Windows, versions 1 to 5. FFmpeg decodes the pixels; what
// channels they make must be known before.

#ifndef BLITZ_SOURCE_BMP_HEADER_H
#define BLITZ_SOURCE_BMP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bmp_compression { BMP_PLAIN = 0, BMP_RLE8 = 1, BMP_RLE4 = 2, BMP_MASKS = 3 };

// The part of a file that holds every header and palette: 14 + 124 + 3 x 4 + 256 x 4, rounded.
enum { BMP_HEAD = 2048 };

struct bmp_header {
    uint32_t width, height;
    bool is_top_down;
    unsigned bits; // of a pixel: 1 2 4 8 16 24 32
    uint32_t compression;
    uint32_t pixels;       // place in the file
    uint32_t across, down; // pixels per metre; 0: not said
    size_t info_size;      // of the header after the first 14 bytes
    bool has_alpha;
    unsigned colours;              // entries of the palette in the file; 0: none
    unsigned char palette[256][3]; // red, green, blue; black beyond `colours`
    bool is_grey;                  // every entry is
};

// Reads the header from the first bytes of a file. NULL when it is good, else what is wrong, as
// the end of a sentence (static).
const char *bmp_header_read(const unsigned char *head, size_t size, struct bmp_header *header);

// Bytes of a stored row: a multiple of four.
uint64_t bmp_row_bytes(const struct bmp_header *header);

enum bmp_runs {
    BMP_RUNS_WHOLE,  // every pixel is set
    BMP_RUNS_SPARSE, // their end mark comes before, or they skip pixels or run out of a row
    BMP_RUNS_TORN,   // the data end before the end mark and the last row
};

// How run-length coded data cover the picture.
enum bmp_runs bmp_runs_check(const struct bmp_header *header, const unsigned char *data,
                             size_t size);

#endif
