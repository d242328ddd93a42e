// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Arrays written by hand, and those of $BLITZ_TEST_DATA against what NumPy found in them.

#include "source/convert.h"
#include "source/source.h"

#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

static char *folder, *file;

static int set_up(void **state) {
    (void)state;
    folder = new_folder();
    file = path_in_folder(folder, "a.npy");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    free(file);
    remove_folder(folder);
    return 0;
}

static struct source *open_good(const char *path, const char *axes) {
    struct fault fault = { 0 };
    struct source_wish wish = { 0 };
    snprintf(wish.npy_axes, sizeof wish.npy_axes, "%s", axes);
    struct source *source = source_open(path, &wish, &fault);
    assert_string_equal(fault_text(&fault), "");
    assert_true(source_count(source, NULL, &fault));
    return source;
}

static void refuse(const char *path, const char *axes, const char *part) {
    struct fault fault = { 0 };
    struct source_wish wish = { 0 };
    snprintf(wish.npy_axes, sizeof wish.npy_axes, "%s", axes);
    assert_null(source_open(path, &wish, &fault));
    if (!strstr(fault_text(&fault), part))
        fail_msg("'%s' does not say '%s'", fault_text(&fault), part);
    fault_clear(&fault);
}

static struct frame_note read_note(struct source *source, int64_t index, void *into) {
    struct frame_note note;
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    source_read(source, cursor, index, into, &note);
    source_cursor_close(source, &cursor);
    return note;
}

// The array whose element (t, h, w, c) is 1000 t + 100 h + 10 w + c, with these axes in this
// order, read back as frames.
static void check_axes(const char *axes, const char *wish, bool fortran, bool big) {
    static const char letters[] = "THWC";
    static const int length[] = { 4, 2, 5, 3 };
    int count = (int)strlen(axes), shape[4], total = 1;
    char text[64] = "(";
    for (int i = 0; i < count; i++) {
        shape[i] = length[strchr(letters, axes[i]) - letters];
        total *= shape[i];
        snprintf(text + strlen(text), sizeof text - strlen(text), i ? ", %d" : "%d", shape[i]);
    }
    strcat(text, ")");
    uint16_t *data = calloc((size_t)total, sizeof *data);
    for (int e = 0; e < total; e++) {
        int at[4] = { 0 }, rest = e;
        for (int step = 0; step < count; step++) {
            int i = fortran ? step : count - 1 - step;
            at[strchr(letters, axes[i]) - letters] = rest % shape[i];
            rest /= shape[i];
        }
        data[e] = (uint16_t)(1000 * at[0] + 100 * at[1] + 10 * at[2] + at[3]);
        if (big)
            data[e] = (uint16_t)(data[e] << 8 | data[e] >> 8);
    }
    write_npy(file, big ? ">u2" : "<u2", fortran ? "True" : "False", text, data,
              (size_t)total * sizeof *data);
    free(data);
    struct source *source = open_good(file, wish);
    int frames = strchr(axes, 'T') ? 4 : 1, channels = strchr(axes, 'C') ? 3 : 1;
    assert_int_equal(source->info.frames, frames);
    assert_int_equal(source->info.width, 5);
    assert_int_equal(source->info.height, 2);
    assert_int_equal(source->info.channels, channels);
    assert_int_equal(source->info.sample, SAMPLE_U16);
    for (int t = 0; t < frames; t++) {
        uint16_t pixels[2][5][3] = { 0 };
        struct frame_note note = read_note(source, t, pixels);
        assert_int_equal(note.status, FRAME_OK);
        const uint16_t *next = &pixels[0][0][0];
        for (int h = 0; h < 2; h++)
            for (int w = 0; w < 5; w++)
                for (int c = 0; c < channels; c++)
                    assert_int_equal(*next++, 1000 * t + 100 * h + 10 * w + c);
    }
    source_close(&source);
}

static void every_order_of_axes_is_read(void **state) {
    (void)state;
    static const struct {
        const char *axes, *wish;
    } cases[] = {
        { "HW", "" },       { "THW", "" },    { "HWC", "" },      { "THWC", "" },
        { "TWH", "twh" },   { "HWT", "HWT" }, { "CHW", "CHW" },   { "TCHW", "TCHW" },
        { "WHCT", "WHCT" }, { "WH", "WH" },   { "CTWH", "CTWH" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int fortran = 0; fortran < 2; fortran++)
            for (int big = 0; big < 2; big++)
                check_axes(cases[i].axes, cases[i].wish, fortran, big);
}

static void plain_arrays_can_be_mapped(void **state) {
    (void)state;
    static const uint16_t data[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    write_npy(file, "<u2", "False", "(2, 2, 2)", data, 16);
    struct source *source = open_good(file, "");
    assert_true(source->info.contiguous.is);
    assert_int_equal(source->info.contiguous.offset, 128);
    assert_int_equal(source->info.contiguous.stride, 8);
    source_close(&source);
    static const char *const others[][3] = {
        { ">u2", "False", "(2, 2, 2)" },
        { "<u2", "True", "(2, 2, 2)" },
        { "|b1", "False", "(2, 2, 2)" },
    };
    for (int i = 0; i < 3; i++) {
        write_npy(file, others[i][0], others[i][1], others[i][2], data, 16);
        source = open_good(file, "");
        assert_false(source->info.contiguous.is);
        source_close(&source);
    }
}

static void what_cannot_be_frames_is_refused(void **state) {
    (void)state;
    static const unsigned char data[64] = { 0 };
    static const struct {
        const char *descr, *shape, *axes, *said;
    } cases[] = {
        { "|O", "(2, 2)", "", "pickle" },
        { "<c8", "(2, 2)", "", "complex" },
        { "<U4", "(2, 2)", "", "text" },
        { "|V8", "(2, 2)", "", "structured" },
        { "<M8[ns]", "(2, 2)", "", "dates" },
        { "<f16", "(2, 2)", "", "f16" },
        { "|u1", "(4,)", "", "1-D" },
        { "|u1", "()", "", "0-D" },
        { "|u1", "(1, 1, 1, 1, 1)", "", "5-D" },
        { "|u1", "(2, 2, 2, 2)", "", "npy-axes" },
        { "|u1", "(0, 2, 2)", "", "no frames" },
        { "|u1", "(2, 0)", "", "no pixels" },
        { "|u1", "(2, 2)", "THW", "does not name" },
        { "|u1", "(2, 2)", "HH", "does not name" },
        { "|u1", "(2, 2)", "TH", "does not name" },
        { "|u1", "(4294967296, 4294967296, 4294967296)", "", "more elements" },
        { "|u1", "(99999999999999999999, 2)", "", "damaged" },
        { "|u1", "(1, 4000000000, 4)", "", "too large" },
        { "|u1", "(100, 100)", "", "cut off" },
        { "|u1", "(-2, 2)", "", "damaged" },
        { "|u1", "(2, 2", "", "damaged" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_npy(file, cases[i].descr, "False", cases[i].shape, data, sizeof data);
        refuse(file, cases[i].axes, cases[i].said);
    }
    write_npy(file, "x', 'descr': '<u2", "False", "(2, 2)", data, sizeof data);
    refuse(file, "", "damaged");
    write_bytes(file, "\x93NUMPY\1\0\xff\xff{", 11);
    refuse(file, "", "damaged");
    write_bytes(file, "\x93NUMPY\2\0\xff\xff\xff\x7f", 12);
    refuse(file, "", "damaged");
    write_bytes(file, "\x93NUMPY\x09", 8);
    refuse(file, "", "first bytes");
}

static void versions_2_and_3_are_read(void **state) {
    (void)state;
    static const char header[] = "{\"shape\": (2L, 2L), 'fortran_order':False,'descr':'<i2'}\n";
    for (char version = 2; version <= 3; version++) {
        unsigned char bytes[200] = "\x93NUMPY";
        bytes[6] = (unsigned char)version;
        bytes[8] = (unsigned char)(sizeof header - 1);
        memcpy(bytes + 12, header, sizeof header - 1);
        static const int16_t data[] = { -1, 2, -3, 4 };
        memcpy(bytes + 12 + sizeof header - 1, data, sizeof data);
        write_bytes(file, bytes, 12 + sizeof header - 1 + sizeof data);
        struct source *source = open_good(file, "");
        int16_t pixels[4];
        struct frame_note note = read_note(source, 0, pixels);
        assert_int_equal(note.status, FRAME_OK);
        assert_memory_equal(pixels, data, sizeof data);
        source_close(&source);
    }
}

// (4, 3, 5) of u1 with 37 of 60 bytes: frames 0 and 1 whole, 1 row of 3 of frame 2, no frame 3.
static void a_truncated_file_gives_what_it_holds(void **state) {
    (void)state;
    unsigned char data[60];
    for (int i = 0; i < 60; i++)
        data[i] = (unsigned char)(i + 1);
    write_npy(file, "|u1", "False", "(4, 3, 5)", data, 37);
    struct source *source = open_good(file, "");
    assert_int_equal(source->info.expected, 4);
    assert_int_equal(source->info.frames, 4);
    assert_int_equal(source->info.missing, 1);
    assert_false(source->info.contiguous.is);
    unsigned char pixels[15];
    struct frame_note note = read_note(source, 1, pixels);
    assert_int_equal(note.status, FRAME_OK);
    note = read_note(source, 2, pixels);
    assert_int_equal(note.status, FRAME_RECOVERED);
    assert_int_equal(note.valid.width, 5);
    assert_int_equal(note.valid.height, 1);
    assert_memory_equal(pixels, data + 30, 5);
    for (int i = 5; i < 15; i++)
        assert_int_equal(pixels[i], 0);
    free(note.reason);
    note = read_note(source, 3, pixels);
    assert_int_equal(note.status, FRAME_UNREADABLE);
    free(note.reason);
    source_close(&source);
    // In Fortran order, 12 x 3 = 36 elements are 3 of 5 columns of every frame.
    write_npy(file, "|u1", "True", "(4, 3, 5)", data, 37);
    source = open_good(file, "");
    assert_int_equal(source->info.frames, 4);
    note = read_note(source, 3, pixels);
    assert_int_equal(note.status, FRAME_RECOVERED);
    assert_int_equal(note.valid.width, 3);
    assert_int_equal(note.valid.height, 3);
    for (int h = 0; h < 3; h++)
        for (int w = 0; w < 5; w++)
            assert_int_equal(pixels[h * 5 + w], w < 3 ? data[3 + 4 * h + 12 * w] : 0);
    free(note.reason);
    source_close(&source);
}

// A header that promises more than any file holds costs nothing.
static void a_lying_header_is_not_believed(void **state) {
    (void)state;
    static const unsigned char data[40] = { 1 };
    write_npy(file, "|u1", "False", "(1000000000000, 2, 5)", data, 40);
    struct source *source = open_good(file, "");
    assert_int_equal(source->info.frames, 4);
    assert_true(source->info.expected == 1000000000000);
    source_close(&source);
}

// Offsets beyond 32 bits, in a file that is mostly a hole: 4097 frames of 2^20 pixels.
static void frames_beyond_4_gib_are_their_own(void **state) {
    (void)state;
    static const int frames[] = { 0, 1, 4095, 4096 };
    write_npy(file, "|u1", "False", "(4097, 1024, 1024)", "", 0);
    FILE *into = fopen(file, "r+b");
    for (int i = 0; i < 4; i++) {
        off_t end = 128 + (off_t)(frames[i] + 1) * 1024 * 1024;
        assert_int_equal(fseeko(into, end - 1, SEEK_SET), 0);
        assert_int_equal(fputc(10 + i, into), 10 + i);
    }
    fclose(into);
    struct source *source = open_good(file, "");
    assert_int_equal(source->info.frames, 4097);
    unsigned char *pixels = malloc(1024 * 1024);
    for (int i = 0; i < 4; i++) {
        struct frame_note note = read_note(source, frames[i], pixels);
        assert_int_equal(note.status, FRAME_OK);
        assert_int_equal(pixels[1024 * 1024 - 1], 10 + i);
        assert_int_equal(pixels[1024 * 1024 - 2], 0);
    }
    free(pixels);
    source_close(&source);
}

static void what_follows_the_array_is_said(void **state) {
    (void)state;
    static const uint16_t data[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    write_npy(file, "<u2", "False", "(2, 2, 2)", data, sizeof data);
    struct source *source = open_good(file, "");
    assert_int_equal(source->info.frames, 2);
    assert_string_equal(metadata_find(&source->info.metadata, "after the array"),
                        "4 more elements, not read");
    source_close(&source);
    write_npy(file, "<u2", "False", "(3, 2, 2)", data, sizeof data);
    source = open_good(file, "");
    assert_null(metadata_find(&source->info.metadata, "after the array"));
    source_close(&source);
}

struct sums {
    double least, most, sum;
    size_t n;
};

static void add_frames(struct source *source, struct sums *sums) {
    size_t bytes, samples;
    assert_true(source_frame_bytes(source, &bytes));
    samples = bytes / sample_size(source->info.sample);
    void *stored = malloc(bytes);
    float *values = malloc(samples * sizeof *values);
    struct conversion conversion;
    struct source_info info = source->info;
    // Every channel is a column of its own, so that no rule of colour comes between.
    info.width *= info.channels;
    info.channels = 1;
    assert_true(conversion_plan(&info, CHANNEL_AUTO, (struct crop){ 0 }, 1, false, &conversion,
                                NULL, NULL));
    for (int64_t f = 0; f < source->info.frames; f++) {
        struct frame_note note = read_note(source, f, stored);
        assert_int_equal(note.status, FRAME_OK);
        struct extent valid = { info.width, info.height };
        conversion_apply(&conversion, stored, values, &valid);
        for (size_t i = 0; i < samples; i++) {
            double value = element_value(conversion.element, values, i);
            sums->least = sums->n && sums->least < value ? sums->least : value;
            sums->most = sums->n && sums->most > value ? sums->most : value;
            sums->sum += value;
            sums->n++;
        }
    }
    free(values);
    free(stored);
}

static bool is_near(double a, double b) {
    return fabs(a - b) <= 1e-6 * fmax(1, fabs(b));
}

// Columns of the truth: path bytes version descr fortran shape min max mean md5 refusal.
static int check_line(const char *root, char *line) {
    char *field[11] = { 0 };
    for (int i = 0; i < 11; i++)
        field[i] = strsep(&line, "\t\n");
    if (!field[10] || strcmp(field[0], "path") == 0)
        return 0;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root, field[0]);
    int axes = strcmp(field[5], "scalar") == 0 ? 0 : 1;
    for (const char *c = field[5]; *c; c++)
        axes += *c == 'x';
    struct source_wish wish = { 0 };
    struct fault fault = { 0 };
    bool numbers = *field[6] && strcmp(field[8], "nan") != 0;
    struct source *source = source_open(path, &wish, &fault);
    if (!numbers || axes < 2 || axes > 4) {
        if (source)
            fail_msg("%s was not refused", path);
        assert_non_null(strstr(fault_text(&fault), ".npy"));
        fault_clear(&fault);
        return 1;
    }
    if (!source)
        fail_msg("%s", fault_text(&fault));
    struct sums sums = { 0 };
    add_frames(source, &sums);
    if (!is_near(sums.least, atof(field[6])) || !is_near(sums.most, atof(field[7]))
        || !is_near(sums.sum / (double)sums.n, atof(field[8])))
        fail_msg("%s: %g %g %g", path, sums.least, sums.most, sums.sum / (double)sums.n);
    source_close(&source);
    return 1;
}

static void real_files_hold_what_numpy_found(void **state) {
    (void)state;
    const char *root = getenv("BLITZ_TEST_DATA");
    char path[4096], line[4096];
    snprintf(path, sizeof path, "%s/truth/truth_npy.tsv", root ? root : "");
    FILE *truth = fopen(path, "r");
    if (!truth)
        skip();
    int files = 0;
    while (fgets(line, sizeof line, truth))
        files += check_line(root, line);
    fclose(truth);
    assert_true(files > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_of_axes_is_read),
        cmocka_unit_test(plain_arrays_can_be_mapped),
        cmocka_unit_test(what_cannot_be_frames_is_refused),
        cmocka_unit_test(versions_2_and_3_are_read),
        cmocka_unit_test(a_truncated_file_gives_what_it_holds),
        cmocka_unit_test(a_lying_header_is_not_believed),
        cmocka_unit_test(frames_beyond_4_gib_are_their_own),
        cmocka_unit_test(what_follows_the_array_is_said),
        cmocka_unit_test(real_files_hold_what_numpy_found),
    };
    return cmocka_run_group_tests_name("npy", tests, set_up, tear_down);
}
