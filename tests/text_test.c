// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Tables written as people and programs write them, and text that is no table.

#include "source/formats.h"
#include "source/text_number.h"

#include "image_support.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct taken take_text(const char *text) {
    return take_bytes(&source_text, text, strlen(text), CHANNEL_AUTO);
}

static bool same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

// ── numbers ────────────────────────────────────────────────────────────────────────────────

static void check_number(const char *string, double expected) {
    double value = 0;
    if (!text_number(string, string + strlen(string), '.', &value))
        fail_msg("'%s' is no number", string);
    if (memcmp(&value, &expected, sizeof value) != 0)
        fail_msg("'%s' is %a, not %a", string, value, expected);
}

static void numbers_are_the_nearest_doubles(void **state) {
    (void)state;
    static const char *const hard[] = {
        "0",
        "-0",
        "1",
        "+1.5",
        "0.1",
        ".5",
        "5.",
        "1e23",
        "9007199254740992",
        "9007199254740993",
        "9007199254740995",
        "2.2250738585072011e-308",
        "5e-324",
        "2e-324",
        "1.7976931348623157e308",
        "123456789012345678901234567890",
        "0.000000000000000000000000000001234",
        "1e22",
        "1e-22",
        "3.0e-23",
        "8.5e22",
        "100000000000000000000000e-22",
        "1e400",
        "1e-400",
        "0e999999999999",
        "4.35",
        "0.3",
        "2.675",
        "1.15",
    };
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
        check_number(hard[i], strtod(hard[i], NULL));
    // Any double, printed in any number of digits.
    uint32_t seed = 5;
    for (int i = 0; i < 100000; i++) {
        char string[64];
        double value = ldexp(noise_next(&seed) + noise_next(&seed) * 0x1p-24,
                             (int)(noise_next(&seed) % 120) - 70);
        snprintf(string, sizeof string, i % 2 ? "%.*g" : "%.*e", (int)(noise_next(&seed) % 20),
                 noise_next(&seed) % 2 ? value : -value);
        check_number(string, strtod(string, NULL));
    }
}

static void what_is_a_number(void **state) {
    (void)state;
    static const struct {
        const char *text;
        char decimal;
        double value; // 12345: it is none
    } cases[] = {
        { "1,5", ',', 1.5 },       { "1.5", ',', 12345 },      { "1,5", '.', 12345 },
        { "1e3", '.', 1000 },      { "1D-2", '.', 0.01 },      { "-.5", '.', -0.5 },
        { "nan", '.', NAN },       { "NaN", '.', NAN },        { "-NAN", '.', NAN },
        { "Inf", '.', INFINITY },  { "-inf", '.', -INFINITY }, { "infinity", '.', INFINITY },
        { "infinit", '.', 12345 }, { "0x10", '.', 12345 },     { "1e", '.', 12345 },
        { "1e+", '.', 12345 },     { "e5", '.', 12345 },       { "-", '.', 12345 },
        { ".", '.', 12345 },       { "1.2.3", '.', 12345 },    { "1 2", '.', 12345 },
        { "--1", '.', 12345 },     { "12a", '.', 12345 },      { "", '.', 12345 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 0;
        const char *text = cases[i].text;
        bool is_one = text_number(text, text + strlen(text), cases[i].decimal, &value);
        assert_int_equal(is_one, cases[i].value != 12345);
        if (is_one && !same(value, cases[i].value))
            fail_msg("'%s' is %g", text, value);
    }
}

// ── tables ─────────────────────────────────────────────────────────────────────────────────

static const struct {
    const char *text;
    int width, height;
    const char *says; // in its layout
    double values[12];
} tables[] = {
    { "1 2 3\n4 5 6\n", 3, 2, "blanks", { 1, 2, 3, 4, 5, 6 } },
    { "  1   2\t3  \n 4  5  6\t", 3, 2, "blanks", { 1, 2, 3, 4, 5, 6 } },
    { "1\t2\t3\n4\t5\t6\n", 3, 2, "tabs", { 1, 2, 3, 4, 5, 6 } },
    { "1,2,3\n4,5,6\n", 3, 2, "commas", { 1, 2, 3, 4, 5, 6 } },
    { "1, 2, 3\n4, 5, 6\n", 3, 2, "commas", { 1, 2, 3, 4, 5, 6 } },
    { "1;2;3\n4;5;6\n", 3, 2, "semicolons", { 1, 2, 3, 4, 5, 6 } },
    { "1,5;2,5\n-3,25;4\n", 2, 2, "semicolons, decimal comma", { 1.5, 2.5, -3.25, 4 } },
    { "1;2\n3;4,5\n", 2, 2, "semicolons, decimal comma", { 1, 2, 3, 4.5 } },
    { "1;2\n3;4\n5;6\n7;8,5\n", 2, 4, "decimal comma", { 1, 2, 3, 4, 5, 6, 7, 8.5 } },
    { "1,5\t2,5\n3,5\t4,5\n", 2, 2, "tabs, decimal comma", { 1.5, 2.5, 3.5, 4.5 } },
    { "1,5 2,5\n3,5 4,5\n", 2, 2, "blanks, decimal comma", { 1.5, 2.5, 3.5, 4.5 } },
    { "0,5  1,5  2\n3,5 4,5   5\n", 3, 2, "blanks, decimal comma", { 0.5, 1.5, 2, 3.5, 4.5, 5 } },
    { "1 2\r\n3 4\r\n", 2, 2, "blanks", { 1, 2, 3, 4 } },
    { "1,2\r3,4\r", 2, 2, "commas", { 1, 2, 3, 4 } },
    { "\xEF\xBB\xBF"
      "1,2\n3,4\n",
      2,
      2,
      "commas",
      { 1, 2, 3, 4 } },
    { "1,2,\n3,4,\n5,6,\n", 2, 3, "one at the end of each row", { 1, 2, 3, 4, 5, 6 } },
    { "1;2;\r\n3;;\r\n", 2, 2, "one at the end of each row", { 1, 2, 3, NAN } },
    { "1\t\t3\n\t5\t\n7\t8\t9\n", 3, 3, "tabs", { 1, NAN, 3, NAN, 5, NAN, 7, 8, 9 } },
    { "1\t2\n\t\n3\t4\n", 2, 3, "tabs", { 1, 2, NAN, NAN, 3, 4 } },
    { "nan nan\nNaN -inf\n1e3 2\n", 2, 3, "blanks", { NAN, NAN, NAN, -INFINITY, 1000, 2 } },
    { "\"1\",\"2\"\n\"3\",\"4\"\n", 2, 2, "commas", { 1, 2, 3, 4 } },
    { "Width 2\nUnit: \xC2\xB0"
      "C\n\n# of 3\n1 2\n3 4\n",
      2,
      2,
      "4 lines before",
      { 1, 2, 3, 4 } },
    { "640 480\n1 2 3\n4 5 6\n7 8 9\n", 3, 3, "1 line before", { 1, 2, 3, 4, 5, 6, 7, 8, 9 } },
    { "1 2\n\n\n3 4\n% end\n\n", 2, 2, "blanks", { 1, 2, 3, 4 } },
    { "1 10 20\n2 30 40\n3 50 60\n4 70 80\n",
      2,
      4,
      "row numbers left out",
      { 10, 20, 30, 40, 50, 60, 70, 80 } },
    { "0;1,5;2\n1;3;4\n2;5;6\n3;7;8\n",
      2,
      4,
      "row numbers left out",
      { 1.5, 2, 3, 4, 5, 6, 7, 8 } },
    { ",0,1\n0,5,6\n1,7,8\n2,9,9\n3,0,1\n",
      2,
      4,
      "row numbers left out, 1 line before",
      { 5, 6, 7, 8, 9, 9, 0, 1 } },
    // No row numbers: too few rows, a fraction, a step of 2, another beginning, one column left.
    { "1 10 20\n2 30 40\n3 50 60\n", 3, 3, "blanks", { 1, 10, 20, 2, 30, 40, 3, 50, 60 } },
    { "1.0 1 2\n2.0 3 4\n3.0 5 6\n4.0 7 8\n",
      3,
      4,
      "blanks",
      { 1, 1, 2, 2, 3, 4, 3, 5, 6, 4, 7, 8 } },
    { "1 1 2\n2 3 4\n3 5 6\n5 7 8\n", 3, 4, "blanks", { 1, 1, 2, 2, 3, 4, 3, 5, 6, 5, 7, 8 } },
    { "2 1 2\n3 3 4\n4 5 6\n5 7 8\n", 3, 4, "blanks", { 2, 1, 2, 3, 3, 4, 4, 5, 6, 5, 7, 8 } },
    { "0 1\n1 3\n2 5\n3 7\n", 2, 4, "blanks", { 0, 1, 1, 3, 2, 5, 3, 7 } },
};

static void tables_are_recognised_as_they_are_written(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct taken taken = take_text(tables[i].text);
        if (!taken.source)
            fail_msg("table %zu: %s", i, fault_text(&taken.fault));
        const struct source_info *info = &taken.source->info;
        if (info->width != (uint32_t)tables[i].width || info->height != (uint32_t)tables[i].height)
            fail_msg("table %zu is %u x %u", i, info->width, info->height);
        assert_int_equal(info->sample, SAMPLE_F64);
        assert_int_equal(taken.note.status, FRAME_OK);
        const char *layout = metadata_find(&info->metadata, "text layout");
        if (!strstr(layout, tables[i].says))
            fail_msg("table %zu is '%s'", i, layout);
        const double *values = (const double *)taken.samples;
        for (int v = 0; v < tables[i].width * tables[i].height; v++)
            if (!same(values[v], tables[i].values[v]))
                fail_msg("table %zu, value %d is %g", i, v, values[v]);
        taken_free(&taken);
    }
}

static void text_that_is_no_table_is_left_alone(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "\n\n",
        "1\n",
        "1 2 3\n",
        "1\n2\n3\n4\n",
        "hello world\nand more\n",
        "a,b\n1,x\n2,y\n",
        "2026-11-27 12:00 started\n2026-11-27 12:01 stopped\n",
        "1 2\n3 4\nthe end\n",
        "1 2\n3 4\n5 6\nx 8\n9 9\n1 1\n",
        "1 2\n3\n4 5 6\n7\n",
        "1.234,5;2.345,6\n3.456,7;4\n",
        ";;;\n;;;\n",
        "\t\t\n\t\t\n",
        "frame,source,mean\n0,frame 0,1.5\n1,frame 1,2.5\n",
        "{ \"a\": [1, 2, 3],\n \"b\": [4, 5, 6] }\n",
        "1 2\n3 4\x01\n5 6\n",
        "P2 3 2 9\n1 2 3\n4 5 6\x02\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (source_text.probe((const unsigned char *)texts[i], strlen(texts[i])))
            fail_msg("text %zu is taken for a table", i);
    // Formats with a magic number of their own keep their files.
    struct source_wish wish = { 0 };
    char *folder = new_folder(), *path = path_in_folder(folder, "a.txt");
    write_bytes(path, "P2\n3 2\n9\n1 2 3\n4 5 6\n", 21);
    struct source *source = source_open(path, &wish, NULL);
    assert_string_equal(source->info.kind, "pnm");
    source_close(&source);
    free(path);
    remove_folder(folder);
}

static void a_row_that_is_none_ends_what_is_real(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint32_t rows, height;
        const char *says;
    } cases[] = {
        { "1 2 3\n4 5 6\n7 8\n9 9 9\n", 2, 4, "line 3 has 2 values, not 3; 2 of 4 rows" },
        { "1 2 3\n4 5 6\n7 8 9 10\n", 2, 3, "line 3 has 4 values, not 3" },
        { "x y\n\n1 2\n3 4\n\n5 6\n7", 3, 4, "line 7 has 1 values, not 2" },
        { "1 2 3\n4 5 6\n7 8 9e", 2, 3, "line 3: '9e' is no number" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct taken taken = take_text(cases[i].text);
        assert_non_null(taken.source);
        assert_int_equal(taken.note.status, FRAME_RECOVERED);
        assert_int_equal(taken.note.valid.height, cases[i].rows);
        assert_int_equal(taken.source->info.height, cases[i].height);
        if (!strstr(taken.note.reason, cases[i].says))
            fail_msg("'%s'", taken.note.reason);
        size_t row = taken.bytes / cases[i].height;
        for (size_t b = row * cases[i].rows; b < taken.bytes; b++)
            assert_int_equal(taken.samples[b], 0);
        taken_free(&taken);
    }
    // A word after the rows that are looked at; control bytes are made safe.
    struct text long_text = { 0 };
    for (int i = 0; i < 200; i++)
        text_add(&long_text, i == 150 ? "\x1b[2J 2\n" : "1 2\n");
    struct taken taken = take_text(text_string(&long_text));
    assert_non_null(taken.source);
    assert_int_equal(taken.note.valid.height, 150);
    assert_non_null(strstr(taken.note.reason, "line 151: '\\e[2J' is no number"));
    taken_free(&taken);
    text_free(&long_text);
}

// ── files of some size ─────────────────────────────────────────────────────────────────────

// Rows of numbers with a decimal comma, and their values by another way.
static struct text make_table(int width, int height, double *values) {
    struct text text = { 0 };
    uint32_t seed = 99;
    text_add(&text, "Thermal image\r\nemissivity;0,95\r\n");
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int number = (int)(noise_next(&seed) % 2000000) - 1000000;
            values[y * width + x] = number / 1000.0;
            text_addf(&text, "%s%d,%03d%s", number < 0 ? "-" : "", abs(number) / 1000,
                      abs(number) % 1000, x + 1 < width ? ";" : "\r\n");
        }
    return text;
}

static void cut_files_give_their_whole_rows(void **state) {
    (void)state;
    enum { WIDTH = 23, HEIGHT = 37 };
    double values[WIDTH * HEIGHT];
    struct text text = make_table(WIDTH, HEIGHT, values);
    for (int percent = 0; percent <= 100; percent++) {
        size_t length = text.length * (size_t)percent / 100 - (percent == 100);
        struct taken taken = take_bytes(&source_text, text.data, length, CHANNEL_AUTO);
        if (!taken.source) {
            assert_true(percent < 15);
            taken_free(&taken);
            continue;
        }
        // Rows that end in the file; of one that is cut nothing is taken but where all of its
        // cells are there, of which then the last may be cut.
        uint32_t whole = 0;
        for (size_t i = 0; i < length; i++)
            whole += text.data[i] == '\n';
        whole -= 2;
        assert_int_equal(taken.source->info.width, WIDTH);
        uint32_t rows = taken.note.valid.height;
        assert_in_range(rows, whole, whole + 1);
        const double *found = (const double *)taken.samples;
        for (size_t i = 0; i < (size_t)rows * WIDTH; i++)
            if (i + 1 < (size_t)(whole + 1) * WIDTH)
                assert_true(found[i] == values[i]);
        if (rows > whole)
            assert_non_null(metadata_find(&taken.source->info.metadata, "last line"));
        taken_free(&taken);
    }
    text_free(&text);
}

// Lines that are longer than any buffer, the first longer than what the layout is found in.
static void wide_tables_are_read(void **state) {
    (void)state;
    enum { WIDTH = 40000, HEIGHT = 3 };
    double *values = malloc(WIDTH * HEIGHT * sizeof *values);
    struct text text = make_table(WIDTH, HEIGHT, values);
    struct taken taken = take_bytes(&source_text, text.data, text.length, CHANNEL_AUTO);
    assert_non_null(taken.source);
    assert_int_equal(taken.source->info.width, WIDTH);
    assert_int_equal(taken.source->info.height, HEIGHT);
    assert_int_equal(taken.note.status, FRAME_OK);
    assert_memory_equal(taken.samples, values, WIDTH * HEIGHT * sizeof *values);
    taken_free(&taken);
    text_free(&text);
    free(values);
}

static void damaged_files_do_no_harm(void **state) {
    (void)state;
    enum { WIDTH = 11, HEIGHT = 40 };
    double values[WIDTH * HEIGHT];
    struct text text = make_table(WIDTH, HEIGHT, values);
    uint32_t seed = 3;
    for (int round = 0; round < 400; round++) {
        char *copy = malloc(text.length);
        memcpy(copy, text.data, text.length);
        for (int i = 0; i <= round % 9; i++)
            copy[noise_next(&seed) % text.length] =
                round % 2 ? "\n;,.e+-\t "[noise_next(&seed) % 9] : (char)noise_next(&seed);
        struct taken taken = take_bytes(&source_text, copy, text.length, CHANNEL_AUTO);
        if (taken.source)
            assert_true(taken.note.valid.height <= taken.source->info.height);
        taken_free(&taken);
        free(copy);
    }
    text_free(&text);
}

// ── folders ────────────────────────────────────────────────────────────────────────────────

static void write_text(const char *folder, const char *name, const char *text) {
    char *path = path_in_folder(folder, name);
    write_bytes(path, text, strlen(text));
    free(path);
}

static void tables_of_a_folder_come_after_pictures(void **state) {
    (void)state;
    char *folder = new_folder();
    write_text(folder, "t1.asc", "1 2\n3 4\n");
    write_text(folder, "t2.asc", "5;6\n7;8,5\n");
    write_text(folder, "t3.asc", "9 8\n7 6\n5 4\n");
    write_text(folder, "t4.asc", "words\n");
    write_text(folder, "log.txt", "started\nstopped\n");
    struct source_wish wish = { 0 };
    struct fault fault = { 0 };
    struct source *source = source_open(folder, &wish, &fault);
    assert_non_null(source);
    assert_true(source_count(source, NULL, NULL));
    assert_string_equal(source->info.kind, "text");
    assert_int_equal(source->info.frames, 4);
    static const enum frame_status expected[] = { FRAME_OK, FRAME_OK, FRAME_MISMATCH,
                                                  FRAME_UNREADABLE };
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    for (int i = 0; i < 4; i++) {
        double pixels[4];
        struct frame_note note;
        source_read(source, cursor, i, pixels, &note);
        assert_int_equal(note.status, expected[i]);
        if (i == 1)
            assert_true(pixels[0] == 5 && pixels[1] == 6 && pixels[2] == 7 && pixels[3] == 8.5);
        free(note.reason);
    }
    source_cursor_close(source, &cursor);
    source_close(&source);
    // With a picture beside them, the picture opens, and the tables are the second group.
    write_text(folder, "one.pgm", "P2 1 1 9 5\n");
    source = source_open(folder, &wish, &fault);
    assert_string_equal(source->info.kind, "pnm");
    struct source_folder_view view;
    assert_true(source_folder(source, &view));
    assert_int_equal(view.group_count, 2);
    assert_string_equal(view.groups[1].label, "t#.asc");
    source_close(&source);
    wish.group = 2;
    source = source_open(folder, &wish, &fault);
    assert_string_equal(source->info.kind, "text");
    source_close(&source);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_the_nearest_doubles),
        cmocka_unit_test(what_is_a_number),
        cmocka_unit_test(tables_are_recognised_as_they_are_written),
        cmocka_unit_test(text_that_is_no_table_is_left_alone),
        cmocka_unit_test(a_row_that_is_none_ends_what_is_real),
        cmocka_unit_test(cut_files_give_their_whole_rows),
        cmocka_unit_test(wide_tables_are_read),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(tables_of_a_folder_come_after_pictures),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
