// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Corrected rows and their sums, every instruction set against the formula.

#include "kernel_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double odd[] = { 0, 1, -3.25, 1e-300, 1e300, INFINITY, NAN, 7 };

static float corrected(const struct rows *rows, size_t k, size_t i, const double *offsets,
                       const double *factors) {
    double v = element_value(rows->element, rows->row[k], i) - offsets[i];
    return (float)(factors ? v * factors[i] : v);
}

static void check_correction(const struct kernels *kernels, const struct rows *rows) {
    double offsets[ROOM], factors[ROOM];
    for (size_t i = 0; i < ROOM; i++) {
        offsets[i] = odd[i % 7];
        factors[i] = odd[(i / 2 + 3) % 8];
    }
    for (int divides = 0; divides < 2; divides++) {
        float into[ROOM], again[ROOM];
        struct kernel_counts counts = { 0 };
        const struct kernel_elements *kernel = &kernels->elements[rows->element];
        const double *by = divides ? factors : NULL;
        kernel->correct(rows->row[0], offsets, by, rows->count, -77, into, &counts);
        kernel->correct(rows->row[0], offsets, by, rows->count, -77, again, NULL);
        uint64_t bad = 0, negative = 0;
        for (size_t i = 0; i < rows->count; i++) {
            float expected = corrected(rows, 0, i, offsets, by);
            bad += !isfinite(expected);
            negative += isfinite(expected) && expected < 0;
            same((double)into[i], isfinite(expected) ? (double)expected : -77.0);
            same((double)again[i], (double)into[i]);
        }
        assert_true(counts.bad == bad && counts.negative == negative);
    }
}

// Sums of eight corrected rows; they stop before a value that is not finite.
static void check_corrected_sums(const struct kernels *kernels, const struct rows *rows) {
    const struct kernel_elements *kernel = &kernels->elements[rows->element];
    double offsets[ROOM], factors[ROOM];
    for (size_t i = 0; i < ROOM; i++) {
        offsets[i] = 0.1 * (double)i;
        factors[i] = 1.0 / (1.0 + (double)i / 7.0);
    }
    for (int divides = 0; rows->row_count == KERNEL_ROWS && divides < 2; divides++) {
        const double *by = divides ? factors : NULL;
        double sums[ROOM], expected[ROOM];
        size_t finite = rows->count;
        for (size_t i = 0; i < rows->count; i++) {
            sums[i] = expected[i] = 0.5;
            for (size_t k = 0; k < KERNEL_ROWS; k++) {
                float value = corrected(rows, k, i, offsets, by);
                finite = isfinite(value) || i > finite ? finite : i;
                expected[i] += (double)value;
            }
        }
        size_t done = kernel->correct_sums(rows->row, rows->count, offsets, by, sums);
        assert_true(finite == rows->count ? done == finite : done <= finite && done + 16 > finite);
        for (size_t i = 0; i < rows->count; i++)
            same(sums[i], i < done ? expected[i] : 0.5);
    }
}

static void corrected_sums_follow_the_formula(void **state) {
    (void)state;
    each_case(ELEMENT_U8, ELEMENT_F32, check_corrected_sums);
}

static void corrections_follow_the_formula(void **state) {
    (void)state;
    each_case(ELEMENT_U8, ELEMENT_F32, check_correction);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrections_follow_the_formula),
        cmocka_unit_test(corrected_sums_follow_the_formula),
    };
    return cmocka_run_group_tests_name("kernel_correct", tests, NULL, NULL);
}
