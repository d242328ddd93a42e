// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// ENVI files, written by hand: a header and its pixels.

#include "source/source.h"

#include "npy_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder, *header, *pixels;

static int set_up(void **state) {
    (void)state;
    folder = new_folder();
    header = path_in_folder(folder, "a.hdr");
    pixels = path_in_folder(folder, "a.img");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    free(header);
    free(pixels);
    remove_folder(folder);
    return 0;
}

#define PLAIN                                                                              \
    "ENVI\r\n; by hand\r\ndescription = {\r\n  samples = 99, of a jet}\r\nSamples = 2\r\n" \
    "lines   = 1\r\nbands = 3\r\nheader offset = 1\r\ndata type = 12\r\n"                  \
    "interleave = BSQ\r\nbyte order = 1\r\nwavelength units = nm"

static void write_pair(const char *text, const void *bytes, size_t count) {
    write_bytes(header, text, strlen(text));
    write_bytes(pixels, bytes, count);
}

static struct source *open_good(const char *path) {
    struct fault fault = { 0 };
    struct source *source = source_open(path, &(struct source_wish){ 0 }, &fault);
    if (!source)
        fail_msg("%s", fault_text(&fault));
    assert_true(source_count(source, NULL, &fault));
    assert_string_equal(source->info.kind, "envi");
    return source;
}

static enum frame_status read_frame(struct source *source, int64_t index, void *into) {
    struct frame_note note;
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    source_read(source, cursor, index, into, &note);
    source_cursor_close(source, &cursor);
    free(note.reason);
    return note.status;
}

static void either_file_opens_what_the_header_says(void **state) {
    (void)state;
    const char *const paths[] = { header, pixels };
    write_pair(PLAIN, "x\0\1\0\2\1\0\2\0\0\7\0\11", 13);
    for (int i = 0; i < 2; i++) {
        uint16_t samples[2];
        struct source *source = open_good(paths[i]);
        assert_int_equal(source->info.frames, 3);
        assert_int_equal(source->info.width, 2);
        assert_int_equal(source->info.height, 1);
        assert_null(source->info.cut);
        assert_true(source->info.is_pair);
        assert_string_equal(metadata_find(&source->info.metadata, "wavelength units"), "nm");
        assert_string_equal(metadata_find(&source->info.metadata, "description"),
                            "{    samples = 99, of a jet}");
        assert_int_equal(read_frame(source, 1, samples), FRAME_OK);
        assert_int_equal(samples[0], 256);
        assert_int_equal(samples[1], 512);
        source_close(&source);
    }
}

// NAME.img.hdr is as usual as NAME.hdr; what the user says counts for more than either.
static void the_header_may_have_both_suffixes(void **state) {
    (void)state;
    char *other = path_in_folder(folder, "a.img.hdr");
    write_bytes(other, PLAIN, strlen(PLAIN));
    write_bytes(pixels, "x\0\1\0\2\1\0\2\0\0\7\0\11", 13);
    struct source *source = open_good(other);
    char *path = source_frame_path(source, 0);
    assert_string_equal(path, pixels);
    free(path);
    source_close(&source);
    source = open_good(pixels);
    source_close(&source);
    struct source_wish wish = { .raw = { .width = 13, .height = 1, .channels = 1 } };
    source = source_open(pixels, &wish, NULL);
    assert_int_equal(source->info.width, 13);
    assert_string_equal(source->info.kind, "raw");
    source_close(&source);
    free(other);
}

static void what_the_file_lacks_or_has_too_much_is_said(void **state) {
    (void)state;
    uint16_t samples[2];
    write_pair(PLAIN, "x\0\1\0\2\1\0\2", 8);
    struct source *source = open_good(pixels);
    assert_int_equal(source->info.frames, 3);
    assert_int_equal(source->info.missing, 2);
    assert_int_equal(read_frame(source, 0, samples), FRAME_OK);
    assert_int_equal(read_frame(source, 1, samples), FRAME_UNREADABLE);
    assert_int_equal(read_frame(source, 2, samples), FRAME_UNREADABLE);
    source_close(&source);
    write_pair(PLAIN, "x\0\1\0\2\1\0\2\0\0\7\0\11\0\1\0\1", 17);
    source = open_good(pixels);
    assert_int_equal(source->info.frames, 3);
    assert_non_null(source->info.cut);
    source_close(&source);
}

#define WITH(lines) "ENVI\nsamples=2\nlines=1\nheader offset=0\n" lines "\n"

static void what_cannot_be_read_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        { "ENVI\nlines=1\nbands=1\ndata type=1\n", "lacks 'samples'" },
        { WITH("bands=2\ndata type=6\ninterleave=bsq\nbyte order=0"), "data type 6" },
        { WITH("bands=2\ndata type=12\ninterleave=bip\nbyte order=0"), "convert it to bsq" },
        { WITH("bands=2\ndata type=12\nbyte order=0"), "lacks 'interleave'" },
        { WITH("bands=2\ndata type=12\ninterleave=bsq"), "lacks 'byte order'" },
        { WITH("bands=-1\ndata type=1\ninterleave=bsq"), "'bands' is -1" },
        { WITH("bands=1\ndata type=1\nfile compression=1"), "compressed" },
        { "ENVI\nsamples=99999999999\nlines=1\nbands=1\ndata type=1\n", "'samples' is" },
        { WITH("bands=1\ndata type=1\033[2J"), "'data type' is 1\\e[2J" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fault fault = { 0 };
        write_pair(cases[i].text, "0123456789", 10);
        assert_null(source_open(header, &(struct source_wish){ 0 }, &fault));
        if (!strstr(fault_text(&fault), cases[i].said) || !strstr(fault_text(&fault), "a.hdr"))
            fail_msg("%s: %s", cases[i].said, fault_text(&fault));
        fault_clear(&fault);
    }
    struct fault fault = { 0 };
    write_pair(PLAIN, "", 0);
    assert_int_equal(unlink(pixels), 0);
    assert_null(source_open(header, &(struct source_wish){ 0 }, &fault));
    assert_non_null(strstr(fault_text(&fault), "are not beside it"));
    fault_clear(&fault);
}

// In a folder the pair is one recording.
static void a_folder_of_it_opens(void **state) {
    (void)state;
    write_pair(PLAIN, "x\0\1\0\2\1\0\2\0\0\7\0\11", 13);
    struct source *source = open_good(folder);
    assert_int_equal(source->info.frames, 3);
    source_close(&source);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(either_file_opens_what_the_header_says),
        TEST(the_header_may_have_both_suffixes),
        TEST(what_the_file_lacks_or_has_too_much_is_said),
        TEST(what_cannot_be_read_is_refused),
        TEST(a_folder_of_it_opens),
    };
    return cmocka_run_group_tests_name("envi", tests, NULL, NULL);
}
