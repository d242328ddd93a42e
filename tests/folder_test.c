// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/source.h"

#include "base/natural.h"
#include "npy_file.h"
#include "source/grouping.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <cmocka.h>

// A 2 x 3 frame of one value, of u8.
static void write_frame(const char *folder, const char *name, int value) {
    unsigned char pixels[6];
    memset(pixels, value, sizeof pixels);
    char *path = path_in_folder(folder, name);
    write_npy(path, "|u1", "False", "(2, 3)", pixels, sizeof pixels);
    free(path);
}

static void write_text(const char *folder, const char *name, const char *text) {
    char *path = path_in_folder(folder, name);
    write_bytes(path, text, strlen(text));
    free(path);
}

static struct source *open_good(const char *path, const struct source_wish *wish) {
    struct fault fault = { 0 };
    struct source *source = source_open(path, wish, &fault);
    assert_string_equal(fault_text(&fault), "");
    assert_non_null(source);
    assert_true(source_count(source, NULL, &fault));
    return source;
}

// Opens and must not; the fault says `part`.
static void refuse(const char *path, const struct source_wish *wish, enum fault_kind kind,
                   const char *part) {
    struct fault fault = { 0 };
    assert_null(source_open(path, wish, &fault));
    assert_int_equal(fault.kind, kind);
    if (!strstr(fault_text(&fault), part))
        fail_msg("'%s' does not say '%s'", fault_text(&fault), part);
    fault_clear(&fault);
}

static struct frame_note read_note(struct source *source, int64_t index, unsigned char *into) {
    struct frame_note note;
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    source_read(source, cursor, index, into, &note);
    source_cursor_close(source, &cursor);
    return note;
}

static int first_value(struct source *source, int64_t index) {
    unsigned char pixels[6] = { 0 };
    struct frame_note note = read_note(source, index, pixels);
    assert_int_equal(note.status, FRAME_OK);
    return pixels[0];
}

static void frames_are_in_natural_order(void **state) {
    (void)state;
    char *folder = new_folder();
    write_frame(folder, "a10.NPY", 10);
    write_frame(folder, "a2.npy", 2);
    write_frame(folder, "a1.npy", 1);
    write_frame(folder, "a01.npy", 3);
    write_frame(folder, ".a0.npy", 99);
    write_text(folder, "notes.txt", "nothing");
    struct source_wish wish = { 0 };
    struct source *source = open_good(folder, &wish);
    assert_int_equal(source->info.frames, 4);
    assert_string_equal(source->info.kind, "npy");
    static const int expected[] = { 1, 3, 2, 10 };
    static const char *const names[] = { "a1.npy", "a01.npy", "a2.npy", "a10.NPY" };
    for (int i = 0; i < 4; i++) {
        assert_int_equal(first_value(source, i), expected[i]);
        char *name = source_frame_name(source, i);
        assert_string_equal(name, names[i]);
        free(name);
    }
    source_close(&source);
    remove_folder(folder);
}

static void the_largest_group_opens(void **state) {
    (void)state;
    char *folder = new_folder();
    char name[64];
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "img_%03d.npy", i);
        write_frame(folder, name, 10 + i);
    }
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "dark_%d.npy", i);
        write_frame(folder, name, i);
    }
    write_frame(folder, "flat.npy", 77);
    write_frame(folder, "mask.npy", 78);
    write_frame(folder, "more.npy", 79);
    struct source_wish wish = { 0 };
    struct source *source = open_good(folder, &wish);
    struct source_folder_view view;
    assert_true(source_folder(source, &view));
    assert_int_equal(view.group_count, 3);
    assert_int_equal(view.group, 0);
    assert_string_equal(view.groups[0].label, "img_###.npy");
    assert_int_equal(view.groups[0].files, 5);
    assert_string_equal(view.groups[1].label, "*.npy");
    assert_string_equal(view.groups[2].label, "dark_#.npy");
    assert_int_equal(source->info.frames, 5);
    source_close(&source);
    wish.group = 3;
    source = open_good(folder, &wish);
    assert_int_equal(source->info.frames, 2);
    assert_int_equal(first_value(source, 1), 1);
    source_close(&source);
    wish.group = 4;
    refuse(folder, &wish, FAULT_USAGE, "3: dark_#.npy (2)");
    remove_folder(folder);
}

// Two files of one number are two frames, and it is said; gaps are found none the less.
static void numbers_that_are_there_again_are_found(void **state) {
    (void)state;
    static const char *const names[] = { "a_1.npy", "a_2.npy", "a_3.npy", "a_03.npy",
                                         "a_4.npy", "a_6.npy", "a_7.npy" };
    char *folder = new_folder();
    for (size_t i = 0; i < 7; i++)
        write_frame(folder, names[i], (int)i);
    struct source_wish wish = { .fps = 10 };
    struct source *source = open_good(folder, &wish);
    struct source_folder_view view;
    assert_true(source_folder(source, &view));
    assert_int_equal(source->info.frames, 7);
    assert_int_equal(view.gap_count, 2);
    assert_int_equal(view.gaps[0].after, 2);
    assert_int_equal(view.gaps[0].first, 3);
    assert_int_equal(view.gaps[0].missing, 0);
    assert_int_equal(view.gaps[1].after, 4);
    assert_int_equal(view.gaps[1].first, 5);
    assert_int_equal(view.gaps[1].missing, 1);
    assert_float_equal(source_frame_time(source, 6), 0.6, 1e-12);
    source_close(&source);
    remove_folder(folder);
}

static void gaps_are_found_and_take_no_index(void **state) {
    (void)state;
    static const int numbers[] = { 2, 4, 6, 12, 14, 18, 20 };
    char *folder = new_folder();
    char name[64];
    for (size_t i = 0; i < 7; i++) {
        snprintf(name, sizeof name, "run3_%04d_ch1.npy", numbers[i]);
        write_frame(folder, name, numbers[i]);
    }
    struct source_wish wish = { .fps = 100 };
    struct source *source = open_good(folder, &wish);
    struct source_folder_view view;
    assert_true(source_folder(source, &view));
    assert_int_equal(source->info.frames, 7);
    assert_int_equal(view.gap_count, 2);
    assert_int_equal(view.gaps[0].after, 2);
    assert_int_equal(view.gaps[0].first, 8);
    assert_int_equal(view.gaps[0].last, 10);
    assert_int_equal(view.gaps[0].missing, 2);
    assert_int_equal(view.gaps[1].after, 4);
    assert_int_equal(view.gaps[1].first, 16);
    assert_int_equal(view.gaps[1].missing, 1);
    // Gaps keep their time: (number - first) / step / fps.
    assert_float_equal(source_frame_time(source, 6), (20 - 2) / 2 / 100.0, 1e-12);
    unsigned char pixels[6];
    struct frame_note note = read_note(source, 3, pixels);
    assert_float_equal(note.time, (12 - 2) / 2 / 100.0, 1e-12);
    source_close(&source);
    remove_folder(folder);
}

static void bad_files_keep_their_place(void **state) {
    (void)state;
    static const unsigned char larger[20] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    char *folder = new_folder();
    for (int i = 0; i < 6; i++) {
        char name[64];
        snprintf(name, sizeof name, "f%d.npy", i);
        write_frame(folder, name, 40 + i);
    }
    write_text(folder, "f0.npy", "not an array");
    write_text(folder, "f2.npy", "");
    char *path = path_in_folder(folder, "f3.npy");
    write_npy(path, "|u1", "False", "(4, 5)", larger, sizeof larger);
    free(path);
    path = path_in_folder(folder, "f4.npy");
    write_npy(path, "<u2", "False", "(2, 3)", larger, 12);
    free(path);
    path = path_in_folder(folder, "f5.npy");
    write_npy(path, "|u1", "False", "(1, 2)", larger, 2);
    free(path);
    struct source_wish wish = { 0 };
    struct source *source = open_good(folder, &wish);
    assert_int_equal(source->info.frames, 6);
    assert_int_equal(source->info.width, 3);
    static const enum frame_status expected[] = { FRAME_UNREADABLE, FRAME_OK,
                                                  FRAME_UNREADABLE, FRAME_MISMATCH,
                                                  FRAME_MISMATCH,   FRAME_MISMATCH };
    static const char *const said[] = { "text", NULL, "empty", "5 x 4", "u16", "2 x 1" };
    for (int i = 0; i < 6; i++) {
        unsigned char pixels[6];
        struct frame_note note = read_note(source, i, pixels);
        assert_int_equal(note.status, expected[i]);
        assert_true(said[i] ? strstr(note.reason, said[i]) != NULL : note.reason == NULL);
        free(note.reason);
    }
    // A file that goes away after the folder was opened.
    path = path_in_folder(folder, "f1.npy");
    remove(path);
    free(path);
    unsigned char pixels[6];
    struct frame_note note = read_note(source, 1, pixels);
    assert_int_equal(note.status, FRAME_UNREADABLE);
    free(note.reason);
    source_close(&source);
    remove_folder(folder);
}

static void other_sizes_are_cropped_or_padded_on_request(void **state) {
    (void)state;
    static const unsigned char larger[20] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    char *folder = new_folder();
    write_frame(folder, "f0.npy", 40);
    char *path = path_in_folder(folder, "f1.npy");
    write_npy(path, "|u1", "False", "(4, 5)", larger, sizeof larger);
    free(path);
    path = path_in_folder(folder, "f2.npy");
    write_npy(path, "|u1", "False", "(1, 2)", larger, 2);
    free(path);
    struct source_wish wish = { .on_mismatch = MISMATCH_CROP };
    struct source *source = open_good(folder, &wish);
    unsigned char pixels[6];
    struct frame_note note = read_note(source, 1, pixels);
    assert_int_equal(note.status, FRAME_OK);
    assert_int_equal(note.flags, FRAME_CROPPED);
    static const unsigned char cropped[] = { 1, 2, 3, 6, 7, 8 };
    assert_memory_equal(pixels, cropped, 6);
    source_close(&source);
    wish.on_mismatch = MISMATCH_PAD;
    source = open_good(folder, &wish);
    memset(pixels, 0xAA, sizeof pixels);
    note = read_note(source, 2, pixels);
    assert_int_equal(note.status, FRAME_RECOVERED);
    assert_int_equal(note.flags, FRAME_PADDED);
    assert_int_equal(note.valid.width, 2);
    assert_int_equal(note.valid.height, 1);
    static const unsigned char padded[] = { 1, 2, 0, 0, 0, 0 };
    assert_memory_equal(pixels, padded, 6);
    free(note.reason);
    source_close(&source);
    remove_folder(folder);
}

static void a_file_that_is_a_series_opens_alone(void **state) {
    (void)state;
    static const unsigned char many[30] = { 0 };
    char *folder = new_folder();
    for (int i = 1; i <= 2; i++) {
        char name[64];
        snprintf(name, sizeof name, "shot%d.npy", i);
        char *path = path_in_folder(folder, name);
        write_npy(path, "|u1", "False", i == 1 ? "(3, 2, 5)" : "(2, 3, 5)", many, sizeof many);
        free(path);
    }
    struct source_wish wish = { 0 };
    struct source *source = open_good(folder, &wish);
    struct source_folder_view view;
    assert_int_equal(source->info.frames, 3);
    assert_true(source_folder(source, &view));
    assert_int_equal(view.group_count, 2);
    assert_string_equal(view.groups[1].label, "shot2.npy");
    source_close(&source);
    char *paths[] = { path_in_folder(folder, "shot1.npy"), path_in_folder(folder, "shot2.npy") };
    struct fault fault = { 0 };
    assert_null(source_open_paths(paths, 2, &wish, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    fault_clear(&fault);
    free(paths[0]);
    free(paths[1]);
    remove_folder(folder);
}

static void lists_patterns_and_mtime_order_work(void **state) {
    (void)state;
    char *folder = new_folder();
    char *paths[3];
    for (int i = 0; i < 3; i++) {
        char name[64];
        snprintf(name, sizeof name, "p%d.npy", i);
        write_frame(folder, name, i);
        paths[i] = path_in_folder(folder, name);
        struct utimbuf times = { 1000000 - i * 10, 1000000 - i * 10 };
        utime(paths[i], &times);
    }
    struct source_wish wish = { .order = ORDER_MTIME, .time = TIME_MTIME };
    struct source *source = open_good(folder, &wish);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(first_value(source, i), 2 - i);
        assert_float_equal(source_frame_time(source, i), 10.0 * i, 1e-6);
    }
    source_close(&source);
    wish = (struct source_wish){ 0 };
    char *swapped[] = { paths[2], paths[0] };
    source = source_open_paths(swapped, 2, &wish, NULL);
    assert_int_equal(first_value(source, 0), 2);
    assert_int_equal(first_value(source, 1), 0);
    assert_true(isnan(source_frame_time(source, 1)));
    source_close(&source);
    char *pattern = path_in_folder(folder, "p[12].npy");
    source = open_good(pattern, &wish);
    assert_int_equal(source->info.frames, 2);
    assert_int_equal(first_value(source, 0), 1);
    source_close(&source);
    free(pattern);
    pattern = path_in_folder(folder, "q*.npy");
    refuse(pattern, &wish, FAULT_NOTHING, "no file matches");
    free(pattern);
    for (int i = 0; i < 3; i++)
        free(paths[i]);
    remove_folder(folder);
}

static void subfolders_are_read_on_request(void **state) {
    (void)state;
    char *folder = new_folder();
    char *inner = path_in_folder(folder, "run\n1");
    mkdir(inner, 0700);
    write_frame(inner, "f1.npy", 1);
    write_frame(inner, "f2.npy", 2);
    struct source_wish wish = { 0 };
    refuse(folder, &wish, FAULT_NOTHING, "holds no files");
    wish.recursive = true;
    struct source *source = open_good(folder, &wish);
    assert_int_equal(source->info.frames, 2);
    source_close(&source);
    free(inner);
    remove_folder(folder);
}

static void what_is_no_image_is_named(void **state) {
    (void)state;
    char *folder = new_folder();
    struct source_wish wish = { 0 };
    char *path = path_in_folder(folder, "absent");
    refuse(path, &wish, FAULT_FAILED, "no such file");
    assert_int_equal(symlink("nowhere", path), 0);
    refuse(path, &wish, FAULT_FAILED, "points to nothing");
    free(path);
    path = path_in_folder(folder, "pipe.npy");
    assert_int_equal(mkfifo(path, 0600), 0);
    refuse(path, &wish, FAULT_FAILED, "named pipe");
    free(path);
    refuse("/dev/null", &wish, FAULT_FAILED, "device");
    static const struct {
        const char *name, *bytes;
        size_t count;
        const char *said;
    } files[] = {
        { "a.png", "hello\nworld\n", 12, "looks like text" },
        { "e.npy", "", 0, "is empty" },
        { "f.dat", "SIMPLE  =                    T", 30, "FITS is not supported yet" },
        { "h.npy", "\x89HDF\r\n\x1a\n", 8, "HDF5 is not supported yet" },
        { "z.npz", "PK\3\4abcd", 8, "ZIP is not supported yet" },
        { "m.mraw", "\1\2\0\3", 4, "Photron MRAW is not supported yet" },
        { "b.xyz", "\1\2\0\3", 4, "begins with 01 02 00 03" },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        path = path_in_folder(folder, files[i].name);
        write_bytes(path, files[i].bytes, files[i].count);
        refuse(path, &wish, FAULT_FAILED, files[i].said);
        remove(path);
        free(path);
    }
    remove_folder(folder);
    folder = new_folder();
    refuse(folder, &wish, FAULT_NOTHING, "holds no files");
    write_text(folder, "a.txt", "text");
    write_text(folder, "b.txt", "text");
    write_text(folder, "c.log", "text");
    refuse(folder, &wish, FAULT_NOTHING, "holds no images, only *.txt (2), c.log (1)");
    remove_folder(folder);
}

// Names made of a format and numbers, put in order as a group and one by one.
static void check_order(const char *format, const uint64_t *numbers, size_t count) {
    char **names = calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = malloc(64);
        snprintf(names[i], 64, format, (unsigned long long)numbers[i]);
    }
    struct grouping grouping = grouping_make(names, count, GROUPING_ALL);
    assert_int_equal(grouping.count, 1);
    assert_int_equal(grouping.groups[0].count, count);
    grouping_sort(&grouping.groups[0], names);
    for (size_t i = 0; i < count; i++) {
        size_t member = grouping.groups[0].members[i], before = 0;
        for (size_t k = 0; k < count; k++)
            before += natural_compare(names[k], names[member]) < 0;
        assert_int_equal(before, i);
    }
    grouping_free(&grouping);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static void names_are_put_in_order_however_they_come(void **state) {
    (void)state;
    enum { COUNT = 500 };
    uint64_t numbers[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        numbers[i] = i; // sorted already
    check_order("img_%04llu.png", numbers, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        numbers[i] = (i * 211 + 7) % COUNT; // dense
    check_order("img_%llu.png", numbers, COUNT);
    check_order("run 7 img %05llu of 500.PNG", numbers, COUNT);
    check_order("%llu", numbers, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        numbers[i] *= 1000003; // far apart
    check_order("img_%llu.png", numbers, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        numbers[i] = UINT64_MAX - numbers[i]; // with a zero behind, too large for 64 bits
    check_order("img_%llu0.png", numbers, COUNT);
    check_order("img_%llu.png", numbers, COUNT);
}

static void equal_numbers_are_ordered_by_the_rest_of_the_name(void **state) {
    (void)state;
    char *names[] = { "a_2_1.png", "a_1_2.png", "a_02_0.png", "a_1_10.png", "a_01_2.png" };
    static const size_t expected[] = { 1, 4, 3, 2, 0 };
    struct grouping grouping = grouping_make(names, 5, GROUPING_KNOWN);
    assert_int_equal(grouping.count, 1);
    grouping_sort(&grouping.groups[0], names);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(grouping.groups[0].members[i], expected[i]);
    grouping_free(&grouping);
}

// Names of several patterns that take turns, and those that are alone.
static void mixed_names_find_their_groups(void **state) {
    (void)state;
    char *names[] = { "a1.png", "b1.png", "a2.PNG", "b2.png", "notes.txt",
                      "a#.png", "a3.png", "ab.png", "a.png",  "a4.pngx" };
    struct grouping grouping = grouping_make(names, 10, GROUPING_KNOWN);
    static const size_t members[3][4] = { { 0, 2, 5, 6 }, { 1, 3 }, { 7, 8 } };
    static const size_t counts[3] = { 4, 2, 2 };
    assert_int_equal(grouping.count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct name_group *group = &grouping.groups[i];
        size_t expected = group->members[0] == 0 ? 0 : group->members[0] == 1 ? 1 : 2;
        assert_int_equal(group->count, counts[expected]);
        assert_memory_equal(group->members, members[expected], counts[expected] * sizeof(size_t));
        assert_int_equal(group->is_mixed, expected == 2);
    }
    grouping_free(&grouping);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_in_natural_order),
        cmocka_unit_test(the_largest_group_opens),
        cmocka_unit_test(gaps_are_found_and_take_no_index),
        cmocka_unit_test(numbers_that_are_there_again_are_found),
        cmocka_unit_test(bad_files_keep_their_place),
        cmocka_unit_test(other_sizes_are_cropped_or_padded_on_request),
        cmocka_unit_test(a_file_that_is_a_series_opens_alone),
        cmocka_unit_test(lists_patterns_and_mtime_order_work),
        cmocka_unit_test(subfolders_are_read_on_request),
        cmocka_unit_test(what_is_no_image_is_named),
        cmocka_unit_test(names_are_put_in_order_however_they_come),
        cmocka_unit_test(equal_numbers_are_ordered_by_the_rest_of_the_name),
        cmocka_unit_test(mixed_names_find_their_groups),
    };
    return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
