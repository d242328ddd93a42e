// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The recording is measured as a stranger would measure it, and compared with its truth.

#include "source/demo.h"
#include "source/source.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE = 512 };

static struct source *open_demo(const char *path) {
    struct fault fault = { 0 };
    struct source_wish wish = { 0 };
    struct source *source = source_open(path, &wish, &fault);
    assert_string_equal(fault_text(&fault), "");
    assert_true(source_count(source, NULL, &fault));
    return source;
}

static void read_frame(struct source *source, int64_t frame, uint16_t *into) {
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    struct frame_note note;
    source_read(source, cursor, frame, into, &note);
    assert_int_equal(note.status, FRAME_OK);
    assert_float_equal(note.time, (double)frame * 0.001, 1e-12);
    source_cursor_close(source, &cursor);
}

static double mean_of(const uint16_t *frame) {
    double sum = 0;
    for (size_t i = 0; i < (size_t)SIZE * SIZE; i++)
        sum += frame[i];
    return sum / ((double)SIZE * SIZE);
}

static void the_flash_is_where_it_is_said_to_be(void **state) {
    (void)state;
    struct demo_truth truth;
    assert_true(demo_parse("demo:", &truth, NULL));
    struct source *source = open_demo("demo:");
    assert_int_equal(source->info.frames, 600);
    assert_int_equal(source->info.width, 512);
    assert_int_equal(source->info.height, 512);
    assert_int_equal(source->info.bits, 12);
    uint16_t *frame = malloc(SIZE * SIZE * sizeof *frame);
    int brightest = -1;
    double most = 0, flash = 0, before = 0;
    for (int f = 90; f < 210; f++) {
        read_frame(source, f, frame);
        double mean = mean_of(frame);
        if (mean > most) {
            most = mean;
            brightest = f;
        }
        if (f == truth.flash_frame - 1)
            before = mean;
        if (f == truth.flash_frame)
            flash = mean;
    }
    assert_int_equal(brightest, truth.flash_frame);
    double flat = 0;
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            flat += demo_flat(&truth, x + 0.5, y + 0.5) / ((double)SIZE * SIZE);
    assert_float_equal(flash - before, truth.flash_level * flat, 5);
    free(frame);
    source_close(&source);
}

// The values in a rectangle far from the plume are dark, apart from spots: their lower half is
// that of noise of `read_noise` around `dark`.
static void the_dark_level_and_noise_are_as_said(void **state) {
    (void)state;
    struct demo_truth truth;
    assert_true(demo_parse("demo:", &truth, NULL));
    struct source *source = open_demo("demo:");
    uint16_t *frame = malloc(SIZE * SIZE * sizeof *frame);
    read_frame(source, 0, frame);
    size_t counts[4096] = { 0 }, all = 0;
    for (int y = 0; y < 60; y++)
        for (int x = 300; x < SIZE; x++) {
            counts[frame[y * SIZE + x]]++;
            all++;
        }
    // The most frequent value, smoothed over 5.
    int peak = 0;
    size_t most = 0;
    for (int value = 2; value < 300; value++) {
        size_t near = counts[value - 2] + counts[value - 1] + counts[value] + counts[value + 1]
                      + counts[value + 2];
        if (near > most) {
            most = near;
            peak = value;
        }
    }
    assert_true(fabs(peak - truth.dark) <= 2);
    double square = 0, n = 0;
    for (int value = 0; value < 100; value++) {
        square += (double)counts[value] * (value - 100) * (value - 100);
        n += (double)counts[value];
    }
    assert_true(n > 0.2 * (double)all);
    assert_float_equal(sqrt(square / n), truth.read_noise, 0.8);
    free(frame);
    source_close(&source);
}

static void the_front_is_found_by_a_threshold(void **state) {
    (void)state;
    struct demo_truth truth;
    assert_true(demo_parse("demo:", &truth, NULL));
    struct source *source = open_demo("demo:");
    uint16_t *frame = malloc(SIZE * SIZE * sizeof *frame);
    static const int frames[] = { 0, 40, 75, 250, 299, 300, 599 };
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        read_frame(source, frames[i], frame);
        double expected = demo_front(&truth, frames[i]);
        // Mean of 41 rows about the axis, without the vignetting; the last column above half.
        int last = 0;
        for (int x = 0; x < SIZE; x++) {
            double sum = 0;
            for (int y = SIZE / 2 - 20; y <= SIZE / 2 + 20; y++)
                sum += (frame[y * SIZE + x] - truth.dark) / demo_flat(&truth, x + 0.5, y + 0.5);
            if (sum / 41 > truth.signal / 2)
                last = x;
        }
        assert_true(fabs(last + 0.5 - expected) < 2);
    }
    free(frame);
    source_close(&source);
}

// The plume's axis follows dy, and its level is the signal.
static void the_drift_moves_the_axis(void **state) {
    (void)state;
    struct demo_truth truth;
    assert_true(demo_parse("demo:", &truth, NULL));
    struct source *source = open_demo("demo:");
    uint16_t *frame = malloc(SIZE * SIZE * sizeof *frame);
    double most = 0;
    for (int f = 200; f < 290; f += 9) {
        read_frame(source, f, frame);
        double dx, dy, weight = 0, moment = 0, level = 0;
        demo_drift(f, &dx, &dy);
        most = fmax(most, fmax(fabs(dx), fabs(dy)));
        for (int y = SIZE / 2 - 150; y < SIZE / 2 + 150; y++) {
            double row = 0;
            for (int x = 50; x < 250; x++)
                row += (frame[y * SIZE + x] - truth.dark) / demo_flat(&truth, x + 0.5, y + 0.5);
            row = row / 200 - 0.25 * truth.signal;
            row = row > 0 ? row : 0;
            weight += row;
            moment += row * (y + 0.5);
            if (y >= SIZE / 2 - 5 && y < SIZE / 2 + 5)
                level += row / 10 + 0.025 * truth.signal;
        }
        assert_true(fabs(moment / weight - SIZE / 2 - dy) < 0.8);
        assert_true(fabs(level - truth.signal) < 0.05 * truth.signal);
    }
    assert_true(most > 0.5 && most <= 3);
    free(frame);
    source_close(&source);
}

static void a_frame_depends_on_seed_and_number_alone(void **state) {
    (void)state;
    struct source *a = open_demo("demo:jet?frames=40,size=64x48,seed=9");
    struct source *b = open_demo("demo:?seed=9,size=64x48,frames=900");
    struct source *c = open_demo("demo:?seed=10,size=64x48");
    uint16_t one[64 * 48], two[64 * 48], other[64 * 48];
    read_frame(a, 39, one);
    read_frame(b, 0, two);
    read_frame(b, 39, two);
    read_frame(c, 39, other);
    assert_memory_equal(one, two, sizeof one);
    assert_memory_not_equal(one, other, sizeof one);
    // Not a truth but a promise: these bits are the same for ever, with every compiler.
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < 64 * 48; i++)
        hash = (hash ^ one[i]) * 0x100000001B3u;
    assert_true(hash == UINT64_C(0xBBC32E2D8C48B31A));
    source_close(&a);
    source_close(&b);
    source_close(&c);
}

static void wrong_settings_are_refused_with_their_ranges(void **state) {
    (void)state;
    static const char *const bad[] = {
        "demo:jets",
        "demo:jet?",
        "demo:?frames=0",
        "demo:?frames=99999999999999999999",
        "demo:?size=512",
        "demo:?size=8x512",
        "demo:?colour=1",
        "demo:?frames=1,",
        "demo:?size=512x99999",
        "demo:?seed=-1",
        "demo:?frames=1x",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct source_wish wish = { 0 };
        struct fault fault = { 0 };
        assert_null(source_open(bad[i], &wish, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        assert_non_null(strstr(fault.text, "16 to 16384"));
        fault_clear(&fault);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_flash_is_where_it_is_said_to_be),
        cmocka_unit_test(the_dark_level_and_noise_are_as_said),
        cmocka_unit_test(the_front_is_found_by_a_threshold),
        cmocka_unit_test(the_drift_moves_the_axis),
        cmocka_unit_test(a_frame_depends_on_seed_and_number_alone),
        cmocka_unit_test(wrong_settings_are_refused_with_their_ranges),
    };
    return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
