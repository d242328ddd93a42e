// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a reduction has so far: it is right, it is rare, and nothing takes it for the result.

#include "engine/reduced.h"
#include "engine/references.h"
#include "engine_support.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { FRAMES = 500, WIDTH = 23, HEIGHT = 17, PIXELS = WIDTH * HEIGHT, LOOKS = 12 };

// ── a watched visit ────────────────────────────────────────────────────────────────────────

struct watched {
    struct pool *pool;
    char *folder;
    struct session session;
    struct recording *recording;
    struct references references;
    // What was seen.
    size_t looks, fed;
    struct cancel cancel;
    bool cancels;
    struct portion portion;
};

static uint16_t sample(size_t frame, size_t pixel) {
    uint64_t hash = (frame * PIXELS + pixel + 1) * 0x9e3779b97f4a7c15U;
    return (uint16_t)(hash >> 50);
}

static void open_watched(struct watched *watched, size_t frames, const char *subtract) {
    struct fault fault = { 0 };
    *watched = (struct watched){ .pool = pool_new(2, NULL), .folder = new_folder() };
    uint16_t *data = malloc(frames * PIXELS * sizeof *data);
    for (size_t i = 0; i < frames * PIXELS; i++)
        data[i] = sample(i / PIXELS, i % PIXELS);
    char *path = path_in_folder(watched->folder, "a.npy"), shape[64];
    snprintf(shape, sizeof shape, "(%zu, %d, %d)", frames, HEIGHT, WIDTH);
    write_npy(path, "<u2", "False", shape, data, frames * PIXELS * sizeof *data);
    free(data);
    session_init(&watched->session);
    session_add_path(&watched->session, path);
    free(path);
    if (subtract)
        assert_true(session_set(&watched->session, "subtract", subtract, &fault));
    struct plan_policy policy = { .may_stream = false };
    struct recording *recording = watched->recording = recording_open(&watched->session, &fault);
    if (!recording || !recording_plan(recording, &watched->session, &policy, 2, NULL, &fault)
        || !recording_load(recording, false, watched->pool, NULL, &fault)
        || !references_make(recording, &watched->session, watched->pool, NULL, &watched->references,
                            &fault))
        fail_msg("%s", fault_text(&fault));
}

static void close_watched(struct watched *watched) {
    references_free(&watched->references);
    recording_close(&watched->recording);
    session_free(&watched->session);
    remove_folder(watched->folder);
    pool_free(&watched->pool);
}

static struct reduction *visit(struct watched *watched, const char *ops, double seconds,
                               void (*look)(void *, const struct reduction *, size_t, size_t),
                               struct fault *fault) {
    struct reduction_wish wish;
    assert_true(reduction_wish_parse(ops, &wish, fault));
    struct reduce_watch watch = { .portion = &watched->portion,
                                  .looks = LOOKS,
                                  .seconds = seconds,
                                  .look = look,
                                  .context = watched };
    return reduce_visit_watched(watched->recording, watched->recording->kept, wish.ops, wish.count,
                                0, watched->references.correction, &watch, watched->pool,
                                &watched->cancel, fault);
}

static void count_look(void *context, const struct reduction *reduction, size_t fed, size_t all) {
    struct watched *watched = context;
    assert_int_equal(reduction_frames(reduction), fed);
    assert_true(fed > watched->fed && fed < all);
    assert_int_equal(portion_percent(&watched->portion), 100 * fed / all);
    watched->fed = fed;
    watched->looks++;
    if (watched->cancels)
        cancel_ask(&watched->cancel);
}

// Of the first `fed` frames, by a naive loop.
static void check_look(void *context, const struct reduction *reduction, size_t fed, size_t all) {
    float mean[PIXELS], std[PIXELS];
    uint16_t low[PIXELS], high[PIXELS];
    const struct watched *watched = context;
    reduction_result(reduction, 0, watched->pool, mean, NULL);
    reduction_result(reduction, 1, watched->pool, std, NULL);
    reduction_result(reduction, 2, watched->pool, low, NULL);
    reduction_result(reduction, 3, watched->pool, high, NULL);
    for (size_t pixel = 0; pixel < PIXELS; pixel++) {
        uint64_t sum = 0;
        double squares = 0;
        uint16_t least = UINT16_MAX, most = 0;
        for (size_t frame = 0; frame < fed; frame++) {
            uint16_t value = sample(frame, pixel);
            sum += value;
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        double middle = (double)sum / (double)fed;
        for (size_t frame = 0; frame < fed; frame++)
            squares += (sample(frame, pixel) - middle) * (sample(frame, pixel) - middle);
        assert_true(mean[pixel] == (float)middle);
        assert_true(fabs(std[pixel] - sqrt(squares / (double)fed)) < 1e-3);
        assert_int_equal(low[pixel], least);
        assert_int_equal(high[pixel], most);
    }
    count_look(context, reduction, fed, all);
}

static void a_look_sees_the_frames_so_far(void **state) {
    (void)state;
    struct watched watched;
    struct fault fault = { 0 };
    open_watched(&watched, FRAMES, NULL);
    struct reduction *reduction = visit(&watched, "mean,std,min,max", 0, check_look, &fault);
    assert_non_null(reduction);
    assert_int_equal(watched.looks, 3);
    assert_int_equal(reduction_frames(reduction), FRAMES);
    reduction_free(&reduction);
    close_watched(&watched);
}

static void watching_changes_no_bit(void **state) {
    (void)state;
    static const char *const subtract[] = { NULL, "mean:0:20", "slide:9", "slide:7,op=median" };
    for (size_t i = 0; i < 4; i++) {
        struct watched watched;
        struct fault fault = { 0 };
        open_watched(&watched, FRAMES, subtract[i]);
        const struct correction *correction = watched.references.correction;
        struct reduction_op ops[2] = { { .kind = REDUCTION_MEAN }, { .kind = REDUCTION_STD } };
        struct reduction *with = visit(&watched, "mean,std", 0, count_look, &fault);
        struct reduction *without = reduce_visit(watched.recording, watched.recording->kept, ops, 2,
                                                 0, correction, watched.pool, NULL, &fault);
        assert_true(watched.looks > 0);
        for (size_t op = 0; op < 2; op++) {
            double a[PIXELS], b[PIXELS];
            reduction_result_double(with, op, watched.pool, a, NULL);
            reduction_result_double(without, op, watched.pool, b, NULL);
            assert_memory_equal(a, b, sizeof a);
        }
        reduction_free(&with);
        reduction_free(&without);
        close_watched(&watched);
    }
}

static size_t looks_of(size_t frames, const char *subtract, const char *ops, double seconds) {
    struct watched watched;
    struct fault fault = { 0 };
    open_watched(&watched, frames, subtract);
    struct reduction *reduction = visit(&watched, ops, seconds, count_look, &fault);
    assert_non_null(reduction);
    reduction_free(&reduction);
    assert_int_equal(portion_percent(&watched.portion), 99); // all steps were taken
    close_watched(&watched);
    return watched.looks;
}

static void looks_are_rare(void **state) {
    (void)state;
    assert_int_equal(looks_of(1, NULL, "mean", 0), 0);
    assert_int_equal(looks_of(128, NULL, "mean", 0), 0);
    assert_int_equal(looks_of(129, NULL, "mean", 0), 1);
    assert_int_equal(looks_of(32, "mean:0:2", "mean", 0), 0);
    assert_int_equal(looks_of(33, "mean:0:2", "mean", 0), 1);
    assert_in_range(looks_of(5000, NULL, "mean", 0), LOOKS - 1, LOOKS);
    // Blocks of four windows at least: a look after 100, 200, 300, 400 frames.
    assert_int_equal(looks_of(500, "slide:25", "std", 0), 4);
    // An hour has not passed.
    assert_int_equal(looks_of(500, NULL, "mean", 3600), 0);
    // Order statistics need all frames at once, and these are small.
    assert_int_equal(looks_of(500, NULL, "median", 0), 0);
    assert_int_equal(looks_of(500, NULL, "mean,p10", 0), 0);
}

// ── order statistics ───────────────────────────────────────────────────────────────────────

enum { TALL = 4000, MOST_LOOKS = 7 };

struct ordering {
    const float *wanted;
    struct pool *pool;
    struct portion portion;
    size_t looks, ready;
    bool has_mean; // op 0 is one, the order statistic is op 1
};

static void check_rows(void *context, const struct reduction *reduction) {
    struct ordering *ordering = context;
    static float image[TALL * WIDTH];
    size_t op = ordering->has_mean, ready = reduction_ready(reduction, op);
    assert_true(ready > ordering->ready && ready < TALL * WIDTH);
    size_t percent = 100 * ready / (TALL * WIDTH);
    assert_in_range(portion_percent(&ordering->portion), percent - 1, percent + 1);
    ordering->ready = ready;
    ordering->looks++;
    reduction_result(reduction, op, ordering->pool, image, NULL);
    assert_memory_equal(image, ordering->wanted + op * TALL * WIDTH, ready * sizeof *image);
    if (!ordering->has_mean)
        return;
    assert_int_equal(reduction_ready(reduction, 0), TALL * WIDTH);
    reduction_result(reduction, 0, ordering->pool, image, NULL);
    assert_memory_equal(image, ordering->wanted, sizeof image);
}

static int compare_values(const void *a, const void *b) {
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

// The mean, and behind it the median, of three frames.
static void reduce_naively(const uint16_t *data, float *wanted) {
    for (size_t i = 0; i < TALL * WIDTH; i++) {
        uint16_t values[3] = { data[i], data[TALL * WIDTH + i], data[2 * TALL * WIDTH + i] };
        qsort(values, 3, sizeof *values, compare_values);
        wanted[i] = (float)((values[0] + values[1] + values[2]) / 3.0);
        wanted[TALL * WIDTH + i] = values[1];
    }
}

static void rows_of_order_statistics_are_final(void **state) {
    (void)state;
    static uint16_t data[3 * TALL * WIDTH];
    static float wanted[2 * TALL * WIDTH];
    static const struct reduction_op ops[2] = { { .kind = REDUCTION_MEAN },
                                                { .kind = REDUCTION_MEDIAN } };
    struct shape shape = { .height = TALL, .width = WIDTH, .channels = 1 };
    struct frame_view views[3];
    struct frames frames = { ELEMENT_U16, shape, views, 3 };
    for (size_t i = 0; i < 3 * TALL * WIDTH; i++)
        data[i] = sample(0, i);
    for (size_t i = 0; i < 3; i++)
        views[i] = (struct frame_view){ .samples = data + i * TALL * WIDTH,
                                        .valid = { WIDTH, TALL },
                                        .source = (int64_t)i };
    reduce_naively(data, wanted);
    for (int mean = 0; mean < 2; mean++) {
        struct ordering ordering = { .wanted = wanted, .pool = pool_new(2, NULL) };
        ordering.has_mean = mean;
        const struct reduction_watch watch = { &ordering.portion, MOST_LOOKS, check_rows,
                                               &ordering };
        if (!mean)
            ordering.wanted += TALL * WIDTH;
        struct reduction *reduction =
            reduction_new(ops + !mean, 1 + (size_t)mean, 0, ELEMENT_U16, shape, NULL, NULL);
        reduction_set_watch(reduction, &watch);
        assert_true(reduction_feed(reduction, &frames, ordering.pool, NULL, NULL));
        assert_in_range(ordering.looks, 3, MOST_LOOKS);
        static float image[TALL * WIDTH];
        reduction_result(reduction, (size_t)mean, ordering.pool, image, NULL);
        assert_memory_equal(image, wanted + TALL * WIDTH, sizeof image);
        reduction_free(&reduction);
        pool_free(&ordering.pool);
    }
}

static void cancelled_between_two_blocks(void **state) {
    (void)state;
    struct watched watched;
    struct fault fault = { 0 };
    open_watched(&watched, FRAMES, NULL);
    watched.cancels = true;
    assert_null(visit(&watched, "std", 0, count_look, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    assert_int_equal(watched.looks, 1);
    fault_clear(&fault);
    close_watched(&watched);
}

// ── the engine ─────────────────────────────────────────────────────────────────────────────

// A second's work for one worker: several times what lies between two looks.
#define LONG "demo:jet?frames=5000,size=96x96"

static void open_long(struct screen_side *side) {
    side_open(side, 1, LONG);
    side_set(side, "subtract", "slide:100,op=median");
    side_set(side, "reduce", "std");
    side->wish.has_cursor = true;
    side->wish.cursor_x = 40, side->wish.cursor_y = 30;
    side_post(side);
}

static bool shows_partial(const struct screen_side *side, int64_t unused) {
    (void)unused;
    const struct picture_product *picture = side_picture(side);
    return picture && picture->is_partial;
}

static bool shows_result(const struct screen_side *side, int64_t unused) {
    (void)unused;
    const struct picture_product *picture = side_picture(side);
    return picture && picture->frame < 0 && !picture->is_partial;
}

static bool has_stopped(const struct screen_side *side, int64_t unused) {
    (void)unused;
    return side_shows_frame(side, 0) && !side_status(side)->busy;
}

// Counts the pictures of what there is so far until the result is shown.
static size_t partial_pictures(struct screen_side *side) {
    size_t count = 0;
    char *label = NULL;
    for (;;) {
        engine_take(side->engine, &side->products);
        if (shows_result(side, 0))
            break;
        const struct picture_product *picture = side_picture(side);
        if (picture && picture->is_partial && (!label || strcmp(label, picture->label) != 0)) {
            free(label);
            label = strdup(picture->label);
            count++;
            assert_false(picture->reduction_is_made);
            assert_int_equal(strncmp(label, "std ~ ", 6), 0);
        }
        bell_wait(&side->up, -1);
    }
    free(label);
    return count;
}

static double result_of_batch(void) {
    struct session session;
    struct fault fault = { 0 };
    struct pool *pool = pool_new(2, NULL);
    session_init(&session);
    session_add_path(&session, LONG);
    assert_true(session_set(&session, "subtract", "slide:100,op=median", &fault));
    assert_true(session_set(&session, "reduce", "std", &fault));
    struct plan_policy policy = { .may_stream = false };
    struct recording *recording = recording_open(&session, &fault);
    struct references references = { 0 };
    struct reduced reduced = { 0 };
    if (!recording || !recording_plan(recording, &session, &policy, 2, NULL, &fault)
        || !recording_load(recording, false, pool, NULL, &fault)
        || !references_make(recording, &session, pool, NULL, &references, &fault)
        || !reduced_make(recording, &session, references.correction, pool, NULL, &reduced, &fault))
        fail_msg("%s", fault_text(&fault));
    double value = ((const float *)reduced.images[0].samples)[30 * 96 + 40];
    reduced_free(&reduced);
    references_free(&references);
    recording_close(&recording);
    session_free(&session);
    pool_free(&pool);
    return value;
}

static void the_result_follows_a_few_partial_pictures(void **state) {
    (void)state;
    struct screen_side side;
    open_long(&side);
    assert_in_range(partial_pictures(&side), 1, LOOKS);
    assert_null(side.products.by_kind[PRODUCT_PARTIAL]);
    assert_null(strchr(side_picture(&side)->label, '~'));
    assert_true(side_picture(&side)->value[0] == result_of_batch());
    side_close(&side);
}

static void what_was_cancelled_is_nothing(void **state) {
    (void)state;
    struct screen_side side;
    open_long(&side);
    side_wait(&side, shows_partial, 0);
    engine_cancel(side.engine);
    side_wait(&side, has_stopped, 0);
    assert_null(side.products.by_kind[PRODUCT_PARTIAL]);
    assert_null(side.products.by_kind[PRODUCT_REDUCED]);
    // Nor is it found again: asked for anew, it is made anew.
    side_set(&side, "reduce", "max:0:2");
    side_ask(&side);
    side_wait(&side, shows_result, 0);
    side_set(&side, "reduce", "std");
    side_ask(&side);
    assert_in_range(partial_pictures(&side), 1, LOOKS);
    const struct reduced_product *made =
        (const struct reduced_product *)side.products.by_kind[PRODUCT_REDUCED];
    assert_true(made->reduced.frames > 2000);
    side_close(&side);
}

// Ended while there is a partial picture, and while another reduction is wanted.
static void let_go_of_in_the_middle(void **state) {
    (void)state;
    struct screen_side side;
    open_long(&side);
    side_wait(&side, shows_partial, 0);
    side_close(&side);
    open_long(&side);
    side_wait(&side, shows_partial, 0);
    side_set(&side, "reduce", "mean:0:3");
    side_ask(&side);
    assert_false(side_picture(&side)->is_partial);
    side_wait(&side, shows_result, 0);
    assert_string_equal(side_picture(&side)->label, "mean:0:3");
    side_close(&side);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_look_sees_the_frames_so_far),
        cmocka_unit_test(watching_changes_no_bit),
        cmocka_unit_test(looks_are_rare),
        cmocka_unit_test(rows_of_order_statistics_are_final),
        cmocka_unit_test(cancelled_between_two_blocks),
        cmocka_unit_test(the_result_follows_a_few_partial_pictures),
        cmocka_unit_test(what_was_cancelled_is_nothing),
        cmocka_unit_test(let_go_of_in_the_middle),
    };
    return cmocka_run_group_tests_name("partial results", tests, NULL, NULL);
}
