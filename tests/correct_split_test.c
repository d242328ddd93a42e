// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Integers corrected in f32: within 1 ulp of the formula in double, whatever the references, and
// the same bits as the pieces put together with the C library's fmaf, in every instruction set.

#include "measure/correct_split.h"

#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PIXELS = 4099, ROUNDS = 12 };

static double unit(uint64_t *state) {
    return (double)(next_random(state) >> 11) * 0x1p-53;
}

// Offsets that are integers, that are next to one, on the border of next to one, and any.
static double hostile_offset(size_t i, uint64_t *state) {
    double whole = rint(65536.0 * (2.0 * unit(state) - 1.0));
    double sign = next_random(state) % 2 ? 1.0 : -1.0;
    double values[] = { whole,
                        whole + sign * ldexp(unit(state), -(int)(next_random(state) % 60)),
                        nextafter(whole + sign * 0x1p-4, sign * 1e9 * (unit(state) - 0.5)),
                        whole + sign * (0x1p-4 + unit(state) * 0x1p-7),
                        whole + 0.5,
                        100.0 + 10.0 * unit(state),
                        whole * unit(state),
                        sign * ldexp(unit(state), -900) };
    double value = values[i % (sizeof values / sizeof *values)];
    return fabs(value) > 65536.0 ? 65536.0 : value;
}

static double hostile_factor(size_t i, uint64_t *state) {
    double sign = next_random(state) % 2 ? 1.0 : -1.0, mantissa = 1.0 + unit(state);
    double values[] = { mantissa,
                        1.0,
                        0.0,
                        sign * ldexp(mantissa, (int)(next_random(state) % 119) - 60),
                        sign * (1.0 + 0x1p-24),
                        nextafter(1.0 + 0x1p-24, 2.0),
                        0x1p60,
                        -0x1p-60 };
    return values[i / 8 % (sizeof values / sizeof *values)];
}

// Values around the offset, the ends, and any.
static int hostile_value(enum element element, double offset, uint64_t *state) {
    int lowest = element_lowest(element), highest = element_highest(element);
    int values[] = { (int)rint(offset),
                     (int)floor(offset),
                     (int)ceil(offset) + 1,
                     lowest,
                     highest,
                     lowest + (int)(next_random(state) % (uint64_t)(highest - lowest + 1)) };
    int value = values[next_random(state) % (sizeof values / sizeof *values)];
    return value < lowest ? lowest : value > highest ? highest : value;
}

static void set_value(enum element element, void *samples, size_t i, int value) {
    if (element == ELEMENT_U8)
        ((uint8_t *)samples)[i] = (uint8_t)value;
    else if (element == ELEMENT_U16)
        ((uint16_t *)samples)[i] = (uint16_t)value;
    else
        ((int16_t *)samples)[i] = (int16_t)value;
}

static float put_together(const struct kernel_split *split, size_t i, double value) {
    float from = (float)value - split->offsets[i];
    return split->factors
               ? fmaf(from, split->factors[i], fmaf(from, split->factor_rests[i], split->rests[i]))
               : from + split->rests[i];
}

static double distance_of_floats(double value) {
    float magnitude = fabsf((float)value);
    return (double)nextafterf(magnitude, HUGE_VALF) - (double)magnitude;
}

struct recorded {
    double offsets[PIXELS], factors[PIXELS];
    unsigned char samples[KERNEL_ROWS][PIXELS * 2];
};

static struct recorded *record(enum element element, uint64_t *state) {
    struct recorded *made = calloc(1, sizeof *made);
    for (size_t i = 0; i < PIXELS; i++) {
        made->offsets[i] = hostile_offset(i, state);
        made->factors[i] = hostile_factor(i, state);
        for (size_t k = 0; k < KERNEL_ROWS; k++)
            set_value(element, made->samples[k], i,
                      hostile_value(element, made->offsets[i], state));
    }
    return made;
}

static void check_values(enum element e, const struct recorded *made, const double *factors,
                         const struct kernel_split *split) {
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (size_t k = 0; k < KERNEL_ROWS; k++) {
            float into[PIXELS];
            kernels->integers[e].correct_split(made->samples[k], split, PIXELS, -1.0F, into, NULL);
            for (size_t i = 0; i < PIXELS; i++) {
                double value = element_value(e, made->samples[k], i);
                double exact = (value - made->offsets[i]) * (factors ? factors[i] : 1.0);
                assert_true(fabs((double)into[i] - exact) <= distance_of_floats(exact));
                float expected = put_together(split, i, value);
                assert_memory_equal(&into[i], &expected, sizeof expected);
            }
        }
}

static void check_sums(enum element e, const struct recorded *made,
                       const struct kernel_split *split) {
    const struct kernels *kernels;
    const void *rows[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        rows[k] = made->samples[k];
    for (size_t set = 0; (kernels = kernels_available(set)); set++) {
        double sums[PIXELS];
        for (size_t i = 0; i < PIXELS; i++)
            sums[i] = 0.125;
        assert_int_equal(kernels->integers[e].correct_split_sums(rows, PIXELS, split, sums),
                         PIXELS);
        for (size_t i = 0; i < PIXELS; i++) {
            double sum = 0.125;
            for (size_t k = 0; k < KERNEL_ROWS; k++)
                sum += (double)put_together(split, i, element_value(e, rows[k], i));
            assert_true(sums[i] == sum);
        }
    }
}

static void corrected_integers_are_within_one_ulp(void **state) {
    (void)state;
    uint64_t seed = 5;
    for (size_t round = 0; round < ROUNDS; round++)
        for (enum element e = ELEMENT_U8; e <= ELEMENT_I16; e++) {
            struct recorded *made = record(e, &seed);
            const double *factors = round % 4 ? made->factors : NULL;
            struct correct_split split;
            assert_true(correct_split_make(&split, made->offsets, factors, PIXELS));
            assert_non_null(split.memory);
            check_values(e, made, factors, &split.arrays);
            check_sums(e, made, &split.arrays);
            correct_split_free(&split);
            free(made);
        }
}

// Dead pixels and missing references; sums stop before them.
static void what_is_not_finite_stays_so(void **state) {
    (void)state;
    const double odd[] = { NAN, INFINITY, -INFINITY };
    const struct kernels *kernels;
    for (size_t at = 0; at < 40; at += 13)
        for (size_t kind = 0; kind < 6; kind++) {
            double offsets[40], factors[40];
            for (size_t i = 0; i < 40; i++)
                offsets[i] = 7.25, factors[i] = 0.5;
            (kind < 3 ? offsets : factors)[at] = odd[kind % 3];
            struct correct_split split;
            assert_true(correct_split_make(&split, offsets, factors, 40) && split.memory);
            const uint8_t row[40] = { 7, 8 };
            const void *rows[KERNEL_ROWS] = { row, row, row, row, row, row, row, row };
            for (size_t set = 0; (kernels = kernels_available(set)); set++) {
                const struct kernel_integers *kernel = &kernels->integers[ELEMENT_U8];
                float into[40];
                double sums[40] = { 0 };
                struct kernel_counts found = { 0 };
                kernel->correct_split(row, &split.arrays, 40, -7.0F, into, &found);
                for (size_t i = 0; i < 40; i++)
                    assert_true(into[i] == (i == at ? -7.0F : ((float)row[i] - 7.25F) * 0.5F));
                assert_int_equal(found.bad, 1);
                assert_int_equal(found.negative, 39 - (at != 1));
                size_t done = kernel->correct_split_sums(rows, 40, &split.arrays, sums);
                assert_true(done <= at && done + 16 > at);
                for (size_t i = 0; i < 40; i++) {
                    float value = ((float)row[i] - 7.25F) * 0.5F;
                    assert_true(sums[i] == (i < done ? 8.0 * (double)value : 0.0));
                }
            }
            correct_split_free(&split);
        }
}

static void what_is_too_large_or_small_is_not_split(void **state) {
    (void)state;
    static const double pairs[][2] = { { 65537.0, 1.0 }, { -1e300, 1.0 }, { 0.0, 0x1.1p60 },
                                       { 0.0, 0x1p-61 }, { 0.0, -1e300 }, { 3.0, 1e-310 } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        double offsets[] = { 1.0, pairs[i][0] }, factors[] = { 1.0, pairs[i][1] };
        struct correct_split split;
        assert_true(correct_split_make(&split, offsets, factors, 2));
        assert_null(split.memory);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrected_integers_are_within_one_ulp),
        cmocka_unit_test(what_is_not_finite_stays_so),
        cmocka_unit_test(what_is_too_large_or_small_is_not_split),
    };
    return cmocka_run_group_tests_name("correct_split", tests, NULL, NULL);
}
