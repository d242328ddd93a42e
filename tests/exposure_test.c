// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The levels that show most, against every pair of levels, each with a histogram of its own.

#include "tune/exposure.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MOST_BINS = 1200, MOST_SHADES = 64 };

// The entropy of a picture, as information per value: -sum p log2 p over its shades.
static double shown(const uint64_t *bins, size_t count, size_t low, size_t high, unsigned shades) {
    double share[MOST_SHADES] = { 0 }, total = 0, result = 0;
    for (size_t i = 0; i < count; i++) {
        size_t shade = i < low ? 0 : (i - low) * shades / (high - low);
        share[shade < shades ? shade : shades - 1] += (double)bins[i];
        total += (double)bins[i];
    }
    for (unsigned s = 0; s < shades; s++)
        if (share[s] > 0)
            result -= share[s] / total * log2(share[s] / total);
    return result;
}

static double best_of_all(const uint64_t *bins, size_t count, unsigned shades) {
    double best = 0;
    for (size_t low = 0; low < count; low++)
        for (size_t high = low + 1; bins[low] && high < count; high++)
            if (bins[high])
                best = fmax(best, shown(bins, count, low, high, shades));
    return best;
}

static uint32_t next(uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

// Two hills, of which `one_in` bins has any, and one pixel that is far brighter.
static void draw(uint64_t *bins, size_t count, unsigned one_in, uint32_t *seed) {
    for (size_t i = 0; i < count; i++) {
        double d = ((double)i - 0.2 * (double)count) / (0.05 * (double)count);
        double e = ((double)i - 0.4 * (double)count) / (0.1 * (double)count);
        bins[i] = next(seed) % one_in
                      ? 0
                      : (uint64_t)(1000 * exp(-d * d) + 300 * exp(-e * e)) + next(seed) % 2;
    }
    bins[0] = bins[count - 1] = 1;
}

static void they_are_the_best_of_all_pairs(void **state) {
    (void)state;
    uint64_t bins[MOST_BINS];
    uint32_t seed = 3;
    for (int round = 0; round < 12; round++) {
        size_t count = 20 + next(&seed) % 400;
        unsigned shades = 2 + next(&seed) % (MOST_SHADES - 1);
        draw(bins, count, 3, &seed);
        struct fault fault = { 0 };
        struct exposure found;
        assert_true(exposure_find(bins, count, shades, NULL, &found, &fault));
        assert_true(bins[found.low] && bins[found.high] && found.low < found.high);
        double oracle = shown(bins, count, found.low, found.high, shades);
        assert_true(fabs(found.entropy - oracle) < 1e-9);
        assert_true(fabs(found.entropy - best_of_all(bins, count, shades)) < 1e-8);
    }
}

static void of_many_values_they_are_nearly_the_best(void **state) {
    (void)state;
    uint64_t bins[MOST_BINS];
    uint32_t seed = 5;
    for (int round = 0; round < 3; round++) {
        size_t count = 500 + 100 * (size_t)round;
        draw(bins, count, 1, &seed);
        for (size_t i = 0; i < count; i++)
            bins[i]++;
        struct fault fault = { 0 };
        struct exposure found;
        assert_true(exposure_find(bins, count, 32, NULL, &found, &fault));
        double best = best_of_all(bins, count, 32);
        assert_true(fabs(found.entropy - shown(bins, count, found.low, found.high, 32)) < 1e-9);
        assert_true(found.entropy <= best + 1e-9 && found.entropy > best - 0.01);
    }
}

static void a_few_values_have_all_a_shade_of_their_own(void **state) {
    (void)state;
    // 4 values as often as each other are 2 bits; the widest levels show them all.
    const uint64_t bins[] = { 0, 5, 5, 0, 5, 0, 0, 5, 0 };
    struct fault fault = { 0 };
    struct exposure found;
    assert_true(exposure_find(bins, 9, 240, NULL, &found, &fault));
    assert_true(fabs(found.entropy - 2) < 1e-12);
    assert_int_equal(found.low, 1);
    assert_int_equal(found.high, 7);
}

static void an_even_spread_fills_all_shades(void **state) {
    (void)state;
    // 64 shades of the values 0 to 128 hold two each, the last one three.
    uint64_t bins[129], below[130] = { 0 };
    for (size_t i = 0; i < 129; i++) {
        bins[i] = 1;
        below[i + 1] = i + 1;
    }
    double expected = -(63 * 2.0 / 129 * log2(2.0 / 129) + 3.0 / 129 * log2(3.0 / 129));
    assert_true(fabs(exposure_entropy(below, 129, 0, 128, 64) - expected) < 1e-12);
    struct fault fault = { 0 };
    struct exposure found;
    assert_true(exposure_find(bins, 129, 64, NULL, &found, &fault));
    assert_true(found.entropy >= expected - 1e-9);
}

static void levels_far_off_show_one_shade(void **state) {
    (void)state;
    const uint64_t below[] = { 0, 3, 7, 9 };
    assert_true(exposure_entropy(below, 3, -1e300, -1e299, 240) == 0);
    assert_true(exposure_entropy(below, 3, 1e299, 1e300, 240) == 0);
}

static void what_has_no_levels_is_refused(void **state) {
    (void)state;
    const uint64_t one[] = { 0, 4, 0 }, none[] = { 0, 0 }, two[] = { 1, 1 };
    struct fault fault = { 0 };
    struct exposure found;
    assert_false(exposure_find(one, 3, 240, NULL, &found, &fault));
    assert_string_equal(fault_text(&fault), "all values are equal: no levels to choose");
    assert_false(exposure_find(none, 2, 240, NULL, &found, &fault));
    assert_string_equal(fault_text(&fault), "there are no values: no levels to choose");
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    assert_false(exposure_find(two, 2, 240, &cancel, &found, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    fault_clear(&fault);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_the_best_of_all_pairs),
        cmocka_unit_test(of_many_values_they_are_nearly_the_best),
        cmocka_unit_test(a_few_values_have_all_a_shade_of_their_own),
        cmocka_unit_test(an_even_spread_fills_all_shades),
        cmocka_unit_test(levels_far_off_show_one_shade),
        cmocka_unit_test(what_has_no_levels_is_refused),
    };
    return cmocka_run_group_tests_name("exposure", tests, NULL, NULL);
}
