// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Writers of small good files, of the kinds that have many forms; fuzz_samples.c has the others.
// Each writes the whole file, and ends the test when it cannot.

#ifndef BLITZ_TESTS_SAMPLE_FILES_H
#define BLITZ_TESTS_SAMPLE_FILES_H

#include <stddef.h>

// Every picture has SAMPLE_SIDE x SAMPLE_SIDE pixels, and what holds several has SAMPLE_FRAMES.
enum { SAMPLE_SIDE = 24, SAMPLE_PIXELS = SAMPLE_SIDE * SAMPLE_SIDE, SAMPLE_FRAMES = 3 };

// Bytes that look like nothing and are the same each time.
void sample_fill(unsigned char *bytes, size_t count);

// 16 bits, big endian; grey with alpha.
void sample_write_deep_pgm(const char *path);
void sample_write_pam(const char *path);

// Palettes of 4 bits: run lengths with all their escapes; interlaced. And 16-bit colour.
void sample_write_bmp_runs(const char *path);
void sample_write_png_palette(const char *path);
void sample_write_png_deep(const char *path);

// Progressive, in colour, with EXIF.
void sample_write_jpeg(const char *path);
void sample_write_jpeg_progressive(const char *path);

// Pages without compression; LZW; deflate; PackBits.
void sample_write_tiff(const char *path);
void sample_write_tiff_lzw(const char *path);
void sample_write_tiff_deflate(const char *path);
void sample_write_tiff_packbits(const char *path);

// Floats in tiles with predictor 3; colours in planes with predictor 2; signed, BigTIFF; 12 bits
// packed, big endian; JPEG in colour; a palette.
void sample_write_tiff_tiled(const char *path);
void sample_write_tiff_planar(const char *path);
void sample_write_tiff_signed(const char *path);
void sample_write_tiff_packed(const char *path);
void sample_write_tiff_jpeg(const char *path);
void sample_write_tiff_palette(const char *path);

// One directory before all images; pages with stamps in XML.
void sample_write_tiff_imagej(const char *path);
void sample_write_tiff_ome(const char *path);

#endif
