// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "sample_files.h"

#include "npy_file.h"

#include <png.h>
#include <stdbool.h>
#include <stdint.h>
// jpeglib.h needs what stdio.h declares.
#include <jpeglib.h>

enum { SIDE = SAMPLE_SIDE, PIXELS = SAMPLE_PIXELS, COLOURS = 16 };

void sample_fill(unsigned char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(i * i / 7 + i);
}

// `size` bytes of samples behind a head of text.
static void write_behind(const char *path, const char *head, size_t size) {
    size_t before = strlen(head);
    unsigned char *bytes = malloc(before + size);
    memcpy(bytes, head, before);
    sample_fill(bytes + before, size);
    write_bytes(path, bytes, before + size);
    free(bytes);
}

void sample_write_deep_pgm(const char *path) {
    write_behind(path, "P5 # deep\n24 24\n65535\n", 2 * PIXELS);
}

void sample_write_pam(const char *path) {
    write_behind(path,
                 "P7\nWIDTH 24\nHEIGHT 24\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n",
                 2 * PIXELS);
}

static void put(unsigned char *at, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

// Each row: a run of 20 pixels, four pixels as they are, the end of the row; then the end.
void sample_write_bmp_runs(const char *path) {
    enum { DATA = 54 + 4 * COLOURS, ROW = 2 + 4 + 2 };
    unsigned char bytes[DATA + SIDE * ROW + 2] = { 'B', 'M' };
    put(bytes + 2, sizeof bytes, 4);
    put(bytes + 10, DATA, 4);
    put(bytes + 14, 40, 4);
    put(bytes + 18, SIDE, 4);
    put(bytes + 22, SIDE, 4);
    put(bytes + 26, 1, 2);
    put(bytes + 28, 4, 2);
    put(bytes + 30, 2, 4);
    put(bytes + 34, SIDE * ROW + 2, 4);
    put(bytes + 46, COLOURS, 4);
    sample_fill(bytes + 54, (size_t)4 * COLOURS);
    unsigned char *at = bytes + DATA;
    for (unsigned row = 0; row < SIDE; row++, at += ROW)
        memcpy(at, (unsigned char[]){ 20, (unsigned char)(row * 7), 0, 4, 0x12, 0x34, 0, 0 }, ROW);
    at[1] = 1;
    write_bytes(path, bytes, sizeof bytes);
}

static void write_png(const char *path, int depth, int type, int interlacing) {
    FILE *file = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    unsigned char samples[SIDE * 6 * SIDE], *rows[SIDE];
    if (!file || setjmp(png_jmpbuf(png)))
        abort();
    sample_fill(samples, sizeof samples);
    for (size_t y = 0; y < SIDE; y++)
        rows[y] = samples + y * 6 * SIDE;
    png_init_io(png, file);
    png_set_IHDR(png, info, SIDE, SIDE, depth, type, interlacing, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (type == PNG_COLOR_TYPE_PALETTE) {
        png_color colours[COLOURS];
        sample_fill((unsigned char *)colours, sizeof colours);
        png_set_PLTE(png, info, colours, COLOURS);
    }
    png_write_info(png, info);
    png_write_image(png, rows);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(file);
}

void sample_write_png_palette(const char *path) {
    write_png(path, 4, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_ADAM7);
}

void sample_write_png_deep(const char *path) {
    write_png(path, 16, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE);
}

// One directory with the orientation and the time, as text behind it.
static const unsigned char exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\x02"
                                    "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
                                    "\x01\x32\0\x02\0\0\0\x14\0\0\0\x26\0\0\0\0"
                                    "2026:11:27 12:34:56";

static void write_jpeg(const char *path, bool is_progressive) {
    int channels = is_progressive ? 3 : 1;
    unsigned char samples[3 * PIXELS];
    sample_fill(samples, sizeof samples);
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = { .err = jpeg_std_error(&errors) };
    FILE *file = fopen(path, "wb");
    if (!file)
        abort();
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = jpeg.image_height = SIDE;
    jpeg.input_components = channels;
    jpeg.in_color_space = is_progressive ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    if (is_progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (is_progressive)
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif, sizeof exif);
    for (int y = 0; y < SIDE; y++)
        jpeg_write_scanlines(&jpeg, &(JSAMPROW){ samples + y * channels * SIDE }, 1);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    fclose(file);
}

void sample_write_jpeg(const char *path) {
    write_jpeg(path, false);
}

void sample_write_jpeg_progressive(const char *path) {
    write_jpeg(path, true);
}
