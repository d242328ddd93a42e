// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Tables whose layout the user says: each part of it overrules what is found, and only that.

#include "image_support.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// ── what is said ───────────────────────────────────────────────────────────────────────────

static void wishes_are_read_and_written(void **state) {
    (void)state;
    static const char *const good[][2] = {
        { "separator=;,header=2,rows=yes,decimal=,",
          "separator=semicolon,decimal=comma,header=2,rows=yes" },
        { "decimal=,,separator=;", "separator=semicolon,decimal=comma" },
        { "separator=,", "separator=comma" },
        { "separator=,,decimal=.", "separator=comma,decimal=point" },
        { "separator=tab", "separator=tab" },
        { "separator=blank,rows=no", "separator=blank,rows=no" },
        { "decimal=comma", "decimal=comma" },
        { "header=0", "header=0" },
        { "header=007", "header=7" },
        { "header=999999999", "header=999999999" },
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct text_wish wish = { 0 }, again = { 0 };
        struct text text = { 0 }, twice = { 0 };
        assert_true(text_wish_parse(good[i][0], &wish, NULL));
        assert_true(text_wish_is_said(&wish));
        text_wish_format(&wish, &text);
        assert_string_equal(text_string(&text), good[i][1]);
        assert_true(text_wish_parse(text_string(&text), &again, NULL));
        text_wish_format(&again, &twice);
        assert_string_equal(text_string(&twice), good[i][1]);
        text_free(&text);
        text_free(&twice);
    }
    assert_false(text_wish_is_said(&(struct text_wish){ 0 }));
}

static void other_wishes_are_refused(void **state) {
    (void)state;
    static const char *const bad[][2] = {
        { "", "must be one or more of" },
        { "separator", "must be one or more of" },
        { "separator=", "must be one or more of" },
        { "separator=x", "must be one or more of" },
        { "separator=tabs", "must be one or more of" },
        { "separator=,header=2", "must be one or more of" },
        { "separator=;;", "must be one or more of" },
        { "decimal=;", "must be one or more of" },
        { "rows=maybe", "must be one or more of" },
        { "header=", "must be one or more of" },
        { "header=-1", "must be one or more of" },
        { "header=1.5", "must be one or more of" },
        { "header=9999999999", "must be one or more of" },
        { "header=99999999999999999999", "must be one or more of" },
        { "rows=yes,", "must be one or more of" },
        { ",rows=yes", "must be one or more of" },
        { "rows=yes,rows=yes", "each once" },
        { "rows=yes header=2", "must be one or more of" },
        { "\x1b[2J", "'\\e[2J' must be" },
        { "separator=,,decimal=,", "a comma cannot be both" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct text_wish wish = { .header = 17 };
        struct fault fault = { 0 };
        assert_false(text_wish_parse(bad[i][0], &wish, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        if (!strstr(fault_text(&fault), bad[i][1]))
            fail_msg("'%s': '%s'", bad[i][0], fault_text(&fault));
        assert_int_equal(wish.header, 17);
        fault_clear(&fault);
    }
}

// ── what becomes of it ─────────────────────────────────────────────────────────────────────

static const struct {
    const char *text, *wish;
    uint32_t width, height; // 0: refused
    const char *says;       // in its layout, or in the fault
    double values[12];
} tables[] = {
    // A thousand's comma and a decimal comma look alike.
    { "1,5;2,5\n3,5;4,5\n", "separator=comma", 0, 0, "with --text=separator=comma", { 0 } },
    { "1,2\t3,4\n5,6\t7,8\n", "", 2, 2, "tabs, decimal comma", { 1.2, 3.4, 5.6, 7.8 } },
    { "1,2 3,4\n5,6 7,8\n",
      "decimal=comma",
      2,
      2,
      "blanks, decimal comma",
      { 1.2, 3.4, 5.6, 7.8 } },
    { "1,2,3\n4,5,6\n", "", 3, 2, "commas, decimal point", { 1, 2, 3, 4, 5, 6 } },
    { "1,2 3,4\n5,6 7,8\n", "separator=blank", 2, 2, "decimal comma", { 1.2, 3.4, 5.6, 7.8 } },
    { "1 2\t3 4\n5 6\t7 8\n", "separator=blank", 4, 2, "blanks", { 1, 2, 3, 4, 5, 6, 7, 8 } },
    { "1,2;\n3,4;\n", "separator=semicolon", 0, 0, "no table of numbers with", { 0 } },
    // Lines before the table that look like its rows, and fewer lines than are guessed.
    { "640 480\n1 2\n3 4\n", "", 2, 3, "0 lines before", { 640, 480, 1, 2, 3, 4 } },
    { "640 480\n1 2\n3 4\n", "header=1", 2, 2, "1 line before", { 1, 2, 3, 4 } },
    { "a b\n\n# c\n1 2\n3 4\n", "header=1", 2, 2, "3 lines before", { 1, 2, 3, 4 } },
    { "a b\n1 2\n3 4\n", "header=0", 0, 0, "with --text=header=0", { 0 } },
    { "1 2\n3 4\n", "header=2", 0, 0, "with --text=header=2", { 0 } },
    { "1 2\n3 4\n", "header=999999999", 0, 0, "with --text=header=999999999", { 0 } },
    { "a b\nc d\n1 2\n3 4\n5 6\n", "header=3", 2, 2, "3 lines before", { 3, 4, 5, 6 } },
    { ";0;1\n0;5;6\n1;7;8\n2;9;9\n",
      "header=0",
      3,
      4,
      "0 lines before",
      { NAN, 0, 1, 0, 5, 6, 1, 7, 8, 2, 9, 9 } },
    // Row numbers that are none, that are too few to be believed, and names.
    { "1 10 20\n2 30 40\n3 50 60\n4 70 80\n",
      "rows=no",
      3,
      4,
      "0 lines",
      { 1, 10, 20, 2, 30, 40, 3, 50, 60, 4, 70, 80 } },
    { "7 10 20\n9 30 40\n", "rows=yes", 2, 2, "row numbers left out", { 10, 20, 30, 40 } },
    { "0 1\n1 3\n2 5\n3 7\n", "rows=yes", 1, 4, "row numbers left out", { 1, 3, 5, 7 } },
    { "t;a;b\n12:00:01;1,5;2\n12:00:02;3;4\n",
      "rows=yes",
      2,
      2,
      "decimal comma, row numbers left out, 1 line before",
      { 1.5, 2, 3, 4 } },
    { ";0;1\n0;5;6\n1;7;8\n2;9;9\n",
      "rows=yes",
      2,
      3,
      "row numbers left out, 1 line before",
      { 5, 6, 7, 8, 9, 9 } },
    { "12:00:01;1,5;2\n12:00:02;3;4\n", "", 0, 0, "does not begin with a table", { 0 } },
};

static void check_table(size_t i, const char *path) {
    struct source_wish wish = { 0 };
    struct fault fault = { 0 };
    if (*tables[i].wish)
        assert_true(text_wish_parse(tables[i].wish, &wish.text, NULL));
    write_bytes(path, tables[i].text, strlen(tables[i].text));
    struct source *source = source_open(path, &wish, &fault);
    if (!source) {
        if (tables[i].width || !strstr(fault_text(&fault), tables[i].says))
            fail_msg("table %zu: %s", i, fault_text(&fault));
        fault_clear(&fault);
        return;
    }
    const struct metadata *metadata = &source->info.metadata;
    if (source->info.width != tables[i].width || source->info.height != tables[i].height)
        fail_msg("table %zu is %u x %u", i, source->info.width, source->info.height);
    if (!strstr(metadata_find(metadata, "text layout"), tables[i].says))
        fail_msg("table %zu is '%s'", i, metadata_find(metadata, "text layout"));
    const char *said = metadata_find(metadata, "text layout said");
    assert_int_equal(said != NULL, *tables[i].wish != '\0');
    if (said)
        assert_string_equal(said, tables[i].wish);
    double values[12];
    struct frame_note note;
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    source_read(source, cursor, 0, values, &note);
    assert_int_equal(note.status, FRAME_OK);
    assert_int_equal(note.flags, 0);
    for (size_t v = 0; v < (size_t)tables[i].width * tables[i].height; v++)
        if (values[v] != tables[i].values[v] && !(isnan(values[v]) && isnan(tables[i].values[v])))
            fail_msg("table %zu, value %zu is %g", i, v, values[v]);
    source_cursor_close(source, &cursor);
    source_close(&source);
}

static void each_part_overrules_what_is_found(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "a.csv");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        check_table(i, path);
    free(path);
    remove_folder(folder);
}

// ── which files it is for ──────────────────────────────────────────────────────────────────

static void other_formats_keep_their_files(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "a.csv");
    struct source_wish wish = { .text.rows = TEXT_ROWS_YES };
    struct fault fault = { 0 };
    write_bytes(path, "P2\n3 2\n9\n1 2 3\n4 5 6\n", 21);
    struct source *source = source_open(path, &wish, &fault);
    assert_string_equal(source->info.kind, "pnm");
    source_close(&source);
    // Bytes that are no text.
    unsigned char noise[4096];
    uint32_t seed = 8;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (unsigned char)noise_next(&seed);
    write_bytes(path, noise, sizeof noise);
    assert_null(source_open(path, &wish, &fault));
    assert_non_null(strstr(fault_text(&fault), "a.csv: holds no table of numbers with --text="));
    fault_clear(&fault);
    free(path);
    remove_folder(folder);
}

static void a_folder_of_tables_opens_as_they_are_said(void **state) {
    (void)state;
    static const char *const names[] = { "t1.csv", "t2.csv", "t10.csv" };
    char *folder = new_folder();
    for (int i = 0; i < 3; i++) {
        char text[64], *path = path_in_folder(folder, names[i]);
        int length = snprintf(text, sizeof text, "x;1;%d\ny;2;%d,5\n", i, i);
        write_bytes(path, text, (size_t)length);
        free(path);
    }
    struct source_wish wish = { 0 };
    struct fault fault = { 0 };
    assert_null(source_open(folder, &wish, &fault));
    fault_clear(&fault);
    wish.text.rows = TEXT_ROWS_YES;
    struct source *source = source_open(folder, &wish, &fault);
    assert_string_equal(fault_text(&fault), "");
    assert_true(source_count(source, NULL, &fault));
    assert_int_equal(source->info.frames, 3);
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    for (int i = 0; i < 3; i++) {
        double pixels[4];
        struct frame_note note;
        source_read(source, cursor, i, pixels, &note);
        assert_int_equal(note.status, FRAME_OK);
        assert_true(pixels[0] == 1 && pixels[1] == i && pixels[2] == 2 && pixels[3] == i + 0.5);
    }
    source_cursor_close(source, &cursor);
    source_close(&source);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wishes_are_read_and_written),
        cmocka_unit_test(other_wishes_are_refused),
        cmocka_unit_test(each_part_overrules_what_is_found),
        cmocka_unit_test(other_formats_keep_their_files),
        cmocka_unit_test(a_folder_of_tables_opens_as_they_are_said),
    };
    return cmocka_run_group_tests_name("text wish", tests, NULL, NULL);
}
