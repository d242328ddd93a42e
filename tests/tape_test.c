// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Every derivative of the tape against central differences of its values, and its values against
// closed forms.

#include "tune/tape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LONGEST = 9, SIDE = 12, ROUNDS = 50 };

// From 0 to 1, always the same ones.
static double random_number(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

static float random_pixels[SIDE * SIDE];

typedef struct tape_value expression(struct tape *tape, struct tape_value a, struct tape_value b);

static struct tape_value power_of_itself(struct tape *tape, struct tape_value a,
                                         struct tape_value b) {
    (void)b;
    return tape_power(tape, a, a);
}

#define OF_ONE(name, call)                                                                       \
    static struct tape_value name(struct tape *tape, struct tape_value a, struct tape_value b) { \
        (void)b;                                                                                 \
        return call;                                                                             \
    }
OF_ONE(one_exp, tape_exp(tape, a))
OF_ONE(one_log, tape_log(tape, a))
OF_ONE(one_sqrt, tape_sqrt(tape, a))
OF_ONE(one_tanh, tape_tanh(tape, a))
OF_ONE(one_sigmoid, tape_sigmoid(tape, a))
OF_ONE(one_abs, tape_abs(tape, tape_subtract(tape, a, tape_number(tape, 1)), 0.25))
OF_ONE(one_sum, tape_sum(tape, a))
OF_ONE(one_mean, tape_mean(tape, a))
OF_ONE(one_variance, tape_variance(tape, a))
OF_ONE(one_box, tape_box(tape, a, 2))
OF_ONE(one_wide_box, tape_box(tape, a, 100))

// Both shifts are means, so that rows of any length go in.
static struct tape_value sampled(struct tape *tape, struct tape_value a, struct tape_value b) {
    struct tape_image image = { random_pixels, SIDE, SIDE };
    struct tape_rectangle where = { 3, 4, 5, 4 };
    return tape_sample(tape, image, where, tape_mean(tape, a), tape_mean(tape, b));
}

// Some that lie beyond the left and the lower edge.
static struct tape_value sampled_beyond(struct tape *tape, struct tape_value a,
                                        struct tape_value b) {
    struct tape_image image = { random_pixels, SIDE, SIDE };
    struct tape_rectangle where = { 0, 8, 5, 4 };
    struct tape_value left = tape_subtract(tape, tape_mean(tape, a), tape_number(tape, 3));
    return tape_sample(tape, image, where, left, tape_mean(tape, b));
}

// A normalised contrast, of many operations, and of values that are used twice.
static struct tape_value composed(struct tape *tape, struct tape_value a, struct tape_value b) {
    struct tape_value ratio = tape_divide(tape, tape_log(tape, tape_add(tape, a, b)), b);
    struct tape_value soft = tape_sigmoid(tape, tape_multiply(tape, ratio, a));
    struct tape_value spread =
        tape_sqrt(tape, tape_add(tape, tape_variance(tape, a), tape_number(tape, 0.1)));
    return tape_divide(tape, tape_subtract(tape, soft, tape_mean(tape, soft)),
                       tape_add(tape, spread, tape_number(tape, 0.5)));
}

struct inputs {
    double a[LONGEST], b[LONGEST], weights[64];
    size_t a_count, b_count;
};

// The weighted sum of the expression's elements; with gradients when they are asked for.
static double evaluate(struct tape *tape, expression *make, const struct inputs *in,
                       double *a_gradient, double *b_gradient) {
    struct fault fault = { 0 };
    tape_clear(tape);
    struct tape_value a = tape_input(tape, in->a, in->a_count);
    struct tape_value b = tape_input(tape, in->b, in->b_count);
    struct tape_value y = make(tape, a, b);
    struct tape_value weights = tape_input(tape, in->weights, y.count);
    struct tape_value sum = tape_sum(tape, tape_multiply(tape, y, weights));
    if (a_gradient) {
        assert_true(tape_differentiate(tape, sum, &fault));
        memcpy(a_gradient, tape_gradient(tape, a), in->a_count * sizeof(double));
        memcpy(b_gradient, tape_gradient(tape, b), in->b_count * sizeof(double));
    }
    assert_non_null(tape_numbers(tape, sum));
    return *tape_numbers(tape, sum);
}

// Relative to the largest derivative, as a small one is lost in the rounding of the differences.
static void check_against_differences(struct tape *tape, expression *make, struct inputs *in,
                                      const char *name) {
    double gradient[2][LONGEST], difference[2][LONGEST], largest = 0;
    size_t counts[2] = { in->a_count, in->b_count };
    evaluate(tape, make, in, gradient[0], gradient[1]);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < counts[side]; i++) {
            double *x = side ? &in->b[i] : &in->a[i], kept = *x, step = 1e-5;
            *x = kept + step;
            double above = evaluate(tape, make, in, NULL, NULL);
            *x = kept - step;
            double below = evaluate(tape, make, in, NULL, NULL);
            *x = kept;
            difference[side][i] = (above - below) / (2 * step);
            largest = fmax(largest, fabs(difference[side][i]));
        }
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < counts[side]; i++)
            if (!(fabs(gradient[side][i] - difference[side][i]) <= 1e-6 * largest))
                fail_msg("%s: derivative %g, differences say %g", name, gradient[side][i],
                         difference[side][i]);
}

static void derivatives_are_those_of_central_differences(void **state) {
    (void)state;
    static const struct {
        const char *name;
        expression *make;
    } cases[] = {
        { "add", tape_add },
        { "subtract", tape_subtract },
        { "multiply", tape_multiply },
        { "divide", tape_divide },
        { "power", tape_power },
        { "power of itself", power_of_itself },
        { "exp", one_exp },
        { "log", one_log },
        { "sqrt", one_sqrt },
        { "tanh", one_tanh },
        { "sigmoid", one_sigmoid },
        { "abs", one_abs },
        { "sum", one_sum },
        { "mean", one_mean },
        { "variance", one_variance },
        { "box", one_box },
        { "wide box", one_wide_box },
        { "sample", sampled },
        { "sample beyond", sampled_beyond },
        { "composed", composed },
    };
    struct fault fault = { 0 };
    struct tape tape = { 0 };
    uint64_t seed = 1;
    assert_true(tape_reserve(&tape, 64, 1024, &fault));
    for (size_t i = 0; i < SIDE * SIDE; i++)
        random_pixels[i] = (float)(100 * random_number(&seed));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int round = 0; round < ROUNDS; round++) {
            // Rows with rows, and a number on either side. All shifts stay between two pixels.
            struct inputs in = { .a_count = round % 3 == 1 ? 1 : LONGEST,
                                 .b_count = round % 3 == 2 ? 1 : LONGEST };
            for (size_t k = 0; k < LONGEST; k++) {
                in.a[k] = 1.05 + 0.9 * random_number(&seed);
                in.b[k] = 2.05 + 0.9 * random_number(&seed);
            }
            for (size_t k = 0; k < 64; k++)
                in.weights[k] = 0.5 + random_number(&seed);
            check_against_differences(&tape, cases[i].make, &in, cases[i].name);
        }
    tape_free(&tape);
}

static void values_are_those_of_their_formulas(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct tape tape = { 0 };
    assert_true(tape_reserve(&tape, 64, 256, &fault));
    const double numbers[] = { 1, 2, 4, 9 };
    struct tape_value x = tape_input(&tape, numbers, 4);
    assert_true(*tape_numbers(&tape, tape_sum(&tape, x)) == 16);
    assert_true(*tape_numbers(&tape, tape_mean(&tape, x)) == 4);
    assert_true(*tape_numbers(&tape, tape_variance(&tape, x)) == (9 + 4 + 0 + 25) / 4.0);
    const double *box = tape_numbers(&tape, tape_box(&tape, x, 1));
    assert_true(box[0] == 1.5 && box[1] == 7 / 3.0 && box[2] == 5 && box[3] == 6.5);
    assert_true(*tape_numbers(&tape, tape_sigmoid(&tape, tape_number(&tape, 0))) == 0.5);
    assert_true(*tape_numbers(&tape, tape_abs(&tape, tape_number(&tape, -3), 4)) == 1);
    // A plane is its own bilinear surface, and its edge goes on beyond it.
    float plane[6 * 5];
    for (int i = 0; i < 30; i++)
        plane[i] = (float)(3 * (i % 6) + 10 * (i / 6));
    struct tape_value right = tape_number(&tape, 0.25), down = tape_number(&tape, -1.5);
    struct tape_value sample = tape_sample(&tape, (struct tape_image){ plane, 6, 5 },
                                           (struct tape_rectangle){ 4, 1, 2, 2 }, right, down);
    const double *sampled_numbers = tape_numbers(&tape, sample);
    assert_true(sampled_numbers[0] == 12.75 && sampled_numbers[1] == 15);
    assert_true(sampled_numbers[2] == 17.75 && sampled_numbers[3] == 20);
    struct tape_value sum = tape_sum(&tape, sample);
    assert_true(tape_differentiate(&tape, sum, &fault));
    assert_true(*tape_gradient(&tape, right) == 6 && *tape_gradient(&tape, down) == 20);
    tape_free(&tape);
}

static void powers_of_nothing_have_derivatives(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct tape tape = { 0 };
    assert_true(tape_reserve(&tape, 8, 8, &fault));
    struct tape_value zero = tape_number(&tape, 0), two = tape_number(&tape, 2);
    assert_true(tape_differentiate(&tape, tape_power(&tape, zero, two), &fault));
    assert_true(*tape_gradient(&tape, zero) == 0 && *tape_gradient(&tape, two) == 0);
    assert_true(tape_differentiate(&tape, tape_power(&tape, zero, zero), &fault));
    assert_true(*tape_gradient(&tape, zero) == 0);
    tape_free(&tape);
}

static void shifts_that_are_no_place_read_nothing(void **state) {
    (void)state;
    static const double shifts[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300 };
    static const float pixels[] = { 1, 2, 3, 4 };
    struct fault fault = { 0 };
    struct tape tape = { 0 };
    assert_true(tape_reserve(&tape, 8, 32, &fault));
    for (size_t i = 0; i < sizeof(shifts) / sizeof(shifts[0]); i++) {
        tape_clear(&tape);
        struct tape_value shift = tape_number(&tape, shifts[i]);
        struct tape_value sample = tape_sample(&tape, (struct tape_image){ pixels, 2, 2 },
                                               (struct tape_rectangle){ 0, 0, 2, 2 }, shift, shift);
        double corner = tape_numbers(&tape, sample)[3];
        assert_true(isnan(shifts[i]) ? isnan(corner) : corner == (shifts[i] > 0 ? 4 : 1));
        assert_true(tape_differentiate(&tape, tape_sum(&tape, sample), &fault));
        assert_true(*tape_gradient(&tape, shift) == 0);
    }
    tape_free(&tape);
}

static void a_full_tape_says_so(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct tape tape = { 0 };
    const double numbers[] = { 1, 2, 3 };
    assert_true(tape_reserve(&tape, 8, 5, &fault));
    struct tape_value x = tape_input(&tape, numbers, 3);
    struct tape_value sum = tape_sum(&tape, tape_exp(&tape, x));
    assert_null(tape_numbers(&tape, sum));
    assert_false(tape_differentiate(&tape, sum, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);
    tape_clear(&tape);
    sum = tape_sum(&tape, tape_input(&tape, numbers, 3));
    assert_true(*tape_numbers(&tape, sum) == 6);
    fault_clear(&fault);
    assert_false(tape_reserve(&tape, 8, SIZE_MAX / 4, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);
    fault_clear(&fault);
    tape_free(&tape);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_are_those_of_central_differences),
        cmocka_unit_test(values_are_those_of_their_formulas),
        cmocka_unit_test(powers_of_nothing_have_derivatives),
        cmocka_unit_test(shifts_that_are_no_place_read_nothing),
        cmocka_unit_test(a_full_tape_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
