// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A source that is read in order, in the engine: against a plain decode of the same file.

#include "engine_support.h"
#include "npy_file.h"
#include "video_helper.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { FRAMES = 40, X = 13, Y = 21 };

static const struct recipe recipe = {
    "mpeg4", "a.mp4", AV_PIX_FMT_YUV420P, 64, 48, FRAMES, "bf=2"
};

// One pixel of every frame.
static void decode(const char *path, double *values) {
    struct oracle oracle;
    oracle_open(&oracle, path);
    for (int i = 0; i < FRAMES; i++) {
        assert_true(oracle_next(&oracle));
        values[i] = oracle_sample(oracle.frame, 0, X, Y);
    }
    oracle_close(&oracle);
}

static bool is_corrected(const struct screen_side *side, int64_t unused) {
    (void)unused;
    return side_picture(side) && side_picture(side)->is_corrected;
}

static double mean_of(const double *values, int from, int stop) {
    double sum = 0;
    for (int i = from; i < stop; i++)
        sum += values[i];
    return sum / (stop - from);
}

static void check(const char *path, const double *values, bool thin) {
    struct screen_side side;
    side_open(&side, 3, path);
    if (thin) {
        side_set(&side, "fit", "thin");
        side_set(&side, "cache", "none");
        side_set(&side, "memory", "90000"); // 29 frames of 3072 bytes
    }
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    assert_int_equal(side_status(&side)->stage, LOAD_DONE);
    int64_t step = side_about(&side)->kept.step;
    assert_int_equal(step > 1, thin);
    for (int64_t frame = 0; frame < FRAMES; frame += step)
        assert_true(side_value(&side, frame, X, Y) == values[frame]);
    side_set(&side, "subtract", "mean:3:8");
    side_value(&side, 2 * step, X, Y);
    side_wait(&side, is_corrected, 0);
    double wanted = values[2 * step] - mean_of(values, 3, 8);
    assert_true(fabs(side_picture(&side)->value[0] - wanted) < 1e-4);
    side_close(&side);
}

static void frames_in_order(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, recipe.file);
    double values[FRAMES];
    if (!make_video(&recipe, path))
        skip();
    decode(path, values);
    check(path, values, false);
    check(path, values, true);
    // Freed while it decodes, and while it counts.
    struct screen_side side;
    side_open(&side, 2, path);
    side_post(&side);
    side_close(&side);
    side_open(&side, 2, path);
    side_ask(&side);
    engine_cancel(side.engine);
    side_close(&side);
    free(path);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(frames_in_order) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
