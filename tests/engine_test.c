// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The engine as a screen sees it: wishes in, products out.

#include "engine_support.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Long enough that it never ends within a test, small enough for any budget.
static const char *const endless = "demo:jet?frames=40000,size=64x64";

static void open_loaded(struct screen_side *side, size_t workers, const char *path) {
    side_open(side, workers, path);
    side_post(side);
    side_wait(side, side_is_loaded, 0);
}

static void loads_and_shows_what_is_in_the_files(void **state) {
    (void)state;
    char *folder = write_series(20);
    struct screen_side side;
    open_loaded(&side, 3, folder);
    assert_int_equal(side_status(&side)->stage, LOAD_DONE);
    assert_int_equal(side_status(&side)->counts.by_status[FRAME_OK], 20);
    assert_true(side_about(&side)->is_planned);
    assert_int_equal(side_about(&side)->kept.count, 20);
    for (int64_t frame = 0; frame < 20; frame++)
        assert_true(side_value(&side, frame, 7, 11) == series_value(frame, 7, 11));
    assert_int_equal(side_picture(&side)->canvas.width, 40);
    assert_string_equal(side_picture(&side)->label, "img_0019.pgm");
    side_close(&side);
    remove_folder(folder);
}

static void bad_files_keep_their_place(void **state) {
    (void)state;
    char *folder = write_series(40);
    spoil_file(folder, 3);
    cut_file(folder, 31, 16 + 2 * SERIES_WIDTH * 5);
    struct screen_side side;
    open_loaded(&side, 3, folder);
    const struct ledger_counts *counts = &side_status(&side)->counts;
    assert_int_equal(counts->by_status[FRAME_OK], 38);
    assert_int_equal(counts->by_status[FRAME_UNREADABLE] + counts->by_status[FRAME_MISMATCH], 1);
    assert_int_equal(counts->by_status[FRAME_RECOVERED], 1);
    assert_true(side_value(&side, 4, 2, 1) == series_value(4, 2, 1));
    assert_true(side_value(&side, 39, 2, 1) == series_value(39, 2, 1));
    assert_true(side_value(&side, 31, 2, 1) == series_value(31, 2, 1));
    assert_true(side_value(&side, 31, 2, 15) == -1); // cut off
    assert_true(side_value(&side, 3, 2, 1) == -1);
    assert_non_null(side_picture(&side)->reason);
    side_close(&side);
    remove_folder(folder);
}

static bool has_picture(const struct screen_side *side, int64_t unused) {
    (void)unused;
    return side_picture(side) != NULL;
}

static void first_picture_comes_before_loading_ends(void **state) {
    (void)state;
    struct screen_side side;
    side_open(&side, 2, endless);
    side_post(&side);
    side_wait(&side, has_picture, 0);
    assert_true(side_status(&side)->stage < LOAD_DONE);
    assert_true(side_status(&side)->loaded < 40000);
    assert_int_equal(side_picture(&side)->frame, 0);
    assert_int_equal(side_picture(&side)->status, FRAME_OK);
    side_close(&side);
}

static bool is_loading(const struct screen_side *side, int64_t unused) {
    (void)unused;
    return side_status(side) && side_status(side)->stage >= LOAD_LOADING;
}

static bool has_loaded(const struct screen_side *side, int64_t frames) {
    return side_status(side) && side_status(side)->loaded >= (size_t)frames;
}

static void cancelling_keeps_what_is_loaded(void **state) {
    (void)state;
    struct screen_side side;
    side_open(&side, 2, endless);
    side_post(&side);
    side_wait(&side, has_loaded, 10);
    engine_cancel(side.engine);
    side_wait(&side, side_is_loaded, 0);
    const struct status_product *status = side_status(&side);
    size_t ok = status->counts.by_status[FRAME_OK];
    assert_int_equal(status->stage, LOAD_STOPPED);
    assert_true(ok >= 10 && ok < 40000);
    assert_int_equal(ok + status->counts.by_status[FRAME_SKIPPED], 40000);
    // What is there can be measured.
    side_set(&side, "reduce", "mean");
    side_ask(&side);
    side_wait(&side, side_shows_frame, -1);
    const struct reduced_product *reduced =
        (const struct reduced_product *)side.products.by_kind[PRODUCT_REDUCED];
    assert_int_equal(reduced->reduced.frames, ok);
    side_close(&side);
}

static void wishes_are_answered_while_loading(void **state) {
    (void)state;
    struct screen_side side;
    side_open(&side, 2, endless);
    side_post(&side);
    side_wait(&side, is_loading, 0);
    for (int i = 0; i < 50; i++) {
        side.wish.session.at = i * 800;
        side_ask(&side);
        assert_int_equal(side_picture(&side)->frame, i * 800);
    }
    assert_true(side_status(&side)->stage == LOAD_LOADING);
    side_close(&side);
}

static void equal_wishes_cost_nothing(void **state) {
    (void)state;
    struct screen_side side;
    open_loaded(&side, 2, "demo:jet?frames=4,size=64x64");
    side_ask(&side);
    struct product *picture = side.products.by_kind[PRODUCT_PICTURE];
    size_t begun = pool_begun(side.pool);
    for (int i = 0; i < 10000; i++)
        side_post(&side);
    side_ask(&side);
    assert_int_equal(side.products.answered, side.wish.number);
    assert_ptr_equal(side.products.by_kind[PRODUCT_PICTURE], picture);
    assert_int_equal(pool_begun(side.pool), begun);
    side_close(&side);
}

static void last_of_many_wishes_is_shown(void **state) {
    (void)state;
    struct screen_side side;
    open_loaded(&side, 2, "demo:jet?frames=30,size=64x64");
    for (int i = 0; i < 10000; i++) {
        side.wish.session.at = i % 29;
        side.wish.session.look.levels.percentile = i * 0.001;
        side_post(&side);
    }
    side.wish.session.at = 29;
    side_ask(&side);
    assert_int_equal(side.products.answered, side.wish.number);
    assert_int_equal(side_picture(&side)->frame, 29);
    side_close(&side);
}

static void work_for(struct screen_side *side) {
    side->wish.shows_timeline = side->wish.shows_histogram = true;
    side_set(side, "roi", "rect:3,3,20,20");
    side_set(side, "subtract", "mean:0:5");
    side_set(side, "reduce", "median");
}

static void freed_at_every_stage(void **state) {
    (void)state;
    struct screen_side side;
    side_open(&side, 2, endless); // before any wish
    side_close(&side);
    side_open(&side, 2, endless); // while it opens
    side_post(&side);
    side_close(&side);
    side_open(&side, 2, endless); // with the first frame
    side_post(&side);
    side_wait(&side, has_picture, 0);
    side_close(&side);
    side_open(&side, 2, endless); // while it loads, with zones
    work_for(&side);
    side_post(&side);
    side_wait(&side, has_loaded, 5);
    side_close(&side);
    open_loaded(&side, 2, "demo:jet?frames=50,size=128x128"); // while references are made
    work_for(&side);
    side_ask(&side);
    side_close(&side);
    side_open(&side, 2, endless); // while another one is opened
    side_post(&side);
    side_wait(&side, has_loaded, 5);
    free(side.wish.session.paths[0]);
    side.wish.session.paths[0] = strdup("demo:");
    side_post(&side);
    side_close(&side);
}

static void no_work_is_begun_when_all_is_made(void **state) {
    (void)state;
    struct screen_side side;
    open_loaded(&side, 2, "demo:jet?frames=20,size=64x64");
    work_for(&side);
    side_post(&side);
    side_wait(&side, side_shows_frame, -1);
    const struct status_product *status = side_status(&side);
    assert_int_equal(status->stage, LOAD_DONE);
    while (side_status(&side)->busy) {
        bell_wait(&side.up, -1);
        engine_take(side.engine, &side.products);
    }
    size_t begun = pool_begun(side.pool);
    side_ask(&side);
    side_ask(&side);
    assert_int_equal(pool_begun(side.pool), begun);
    side_close(&side);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_and_shows_what_is_in_the_files),
        cmocka_unit_test(bad_files_keep_their_place),
        cmocka_unit_test(first_picture_comes_before_loading_ends),
        cmocka_unit_test(cancelling_keeps_what_is_loaded),
        cmocka_unit_test(wishes_are_answered_while_loading),
        cmocka_unit_test(equal_wishes_cost_nothing),
        cmocka_unit_test(last_of_many_wishes_is_shown),
        cmocka_unit_test(freed_at_every_stage),
        cmocka_unit_test(no_work_is_begun_when_all_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
