// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Shifts that are known: of pictures that a formula draws wherever it is asked to, and of the
// demo recording, whose drift has a closed form.

#include "engine/register_frames.h"

#include "source/demo.h"
#include "source/source.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Mean 0, variance 1: the sum of twelve uniform numbers.
static float noise(uint64_t *state) {
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += (double)(next_random(state) >> 11) / 9007199254740992.0;
    return (float)sum;
}

enum { SPOTS = 40, WIDTH = 90, HEIGHT = 70, PIXELS = WIDTH * HEIGHT };

// Gaussian spots of 1.8 pixels, moved, on a slope, with a gain.
static void draw(float *pixels, double dx, double dy, double gain, double offset) {
    uint64_t state = 99;
    for (size_t i = 0; i < PIXELS; i++)
        pixels[i] = (float)(offset + 0.3 * (double)(i % WIDTH));
    for (int s = 0; s < SPOTS; s++) {
        double x = (double)(next_random(&state) % (WIDTH * 10)) / 10 + dx;
        double y = (double)(next_random(&state) % (HEIGHT * 10)) / 10 + dy;
        double height = gain * (50 + (double)(next_random(&state) % 50));
        for (size_t i = 0; i < PIXELS; i++) {
            double across = (double)(i % WIDTH) - x, down = (double)(i / WIDTH) - y;
            pixels[i] += (float)(height * exp(-(across * across + down * down) / (2 * 1.8 * 1.8)));
        }
    }
}

static struct register_shift find(const float *reference, const float *image) {
    struct register_image first = { 0 }, second = { 0 };
    assert_true(register_image_reserve(&first, WIDTH, HEIGHT, NULL));
    assert_true(register_image_reserve(&second, WIDTH, HEIGHT, NULL));
    memcpy(first.pixels, reference, PIXELS * sizeof *reference);
    memcpy(second.pixels, image, PIXELS * sizeof *image);
    register_image_prepare(&first);
    register_image_prepare(&second);
    struct register_shift shift = register_find(&first, &second, REGISTER_LEAST_QUALITY);
    register_image_free(&first);
    register_image_free(&second);
    return shift;
}

static void assert_shift(struct register_shift shift, double dx, double dy, double tolerance) {
    assert_true(shift.is_good);
    assert_true(fabs(shift.dx - dx) < tolerance);
    assert_true(fabs(shift.dy - dy) < tolerance);
}

static const double known[][2] = { { 0, 0 },         { 0.5, 0.5 },   { 0.25, -0.75 }, { -0.1, 0.9 },
                                   { -3.37, 2.61 },  { 5.5, -4.25 }, { 1, -1 },       { 0.03, 0 },
                                   { -7.9, -6.499 }, { 0, 2.75 } };
enum { KNOWN = sizeof known / sizeof *known };

static void parts_of_a_pixel_are_found_whatever_gain_and_offset(void **state) {
    (void)state;
    static float reference[PIXELS], image[PIXELS];
    draw(reference, 0, 0, 1, 100);
    for (size_t i = 0; i < KNOWN; i++) {
        draw(image, known[i][0], known[i][1], 1, 100);
        assert_shift(find(reference, image), known[i][0], known[i][1], 0.02);
        draw(image, known[i][0], known[i][1], 0.4, 900);
        assert_shift(find(reference, image), known[i][0], known[i][1], 0.02);
    }
}

static void pixels_that_are_nothing_or_hot_pull_no_shift(void **state) {
    (void)state;
    static float reference[PIXELS], image[PIXELS];
    draw(reference, 0, 0, 1, 100);
    draw(image, 2.3, -1.6, 1, 100);
    for (size_t i = 700; i < PIXELS; i += 1201) {
        reference[i] = image[i] = 1e5F;
        reference[i + 40] = image[i + 40] = NAN;
        image[i + 300] = INFINITY;
    }
    for (size_t i = 0; i < PIXELS; i++) // a corner that no frame has
        if (i % WIDTH < 12 && i / WIDTH < 15)
            reference[i] = image[i] = NAN;
    assert_shift(find(reference, image), 2.3, -1.6, 0.03);
}

static void noise_and_nothing_fail(void **state) {
    (void)state;
    static float reference[PIXELS], image[PIXELS];
    uint64_t seed = 5;
    draw(reference, 0, 0, 1, 100);
    for (int k = 0; k < 200; k++) {
        for (size_t i = 0; i < PIXELS; i++)
            image[i] = 100 + 10 * noise(&seed);
        struct register_shift shift = find(reference, image);
        assert_true(!shift.is_good && isnan(shift.dx) && isnan(shift.dy));
        for (size_t i = 0; i < PIXELS; i++)
            image[i] = k == 0 ? 7 : k == 1 ? NAN : k == 2 ? INFINITY : 1e38F * noise(&seed);
        assert_true(!find(reference, image).is_good);
    }
    draw(image, 40, 0, 1, 100); // out of reach
    assert_false(find(reference, image).is_good);
    for (size_t i = 0; i < PIXELS; i++) // stripes: where along them, nobody knows
        image[i] = (float)(100 * sin((double)(i % WIDTH) * (double)(i % WIDTH) * 0.01));
    assert_false(find(image, image).is_good);
}

// Where noise looks most like a shift: in the smallest image.
static void noise_against_noise_fails(void **state) {
    (void)state;
    enum { SIDE = REGISTER_SMALLEST, PAIRS = 500 };
    struct register_image images[2] = { 0 };
    uint64_t seed = 1234567;
    for (size_t i = 0; i < 2; i++)
        assert_true(register_image_reserve(&images[i], SIDE, SIDE, NULL));
    for (size_t pair = 0; pair < PAIRS; pair++) {
        for (size_t i = 0; i < 2; i++) {
            for (size_t k = 0; k < (size_t)SIDE * SIDE; k++)
                images[i].pixels[k] = 100 + 10 * noise(&seed);
            register_image_prepare(&images[i]);
        }
        assert_false(register_find(&images[0], &images[1], REGISTER_LEAST_QUALITY).is_good);
    }
    register_image_free(&images[0]);
    register_image_free(&images[1]);
}

// ── the demo recording ─────────────────────────────────────────────────────────────────────────

enum { SIZE = 512, FRAMES = 24, STEP = 5, BLANK = 7, CUT = 9 };

struct demo_frames {
    uint16_t *samples;
    struct frame_view views[FRAMES];
    struct frames frames;
};

// Every fifth frame of the recording; frame BLANK is noise, and CUT lost its lower half.
static struct demo_frames read_demo(void) {
    struct demo_frames demo = { .samples = malloc((size_t)FRAMES * SIZE * SIZE * 2) };
    struct source_wish wish = { 0 };
    struct source *source = source_open("demo:", &wish, NULL);
    struct source_cursor *cursor = source_cursor_open(source, NULL);
    uint64_t seed = 17;
    for (size_t i = 0; i < FRAMES; i++) {
        uint16_t *into = demo.samples + i * SIZE * SIZE;
        struct frame_note note;
        source_read(source, cursor, (int64_t)i * STEP, into, &note);
        for (size_t k = 0; i == BLANK && k < (size_t)SIZE * SIZE; k++)
            into[k] = (uint16_t)(200 + 10 * noise(&seed));
        demo.views[i] = (struct frame_view){ .samples = into,
                                             .valid = { SIZE, i == CUT ? SIZE / 2 : SIZE },
                                             .source = (int64_t)i * STEP };
    }
    source_cursor_close(source, &cursor);
    source_close(&source);
    return demo;
}

static void check_drift(const struct register_shift *shifts, size_t reference, bool with_cut) {
    double squares = 0, base_x, base_y;
    size_t count = 0;
    demo_drift((int64_t)reference * STEP, &base_x, &base_y);
    for (size_t i = 0; i < FRAMES; i++) {
        if (i == BLANK || (i == CUT && !with_cut)) {
            assert_false(shifts[i].is_good);
            continue;
        }
        double x, y;
        demo_drift((int64_t)i * STEP, &x, &y);
        assert_true(shifts[i].is_good);
        squares += pow(shifts[i].dx - (x - base_x), 2) + pow(shifts[i].dy - (y - base_y), 2);
        count += 2;
    }
    assert_true(sqrt(squares / (double)count) < 0.05);
}

static struct zone zone_of(struct shape shape, const double *rectangle) {
    double numbers[4];
    memcpy(numbers, rectangle, sizeof numbers);
    const struct zone_wish wish = { .shape = ZONE_RECT, .numbers = numbers, .count = 4 };
    const struct geometry geometry = {
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    struct zone zone = { 0 };
    assert_true(zone_prepare(&wish, "zone", &geometry, NULL, &zone, NULL));
    return zone;
}

static void register_all(const struct frames *frames, const struct zone *zone,
                         const void *reference, struct pool *pool, struct register_shift *shifts) {
    struct registration *registration =
        registration_new(zone, frames->element, frames->shape, reference, pool_hands(pool), NULL);
    assert_non_null(registration);
    assert_true(register_frames(registration, frames, NULL, REGISTER_LEAST_QUALITY, NULL, pool,
                                NULL, shifts, NULL));
    registration_free(&registration);
}

// Zones where the plume is not: the top; a corner; the bottom, which the cut frame does not have.
static void the_drift_of_the_demo_recording_is_found(void **state) {
    (void)state;
    static const double zones[][4] = { { 0, 0, SIZE, 96 },
                                       { 312, 0, 200, 100 },
                                       { 0, 400, SIZE, 112 } };
    struct demo_frames demo = read_demo();
    struct frames frames = { ELEMENT_U16, { SIZE, SIZE, 1 }, demo.views, FRAMES };
    for (size_t z = 0; z < 3; z++) {
        struct zone zone = zone_of(frames.shape, zones[z]);
        struct register_shift first[FRAMES] = { 0 }, again[FRAMES] = { 0 };
        for (size_t workers = 1; workers <= 3; workers++) {
            struct pool *pool = pool_new(workers, NULL);
            register_all(&frames, &zone, demo.views[z].samples, pool, again);
            if (workers == 1) {
                memcpy(first, again, sizeof first);
                check_drift(first, z, z < 2);
            }
            for (size_t i = 0; i < FRAMES; i++) {
                assert_memory_equal(&first[i].dx, &again[i].dx, sizeof first->dx);
                assert_memory_equal(&first[i].dy, &again[i].dy, sizeof first->dy);
                assert_memory_equal(&first[i].quality, &again[i].quality, sizeof first->quality);
                assert_true(first[i].is_good == again[i].is_good);
            }
            pool_free(&pool);
        }
        zone_free(&zone);
    }
    free(demo.samples);
}

// The whole frame: the plume runs through it on its own, four times as bright as what drifts, and
// every frame has the drift of the sky or none.
static void what_moves_on_its_own_pulls_no_shift(void **state) {
    (void)state;
    struct demo_frames demo = read_demo();
    struct frames frames = { ELEMENT_U16, { SIZE, SIZE, 1 }, demo.views, FRAMES };
    struct zone zone = zone_of(frames.shape, (const double[]){ 0, 0, SIZE, SIZE });
    struct register_shift shifts[FRAMES];
    struct pool *pool = pool_new(2, NULL);
    static const size_t references[] = { 0, 13 };
    for (size_t r = 0; r < sizeof references / sizeof *references; r++) {
        size_t good = 0;
        double base_x, base_y, x, y;
        demo_drift((int64_t)references[r] * STEP, &base_x, &base_y);
        register_all(&frames, &zone, demo.views[references[r]].samples, pool, shifts);
        for (size_t i = 0; i < FRAMES; i++) {
            if (!shifts[i].is_good)
                continue;
            demo_drift((int64_t)i * STEP, &x, &y);
            assert_shift(shifts[i], x - base_x, y - base_y, 0.1);
            good++;
        }
        assert_false(shifts[BLANK].is_good);
        assert_true(good >= FRAMES / 2);
    }
    pool_free(&pool);
    zone_free(&zone);
    free(demo.samples);
}

// One quarter of the spots goes elsewhere; then all but one.
static void the_shift_of_most_of_the_picture_is_found_or_none(void **state) {
    (void)state;
    static float reference[PIXELS], most[PIXELS], rest[PIXELS], image[PIXELS];
    draw(reference, 0, 0, 1, 100);
    draw(most, 1.4, -0.7, 1, 100);
    draw(rest, -1.2, 1.1, 1, 100);
    for (size_t i = 0; i < PIXELS; i++)
        image[i] = i % WIDTH < WIDTH / 2 && i / WIDTH < HEIGHT / 2 ? rest[i] : most[i];
    assert_shift(find(reference, image), 1.4, -0.7, 0.05);
    uint64_t seed = 8;
    for (size_t i = 0; i < PIXELS; i++) // a quarter of the picture is left, in noise
        image[i] =
            i % WIDTH < WIDTH / 2 && i / WIDTH < HEIGHT / 2 ? most[i] : 100 + 20 * noise(&seed);
    assert_false(find(reference, image).is_good);
}

// Three channels 30 apart: their mean is the picture.
static void the_mean_of_channels_is_registered(void **state) {
    (void)state;
    static float pixels[PIXELS], samples[2][PIXELS * 3];
    struct frame_view views[2];
    for (size_t f = 0; f < 2; f++) {
        draw(pixels, f ? 2.3 : 0, f ? -1.6 : 0, 1, 100);
        for (size_t i = 0; i < (size_t)PIXELS * 3; i++)
            samples[f][i] = pixels[i / 3] + 30 * (float)(i % 3);
        views[f] = (struct frame_view){ .samples = samples[f], .valid = { WIDTH, HEIGHT } };
    }
    struct frames frames = { ELEMENT_F32, { HEIGHT, WIDTH, 3 }, views, 2 };
    struct zone zone = zone_of(frames.shape, (const double[]){ 0, 0, WIDTH, HEIGHT });
    struct register_shift shifts[2];
    struct pool *pool = pool_new(2, NULL);
    register_all(&frames, &zone, samples[0], pool, shifts);
    assert_shift(shifts[0], 0, 0, 0.02);
    assert_shift(shifts[1], 2.3, -1.6, 0.02);
    pool_free(&pool);
    zone_free(&zone);
}

// One part of the picture moves, the other stays: a circle around the first sees its shift only.
static void pixels_outside_of_a_round_zone_are_left_out(void **state) {
    (void)state;
    static float samples[2][PIXELS], moved[PIXELS];
    struct frame_view views[2];
    draw(samples[0], 0, 0, 1, 100);
    draw(moved, 1.3, 0.4, 1, 100);
    double numbers[] = { 45, 35, 30 };
    for (size_t i = 0; i < PIXELS; i++)
        samples[1][i] = hypot((double)(i % WIDTH) + 0.5 - 45, (double)(i / WIDTH) + 0.5 - 35) <= 30
                            ? moved[i]
                            : 5 * samples[0][i];
    for (size_t f = 0; f < 2; f++)
        views[f] = (struct frame_view){ .samples = samples[f], .valid = { WIDTH, HEIGHT } };
    struct frames frames = { ELEMENT_F32, { HEIGHT, WIDTH, 1 }, views, 2 };
    const struct geometry geometry = { 0, 0, WIDTH, HEIGHT, 1, frames.shape };
    const struct zone_wish wish = { .shape = ZONE_CIRCLE, .numbers = numbers, .count = 3 };
    struct zone zone = { 0 };
    assert_true(zone_prepare(&wish, "zone", &geometry, NULL, &zone, NULL));
    struct register_shift shifts[2];
    struct pool *pool = pool_new(1, NULL);
    register_all(&frames, &zone, samples[0], pool, shifts);
    assert_shift(shifts[1], 1.3, 0.4, 0.03);
    pool_free(&pool);
    zone_free(&zone);
}

static void wishes_that_make_no_sense_are_refused(void **state) {
    (void)state;
    static uint16_t samples[32 * 32];
    struct frame_view view = { .samples = samples, .valid = { 32, 32 } };
    struct frames frames = { ELEMENT_U16, { 32, 32, 1 }, &view, 1 };
    static const double zones[][4] = {
        { 0, 0, 15, 32 }, { 20, 0, 30, 32 }, { 0, -10, 32, 20 }, { 40, 0, 20, 20 }
    };
    struct fault fault = { 0 };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct zone zone = zone_of(frames.shape, zones[i]);
        assert_null(registration_new(&zone, ELEMENT_U16, frames.shape, samples, 2, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        zone_free(&zone);
    }
    struct zone zone = zone_of(frames.shape, (const double[]){ 0, 0, 32, 32 });
    struct registration *registration =
        registration_new(&zone, ELEMENT_U16, frames.shape, samples, 3, NULL);
    assert_non_null(registration);
    struct pool *pool = pool_new(2, NULL);
    struct register_shift shift;
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    assert_false(register_frames(registration, &frames, NULL, REGISTER_LEAST_QUALITY, NULL, pool,
                                 &cancel, &shift, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    fault_clear(&fault);
    registration_free(&registration);
    zone_free(&zone);
    pool_free(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_a_pixel_are_found_whatever_gain_and_offset),
        cmocka_unit_test(pixels_that_are_nothing_or_hot_pull_no_shift),
        cmocka_unit_test(noise_and_nothing_fail),
        cmocka_unit_test(noise_against_noise_fails),
        cmocka_unit_test(the_drift_of_the_demo_recording_is_found),
        cmocka_unit_test(what_moves_on_its_own_pulls_no_shift),
        cmocka_unit_test(the_shift_of_most_of_the_picture_is_found_or_none),
        cmocka_unit_test(the_mean_of_channels_is_registered),
        cmocka_unit_test(pixels_outside_of_a_round_zone_are_left_out),
        cmocka_unit_test(wishes_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
