// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Amounts of references from pictures that were made with known ones, from the regression line,
// and from amounts tried all over.

#include "tune/background.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SIDE = 48, COUNT = SIDE * SIDE };

// From 0 to 1.
static double next(uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) / (double)(1 << 24);
}

struct scene {
    double pixels[COUNT], dark[COUNT], flat[COUNT];
};

// A dark that is stripes and hot pixels, a flat that falls to the corners.
static void draw(struct scene *scene, uint32_t *seed) {
    for (size_t i = 0; i < COUNT; i++) {
        double x = (double)(i % SIDE) / SIDE - 0.5, y = (double)(i / SIDE) / SIDE - 0.5;
        scene->dark[i] = 100 + (double)(i % 7) * 5 + (next(seed) < 0.01 ? 800 : 0);
        scene->flat[i] = 1 - 0.8 * (x * x + y * y);
    }
}

static double structure(const struct background *background, double a, double b) {
    double amounts[] = { a, b };
    return background_structure(background, amounts);
}

static void a_line_of_regression_is_the_amount_to_subtract(void **state) {
    (void)state;
    static struct scene scene;
    uint32_t seed = 1;
    draw(&scene, &seed);
    double mean_x = 0, mean_s = 0, product = 0, square = 0;
    for (size_t i = 0; i < COUNT; i++) {
        scene.pixels[i] = 0.6 * scene.dark[i] + 40 * next(&seed);
        mean_x += scene.pixels[i] / COUNT;
        mean_s += scene.dark[i] / COUNT;
    }
    for (size_t i = 0; i < COUNT; i++) {
        product += (scene.pixels[i] - mean_x) * (scene.dark[i] - mean_s);
        square += (scene.dark[i] - mean_s) * (scene.dark[i] - mean_s);
    }
    for (int camera = 0; camera < 2; camera++) {
        struct background background = { scene.pixels, { scene.dark, NULL }, COUNT, camera };
        struct fault fault = { 0 };
        double amounts[] = { 1, 1 };
        assert_true(background_find(&background, NULL, amounts, &fault));
        assert_true(fabs(amounts[0] - product / square) < 1e-6);
        assert_true(amounts[1] == 1);
    }
}

static void the_structure_is_a_standard_deviation(void **state) {
    (void)state;
    const double pixels[] = { 10, 20, 40, 80 }, offsets[] = { 1, 2, 3, 4 };
    const double divisors[] = { 1, 1, 2, 2 };
    struct background background = { pixels, { offsets, NULL }, 4, false };
    // 9, 18, 37, 76: mean 35, mean square 1887.5; and the golden value of 10, 20, 40, 80 without.
    assert_true(fabs(structure(&background, 0, 1) - 26.809513) < 1e-6);
    assert_true(fabs(structure(&background, 1, 1) - sqrt(1887.5 - 35.0 * 35)) < 1e-12);
    background.references[1] = divisors;
    // 10, 20, 20, 40: mean 22.5, mean square 625.
    assert_true(fabs(structure(&background, 0, 1) - sqrt(625 - 22.5 * 22.5) / 22.5) < 1e-12);
}

static void amounts_that_a_picture_was_made_with_are_found(void **state) {
    (void)state;
    static struct scene scene;
    uint32_t seed = 2;
    for (int round = 0; round < 20; round++) {
        draw(&scene, &seed);
        double a = 0.2 + 0.7 * next(&seed), b = 0.2 + 0.7 * next(&seed);
        for (size_t i = 0; i < COUNT; i++)
            scene.pixels[i] = a * scene.dark[i] + 500 * (b * scene.flat[i] + 1 - b);
        struct background background = { scene.pixels, { scene.dark, scene.flat }, COUNT, false };
        struct fault fault = { 0 };
        double amounts[] = { 1, 1 };
        if (!background_find(&background, NULL, amounts, &fault))
            fail_msg("round %d: %s", round, fault_text(&fault));
        assert_true(fabs(amounts[0] - a) < 1e-4 && fabs(amounts[1] - b) < 1e-4);
    }
}

static void the_scale_of_a_flat_is_found_beside_its_dark(void **state) {
    (void)state;
    static struct scene scene;
    uint32_t seed = 3;
    draw(&scene, &seed);
    // The flat was exposed for 1 / 1.3 of the time, its dark with it; the dark for half of it.
    for (size_t i = 0; i < COUNT; i++) {
        scene.pixels[i] = scene.dark[i] + 300 * scene.flat[i];
        scene.flat[i] = (scene.dark[i] + 2000 * scene.flat[i]) / 1.3;
        scene.dark[i] /= 2;
    }
    struct background background = { scene.pixels, { scene.dark, scene.flat }, COUNT, true };
    double amounts[] = { 2, 1 };
    struct fault fault = { 0 };
    if (!background_find(&background, NULL, amounts, &fault))
        fail_msg("%s", fault_text(&fault));
    assert_true(amounts[0] == 2 && fabs(amounts[1] - 1.3) < 1e-6);
}

static void what_cannot_be_found_is_refused(void **state) {
    (void)state;
    static struct scene scene;
    uint32_t seed = 4;
    draw(&scene, &seed);
    static double even[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        even[i] = 100;
        scene.pixels[i] = 200 + 10 * next(&seed);
    }
    struct fault fault = { 0 };
    double amounts[] = { 1, 1 };
    struct background background = { scene.pixels, { even, NULL }, COUNT, false };
    assert_false(background_find(&background, NULL, amounts, &fault));
    assert_non_null(strstr(fault_text(&fault), "changes no structure here"));
    struct background flat = { scene.pixels, { NULL, scene.flat }, COUNT, true };
    assert_false(background_find(&flat, NULL, amounts, &fault));
    assert_non_null(strstr(fault_text(&fault), "a flat without a dark"));
    // An offset that is the slope of the divisor: half of one is half of the other.
    for (size_t i = 0; i < COUNT; i++) {
        scene.dark[i] = 300 * scene.flat[i];
        scene.pixels[i] = 300 * scene.flat[i] + 1000 + next(&seed) / 10;
        scene.flat[i] = 1 + (scene.flat[i] - 1) * 1e-4;
    }
    struct background both = { scene.pixels, { scene.dark, scene.flat }, COUNT, false };
    assert_false(background_find(&both, NULL, amounts, &fault));
    assert_non_null(strstr(fault_text(&fault), "cannot be told apart here"));
    assert_true(amounts[0] == 1 && amounts[1] == 1);
    struct background single = { scene.pixels, { scene.dark, NULL }, 1, true };
    assert_false(background_find(&single, NULL, amounts, &fault));
    fault_clear(&fault);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_regression_is_the_amount_to_subtract),
        cmocka_unit_test(the_structure_is_a_standard_deviation),
        cmocka_unit_test(amounts_that_a_picture_was_made_with_are_found),
        cmocka_unit_test(the_scale_of_a_flat_is_found_beside_its_dark),
        cmocka_unit_test(what_cannot_be_found_is_refused),
    };
    return cmocka_run_group_tests_name("background", tests, NULL, NULL);
}
