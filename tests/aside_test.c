// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Windows of sliding references that reach beyond what is loaded: their frames are read aside, and
// a picture has the same bits as if all frames were loaded.

#include "engine_support.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Windows, and a range that is read for its reference.
static const char *const references[] = {
    "median:2:9",
    "slide:3",
    "slide:5,lag=2,op=median",
    "slide:4,op=std,place=ahead",
    "slide:6,op=max,place=centre,edge=nearest",
    "slide:7,op=mean,place=ahead,lag=1,edge=nearest@0.5",
};
enum { REFERENCES = sizeof references / sizeof *references, X = 7, Y = 11 };

static bool is_idle(const struct screen_side *side, int64_t unused) {
    (void)unused;
    return side_is_loaded(side, 0) && !side_status(side)->busy;
}

static void open_range(struct screen_side *side, const char *path, const char *frames) {
    side_open(side, 2, path);
    side_set(side, "frames", frames);
    side->wish.has_cursor = true;
    side->wish.cursor_x = X;
    side->wish.cursor_y = Y;
    side_post(side);
    side_wait(side, side_is_loaded, 0);
}

static void correct_with(struct screen_side *side, const char *role, const char *reference) {
    side_set(side, role, reference);
    side_ask(side);
    side_wait(side, is_idle, 0);
    side_ask(side);
}

// The value under the cursor, corrected.
static double corrected(struct screen_side *side, int64_t frame) {
    side->wish.session.at = frame;
    side_ask(side);
    const struct picture_product *picture = side_picture(side);
    assert_int_equal(picture->frame, frame);
    assert_true(picture->is_corrected);
    return picture->value[0];
}

static void same(double a, double b) {
    if (memcmp(&a, &b, sizeof a) != 0 && !(isnan(a) && isnan(b)))
        fail_msg("%.17g is not %.17g", a, b);
}

static void check_range(struct screen_side *whole, const char *path, const char *frames,
                        const char *role) {
    struct screen_side part;
    open_range(&part, path, frames);
    struct indices kept = side_about(&part)->kept;
    for (size_t i = 0; i < REFERENCES; i++) {
        correct_with(whole, role, references[i]);
        correct_with(&part, role, references[i]);
        for (int64_t k = 0; k < kept.count; k++) {
            int64_t frame = kept.first + k * kept.step;
            same(corrected(whole, frame), corrected(&part, frame));
        }
    }
    side_close(&part);
}

static void check_recording(const char *path) {
    static const char *const roles[] = { "subtract", "flat" };
    for (size_t r = 0; r < 2; r++) {
        struct screen_side whole;
        open_range(&whole, path, ":");
        check_range(&whole, path, "12:15", roles[r]);
        check_range(&whole, path, "0:30:9", roles[r]);
        check_range(&whole, path, "29:30", roles[r]);
        side_close(&whole);
    }
}

static void pictures_have_the_bits_of_all_frames(void **state) {
    (void)state;
    char *folder = write_series(30);
    spoil_file(folder, 11);
    cut_file(folder, 13, 500); // row 10 is its last whole one
    cut_file(folder, 16, 700);
    check_recording(folder);
    remove_folder(folder);
}

static void floats_too(void **state) {
    (void)state;
    enum { WIDTH = 12, HEIGHT = 13, PIXELS = WIDTH * HEIGHT };
    static float data[30 * PIXELS];
    for (size_t i = 0; i < 30 * PIXELS; i++)
        data[i] = i % 61 == 5 ? NAN : (float)((double)(i * 2654435761U % 100003) * 1e-3 - 40);
    char *folder = new_folder(), *path = path_in_folder(folder, "a.npy");
    write_npy(path, "<f4", "False", "(30, 13, 12)", data, sizeof data);
    check_recording(path);
    free(path);
    remove_folder(folder);
}

// Frames 12 to 14 less the mean of the three before, by hand.
static void the_mean_is_the_mean(void **state) {
    (void)state;
    char *folder = write_series(30);
    struct screen_side side;
    open_range(&side, folder, "12:15");
    correct_with(&side, "subtract", "slide:3");
    for (int64_t f = 12; f < 15; f++) {
        double sum = 0;
        for (int64_t k = f - 3; k < f; k++)
            sum += series_value(k, X, Y);
        same(corrected(&side, f), (double)(float)((3.0 * series_value(f, X, Y) - sum) / 3.0));
    }
    side_close(&side);
    remove_folder(folder);
}

static const struct references *references_of(const struct screen_side *side) {
    return &((const struct references_product *)side->products.by_kind[PRODUCT_REFERENCES])
                ->references;
}

// Frames 9 to 11 are behind frame 12, and 12 is loaded itself.
static void only_what_is_missing_is_read(void **state) {
    (void)state;
    char *folder = write_series(40);
    struct screen_side side;
    open_range(&side, folder, "12:15");
    correct_with(&side, "subtract", "slide:3");
    assert_int_equal(references_of(&side)->aside.count, 3);
    // Of 9 frames between two loaded ones, the two before the second.
    side_set(&side, "frames", "10:40:10");
    side_ask(&side);
    side_wait(&side, is_idle, 0);
    correct_with(&side, "subtract", "slide:2");
    assert_int_equal(references_of(&side)->aside.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(references_of(&side)->aside.views[i].source, i / 2 * 10 + 8 + i % 2);
    // All are loaded.
    side_set(&side, "frames", ":");
    side_ask(&side);
    side_wait(&side, is_idle, 0);
    correct_with(&side, "subtract", "slide:2");
    assert_int_equal(references_of(&side)->aside.count, 0);
    side_close(&side);
    remove_folder(folder);
}

// Frames of 782 bytes, and a limit of 20 of them: three are loaded, 30 do not fit beside these.
static void what_does_not_fit_is_refused(void **state) {
    (void)state;
    char *folder = write_series(60);
    struct screen_side side;
    side_open(&side, 1, folder);
    side_set(&side, "frames", "40:43");
    side_set(&side, "memory", "16000");
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    correct_with(&side, "subtract", "slide:30");
    assert_false(side_picture(&side)->is_corrected);
    assert_non_null(strstr(side_status(&side)->message, "needs frame 10"));
    assert_non_null(strstr(side_status(&side)->message, "--memory"));
    correct_with(&side, "subtract", "slide:3");
    assert_true(side_picture(&side)->correction_is_made);
    corrected(&side, 40);
    side_close(&side);
    remove_folder(folder);
}

// Of a recording that the plan thinned, what windows look at is what there was no room for.
static void thinned_frames_are_read_where_they_fit(void **state) {
    (void)state;
    char *folder = write_series(60);
    struct screen_side side;
    side_open(&side, 1, folder);
    side_set(&side, "fit", "thin");
    side_set(&side, "memory", "26000"); // 33 frames: every second one
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    assert_int_equal(side_about(&side)->kept.step, 2);
    correct_with(&side, "subtract", "slide:2");
    assert_false(side_picture(&side)->is_corrected);
    assert_non_null(strstr(side_status(&side)->message, "--memory"));
    side_close(&side);
    remove_folder(folder);
}

// Reductions, levels and zones over time look at the same.
static void what_is_measured_is_the_same(void **state) {
    (void)state;
    char *folder = write_series(30);
    double values[2], sums[2], highs[2];
    static const char *const ranges[2] = { ":", "12:20" };
    for (int i = 0; i < 2; i++) {
        struct screen_side side;
        open_range(&side, folder, ranges[i]);
        side.wish.session.at = 12;
        side.wish.shows_timeline = true;
        side_set(&side, "roi", "rect:1,2,9,8");
        side_set(&side, "reduce", "std:12:20");
        correct_with(&side, "subtract", "slide:4,op=median");
        assert_true(side_picture(&side)->reduction_is_made);
        values[i] = side_picture(&side)->value[0];
        const struct timeline_product *timeline =
            (const struct timeline_product *)side.products.by_kind[PRODUCT_TIMELINE];
        sums[i] = series_at(&timeline->series, i == 0 ? 15 : 3, 0, 0)->sum;
        const struct levels_product *levels =
            (const struct levels_product *)side.products.by_kind[PRODUCT_LEVELS];
        highs[i] = levels->levels.high;
        side_close(&side);
    }
    same(values[0], values[1]);
    same(sums[0], sums[1]);
    assert_true(isfinite(highs[1]));
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_have_the_bits_of_all_frames),
        cmocka_unit_test(floats_too),
        cmocka_unit_test(the_mean_is_the_mean),
        cmocka_unit_test(only_what_is_missing_is_read),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(thinned_frames_are_read_where_they_fit),
        cmocka_unit_test(what_is_measured_is_the_same),
    };
    return cmocka_run_group_tests_name("aside", tests, NULL, NULL);
}
