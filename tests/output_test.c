// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is written is read back by other hands: NPY headers by a small parser below, TIFF and
// PNG by their libraries.

#include "output/image_output.h"
#include "output/write.h"
#include "output_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#include <cmocka.h>

// ── files ──────────────────────────────────────────────────────────────────────────────────

static void nothing_is_replaced_without_force(void **state) {
    (void)state;
    struct fault fault = { 0 };
    char *path = path_in("a.csv");
    size_t size;
    assert_true(output_write_all(path, "first", 5, false, &fault));
    assert_false(output_write_all(path, "second", 6, false, &fault));
    assert_int_equal(fault.kind, FAULT_FAILED);
    assert_non_null(strstr(fault_text(&fault), "a.csv"));
    assert_non_null(strstr(fault_text(&fault), "--force"));
    fault_clear(&fault);
    unsigned char *bytes = slurp(path, &size);
    assert_int_equal(size, 5);
    assert_memory_equal(bytes, "first", 5);
    free(bytes);
    assert_true(output_write_all(path, "second", 6, true, &fault));
    bytes = slurp(path, &size);
    assert_int_equal(size, 6);
    assert_memory_equal(bytes, "second", 6);
    free(bytes);
    free(path);
    assert_folder_held(1);
}

// A file that appears while ours is being written is not replaced either.
static void a_file_that_came_meanwhile_stays(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct output_file file;
    char *path = path_in("race.npy");
    assert_true(output_begin(&file, path, false, &fault));
    assert_true(output_write(&file, "mine", 4, &fault));
    assert_int_equal(access(path, F_OK), -1);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_int_equal(write(fd, "theirs", 6), 6);
    close(fd);
    assert_false(output_end(&file, &fault));
    assert_non_null(strstr(fault_text(&fault), "--force"));
    fault_clear(&fault);
    size_t size;
    unsigned char *bytes = slurp(path, &size);
    assert_int_equal(size, 6);
    free(bytes);
    free(path);
    assert_folder_held(1);
}

static void impossible_names_are_refused(void **state) {
    (void)state;
    struct fault fault = { 0 };
    char *missing = path_in("no/such/a.csv"), *taken = path_in("folder");
    assert_int_equal(mkdir(taken, 0700), 0);
    assert_false(output_write_all(missing, "x", 1, false, &fault));
    fault_clear(&fault);
    assert_false(output_write_all(taken, "x", 1, true, &fault));
    fault_clear(&fault);
    assert_false(output_write_all("", "x", 1, true, &fault));
    fault_clear(&fault);
    assert_false(output_write_all("/dev/null", "x", 1, true, &fault));
    assert_non_null(strstr(fault_text(&fault), "not a regular file"));
    fault_clear(&fault);
    free(missing);
    free(taken);
    assert_folder_held(1);
}

static const struct shape small = { 5, 7, 1 };

// The limit of the size of files stands for a full disk.
static void a_full_disk_leaves_nothing_behind(void **state) {
    (void)state;
    static const char *const names[] = { "a.npy", "a.tif", "a.png" };
    struct image_wish wish = { .element = ELEMENT_U16, .shape = { 200, 300, 1 }, .frames = 1 };
    uint16_t *samples = malloc(200 * 300 * 2);
    uint32_t random = 1;
    for (int i = 0; i < 200 * 300; i++)
        samples[i] = (uint16_t)((random = random * 1664525 + 1013904223) >> 16);
    struct rlimit before, tight;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = 50000;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fault fault = { 0 };
        char *path = path_in(names[i]);
        setrlimit(RLIMIT_FSIZE, &tight);
        struct image_file *image = image_begin(path, &wish, &fault);
        bool good = image && image_add(image, samples, &fault) && image_end(&image, &fault);
        image_abandon(&image);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_false(good);
        assert_int_equal(fault.kind, FAULT_FAILED);
        assert_non_null(strstr(fault_text(&fault), "larger than a file may be"));
        fault_clear(&fault);
        free(path);
    }
    free(samples);
    assert_folder_held(0);
}

static void missing_frames_leave_nothing_behind(void **state) {
    (void)state;
    static const char *const names[] = { "a.npy", "a.tif" };
    uint8_t samples[35] = { 0 };
    struct image_wish wish = { .element = ELEMENT_U8, .shape = small, .frames = 3 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fault fault = { 0 };
        char *path = path_in(names[i]);
        struct image_file *image = image_begin(path, &wish, &fault);
        assert_true(image_add(image, samples, &fault));
        assert_false(image_end(&image, &fault));
        assert_null(image);
        assert_non_null(strstr(fault_text(&fault), "1 of 3"));
        fault_clear(&fault);
        free(path);
    }
    assert_folder_held(0);
}

static void names_are_made_from_the_output(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        { "out.npy", "mean", "out.mean.npy" },
        { "a.b/out", "std", "a.b/out.std" },
        { "x.y.tif", "p99", "x.y.p99.tif" },
        { "d/.hidden", "max", "d/.hidden.max" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *name = output_name_with(cases[i][0], cases[i][1]);
        assert_string_equal(name, cases[i][2]);
        free(name);
    }
    char *name = output_name_numbered("out.png", 123);
    assert_string_equal(name, "out.000123.png");
    free(name);
}

// ── images ─────────────────────────────────────────────────────────────────────────────────

// Sample i of frame f, with all bytes used, as 16 bits.
static unsigned pattern(size_t f, size_t i) {
    return (unsigned)(f * 40503 + i * 25717 + 77) & 0xFFFF;
}

static void *paint(enum element element, size_t f, size_t samples) {
    void *into = calloc(samples, element_size(element));
    for (size_t i = 0; i < samples; i++) {
        if (element == ELEMENT_U8)
            ((uint8_t *)into)[i] = (uint8_t)pattern(f, i);
        else if (element == ELEMENT_F32)
            ((float *)into)[i] = (float)pattern(f, i) / 7 - 1000;
        else
            ((uint16_t *)into)[i] = (uint16_t)pattern(f, i);
    }
    return into;
}

static void write_frames(const char *path, const struct image_wish *wish) {
    struct fault fault = { 0 };
    struct image_file *image = image_begin(path, wish, &fault);
    if (!image)
        fail_msg("%s", fault_text(&fault));
    for (size_t f = 0; f < wish->frames; f++) {
        void *samples = paint(wish->element, f, shape_samples(wish->shape));
        assert_true(image_add(image, samples, &fault));
        free(samples);
    }
    if (!image_end(&image, &fault))
        fail_msg("%s", fault_text(&fault));
}

static void npy_has_its_header_and_samples(void **state) {
    (void)state;
    static const struct {
        enum element element;
        struct shape shape;
        size_t frames;
        bool as_stack;
        const char *header;
    } cases[] = {
        { ELEMENT_U8,
          { 5, 7, 1 },
          1,
          false,
          "{'descr': '|u1', 'fortran_order': False, 'shape': (5, 7), }" },
        { ELEMENT_U16,
          { 5, 7, 1 },
          1,
          true,
          "{'descr': '<u2', 'fortran_order': False, 'shape': (1, 5, 7), }" },
        { ELEMENT_I16,
          { 5, 7, 1 },
          3,
          true,
          "{'descr': '<i2', 'fortran_order': False, 'shape': (3, 5, 7), }" },
        { ELEMENT_F32,
          { 5, 7, 3 },
          2,
          false,
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 5, 7, 3), }" },
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char *path = path_in("a.npy");
        struct image_wish wish = { .element = cases[c].element,
                                   .shape = cases[c].shape,
                                   .frames = cases[c].frames,
                                   .as_stack = cases[c].as_stack };
        write_frames(path, &wish);
        size_t size;
        unsigned char *bytes = slurp(path, &size);
        assert_memory_equal(bytes, "\x93NUMPY\x01\x00", 8);
        size_t header = bytes[8] | bytes[9] << 8;
        assert_int_equal((header + 10) % 64, 0);
        assert_memory_equal(bytes + 10, cases[c].header, strlen(cases[c].header));
        for (size_t i = strlen(cases[c].header); i + 1 < header; i++)
            assert_int_equal(bytes[10 + i], ' ');
        assert_int_equal(bytes[10 + header - 1], '\n');
        size_t samples = shape_samples(wish.shape), frame = samples * element_size(wish.element);
        assert_int_equal(size, 10 + header + frame * wish.frames);
        for (size_t f = 0; f < wish.frames; f++) {
            void *truth = paint(wish.element, f, samples);
            assert_memory_equal(bytes + 10 + header + f * frame, truth, frame);
            free(truth);
        }
        free(bytes);
        unlink(path);
        free(path);
    }
    assert_folder_held(0);
}

static void check_page(TIFF *tiff, const struct image_wish *wish, size_t f) {
    static const int kinds[] = { SAMPLEFORMAT_UINT, SAMPLEFORMAT_UINT, SAMPLEFORMAT_INT,
                                 SAMPLEFORMAT_IEEEFP };
    uint32_t width = 0, height = 0;
    uint16_t bits = 0, kind = 0, channels = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetField(tiff, TIFFTAG_SAMPLEFORMAT, &kind);
    TIFFGetField(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels);
    assert_int_equal(width, wish->shape.width);
    assert_int_equal(height, wish->shape.height);
    assert_int_equal(bits, 8 * element_size(wish->element));
    assert_int_equal(kind, kinds[wish->element]);
    assert_int_equal(channels, wish->shape.channels);
    size_t samples = shape_samples(wish->shape), row = samples / height * bits / 8;
    unsigned char *read = calloc(height, row);
    void *truth = paint(wish->element, f, samples);
    for (uint32_t y = 0; y < height; y++)
        assert_int_equal(TIFFReadScanline(tiff, read + y * row, y, 0), 1);
    assert_memory_equal(read, truth, row * height);
    free(read);
    free(truth);
}

static void tiff_reads_back_with_its_description(void **state) {
    (void)state;
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (uint32_t channels = 1; channels <= 3; channels += 2) {
            char *path = path_in("a.tif");
            struct image_wish wish = { .element = (enum element)e,
                                       .shape = { 5, 7, channels },
                                       .frames = 3,
                                       .interval = 0.001,
                                       .has_levels = true,
                                       .low = -1.5,
                                       .high = 4000,
                                       .provenance = &origin };
            write_frames(path, &wish);
            TIFF *tiff = TIFFOpen(path, "r");
            assert_non_null(tiff);
            assert_int_equal(TIFFNumberOfDirectories(tiff), 3);
            char *description = NULL, *software = NULL;
            TIFFSetDirectory(tiff, 0);
            TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &description);
            TIFFGetField(tiff, TIFFTAG_SOFTWARE, &software);
            static const char *const lines[] = { "ImageJ=",        "\nimages=3\n",
                                                 "\nframes=3\n",   "\nhyperstack=true\n",
                                                 "\nunit=pixel\n", "\nfinterval=0.001\n",
                                                 "\nmin=-1.5\n",   "\nmax=4000\n",
                                                 "frames ok: 2",   "\\e[2J" };
            for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
                assert_non_null(strstr(description, lines[i]));
            assert_null(strchr(description, 0x1b));
            assert_string_equal(software, "blitz 9.8.7: blitz export 'a b.tif'");
            for (uint16_t f = 0; f < 3; f++) {
                assert_int_equal(TIFFSetDirectory(tiff, f), 1);
                check_page(tiff, &wish, f);
            }
            TIFFClose(tiff);
            unlink(path);
            free(path);
        }
    assert_folder_held(0);
}

static void read_png(const char *path, const struct image_wish *wish, size_t f) {
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s: not written", path);
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_read_png(png, info, PNG_TRANSFORM_SWAP_ENDIAN, NULL);
    assert_int_equal(png_get_image_width(png, info), wish->shape.width);
    assert_int_equal(png_get_image_height(png, info), wish->shape.height);
    assert_int_equal(png_get_bit_depth(png, info), 8 * element_size(wish->element));
    assert_int_equal(png_get_channels(png, info), wish->shape.channels);
    png_color_8p real;
    if (wish->bits) {
        assert_true(png_get_sBIT(png, info, &real) != 0);
        assert_int_equal(wish->shape.channels == 3 ? real->green : real->gray, wish->bits);
    }
    png_textp text;
    int texts = 0, seen = 0;
    png_get_text(png, info, &text, &texts);
    for (int i = 0; i < texts; i++) {
        seen += strcmp(text[i].key, "Software") == 0 && strcmp(text[i].text, "blitz 9.8.7") == 0;
        // Nothing that another run would not write again: no time, not the name of the result.
        seen += strcmp(text[i].key, "Comment") == 0
                && strstr(text[i].text, "command: blitz export 'a b.tif'\n")
                && !strstr(text[i].text, "T12:00:00Z\n");
    }
    assert_int_equal(seen, 2);
    size_t samples = shape_samples(wish->shape);
    size_t row = samples / wish->shape.height * element_size(wish->element);
    unsigned char *truth = paint(wish->element, f, samples);
    png_bytepp rows = png_get_rows(png, info);
    for (uint32_t y = 0; y < wish->shape.height; y++)
        assert_memory_equal(rows[y], truth + y * row, row);
    free(truth);
    png_destroy_read_struct(&png, &info, NULL);
    fclose(file);
}

static void png_reads_back_named_by_source_index(void **state) {
    (void)state;
    static const int64_t sources[] = { 7, 107 };
    for (int e = ELEMENT_U8; e <= ELEMENT_U16; e++)
        for (uint32_t channels = 1; channels <= 3; channels += 2)
            for (size_t frames = 1; frames <= 2; frames++) {
                struct image_wish wish = { .element = (enum element)e,
                                           .shape = { 5, 7, channels },
                                           .frames = frames,
                                           .bits = e == ELEMENT_U16 ? 12 : 0,
                                           .sources = sources,
                                           .provenance = &origin };
                char *path = path_in("a.png");
                write_frames(path, &wish);
                if (frames == 1) {
                    read_png(path, &wish, 0);
                } else {
                    char *first = path_in("a.000007.png"), *second = path_in("a.000107.png");
                    read_png(first, &wish, 0);
                    read_png(second, &wish, 1);
                    free(first);
                    free(second);
                }
                free(path);
                assert_folder_held((int)frames);
            }
}

static void png_refuses_what_it_cannot_hold(void **state) {
    (void)state;
    struct fault fault = { 0 };
    char *path = path_in("a.png"), *other = path_in("a.bmp");
    for (int e = ELEMENT_I16; e <= ELEMENT_F32; e++) {
        struct image_wish wish = { .element = (enum element)e, .shape = small, .frames = 1 };
        assert_null(image_begin(path, &wish, &fault));
        assert_non_null(strstr(fault_text(&fault), "--as=display"));
        fault_clear(&fault);
    }
    struct image_wish wish = { .element = ELEMENT_U8, .shape = small, .frames = 1 };
    assert_null(image_begin(other, &wish, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    fault_clear(&fault);
    free(path);
    free(other);
    assert_folder_held(0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_replaced_without_force),
        cmocka_unit_test(a_file_that_came_meanwhile_stays),
        cmocka_unit_test(impossible_names_are_refused),
        cmocka_unit_test(a_full_disk_leaves_nothing_behind),
        cmocka_unit_test(missing_frames_leave_nothing_behind),
        cmocka_unit_test(names_are_made_from_the_output),
        cmocka_unit_test(npy_has_its_header_and_samples),
        cmocka_unit_test(tiff_reads_back_with_its_description),
        cmocka_unit_test(png_reads_back_named_by_source_index),
        cmocka_unit_test(png_refuses_what_it_cannot_hold),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
