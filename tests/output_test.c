// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is written is read back by other hands: NPY headers and JSON by small parsers below,
// TIFF and PNG by their libraries.

#include "base/text.h"
#include "output/image_output.h"
#include "output/json.h"
#include "output/provenance.h"
#include "output/table_output.h"
#include "output/write.h"

#include <dirent.h>
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

static char folder[] = "/tmp/blitz_output_XXXXXX";

static char *path_in(const char *name) {
    char *path;
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    return path;
}

// Removes all files and returns how many there were, temporary ones counted in *hidden.
static int empty_folder(int *hidden) {
    DIR *directory = opendir(folder);
    int files = 0;
    *hidden = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = path_in(entry->d_name);
        *hidden += entry->d_name[0] == '.';
        unlink(path);
        rmdir(path);
        free(path);
        files++;
    }
    closedir(directory);
    return files;
}

static void assert_folder_held(int files) {
    int hidden;
    assert_int_equal(empty_folder(&hidden), files);
    assert_int_equal(hidden, 0);
}

static unsigned char *slurp(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    unsigned char *bytes = calloc(1 << 20, 1);
    *size = fread(bytes, 1, (1 << 20) - 1, file);
    fclose(file);
    return bytes;
}

// ── a tiny validator of JSON: returns what follows the value, or NULL ──────────────────────

static const char *json_skip(const char *at);

static const char *blank(const char *at) {
    return at + strspn(at, " \n\t");
}

static const char *json_skip_string(const char *at) {
    if (*at++ != '"')
        return NULL;
    for (; *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            return NULL;
        if (*at == '\\' && !strchr("\"\\/bfnrtu", *++at))
            return NULL;
    }
    return at + 1;
}

static const char *json_skip_list(const char *at, char close, bool keys) {
    at = blank(at + 1);
    if (*at == close)
        return at + 1;
    for (;;) {
        if (keys) {
            at = json_skip_string(at);
            if (!at || *(at = blank(at)) != ':')
                return NULL;
            at = blank(at + 1);
        }
        at = json_skip(at);
        if (!at)
            return NULL;
        at = blank(at);
        if (*at == close)
            return at + 1;
        if (*at != ',')
            return NULL;
        at = blank(at + 1);
    }
}

static const char *json_skip(const char *at) {
    char *end;
    if (*at == '{')
        return json_skip_list(at, '}', true);
    if (*at == '[')
        return json_skip_list(at, ']', false);
    if (*at == '"')
        return json_skip_string(at);
    if (strncmp(at, "null", 4) == 0 || strncmp(at, "true", 4) == 0)
        return at + 4;
    if (strncmp(at, "false", 5) == 0)
        return at + 5;
    if (*at != '-' && (*at < '0' || *at > '9'))
        return NULL;
    strtod(at, &end);
    return end;
}

static void assert_json(const char *string) {
    const char *end = json_skip(string);
    assert_non_null(end);
    assert_string_equal(end, "\n");
}

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

static const struct ledger_counts counts = { .by_status = { [FRAME_OK] = 2, [FRAME_PENDING] = 1 } };
static const struct provenance_input inputs[] = { { "in \x1b[2J.tif", 1234, 951782400 } };
static const char *const references[] = { "dark=mean:0:100" };
static const struct provenance origin = {
    .version = "9.8.7",
    .command = "blitz export 'a b.tif' -o out.tif",
    .inputs = inputs,
    .input_count = 1,
    .has_range = true,
    .first = 4,
    .step = 2,
    .count = 3,
    .frames = &counts,
    .references = references,
    .reference_count = 1,
    .time = "2026-03-01T12:00:00Z",
};

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
            assert_string_equal(software, "blitz 9.8.7: blitz export 'a b.tif' -o out.tif");
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
        seen += strcmp(text[i].key, "Comment") == 0
                && strstr(text[i].text, "command: blitz export 'a b.tif' -o out.tif");
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

// ── text ───────────────────────────────────────────────────────────────────────────────────

static void tables_are_what_the_standard_says(void **state) {
    (void)state;
    static const struct table_column columns[] = {
        { "frame", NULL }, { "name", NULL }, { "all.mean", "DN" }, { "x", "px" }
    };
    struct table_cell rows[2][4] = {
        { cell_int(-3), cell_text("a \"b\", c\n"), cell_double(0.1), cell_single(0.1f) },
        { cell_int(4), cell_missing(), cell_double(NAN), cell_missing() },
    };
    static const char *const truth[] = {
        "frame,name,all.mean [DN],x [px]\n-3,\"a \"\"b\"\", c\\n\",0.1,0.1\n4,,nan,\n",
        "frame\tname\tall.mean [DN]\tx [px]\n-3\ta \"b\", c\\n\t0.1\t0.1\n4\t\tnan\t\n",
        "[\n  {\n    \"frame\": -3,\n    \"name\": \"a \\\"b\\\", c\\n\",\n    \"all.mean\": 0.1,\n"
        "    \"x\": 0.1\n  },\n  {\n    \"frame\": 4,\n    \"name\": null,\n    \"all.mean\": "
        "null,\n"
        "    \"x\": null\n  }\n]\n",
    };
    for (int f = TABLE_CSV; f <= TABLE_JSON; f++) {
        struct text text = { 0 };
        struct table table;
        table_begin(&table, (enum table_format)f, columns, 4, &text);
        table_row(&table, rows[0]);
        table_row(&table, rows[1]);
        table_end(&table);
        assert_string_equal(text_string(&text), truth[f]);
        text_free(&text);
    }
    struct text text = { 0 };
    struct table table;
    table_begin(&table, TABLE_JSON, columns, 4, &text);
    table_end(&table);
    assert_string_equal(text_string(&text), "[]\n");
    text_free(&text);
    enum table_format format;
    assert_true(table_format_of("a/b.CSV", &format, NULL));
    assert_int_equal(format, TABLE_CSV);
    assert_false(table_format_of("a.npy", &format, NULL));
}

static void json_is_valid_whatever_it_holds(void **state) {
    (void)state;
    struct text text = { 0 };
    struct json json = { .into = &text };
    char every[256];
    for (int i = 0; i < 255; i++)
        every[i] = (char)(i + 1);
    every[255] = '\0';
    json_object(&json);
    json_field_string(&json, "bytes", every);
    json_field_string(&json, "wide", "\u00e9 \U0001f600 \u202e");
    json_field_double(&json, "inf", INFINITY);
    json_field_int(&json, "big", INT64_MIN);
    json_field_bool(&json, "no", false);
    json_field_null(&json, "nothing");
    json_key(&json, "lists");
    json_array(&json);
    json_array(&json);
    json_array_end(&json);
    json_object(&json);
    json_object_end(&json);
    json_double(&json, 1e-300);
    json_array_end(&json);
    json_object_end(&json);
    assert_json(text_string(&text));
    assert_non_null(strstr(text_string(&text), "\"inf\": null"));
    assert_non_null(strstr(text_string(&text), "-9223372036854775808"));
    assert_non_null(strstr(text_string(&text), "\u00e9 \U0001f600 \\u202e"));
    for (const char *c = text_string(&text); *c; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    text_free(&text);
}

static void provenance_is_valid_json_beside_the_result(void **state) {
    (void)state;
    struct fault fault = { 0 };
    char *out = path_in("out.npy"), *path = path_in("out.npy.prov.json");
    assert_true(provenance_write(&origin, out, false, &fault));
    size_t size;
    char *bytes = (char *)slurp(path, &size);
    assert_json(bytes);
    assert_non_null(strstr(bytes, "\"command\": \"blitz export 'a b.tif' -o out.tif\""));
    assert_non_null(strstr(bytes, "\"modified\": \"2000-02-29T00:00:00Z\""));
    assert_non_null(strstr(bytes, "\"size\": 1234"));
    assert_non_null(strstr(bytes, "\"ok\": 2"));
    free(bytes);
    assert_false(provenance_write(&origin, out, false, &fault));
    fault_clear(&fault);
    free(out);
    free(path);
    assert_folder_held(1);
}

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    int hidden;
    empty_folder(&hidden);
    return rmdir(folder);
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
        cmocka_unit_test(tables_are_what_the_standard_says),
        cmocka_unit_test(json_is_valid_whatever_it_holds),
        cmocka_unit_test(provenance_is_valid_json_beside_the_result),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
