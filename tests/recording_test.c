// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Recordings: the same bits whatever the number of workers and wherever the frames are; and
// recordings of which little or nothing can be used.

#include "base/file.h"
#include "engine/export.h"
#include "engine/recording.h"
#include "engine/reduced.h"
#include "engine/references.h"
#include "engine/regions.h"
#include "engine/series.h"
#include "engine_support.h"
#include "npy_file.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

enum { FRAMES = 200, WIDTH = 61, HEIGHT = 43, PIXELS = WIDTH * HEIGHT };

static void set(struct session *session, const char *option, const char *value) {
    struct fault fault = { 0 };
    if (!session_set(session, option, value, &fault))
        fail_msg("%s", fault_text(&fault));
}

static void start(struct session *session, const char *path) {
    session_init(session);
    session_add_path(session, path);
}

// u16 frames that look like noise.
static unsigned sample(uint64_t index) {
    uint64_t hash = (index + 1) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 29;
    return (unsigned)(hash * 0xbf58476d1ce4e5b9U >> 52);
}

static void write_u16(const char *path) {
    uint16_t *data = malloc((size_t)FRAMES * PIXELS * 2);
    for (size_t i = 0; i < (size_t)FRAMES * PIXELS; i++)
        data[i] = (uint16_t)sample(i);
    write_npy(path, "<u2", "False", "(200, 43, 61)", data, (size_t)FRAMES * PIXELS * 2);
    free(data);
}

static void write_f32(const char *path, bool only_nan) {
    float *data = malloc((size_t)FRAMES * PIXELS * 4);
    for (size_t i = 0; i < (size_t)FRAMES * PIXELS; i++)
        data[i] = only_nan || i % 97 == 5 ? NAN : (float)(sample(i) * 0.1 - 100);
    write_npy(path, "<f4", "False", "(200, 43, 61)", data, (size_t)FRAMES * PIXELS * 4);
    free(data);
}

// ── everything that can be measured, as bytes ──────────────────────────────────────────────

static void measure(const struct session *session, size_t workers, bool may_stream,
                    enum fit decision, struct text *into) {
    struct fault fault = { 0 };
    struct pool *pool = pool_new(workers, &fault);
    struct recording *recording = recording_open(session, &fault);
    const struct plan_policy policy = { .may_stream = may_stream };
    struct references references = { 0 };
    struct regions regions = { 0 };
    struct reduced reduced = { 0 };
    struct series series = { 0 };
    bool good =
        recording && recording_plan(recording, session, &policy, workers, NULL, &fault)
        && recording_load(recording, false, pool, NULL, &fault)
        && references_make(recording, session, pool, NULL, &references, &fault)
        && reduced_make(recording, session, references.correction, pool, NULL, &reduced, &fault)
        && regions_prepare(recording, session, &regions, &fault)
        && series_init(&series, recording->kept, &regions, recording->conversion.shape.channels,
                       references.correction, &fault)
        && series_measure(&series, recording, &regions, references.correction, true, false, pool,
                          NULL, &fault);
    if (!good)
        fail_msg("%s", fault_text(&fault));
    assert_int_equal(recording->plan.decision, decision);
    for (size_t i = 0; i < reduced.count; i++)
        text_add_bytes(into, reduced.images[i].samples,
                       shape_samples(reduced.shape) * element_size(reduced.images[i].element));
    export_series_text(&series, recording, TABLE_CSV, into);
    series_free(&series);
    regions_free(&regions);
    reduced_free(&reduced);
    references_free(&references);
    recording_close(&recording);
    pool_free(&pool);
}

static void check_same(const struct text *a, const struct text *b) {
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->data, b->data, a->length);
}

static void same_for_all_workers(const struct session *session) {
    static const size_t workers[] = { 2, 3, 16 };
    struct text one = { 0 };
    measure(session, 1, false, FIT_RAM, &one);
    assert_true(one.length > 5 * PIXELS * sizeof(float));
    for (size_t i = 0; i < sizeof workers / sizeof *workers; i++) {
        struct text other = { 0 };
        measure(session, workers[i], false, FIT_RAM, &other);
        check_same(&one, &other);
        text_free(&other);
    }
    text_free(&one);
}

static void ask_for_all(struct session *session) {
    set(session, "reduce", "mean,std,min,max,sum,median,p5:3:190:2");
    set(session, "roi", "circle:30,20,12");
    set(session, "roi", "rect:0,0,61,43");
    set(session, "subtract", "median:0:21");
    set(session, "divide", "max:5:50@0.5");
}

static void workers_do_not_show(void **state) {
    (void)state;
    char *folder = new_folder();
    char *path = path_in_folder(folder, "a.npy");
    for (int kind = 0; kind < 2; kind++) {
        struct session session;
        start(&session, path);
        if (kind == 0)
            write_u16(path);
        else
            write_f32(path, false);
        set(&session, "reduce", "mean,std,min,max,sum,median,p5");
        set(&session, "roi", "circle:30,20,12");
        same_for_all_workers(&session);
        ask_for_all(&session);
        same_for_all_workers(&session);
        session_free(&session);
    }
    free(path);
    remove_folder(folder);
}

// With room for a few frames, the same comes out frame by frame.
static void place_does_not_show(void **state) {
    (void)state;
    char *folder = new_folder();
    char *path = path_in_folder(folder, "a.npy");
    write_u16(path);
    struct session session;
    start(&session, path);
    set(&session, "reduce", "mean,std,min,max,sum:7:150:3");
    set(&session, "roi", "circle:30,20,12");
    set(&session, "subtract", "mean:0:21");
    struct text memory = { 0 }, mapped = { 0 }, binned = { 0 }, streamed = { 0 };
    measure(&session, 3, false, FIT_RAM, &memory);
    set(&session, "fit", "map");
    measure(&session, 3, false, FIT_MAP, &mapped);
    check_same(&memory, &mapped);
    // Frames that must be converted cannot be mapped: those are streamed.
    set(&session, "fit", "auto");
    set(&session, "bin", "2");
    measure(&session, 3, true, FIT_RAM, &binned);
    set(&session, "cache", "none");
    set(&session, "memory", "90000");
    measure(&session, 3, true, FIT_STREAM, &streamed);
    check_same(&binned, &streamed);
    text_free(&memory);
    text_free(&mapped);
    text_free(&binned);
    text_free(&streamed);
    session_free(&session);
    free(path);
    remove_folder(folder);
}

// A file is whole, or cut, or of another size, or of 16 bits: what cannot be used where it stands
// is as it would be in memory.
static void files_can_be_mapped(void **state) {
    (void)state;
    enum { FILES = 40 };
    char *folder = new_folder();
    for (int k = 0; k < FILES; k++) {
        unsigned char data[2 * PIXELS + 64];
        int height = k == 7 ? HEIGHT - 1 : HEIGHT, depth = k == 9 ? 65535 : 255;
        int head = sprintf((char *)data, "P5\n%d %d\n%d\n", WIDTH, height, depth);
        size_t size = (size_t)WIDTH * (size_t)height * (depth > 255 ? 2 : 1);
        for (size_t i = 0; i < size; i++)
            data[(size_t)head + i] = (unsigned char)sample((uint64_t)k * PIXELS + i);
        char name[32];
        snprintf(name, sizeof name, "f%02d.pgm", k);
        char *path = path_in_folder(folder, name);
        write_bytes(path, data, (size_t)head + size - (k == 5 ? 1000 : 0));
        free(path);
    }
    struct session session;
    start(&session, folder);
    set(&session, "reduce", "mean,std,min,max,median");
    set(&session, "roi", "circle:30,20,12");
    struct text memory = { 0 }, mapped = { 0 };
    measure(&session, 3, false, FIT_RAM, &memory);
    set(&session, "fit", "map");
    measure(&session, 3, false, FIT_MAP, &mapped);
    check_same(&memory, &mapped);
    // Without being asked: when they do not fit, and the few that are not as they stand do.
    set(&session, "fit", "auto");
    set(&session, "memory", "20000");
    mapped.length = 0;
    measure(&session, 3, false, FIT_MAP, &mapped);
    check_same(&memory, &mapped);
    // What had to be decoded is there for the second measurement as for the first.
    set(&session, "reduce", "mean");
    mapped.length = 0;
    measure(&session, 3, false, FIT_MAP, &mapped);
    set(&session, "memory", "64M");
    memory.length = 0;
    measure(&session, 3, false, FIT_RAM, &memory);
    check_same(&memory, &mapped);
    set(&session, "memory", "7000");
    set(&session, "fit", "map");
    struct fault fault = { 0 };
    struct recording *recording = recording_open(&session, &fault);
    assert_false(recording_plan(recording, &session, &(struct plan_policy){ 0 }, 1, NULL, &fault));
    assert_non_null(strstr(fault_text(&fault), "too many of its frames are packed, damaged"));
    fault_clear(&fault);
    recording_close(&recording);
    text_free(&memory);
    text_free(&mapped);
    session_free(&session);
    remove_folder(folder);
}

// What a visit has seen so far.
struct visited {
    size_t parts, frames;
};

static bool count_part(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    struct visited *visited = context;
    (void)fault;
    for (size_t i = 0; i < frames->count; i++) {
        assert_int_equal(sources[i], visited->frames + i);
        assert_int_equal(*(const unsigned char *)frames->views[i].samples, sources[i] % 251);
    }
    visited->parts++;
    visited->frames += frames->count;
    return true;
}

// A mapped file that is larger than the memory is shown in order, each frame once; what must be
// seen at once is.
static void large_files_are_shown_in_parts(void **state) {
    (void)state;
    enum { SIDE = 1024, COUNT = 200 };
    char *folder = new_folder(), *path = path_in_folder(folder, "sparse");
    write_bytes(path, "", 0);
    int fd = open(path, O_WRONLY);
    assert_int_equal(ftruncate(fd, (off_t)SIDE * SIDE * COUNT), 0);
    for (int i = 0; i < COUNT; i++) {
        unsigned char number = (unsigned char)(i % 251);
        assert_int_equal(pwrite(fd, &number, 1, (off_t)SIDE * SIDE * i), 1);
    }
    close(fd);
    struct session session;
    struct fault fault = { 0 };
    start(&session, path);
    set(&session, "raw", "1024x1024:u8");
    set(&session, "fit", "map");
    set(&session, "memory", "100M");
    struct pool *pool = pool_new(2, &fault);
    struct recording *recording = recording_open(&session, &fault);
    assert_true(recording_plan(recording, &session, &(struct plan_policy){ 0 }, 2, NULL, &fault));
    assert_true(recording_load(recording, false, pool, NULL, &fault));
    struct indices all = { .first = 0, .step = 1, .count = COUNT };
    for (int at_once = 0; at_once < 2; at_once++) {
        struct visited visited = { 0 };
        assert_true(recording_visit(recording, all, at_once, NULL, pool, NULL, count_part, &visited,
                                    &fault));
        assert_int_equal(visited.frames, COUNT);
        assert_int_equal(visited.parts, at_once ? 1 : 4);
    }
    recording_close(&recording);
    pool_free(&pool);
    session_free(&session);
    free(path);
    remove_folder(folder);
}

static void mean_is_the_mean(void **state) {
    (void)state;
    char *folder = new_folder();
    char *path = path_in_folder(folder, "a.npy");
    write_u16(path);
    struct session session;
    start(&session, path);
    set(&session, "reduce", "mean:7:150:3");
    struct text text = { 0 };
    measure(&session, 3, false, FIT_RAM, &text);
    const float *mean = (const float *)(const void *)text.data;
    for (size_t pixel = 0; pixel < PIXELS; pixel++) {
        double sum = 0;
        size_t count = 0;
        for (size_t frame = 7; frame < 150; frame += 3, count++)
            sum += sample(frame * PIXELS + pixel);
        assert_true(mean[pixel] == (float)(sum / (double)count));
    }
    text_free(&text);
    session_free(&session);
    free(path);
    remove_folder(folder);
}

static char *export(const struct session *session, size_t workers, bool may_stream, size_t *size) {
    struct fault fault = { 0 };
    struct pool *pool = pool_new(workers, &fault);
    struct recording *recording = recording_open(session, &fault);
    const struct plan_policy policy = { .may_stream = may_stream };
    struct references references = { 0 };
    bool good = recording && recording_plan(recording, session, &policy, workers, NULL, &fault)
                && recording_load(recording, false, pool, NULL, &fault)
                && references_make(recording, session, pool, NULL, &references, &fault)
                && export_frames(recording, recording->kept, references.correction, session, pool,
                                 NULL, NULL, &fault);
    if (!good)
        fail_msg("%s", fault_text(&fault));
    references_free(&references);
    recording_close(&recording);
    pool_free(&pool);
    return file_read_all(session->output, (size_t)1 << 30, size, NULL);
}

static void exports_are_equal(void **state) {
    (void)state;
    char *folder = write_series(30);
    spoil_file(folder, 7);
    char *out = path_in_folder(folder, "out.npy");
    struct session session;
    start(&session, folder);
    set(&session, "output", out);
    set(&session, "force", NULL);
    set(&session, "subtract", "mean:0:5");
    size_t size, other_size;
    char *bytes = export(&session, 1, false, &size);
    assert_non_null(bytes);
    assert_true(size >= (size_t)30 * SERIES_WIDTH * SERIES_HEIGHT * sizeof(float));
    for (size_t workers = 2; workers < 17; workers += 7) {
        char *other = export(&session, workers, false, &other_size);
        assert_int_equal(other_size, size);
        assert_memory_equal(bytes, other, size);
        free(other);
    }
    set(&session, "cache", "none");
    set(&session, "memory", "9000");
    char *streamed = export(&session, 3, true, &other_size);
    assert_int_equal(other_size, size);
    assert_memory_equal(bytes, streamed, size);
    free(streamed);
    free(bytes);
    free(out);
    session_free(&session);
    remove_folder(folder);
}

// ── little or nothing to use ───────────────────────────────────────────────────────────────

static struct ledger_counts show_all(const char *path, size_t frames, bool expect_picture) {
    struct screen_side side;
    side_open(&side, 2, path);
    side.wish.shows_timeline = side.wish.shows_histogram = true;
    side_set(&side, "roi", "rect:0,0,5,5");
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    struct ledger_counts counts = side_status(&side)->counts;
    assert_int_equal(side_status(&side)->stage, LOAD_DONE);
    for (size_t frame = 0; frame < frames; frame++) {
        side.wish.session.at = (int64_t)frame;
        side_ask(&side);
        assert_int_equal(side_picture(&side)->frame, frame);
    }
    assert_true(!expect_picture || side_picture(&side)->status == FRAME_OK);
    while (side_status(&side)->busy) {
        bell_wait(&side.up, -1);
        engine_take(side.engine, &side.products);
    }
    side_close(&side);
    return counts;
}

static void nothing_but_nan(void **state) {
    (void)state;
    char *folder = new_folder();
    char *path = path_in_folder(folder, "a.npy");
    write_f32(path, true);
    struct ledger_counts counts = show_all(path, 3, true);
    assert_int_equal(counts.by_status[FRAME_OK], FRAMES);
    struct session session;
    start(&session, path);
    set(&session, "reduce", "mean,std,min,max,sum,median,p5");
    struct text text = { 0 };
    measure(&session, 2, false, FIT_RAM, &text);
    const float *values = (const float *)(const void *)text.data;
    for (size_t i = 0; i < 7 * PIXELS; i++)
        assert_true(isnan(values[i]));
    text_free(&text);
    session_free(&session);
    free(path);
    remove_folder(folder);
}

static void a_single_frame(void **state) {
    (void)state;
    char *folder = write_series(1);
    assert_int_equal(show_all(folder, 1, true).by_status[FRAME_OK], 1);
    remove_folder(folder);
}

static void first_frame_is_cut(void **state) {
    (void)state;
    char *folder = write_series(5);
    cut_file(folder, 0, 17);
    struct ledger_counts counts = show_all(folder, 5, true);
    assert_int_equal(counts.by_status[FRAME_OK], 4);
    remove_folder(folder);
}

static void first_file_is_no_picture(void **state) {
    (void)state;
    char *folder = write_series(5);
    spoil_file(folder, 0);
    struct ledger_counts counts = show_all(folder, 5, true);
    assert_int_equal(counts.by_status[FRAME_OK], 4);
    assert_int_equal(counts.by_status[FRAME_UNREADABLE] + counts.by_status[FRAME_MISMATCH], 1);
    remove_folder(folder);
}

static void all_frames_are_cut(void **state) {
    (void)state;
    char *folder = write_series(5);
    for (int frame = 0; frame < 5; frame++)
        cut_file(folder, frame, 16);
    struct ledger_counts counts = show_all(folder, 5, false);
    assert_int_equal(counts.by_status[FRAME_OK], 0);
    remove_folder(folder);
}

// A cancelled plan and load leave something that can be closed.
static void cancelled_at_once(void **state) {
    (void)state;
    char *folder = write_series(5);
    struct session session;
    start(&session, folder);
    struct fault fault = { 0 };
    struct cancel cancel = { 0 };
    struct pool *pool = pool_new(2, NULL);
    struct recording *recording = recording_open(&session, &fault);
    const struct plan_policy policy = { 0 };
    assert_non_null(recording);
    assert_true(recording_plan(recording, &session, &policy, 2, &cancel, &fault));
    cancel_ask(&cancel);
    assert_false(recording_load(recording, true, pool, &cancel, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    assert_int_equal(ledger_settled(recording->ledger), 0);
    fault_clear(&fault);
    recording_close(&recording);
    pool_free(&pool);
    session_free(&session);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_do_not_show), cmocka_unit_test(place_does_not_show),
        cmocka_unit_test(files_can_be_mapped), cmocka_unit_test(large_files_are_shown_in_parts),
        cmocka_unit_test(mean_is_the_mean),    cmocka_unit_test(exports_are_equal),
        cmocka_unit_test(nothing_but_nan),     cmocka_unit_test(a_single_frame),
        cmocka_unit_test(first_frame_is_cut),  cmocka_unit_test(first_file_is_no_picture),
        cmocka_unit_test(all_frames_are_cut),  cmocka_unit_test(cancelled_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
