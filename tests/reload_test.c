// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the engine does when the wish changes: other recordings, ranges, corrections and zones,
// and those that cannot be had.

#include "engine_support.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static void open_loaded(struct screen_side *side, const char *path) {
    side_open(side, 2, path);
    side_post(side);
    side_wait(side, side_is_loaded, 0);
}

static void set_path(struct screen_side *side, const char *path) {
    free(side->wish.session.paths[0]);
    side->wish.session.paths[0] = strdup(path);
}

static bool has_kept(const struct screen_side *side, int64_t frames) {
    const struct about *about = side_about(side);
    return about && about->is_planned && about->kept.count == frames && side_is_loaded(side, 0);
}

static bool has_said(const struct screen_side *side, int64_t number) {
    return side_status(side) && side_status(side)->message_number >= (uint64_t)number;
}

static bool is_idle(const struct screen_side *side, int64_t unused) {
    (void)unused;
    return side_is_loaded(side, 0) && !side_status(side)->busy;
}

static void another_path_is_loaded(void **state) {
    (void)state;
    char *folder = write_series(6);
    struct screen_side side;
    side_open(&side, 2, "demo:jet?frames=40000,size=64x64");
    side_post(&side);
    side_wait(&side, side_shows_frame, 0);
    set_path(&side, folder); // while the first one loads
    side_post(&side);
    side_wait(&side, has_kept, 6);
    assert_true(side_value(&side, 5, 1, 2) == series_value(5, 1, 2));
    assert_null(side_status(&side)->message); // nobody stopped anything
    side_close(&side);
    remove_folder(folder);
}

static void what_cannot_be_opened_costs_nothing(void **state) {
    (void)state;
    char *folder = write_series(6);
    struct screen_side side;
    open_loaded(&side, folder);
    set_path(&side, "/nowhere/at all");
    side_post(&side);
    side_wait(&side, has_said, 1);
    assert_non_null(strstr(side_status(&side)->message, "/nowhere/at all"));
    assert_int_equal(side_status(&side)->stage, LOAD_DONE);
    assert_true(side_value(&side, 5, 1, 2) == series_value(5, 1, 2));
    assert_int_equal(side_status(&side)->message_number, 1); // said once
    // Back to what is there: not loaded again.
    const struct about *about = side_about(&side);
    set_path(&side, folder);
    assert_true(side_value(&side, 4, 1, 2) == series_value(4, 1, 2));
    side_ask(&side);
    assert_ptr_equal(side_about(&side), about);
    side_close(&side);
    remove_folder(folder);
}

static bool has_failed(const struct screen_side *side, int64_t number) {
    return has_said(side, number) && side_status(side)->stage == LOAD_FAILED;
}

static void nothing_at_all_can_be_opened(void **state) {
    (void)state;
    struct screen_side side;
    side_open(&side, 2, "/nowhere");
    side_post(&side);
    side_wait(&side, has_failed, 1);
    side_ask(&side);
    assert_null(side_picture(&side));
    side_close(&side);
}

static void an_empty_range_is_said(void **state) {
    (void)state;
    char *folder = write_series(6);
    struct screen_side side;
    side_open(&side, 2, folder);
    side_set(&side, "frames", "100:200");
    side.wish.shows_timeline = side.wish.shows_histogram = true;
    side_post(&side);
    side_wait(&side, has_failed, 1);
    side_ask(&side);
    assert_true(side_shows_frame(&side, 0)); // what was decoded is still to be seen
    side_set(&side, "frames", "2:5");
    side_post(&side);
    side_wait(&side, has_kept, 3);
    assert_int_equal(side_about(&side)->kept.first, 2);
    side_close(&side);
    remove_folder(folder);
}

static void frames_outside_the_range_are_skipped(void **state) {
    (void)state;
    char *folder = write_series(12);
    struct screen_side side;
    side_open(&side, 2, folder);
    side_set(&side, "frames", "4:10:2");
    side_post(&side);
    side_wait(&side, has_kept, 3);
    static const int64_t outside[] = { 0, 5, 10, -1, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_true(side_value(&side, outside[i], 1, 2) == -1);
        assert_int_equal(side_picture(&side)->status, FRAME_SKIPPED);
    }
    for (int64_t frame = 4; frame < 10; frame += 2)
        assert_true(side_value(&side, frame, 1, 2) == series_value(frame, 1, 2));
    side_close(&side);
    remove_folder(folder);
}

static uint64_t levels_of_run(struct screen_side *side) {
    side_ask(side);
    const struct levels_product *levels =
        (const struct levels_product *)side->products.by_kind[PRODUCT_LEVELS];
    return (uint64_t)(levels->levels.high * 1000);
}

// References over frames that are left out read them again; the run's own numbers stay.
static void thinned_recordings_keep_their_numbers(void **state) {
    (void)state;
    char *folder = write_series(60);
    struct screen_side side;
    side_open(&side, 2, folder);
    side_set(&side, "fit", "thin");
    side_set(&side, "cache", "none");
    side_set(&side, "memory", "26000"); // 33 frames of 782 bytes: every second one
    side_set(&side, "subtract", "");
    side_set(&side, "saturation", "700");
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    const struct about *about = side_about(&side);
    assert_int_equal(side_status(&side)->stage, LOAD_DONE);
    assert_true(about->plan.step > 1 && about->kept.count < 60);
    int64_t second = about->kept.step;
    assert_true(side_value(&side, second, 3, 4) == series_value(second, 3, 4));
    assert_true(side_value(&side, second + 1, 3, 4) == -1);
    uint64_t levels = levels_of_run(&side), saturated = side_status(&side)->saturated;
    side_set(&side, "subtract", "mean:1:2");
    side.wish.session.at = second;
    side_ask(&side);
    side_wait(&side, is_idle, 0);
    assert_true(side_picture(&side)->is_corrected);
    assert_true(fabs(side_picture(&side)->value[0]
                     - ((double)series_value(second, 3, 4) - series_value(1, 3, 4)))
                < 1e-3);
    side_set(&side, "subtract", "");
    assert_int_equal(levels_of_run(&side), levels);
    assert_int_equal(side_status(&side)->saturated, saturated);
    side_close(&side);
    remove_folder(folder);
}

static struct product *reference_of_wish(struct screen_side *side, const char *subtract) {
    side_set(side, "subtract", subtract);
    side_ask(side);
    side_wait(side, is_idle, 0);
    assert_true(side_picture(side)->is_corrected);
    return product_hold(side->products.by_kind[PRODUCT_REFERENCES]);
}

static void going_back_makes_nothing_again(void **state) {
    (void)state;
    char *folder = write_series(30);
    struct screen_side side;
    open_loaded(&side, folder);
    struct product *one = reference_of_wish(&side, "mean:0:10");
    struct product *other = reference_of_wish(&side, "median:5:9");
    assert_ptr_not_equal(one, other);
    side_set(&side, "subtract", "mean:0:10");
    side_ask(&side); // at once, in the turn that answers
    assert_ptr_equal(side.products.by_kind[PRODUCT_REFERENCES], one);
    assert_true(side_picture(&side)->is_corrected);
    product_release(one);
    product_release(other);
    side_close(&side);
    remove_folder(folder);
}

static void what_fails_is_said_once_and_tried_when_asked_again(void **state) {
    (void)state;
    char *folder = write_series(8);
    struct screen_side side;
    open_loaded(&side, folder);
    side_set(&side, "subtract", "/nowhere.npy");
    side_ask(&side);
    side_wait(&side, has_said, 1);
    for (int64_t frame = 0; frame < 8; frame++)
        assert_true(side_value(&side, frame, 1, 1) == series_value(frame, 1, 1));
    assert_int_equal(side_status(&side)->message_number, 1);
    assert_false(side_picture(&side)->correction_is_made);
    side_set(&side, "subtract", "");
    side_ask(&side);
    side_set(&side, "subtract", "/nowhere.npy");
    side_ask(&side);
    side_wait(&side, has_said, 2);
    side_close(&side);
    remove_folder(folder);
}

static void wrong_zones_show_no_numbers(void **state) {
    (void)state;
    char *folder = write_series(8);
    struct screen_side side;
    open_loaded(&side, folder);
    side_set(&side, "roi", "rect:2,3,4,5");
    side_ask(&side);
    assert_int_equal(side_picture(&side)->zone_count, 1);
    double sum = 0;
    for (uint32_t y = 3; y < 8; y++)
        for (uint32_t x = 2; x < 6; x++)
            sum += series_value(0, x, y);
    assert_true(side_picture(&side)->zones[0].stats[0].sum == sum);
    side_set(&side, "roi", "mask:/nowhere.pgm");
    side_ask(&side);
    side_ask(&side);
    assert_int_equal(side_picture(&side)->zone_count, 0);
    assert_int_equal(side_status(&side)->message_number, 1);
    side_set(&side, "roi", "");
    side_ask(&side);
    assert_int_equal(side_picture(&side)->zone_count, 1); // the whole frame
    side_close(&side);
    remove_folder(folder);
}

static const struct timeline_product *timeline_of(const struct screen_side *side) {
    return (const struct timeline_product *)side->products.by_kind[PRODUCT_TIMELINE];
}

static bool timeline_is_complete(const struct screen_side *side, int64_t zones) {
    const struct timeline_product *timeline = timeline_of(side);
    return timeline && timeline->is_complete && timeline->series.zones == (size_t)zones
           && side_is_loaded(side, 0) && !side_status(side)->busy;
}

static void check_timeline(const struct timeline_product *timeline, size_t zone, uint32_t left,
                           uint32_t right) {
    for (size_t row = 0; row < timeline->series.rows; row++) {
        double sum = 0;
        for (uint32_t y = 0; y < SERIES_HEIGHT; y++)
            for (uint32_t x = left; x < right; x++)
                sum += series_value((int64_t)row, x, y);
        assert_true(timeline->series.measured[row]);
        assert_true(series_at(&timeline->series, row, zone, 0)->sum == sum);
    }
}

static void timeline_becomes_complete(void **state) {
    (void)state;
    char *folder = write_series(50);
    struct screen_side side;
    side_open(&side, 2, folder);
    side.wish.shows_timeline = true;
    side_post(&side);
    side_wait(&side, timeline_is_complete, 1);
    assert_int_equal(timeline_of(&side)->series.rows, 50);
    check_timeline(timeline_of(&side), 0, 0, SERIES_WIDTH);
    side_set(&side, "roi", "rect:0,0,9,17");
    side_set(&side, "roi", "rect:9,0,14,17");
    side_post(&side);
    side_wait(&side, timeline_is_complete, 2);
    check_timeline(timeline_of(&side), 0, 0, 9);
    check_timeline(timeline_of(&side), 1, 9, 23);
    side_close(&side);
    remove_folder(folder);
}

static void write_colour(const char *folder, int frame, bool grey) {
    unsigned char bytes[256];
    int length = snprintf((char *)bytes, sizeof bytes, "P6 4 4 255\n");
    for (int i = 0; i < 48; i++)
        bytes[length + i] = (unsigned char)(grey ? 10 + i / 3 : 10 + i);
    char name[32];
    snprintf(name, sizeof name, "c%02d.ppm", frame);
    char *path = path_in_folder(folder, name);
    write_bytes(path, bytes, (size_t)length + 48);
    free(path);
}

static bool is_in_colour(const struct screen_side *side, int64_t unused) {
    return side_about(side) && side_about(side)->shape.channels == 3 && side_is_loaded(side, unused)
           && side_about(side)->is_planned;
}

static void colour_that_comes_later_is_loaded_again(void **state) {
    (void)state;
    char *folder = new_folder();
    for (int frame = 0; frame < 10; frame++)
        write_colour(folder, frame, frame < 7);
    struct screen_side side;
    side_open(&side, 2, folder);
    side_post(&side);
    side_wait(&side, is_in_colour, 0);
    assert_true(side_value(&side, 8, 1, 0) == 13);
    assert_true(side_picture(&side)->raw[1] == 14 && side_picture(&side)->raw[2] == 15);
    // And only once.
    const struct about *about = side_about(&side);
    for (int64_t frame = 0; frame < 10; frame++)
        side_value(&side, frame, 1, 1);
    assert_ptr_equal(side_about(&side), about);
    side_close(&side);
    remove_folder(folder);
}

static bool has_written(const struct screen_side *side, int64_t number) {
    const struct product *made = side->products.by_kind[PRODUCT_EXPORT];
    return made && strtoll(made->key, NULL, 10) == number;
}

// What was written for one recording is not written again because another one came.
static void an_export_is_made_once(void **state) {
    (void)state;
    char *folder = write_series(6), *other = write_series(4);
    char *out = path_in_folder(other, "mean.npy");
    struct screen_side side;
    open_loaded(&side, folder);
    struct export_wish *export = &side.wish.export;
    session_copy(&export->session, &side.wish.session);
    export->number = 1;
    export->verb = VERB_REDUCE;
    struct fault fault = { 0 };
    assert_true(session_set(&export->session, "reduce", "mean", &fault));
    assert_true(session_set(&export->session, "output", out, &fault));
    side_post(&side);
    side_wait(&side, has_written, 1);
    assert_int_equal(access(out, F_OK), 0);
    unlink(out);
    set_path(&side, other);
    side_post(&side);
    side_wait(&side, has_kept, 4);
    side_ask(&side);
    side_wait(&side, is_idle, 0);
    assert_int_equal(access(out, F_OK), -1);
    assert_int_equal(side_status(&side)->message_number, 0);
    side_close(&side);
    free(out);
    remove_folder(folder);
    remove_folder(other);
}

// Anything at any time, without waiting for what came before; at the end the last wish counts.
static void wishes_come_like_a_storm(void **state) {
    (void)state;
    static const char *const paths[] = { NULL, "demo:jet?frames=300,size=64x64",
                                         "demo:jet?frames=40000,size=64x64", "/nowhere" };
    static const struct {
        const char *option, *value;
    } changes[] = {
        { "roi", "rect:1,1,9,9" },
        { "roi", "circle:9,9,5" },
        { "roi", "" },
        { "roi", "mask:/nowhere" },
        { "subtract", "mean:0:5" },
        { "subtract", "median:1:3" },
        { "subtract", "" },
        { "reduce", "median" },
        { "reduce", "mean,std" },
        { "reduce", "" },
        { "frames", "2:" },
        { "frames", "900:1000" },
        { "frames", "" },
        { "bin", "2" },
        { "bin", "" },
        { "levels", "frame:1" },
        { "levels", "" },
    };
    enum { CHANGES = sizeof changes / sizeof *changes };
    char *folder = write_series(20);
    struct screen_side side;
    side_open(&side, 3, folder);
    side.wish.shows_timeline = side.wish.shows_histogram = true;
    uint32_t random = 12345;
    for (int i = 0; i < 600; i++) {
        random = random * 1664525 + 1013904223;
        uint32_t one = random >> 24;
        if (one < 12)
            set_path(&side, one & 3 ? paths[one & 3] : folder);
        else if (one < 20)
            engine_cancel(side.engine);
        else
            side_set(&side, changes[one % CHANGES].option, changes[one % CHANGES].value);
        side.wish.session.at = (random >> 12) % 25;
        if (i % 3)
            side_post(&side);
        else
            side_ask(&side);
    }
    set_path(&side, folder);
    side_set(&side, "roi", "");
    side_set(&side, "subtract", "");
    side_set(&side, "reduce", "");
    side_set(&side, "bin", "");
    side_set(&side, "frames", "1:18");
    side_post(&side);
    side_wait(&side, has_kept, 17);
    assert_true(side_value(&side, 17, 3, 5) == series_value(17, 3, 5));
    side_close(&side);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_path_is_loaded),
        cmocka_unit_test(what_cannot_be_opened_costs_nothing),
        cmocka_unit_test(nothing_at_all_can_be_opened),
        cmocka_unit_test(an_empty_range_is_said),
        cmocka_unit_test(frames_outside_the_range_are_skipped),
        cmocka_unit_test(thinned_recordings_keep_their_numbers),
        cmocka_unit_test(going_back_makes_nothing_again),
        cmocka_unit_test(what_fails_is_said_once_and_tried_when_asked_again),
        cmocka_unit_test(wrong_zones_show_no_numbers),
        cmocka_unit_test(timeline_becomes_complete),
        cmocka_unit_test(colour_that_comes_later_is_loaded_again),
        cmocka_unit_test(an_export_is_made_once),
        cmocka_unit_test(wishes_come_like_a_storm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
