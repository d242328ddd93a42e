// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Makes and reads files for the shell tests, on its own and not by the code under test.
//
//     maker npy FILE TYPE SHAPE VALUE...      TYPE u1 u2 i2 i4 f4 f8, SHAPE 4,1,1
//     maker pgm FILE W H MAXVAL VALUE...
//     maker png FILE W H BITS CHANNELS SBIT VALUE...     SBIT 0: none
//     maker tiff FILE PAGES W H BITS VALUE...            FILE.btf: BigTIFF, not compressed
//     maker values FILE.npy                   type, shape, then a value a line
//     maker json FILE PATH...                 for each path ("plan/limit", "problems/0/status")
//                                             type and value; fails when FILE is no JSON
//
// Values are taken again from the first when there are not enough.

#include "maker_json.h"

#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

static void fail(const char *what) {
    fprintf(stderr, "maker: %s\n", what);
    exit(1);
}

// What is left of the command line, as an endless list of numbers.
struct values {
    char **items;
    size_t count, next;
};

static double take(struct values *values) {
    return values->count ? atof(values->items[values->next++ % values->count]) : 0;
}

static FILE *create(const char *path) {
    FILE *file = fopen(path, "wb");
    if (!file)
        fail(path);
    return file;
}

static void put_element(FILE *file, const char *type, double value) {
    union {
        uint8_t u1;
        uint16_t u2;
        int16_t i2;
        int32_t i4;
        float f4;
        double f8;
    } as;
    size_t size = (size_t)(type[1] - '0');
    if (strcmp(type, "u1") == 0)
        as.u1 = (uint8_t)value;
    else if (strcmp(type, "u2") == 0)
        as.u2 = (uint16_t)value;
    else if (strcmp(type, "i2") == 0)
        as.i2 = (int16_t)value;
    else if (strcmp(type, "i4") == 0)
        as.i4 = (int32_t)value;
    else if (strcmp(type, "f4") == 0)
        as.f4 = (float)value;
    else if (strcmp(type, "f8") == 0)
        as.f8 = value;
    else
        fail("no such type");
    fwrite(&as, size, 1, file);
}

static void make_npy(char **words, struct values *values) {
    FILE *file = create(words[0]);
    char header[118];
    memset(header, ' ', sizeof header);
    int used = snprintf(header, sizeof header,
                        "{'descr': '%c%s', 'fortran_order': False, 'shape': (%s,), }",
                        words[1][1] == '1' ? '|' : '<', words[1], words[2]);
    header[used] = ' ';
    header[sizeof header - 1] = '\n';
    fwrite("\x93NUMPY\x01\x00\x76\x00", 10, 1, file);
    fwrite(header, sizeof header, 1, file);
    size_t count = 1;
    for (const char *c = words[2]; *c; c += strcspn(c, ","), c += *c == ',')
        count *= strtoul(c, NULL, 10);
    while (count--)
        put_element(file, words[1], take(values));
    fclose(file);
}

static void make_pgm(char **words, struct values *values) {
    FILE *file = create(words[0]);
    size_t count = strtoul(words[1], NULL, 10) * strtoul(words[2], NULL, 10);
    fprintf(file, "P5\n%s %s\n%s\n", words[1], words[2], words[3]);
    bool wide = atoi(words[3]) > 255;
    while (count--) {
        unsigned value = (unsigned)take(values);
        if (wide)
            putc((int)(value >> 8), file);
        putc((int)(value & 255), file);
    }
    fclose(file);
}

static void make_png(char **words, struct values *values) {
    FILE *file = create(words[0]);
    png_uint_32 width = (png_uint_32)atoi(words[1]), height = (png_uint_32)atoi(words[2]);
    int bits = atoi(words[3]), channels = atoi(words[4]), real = atoi(words[5]);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, width, height, bits,
                 channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_byte depth = (png_byte)real;
    png_color_8 significant = { depth, depth, depth, depth, 0 };
    if (real)
        png_set_sBIT(png, info, &significant);
    png_write_info(png, info);
    size_t samples = (size_t)width * (size_t)channels;
    png_bytep row = malloc(samples * 2);
    for (png_uint_32 y = 0; y < height; y++) {
        for (size_t x = 0; x < samples; x++) {
            unsigned value = (unsigned)take(values);
            if (bits == 16) {
                row[2 * x] = (png_byte)(value >> 8);
                row[2 * x + 1] = (png_byte)value;
            } else {
                row[x] = (png_byte)value;
            }
        }
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
    fclose(file);
}

static void make_tiff(char **words, struct values *values) {
    bool is_big = strstr(words[0], ".btf");
    TIFF *tiff = TIFFOpen(words[0], is_big ? "w8" : "w");
    if (!tiff)
        fail(words[0]);
    uint32_t width = (uint32_t)atoi(words[2]), height = (uint32_t)atoi(words[3]);
    int bits = atoi(words[4]);
    unsigned char *row = malloc((size_t)width * 2);
    for (int page = 0; page < atoi(words[1]); page++) {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, is_big ? COMPRESSION_NONE : COMPRESSION_LZW);
        for (uint32_t y = 0; y < height; y++) {
            for (uint32_t x = 0; x < width; x++)
                if (bits == 16)
                    ((uint16_t *)row)[x] = (uint16_t)take(values);
                else
                    row[x] = (unsigned char)take(values);
            TIFFWriteScanline(tiff, row, y, 0);
        }
        TIFFWriteDirectory(tiff);
    }
    free(row);
    TIFFClose(tiff);
}

static void print_element(const unsigned char *at, const char *type) {
    int16_t i2;
    uint16_t u2;
    float f4;
    memcpy(&i2, at, 2);
    memcpy(&u2, at, 2);
    memcpy(&f4, at, 4);
    if (strstr(type, "u1"))
        printf("%u\n", *at);
    else if (strstr(type, "u2"))
        printf("%u\n", u2);
    else if (strstr(type, "i2"))
        printf("%d\n", i2);
    else
        printf("%.9g\n", (double)f4);
}

static void print_values(const char *path) {
    size_t size;
    char *bytes = read_whole(path, &size);
    if (!bytes || size < 128 || memcmp(bytes, "\x93NUMPY\x01\x00", 8) != 0)
        fail("no NPY 1.0");
    size_t start = 10 + (size_t)((unsigned char)bytes[8] + 256 * (unsigned char)bytes[9]);
    char type[4] = { 0 };
    memcpy(type, strstr(bytes + 10, "'descr': '") + 10, 3);
    const char *shape = strchr(bytes + 10, '(') + 1;
    size_t step = (size_t)(type[2] - '0');
    printf("%s (%.*s)\n", type, (int)strcspn(shape, ")"), shape);
    // Four bytes more, so that any element may be looked at as any type.
    bytes = realloc(bytes, size + 4);
    for (size_t at = start; at + step <= size; at += step)
        print_element((unsigned char *)bytes + at, type);
    free(bytes);
}

static void print_json(const char *path, char **queries, int count) {
    size_t size;
    char *bytes = read_whole(path, &size);
    if (!bytes || !json_is_valid(bytes, size))
        fail("no JSON");
    for (int i = 0; i < count; i++)
        json_print(bytes, queries[i]);
    free(bytes);
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int words;
        void (*make)(char **words, struct values *values);
    } kinds[] = {
        { "npy", 3, make_npy },
        { "pgm", 4, make_pgm },
        { "png", 6, make_png },
        { "tiff", 5, make_tiff },
    };
    for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(argv[1], kinds[i].name) == 0 && argc >= 2 + kinds[i].words) {
            struct values values = { argv + 2 + kinds[i].words, (size_t)(argc - 2 - kinds[i].words),
                                     0 };
            kinds[i].make(argv + 2, &values);
            return 0;
        }
    if (argc == 3 && strcmp(argv[1], "values") == 0)
        print_values(argv[2]);
    else if (argc >= 3 && strcmp(argv[1], "json") == 0)
        print_json(argv[2], argv + 3, argc - 3);
    else
        fail("see the source for how to call it");
    return 0;
}
