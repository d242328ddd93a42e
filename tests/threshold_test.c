// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Otsu's threshold against the within-class variances of every partition, by two passes each.

#include "tune/threshold.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// Counts times squared distances from their mean.
static double scatter(const double *values, const double *counts, size_t from, size_t stop) {
    double sum = 0, total = 0, result = 0;
    for (size_t i = from; i < stop; i++) {
        total += counts[i];
        sum += counts[i] * values[i];
    }
    for (size_t i = from; i < stop; i++)
        result += counts[i] * (values[i] - sum / total) * (values[i] - sum / total);
    return result;
}

static size_t least_scatter(const double *values, const double *counts, size_t count,
                            double *least) {
    size_t best = 0;
    *least = HUGE_VAL;
    for (size_t i = 1; i < count; i++) {
        double both = scatter(values, counts, 0, i) + scatter(values, counts, i, count);
        if (both < *least) {
            *least = both;
            best = i;
        }
    }
    return best;
}

static uint32_t next(uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

static void it_is_the_best_of_all_partitions(void **state) {
    (void)state;
    enum { MOST = 300 };
    double values[MOST], counts[MOST], least;
    uint32_t seed = 7;
    for (int round = 0; round < 60; round++) {
        size_t count = 2 + next(&seed) % (MOST - 2);
        double at = -500, total = 0, above = 0;
        for (size_t i = 0; i < count; i++) {
            values[i] = at += 1 + next(&seed) % 3;
            double d = ((double)i - 0.3 * (double)count) / (0.1 * (double)count);
            double e = ((double)i - 0.7 * (double)count) / (0.15 * (double)count);
            counts[i] = 1 + next(&seed) % 9 + floor(5000 * exp(-d * d) + 2000 * exp(-e * e));
            total += counts[i];
        }
        struct fault fault = { 0 };
        struct threshold found;
        if (!threshold_find(values, counts, count, NULL, &found, &fault))
            fail_msg("round %d: %s", round, fault_text(&fault));
        size_t best = least_scatter(values, counts, count, &least);
        assert_true(found.value >= values[best - 1] && found.value <= values[best]);
        assert_true(found.low == values[best - 1] && found.high == values[best]);
        for (size_t i = best; i < count; i++)
            above += counts[i];
        assert_true(fabs(found.share - above / total) < 1e-9);
        double separation = 1 - least / scatter(values, counts, 0, count);
        assert_true(fabs(found.separation - separation) < 1e-9);
    }
}

static void every_threshold_has_a_separation(void **state) {
    (void)state;
    enum { COUNT = 40 };
    double values[COUNT], counts[COUNT], found[COUNT];
    uint32_t seed = 3;
    for (int i = 0; i < COUNT; i++) {
        values[i] = 3 * i + next(&seed) % 3;
        counts[i] = 1 + next(&seed) % 50;
    }
    threshold_separations(values, counts, COUNT, found);
    for (size_t i = 0; i + 1 < COUNT; i++) {
        double within = scatter(values, counts, 0, i + 1) + scatter(values, counts, i + 1, COUNT);
        assert_true(fabs(found[i] - (1 - within / scatter(values, counts, 0, COUNT))) < 1e-9);
    }
}

static void two_equal_classes_are_parted_in_the_middle(void **state) {
    (void)state;
    const double values[] = { 10, 30 }, counts[] = { 5, 5 };
    struct fault fault = { 0 };
    struct threshold found;
    assert_true(threshold_find(values, counts, 2, NULL, &found, &fault));
    assert_true(fabs(found.value - 20) < 1e-6);
    assert_true(fabs(found.share - 0.5) < 1e-12 && fabs(found.separation - 1) < 1e-12);
}

static void what_cannot_be_parted_is_refused(void **state) {
    (void)state;
    const double value = 3, count = 9;
    struct fault fault = { 0 };
    struct threshold found;
    assert_false(threshold_find(&value, &count, 1, NULL, &found, &fault));
    assert_string_equal(fault_text(&fault), "all values are equal: nothing to part");
    assert_false(threshold_find(NULL, NULL, 0, NULL, &found, &fault));
    assert_string_equal(fault_text(&fault), "there are no values: nothing to part");
    fault_clear(&fault);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_best_of_all_partitions),
        cmocka_unit_test(every_threshold_has_a_separation),
        cmocka_unit_test(two_equal_classes_are_parted_in_the_middle),
        cmocka_unit_test(what_cannot_be_parted_is_refused),
    };
    return cmocka_run_group_tests_name("threshold", tests, NULL, NULL);
}
