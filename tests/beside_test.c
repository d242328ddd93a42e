// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Pictures beside the frame: their values, from the files' own formula, and that nothing is made of
// what is hidden.

#include "engine_support.h"

#include "base/alloc.h"
#include "npy_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct picture_product *beside(const struct screen_side *side, int number) {
    return (const struct picture_product *)
        side->products.by_kind[number ? PRODUCT_BESIDE_SECOND : PRODUCT_BESIDE];
}

static bool reduction_is_there(const struct screen_side *side, int64_t unused) {
    (void)unused;
    const struct picture_product *picture = beside(side, 0);
    return picture && !picture->reason;
}

static char *open_series(struct screen_side *side, const char *what, size_t workers) {
    char *folder = write_series(6);
    side_open(side, workers, folder);
    side_set(side, "beside", what);
    side->wish.beside = 2;
    side->wish.has_cursor = true;
    side->wish.cursor_x = 7;
    side->wish.cursor_y = 11;
    side->wish.session.at = 4;
    return folder;
}

static double least(int first, int last) {
    double value = series_value(first, 7, 11);
    for (int frame = first; frame <= last; frame++)
        value = series_value(frame, 7, 11) < value ? series_value(frame, 7, 11) : value;
    return value;
}

static void the_reduction_stands_beside_the_frame(void **state) {
    (void)state;
    struct screen_side side;
    char *folder = open_series(&side, "reduction,difference", 2);
    side_set(&side, "reduce", "min:0:3");
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    side_wait(&side, reduction_is_there, 0);
    side_ask(&side);
    const struct picture_product *frame = side_picture(&side);
    assert_int_equal(frame->frame, 4);
    assert_true(frame->value[0] == series_value(4, 7, 11));
    assert_string_equal(beside(&side, 0)->label, "min:0:3");
    assert_true(beside(&side, 0)->value[0] == least(0, 2));
    assert_true(beside(&side, 0)->levels.low == frame->levels.low);
    assert_true(beside(&side, 0)->levels.high == frame->levels.high);
    assert_string_equal(beside(&side, 1)->label, "less min:0:3");
    assert_true(beside(&side, 1)->value[0] == series_value(4, 7, 11) - least(0, 2));
    assert_true(beside(&side, 1)->levels.low == -beside(&side, 1)->levels.high);
    // Where they have no room it is the picture, and nothing is made for them.
    side.wish.beside = 0;
    char *key = alloc_string(beside(&side, 0)->product.key);
    side.wish.session.at = 5;
    side_ask(&side);
    assert_int_equal(side_picture(&side)->frame, -1);
    assert_string_equal(beside(&side, 0)->product.key, key);
    free(key);
    side_close(&side);
    remove_folder(folder);
}

static void the_reference_is_what_is_taken_away(void **state) {
    (void)state;
    static const struct {
        const char *option, *value, *label;
        double amount;
        int frame;
    } cases[] = {
        { "subtract", "frame:1", "subtract frame:1", 1, 1 },
        { "dark", "frame:2@0.5", "dark frame:2@0.5", 0.5, 2 },
        { "subtract", "slide:1", "subtract slide:1", 1, 3 },
        { "divide", "frame:1", "divide frame:1", 1, 1 },
        { "divide", "slide:1,lag=2", "divide slide:1,lag=2", 1, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct screen_side side;
        char *folder = open_series(&side, "reference,difference", 1 + i % 2);
        side_set(&side, cases[i].option, cases[i].value);
        side_post(&side);
        side_wait(&side, side_is_loaded, 0);
        side_wait(&side, reduction_is_there, 0);
        side_ask(&side);
        double reference = cases[i].amount * series_value(cases[i].frame, 7, 11);
        assert_string_equal(beside(&side, 0)->label, cases[i].label);
        assert_true(fabs(beside(&side, 0)->value[0] - reference) < 1e-4);
        double difference = series_value(4, 7, 11) - reference;
        assert_true(fabs(beside(&side, 1)->value[0] - difference) < 1e-4);
        side_close(&side);
        remove_folder(folder);
    }
}

static void what_is_not_there_is_said(void **state) {
    (void)state;
    struct screen_side side;
    char *folder = open_series(&side, "reference,reduction", 2);
    side_post(&side);
    side_wait(&side, side_is_loaded, 0);
    side_ask(&side);
    assert_non_null(strstr(beside(&side, 0)->reason, "make a reference"));
    assert_non_null(strstr(beside(&side, 1)->reason, "r reduces"));
    assert_false(beside(&side, 1)->has_reading);
    side_close(&side);
    remove_folder(folder);
}

static bool is_settled(const struct screen_side *side, int64_t unused) {
    return side_is_loaded(side, unused) && side->products.answered == side->wish.number;
}

// Panes that are not shown ask for nothing: their products are never made, and no job runs.
static void hidden_panes_compute_nothing(void **state) {
    (void)state;
    struct screen_side side;
    char *folder = open_series(&side, "reference,difference", 2);
    side.wish.beside = 0;
    side_set(&side, "line", "row:3");
    side_set(&side, "envelope", "frames");
    side_set(&side, "roi", "rect:1,1,5,5");
    side_post(&side);
    side_wait(&side, is_settled, 0);
    for (int64_t at = 0; at < 6; at++) {
        side.wish.session.at = at;
        side_ask(&side);
        assert_null(side_status(&side)->busy);
    }
    static const enum product_kind hidden[] = { PRODUCT_TIMELINE, PRODUCT_HISTOGRAM,
                                                PRODUCT_SPREAD,   PRODUCT_PROFILE,
                                                PRODUCT_BESIDE,   PRODUCT_BESIDE_SECOND };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_null(side.products.by_kind[hidden[i]]);
    side_close(&side);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reduction_stands_beside_the_frame),
        cmocka_unit_test(the_reference_is_what_is_taken_away),
        cmocka_unit_test(what_is_not_there_is_said),
        cmocka_unit_test(hidden_panes_compute_nothing),
    };
    return cmocka_run_group_tests_name("beside", tests, NULL, NULL);
}
