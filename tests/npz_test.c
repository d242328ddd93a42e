// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// NPZ archives, put together here byte by byte, with the deflate of zlib.

#include "base/text.h"
#include "source/source.h"

#include "image_support.h"
#include "npy_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

static char *folder, *file;

static int set_up(void **state) {
    (void)state;
    folder = new_folder();
    file = path_in_folder(folder, "a.npz");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    free(file);
    remove_folder(folder);
    return 0;
}

// ── archives ───────────────────────────────────────────────────────────────────────────────

struct archive {
    struct text bytes, directory;
    int members;
    bool is_large; // sizes and offsets as ZIP64 has them
};

static void put(struct text *text, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        text_add_char(text, i < 8 ? (char)(value >> 8 * i) : 0);
}

// What a member is like beside its bytes.
struct manner {
    unsigned method, flags;
    uint32_t wrong_crc, wrong_size; // added to the right ones
};

static void put_common(struct text *text, const struct manner *manner, uint32_t crc,
                       uint64_t packed, uint64_t size, size_t name, size_t extra) {
    put(text, 20, 2);
    put(text, manner->flags, 2);
    put(text, manner->method, 2);
    put(text, 0, 4);
    put(text, crc, 4);
    put(text, packed, 4);
    put(text, size, 4);
    put(text, name, 2);
    put(text, extra, 2);
}

static void add_member(struct archive *archive, const char *name, const void *data, size_t size,
                       struct manner manner) {
    uLongf packed = compressBound(size);
    unsigned char *bytes = malloc(packed);
    memcpy(bytes, data, size);
    if (manner.method == 8) {
        z_stream stream = { .next_in = (unsigned char *)data,
                            .avail_in = (uInt)size,
                            .next_out = bytes,
                            .avail_out = (uInt)packed };
        assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
        assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
        packed = stream.total_out;
        deflateEnd(&stream);
    } else {
        packed = size;
    }
    uint32_t crc = (uint32_t)crc32(0, data, (uInt)size) + manner.wrong_crc;
    uint64_t offset = archive->bytes.length, said = size + manner.wrong_size;
    uint64_t all = archive->is_large ? UINT32_MAX : 0;
    text_add_bytes(&archive->bytes, "PK\3\4", 4);
    put_common(&archive->bytes, &manner, crc, packed | all, said | all, strlen(name),
               archive->is_large ? 20 : 0);
    text_add(&archive->bytes, name);
    struct text *directory = &archive->directory;
    text_add_bytes(directory, "PK\1\2", 4);
    put(directory, 20, 2);
    put_common(directory, &manner, crc, packed | all, said | all, strlen(name),
               archive->is_large ? 28 : 0);
    put(directory, 0, 10);
    put(directory, offset | all, 4);
    text_add(directory, name);
    if (archive->is_large) {
        put(&archive->bytes, 1, 2);
        put(&archive->bytes, 16, 2);
        put(&archive->bytes, said, 8);
        put(&archive->bytes, packed, 8);
        put(directory, 1, 2);
        put(directory, 24, 2);
        put(directory, said, 8);
        put(directory, packed, 8);
        put(directory, offset, 8);
    }
    text_add_bytes(&archive->bytes, (char *)bytes, packed);
    archive->members++;
    free(bytes);
}

// The whole file; the archive is empty afterwards.
static struct text finish(struct archive *archive) {
    struct text *bytes = &archive->bytes;
    uint64_t offset = bytes->length, size = archive->directory.length;
    text_add_bytes(bytes, text_string(&archive->directory), size);
    if (archive->is_large) {
        uint64_t end = bytes->length;
        text_add_bytes(bytes, "PK\6\6", 4);
        put(bytes, 44, 8);
        put(bytes, 0, 12);
        put(bytes, (uint64_t)archive->members, 8);
        put(bytes, (uint64_t)archive->members, 8);
        put(bytes, size, 8);
        put(bytes, offset, 8);
        text_add_bytes(bytes, "PK\6\7", 4);
        put(bytes, 0, 4);
        put(bytes, end, 8);
        put(bytes, 1, 4);
    }
    text_add_bytes(bytes, "PK\5\6", 4);
    put(bytes, 0, 4);
    put(bytes, (uint64_t)archive->members, 2);
    put(bytes, (uint64_t)archive->members, 2);
    put(bytes, archive->is_large ? UINT32_MAX : size, 4);
    put(bytes, archive->is_large ? UINT32_MAX : offset, 4);
    put(bytes, 0, 2);
    text_free(&archive->directory);
    struct text whole = archive->bytes;
    *archive = (struct archive){ 0 };
    return whole;
}

static void write_archive(struct archive *archive) {
    struct text whole = finish(archive);
    write_bytes(file, whole.data, whole.length);
    text_free(&whole);
}

// The bytes of an array, in memory.
static struct text make_array(const char *descr, const char *order, const char *shape,
                              const void *data, size_t bytes) {
    struct text text = { 0 };
    char *path = path_in_folder(folder, "one.npy"), buffer[128];
    write_npy(path, descr, order, shape, data, bytes);
    FILE *from = fopen(path, "rb");
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, from)) > 0)
        text_add_bytes(&text, buffer, got);
    fclose(from);
    remove(path);
    free(path);
    return text;
}

enum { WIDTH = 37, HEIGHT = 29, FRAMES = 12, COUNT = WIDTH * HEIGHT };

// Frames that deflate well, and not too well.
static struct text make_frames(uint16_t *samples) {
    uint32_t seed = 17;
    for (int i = 0; i < FRAMES * COUNT; i++)
        samples[i] = (uint16_t)(i / 40 + (int)(noise_next(&seed) % 64));
    return make_array("<u2", "False", "(12, 29, 37)", samples, FRAMES * COUNT * 2);
}

static void add_text(struct archive *archive, const char *name, struct text *array,
                     struct manner manner) {
    add_member(archive, name, array->data, array->length, manner);
    text_free(array);
}

static struct source *open_good(const char *member) {
    struct fault fault = { 0 };
    struct source_wish wish = { 0 };
    snprintf(wish.npz_member, sizeof wish.npz_member, "%s", member);
    struct source *source = source_open(file, &wish, &fault);
    assert_string_equal(fault_text(&fault), "");
    assert_true(source_count(source, NULL, NULL));
    return source;
}

static void refuse(const char *member, const char *part) {
    struct fault fault = { 0 };
    struct source_wish wish = { 0 };
    snprintf(wish.npz_member, sizeof wish.npz_member, "%s", member);
    assert_null(source_open(file, &wish, &fault));
    if (!strstr(fault_text(&fault), part))
        fail_msg("'%s' does not say '%s'", fault_text(&fault), part);
    fault_clear(&fault);
}

// ── tests ──────────────────────────────────────────────────────────────────────────────────

static void frames_are_read_in_any_order(void **state) {
    (void)state;
    static const int order[] = { 0, 1, 2, 7, 3, 11, 11, 0, 5, 4, 6, 8, 9, 10 };
    uint16_t *samples = malloc(FRAMES * COUNT * 2), *pixels = malloc(COUNT * 2);
    for (int round = 0; round < 4; round++) {
        bool is_deflated = round % 2;
        struct archive archive = { .is_large = round / 2 };
        struct text array = make_frames(samples);
        add_text(&archive, "video.npy", &array, (struct manner){ .method = is_deflated ? 8 : 0 });
        write_archive(&archive);
        struct source *source = open_good("");
        assert_string_equal(source->info.kind, "npz");
        assert_int_equal(source->info.frames, FRAMES);
        assert_int_equal(source->info.access, is_deflated ? ACCESS_SEQUENTIAL : ACCESS_RANDOM);
        struct source_cursor *cursor = source_cursor_open(source, NULL);
        for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
            struct frame_note note;
            source_read(source, cursor, order[i], pixels, &note);
            assert_int_equal(note.status, FRAME_OK);
            assert_int_equal(note.flags, 0);
            assert_memory_equal(pixels, samples + order[i] * COUNT, COUNT * 2);
        }
        source_cursor_close(source, &cursor);
        source_close(&source);
    }
    free(samples);
    free(pixels);
}

static void a_stored_array_lies_in_the_file(void **state) {
    (void)state;
    static const uint16_t data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    for (int length = 0; length < 2; length++) {
        struct archive archive = { 0 };
        struct text array = make_array("<u2", "False", "(2, 2, 2)", data, 16);
        // The member's header is 30 bytes and its name.
        const char *name = length ? "abc.npy" : "ab.npy";
        add_text(&archive, name, &array, (struct manner){ 0 });
        write_archive(&archive);
        struct source *source = open_good("");
        assert_int_equal(source->info.contiguous.is, !length);
        assert_int_equal(source->info.contiguous.offset, 30 + strlen(name) + 128);
        assert_int_equal(source->info.contiguous.stride, 8);
        source_close(&source);
    }
}

static void the_largest_array_of_frames_opens(void **state) {
    (void)state;
    unsigned char data[4000] = { 0 };
    struct archive archive = { 0 };
    struct text small = make_array("|u1", "False", "(20, 10)", data, 200);
    struct text image = make_array("|u1", "False", "(40, 30)", data, 1200);
    struct text line = make_array("|u1", "False", "(4000,)", data, 4000);
    add_text(&archive, "small.npy", &small, (struct manner){ 0 });
    add_text(&archive, "image.npy", &image, (struct manner){ .method = 8 });
    add_text(&archive, "line.npy", &line, (struct manner){ 0 });
    add_member(&archive, "notes.txt", data, 4000, (struct manner){ 0 });
    write_archive(&archive);
    struct source *source = open_good("");
    assert_int_equal(source->info.width, 30);
    assert_string_equal(metadata_find(&source->info.metadata, "array"), "image.npy");
    assert_string_equal(metadata_find(&source->info.metadata, "stored"), "deflated");
    int others = 0;
    for (size_t i = 0; i < source->info.metadata.count; i++)
        others += strcmp(source->info.metadata.items[i].key, "other member") == 0;
    assert_int_equal(others, 3);
    source_close(&source);
    source = open_good("small");
    assert_int_equal(source->info.width, 10);
    source_close(&source);
    source = open_good("small.npy");
    assert_int_equal(source->info.width, 10);
    source_close(&source);
    refuse("smal", "holds no array 'smal' (--npz-member), but line.npy, image.npy, small.npy");
    refuse("line", "is 1-D");
    refuse("notes.txt", "is not an NPY file");
}

static void what_cannot_be_read_is_refused(void **state) {
    (void)state;
    unsigned char data[64] = { 0 };
    static const struct {
        struct manner manner;
        const char *order, *shape, *says;
    } cases[] = {
        { { .flags = 1 }, "False", "(8, 8)", "is encrypted" },
        { { .method = 12 }, "False", "(8, 8)", "compressed by method 12" },
        { { .method = 8, .wrong_size = 1u << 30 }, "False", "(8, 8)", "more bytes than" },
        { { 0 }, "False", "(64,)", "is 1-D" },
        { { .method = 8 }, "False", "(64,)", "is 1-D" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct archive archive = { 0 };
        struct text array = make_array("|u1", cases[i].order, cases[i].shape, data, 64);
        add_text(&archive, "a.npy", &array, cases[i].manner);
        write_archive(&archive);
        refuse("", cases[i].says);
    }
    // Other ZIP files are no NPZ files.
    struct archive archive = { 0 };
    add_member(&archive, "notes.txt", data, 64, (struct manner){ 0 });
    write_archive(&archive);
    refuse("", "ZIP is not supported yet");
}

static void one_frame_in_fortran_order(void **state) {
    (void)state;
    static const unsigned char data[6] = { 1, 2, 3, 4, 5, 6 }, expected[6] = { 1, 3, 5, 2, 4, 6 };
    for (unsigned method = 0; method <= 8; method += 8) {
        struct archive archive = { 0 };
        struct text array = make_array("|u1", "True", "(2, 3)", data, 6);
        add_text(&archive, "a.npy", &array, (struct manner){ .method = method });
        write_archive(&archive);
        struct source *source = open_good("");
        struct source_cursor *cursor = source_cursor_open(source, NULL);
        unsigned char pixels[6];
        struct frame_note note;
        source_read(source, cursor, 0, pixels, &note);
        assert_int_equal(note.status, FRAME_OK);
        assert_memory_equal(pixels, expected, 6);
        source_cursor_close(source, &cursor);
        source_close(&source);
    }
}

// Frames that no order of unpacking gives one by one; the value says where each pixel is.
static void many_frames_in_fortran_order(void **state) {
    (void)state;
    enum { T = 40, H = 30, W = 50 };
    static uint16_t data[T * H * W];
    for (size_t t = 0; t < T; t++)
        for (size_t y = 0; y < H; y++)
            for (size_t x = 0; x < W; x++)
                data[t + T * (y + H * x)] = (uint16_t)(t * H * W + y * W + x);
    for (uint32_t wrong_crc = 0; wrong_crc < 2; wrong_crc++) {
        struct archive archive = { 0 };
        struct text array = make_array("<u2", "True", "(40, 30, 50)", data, sizeof data);
        add_text(&archive, "a.npy", &array, (struct manner){ .method = 8, .wrong_crc = wrong_crc });
        write_archive(&archive);
        struct source *source = open_good("");
        assert_int_equal(source->info.frames, T);
        assert_int_equal(source->info.access, ACCESS_RANDOM);
        struct source_cursor *cursor = source_cursor_open(source, NULL);
        for (int64_t t = T - 1; t >= 0; t -= 3) {
            uint16_t pixels[H * W];
            struct frame_note note;
            source_read(source, cursor, t, pixels, &note);
            assert_int_equal(note.status, FRAME_OK);
            assert_int_equal(note.flags, wrong_crc ? FRAME_DAMAGED : 0);
            for (size_t i = 0; i < H * W; i++)
                assert_int_equal(pixels[i], (size_t)t * H * W + i);
        }
        source_cursor_close(source, &cursor);
        source_close(&source);
    }
}

static void unpacking_needs_a_folder(void **state) {
    (void)state;
    static const unsigned char data[64] = { 1 };
    struct archive archive = { 0 };
    struct text array = make_array("|u1", "True", "(4, 2, 8)", data, 64);
    add_text(&archive, "a.npy", &array, (struct manner){ .method = 8 });
    write_archive(&archive);
    setenv("TMPDIR", "/nowhere", 1);
    refuse("", "unpacked, which fails in /nowhere: No such file");
    unsetenv("TMPDIR");
}

static void a_wrong_checksum_is_said_with_the_last_frame(void **state) {
    (void)state;
    uint16_t *samples = malloc(FRAMES * COUNT * 2), *pixels = malloc(COUNT * 2);
    struct archive archive = { 0 };
    struct text array = make_frames(samples);
    add_text(&archive, "a.npy", &array, (struct manner){ .method = 8, .wrong_crc = 1 });
    write_archive(&archive);
    struct source *source = open_good("");
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    for (int f = 0; f < FRAMES; f++) {
        struct frame_note note;
        source_read(source, cursor, f, pixels, &note);
        assert_int_equal(note.status, FRAME_OK);
        assert_int_equal(note.flags, f == FRAMES - 1 ? FRAME_DAMAGED : 0);
    }
    source_cursor_close(source, &cursor);
    source_close(&source);
    free(samples);
    free(pixels);
}

// Reads every frame of a damaged file. What is said to be real must be right, when `is_cut` alone.
static void read_damaged(const uint16_t *samples, bool is_cut) {
    struct source_wish wish = { 0 };
    struct fault fault = { 0 };
    struct source *source = source_open(file, &wish, &fault);
    fault_clear(&fault);
    if (!source || !source_count(source, NULL, NULL)) {
        source_close(&source);
        return;
    }
    size_t bytes;
    assert_true(source_frame_bytes(source, &bytes));
    unsigned char *pixels = malloc(bytes);
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    for (int64_t f = 0; f < source->info.frames && f < 2 * FRAMES; f++) {
        struct frame_note note;
        source_read(source, cursor, f, pixels, &note);
        size_t real = note.valid.height * (bytes / source->info.height);
        if (is_cut && note.valid.width == WIDTH)
            assert_memory_equal(pixels, samples + f * COUNT, real);
        if (note.status != FRAME_OK)
            assert_non_null(note.reason);
        free(note.reason);
    }
    source_cursor_close(source, &cursor);
    source_close(&source);
    free(pixels);
}

static void cut_files_give_what_they_hold(void **state) {
    (void)state;
    uint16_t *samples = malloc(FRAMES * COUNT * 2);
    for (unsigned method = 0; method <= 8; method += 8) {
        struct archive archive = { 0 };
        struct text array = make_frames(samples);
        add_text(&archive, "a.npy", &array, (struct manner){ .method = method });
        struct text whole = finish(&archive);
        for (size_t percent = 0; percent <= 100; percent++) {
            write_bytes(file, whole.data, whole.length * percent / 100 - (percent == 100));
            read_damaged(samples, true);
        }
        // Half of the file is half of the frames of what is stored, and says so.
        write_bytes(file, whole.data, whole.length / 2);
        struct source *source = open_good("");
        assert_int_equal(source->info.frames, FRAMES);
        assert_non_null(source->info.cut);
        struct source_cursor *cursor = source_cursor_open(source, NULL);
        int usable = 0;
        for (int f = 0; f < FRAMES; f++) {
            uint16_t pixels[COUNT];
            struct frame_note note;
            source_read(source, cursor, f, pixels, &note);
            usable += note.status == FRAME_OK;
            free(note.reason);
        }
        assert_in_range(usable, FRAMES / 2 - 2, FRAMES / 2 + 1);
        source_cursor_close(source, &cursor);
        source_close(&source);
        text_free(&whole);
    }
    free(samples);
}

static void damaged_files_do_no_harm(void **state) {
    (void)state;
    uint16_t *samples = malloc(FRAMES * COUNT * 2);
    uint32_t seed = 23;
    for (int round = 0; round < 300; round++) {
        struct archive archive = { .is_large = round % 4 == 3 };
        struct text array = make_frames(samples);
        add_text(&archive, "a.npy", &array, (struct manner){ .method = round % 2 ? 8 : 0 });
        struct text whole = finish(&archive);
        // In the headers, in the directory, anywhere.
        for (int i = 0; i < 4; i++) {
            size_t at = round % 3 == 0   ? noise_next(&seed) % 200
                        : round % 3 == 1 ? whole.length - 1 - noise_next(&seed) % 180
                                         : noise_next(&seed) % whole.length;
            whole.data[at] = (char)noise_next(&seed);
        }
        write_bytes(file, whole.data, whole.length);
        read_damaged(samples, false);
        text_free(&whole);
    }
    free(samples);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_read_in_any_order),
        cmocka_unit_test(a_stored_array_lies_in_the_file),
        cmocka_unit_test(the_largest_array_of_frames_opens),
        cmocka_unit_test(what_cannot_be_read_is_refused),
        cmocka_unit_test(one_frame_in_fortran_order),
        cmocka_unit_test(many_frames_in_fortran_order),
        cmocka_unit_test(unpacking_needs_a_folder),
        cmocka_unit_test(a_wrong_checksum_is_said_with_the_last_frame),
        cmocka_unit_test(cut_files_give_what_they_hold),
        cmocka_unit_test(damaged_files_do_no_harm),
    };
    return cmocka_run_group_tests_name("npz", tests, set_up, tear_down);
}
