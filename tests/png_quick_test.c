// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The quick way through PNG files: filters against the formulas of the specification, files
// against the samples that were written, and no file that has been touched.

#include "base/alloc.h"
#include "source/png_filter.h"
#include "source/png_quick.h"

#include <fcntl.h>
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { BYTES = 70 };

static int paeth(int a, int b, int c) {
    int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

static int predicted(int filter, int left, int up, int corner) {
    const int values[] = { 0, left, up, (left + up) / 2, paeth(left, up, corner) };
    return values[filter];
}

static void filters_are_undone(void **state) {
    (void)state;
    uint64_t random = 1;
    for (int filter = 0; filter < 5; filter++)
        for (size_t pixel = 1; pixel <= 8; pixel++)
            for (size_t bytes = 0; bytes <= BYTES; bytes++) {
                unsigned char plain[2][BYTES], row[BYTES];
                for (size_t i = 0; i < BYTES; i++) {
                    random = random * 6364136223846793005U + 1442695040888963407U;
                    plain[0][i] = (unsigned char)(random >> 40);
                    plain[1][i] = i % 3 ? (unsigned char)(random >> 50) : plain[0][i];
                }
                for (size_t i = 0; i < bytes; i++) {
                    int left = i < pixel ? 0 : plain[1][i - pixel];
                    int corner = i < pixel ? 0 : plain[0][i - pixel];
                    row[i] =
                        (unsigned char)(plain[1][i] - predicted(filter, left, plain[0][i], corner));
                }
                assert_true(png_unfilter(filter, row, plain[0], bytes, pixel));
                assert_memory_equal(row, plain[1], bytes);
            }
    assert_false(png_unfilter(5, (unsigned char[]){ 1 }, (unsigned char[]){ 1 }, 1, 1));
}

enum { WIDTH = 37, HEIGHT = 11 };

// The samples are a ramp with noise, in native byte order.
static void write_file(const char *path, int depth, int colour, int filter,
                       const unsigned char *samples, size_t row_bytes) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png)))
        fail();
    png_init_io(png, file);
    png_set_filter(png, 0, filter);
    png_set_compression_buffer_size(png, 100); // several chunks of image data
    png_set_IHDR(png, info, WIDTH, HEIGHT, depth, colour, 0, 0, 0);
    png_text text = { .compression = -1, .key = "Title", .text = "x" };
    png_set_text(png, info, &text, 1);
    png_write_info(png, info);
    if (depth == 16)
        png_set_swap(png);
    for (size_t y = 0; y < HEIGHT; y++)
        png_write_row(png, samples + y * row_bytes);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    fclose(file);
}

static bool read_quick(const char *path, const struct png_wanted *wanted, void *into) {
    struct png_quick quick = { 0 };
    int fd = open(path, O_RDONLY);
    off_t size = lseek(fd, 0, SEEK_END);
    bool good = png_quick_read(&quick, fd, (uint64_t)size, wanted, into);
    close(fd);
    png_quick_free(&quick);
    return good;
}

static void files_are_read_whole(void **state) {
    (void)state;
    static const struct {
        int colour;
        uint32_t channels;
    } kinds[] = { { PNG_COLOR_TYPE_GRAY, 1 },
                  { PNG_COLOR_TYPE_GRAY_ALPHA, 2 },
                  { PNG_COLOR_TYPE_RGB, 3 },
                  { PNG_COLOR_TYPE_RGB_ALPHA, 4 } };
    static const int filters[] = { PNG_FILTER_NONE, PNG_FILTER_SUB,   PNG_FILTER_UP,
                                   PNG_FILTER_AVG,  PNG_FILTER_PAETH, PNG_ALL_FILTERS };
    if (!png_quick_version())
        skip();
    char path[] = "png_quick_test_XXXXXX";
    close(mkstemp(path));
    for (size_t kind = 0; kind < 4; kind++)
        for (int depth = 8; depth <= 16; depth += 8)
            for (size_t filter = 0; filter < sizeof filters / sizeof *filters; filter++) {
                size_t row_bytes = WIDTH * kinds[kind].channels * (size_t)depth / 8;
                unsigned char *samples = alloc_zeroed(HEIGHT, row_bytes);
                unsigned char *into = alloc_zeroed(HEIGHT, row_bytes);
                for (size_t i = 0; i < HEIGHT * row_bytes; i++)
                    samples[i] = (unsigned char)(i * 7 + i * i % 13);
                write_file(path, depth, kinds[kind].colour, filters[filter], samples, row_bytes);
                struct png_wanted wanted = { WIDTH, HEIGHT, kinds[kind].channels, depth };
                assert_true(read_quick(path, &wanted, into));
                assert_memory_equal(samples, into, HEIGHT * row_bytes);
                wanted.height++; // changed since it was opened
                assert_false(read_quick(path, &wanted, into));
                free(samples);
                free(into);
            }
    unlink(path);
}

// Every byte of a file is under a checksum, the signature or the end.
static void touched_files_are_left_alone(void **state) {
    (void)state;
    if (!png_quick_version())
        skip();
    char path[] = "png_quick_test_XXXXXX";
    close(mkstemp(path));
    unsigned char samples[WIDTH * HEIGHT], into[WIDTH * HEIGHT];
    for (size_t i = 0; i < sizeof samples; i++)
        samples[i] = (unsigned char)(i * i);
    write_file(path, 8, PNG_COLOR_TYPE_GRAY, PNG_ALL_FILTERS, samples, WIDTH);
    const struct png_wanted wanted = { WIDTH, HEIGHT, 1, 8 };
    assert_true(read_quick(path, &wanted, into));
    int fd = open(path, O_RDWR);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t at = 0; at < size; at++) {
        unsigned char byte, changed;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        changed = byte ^ 0x10;
        assert_int_equal(pwrite(fd, &changed, 1, at), 1);
        assert_false(read_quick(path, &wanted, into));
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    for (off_t length = size - 1; length >= 0; length--) {
        assert_int_equal(ftruncate(fd, length), 0);
        assert_false(read_quick(path, &wanted, into));
    }
    close(fd);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_are_undone),
        cmocka_unit_test(files_are_read_whole),
        cmocka_unit_test(touched_files_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
