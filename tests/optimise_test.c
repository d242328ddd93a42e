// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Optima that are known in closed form, with bounds and without, and searches that cannot succeed.

#include "tune/optimise.h"

#include "tune/tape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef bool optimiser(const struct objective *objective, const struct optimise_rule *rule,
                       double *x, struct optimum *optimum, struct fault *fault);

static optimiser *const optimisers[] = { optimise_lbfgs, optimise_adam };

// Rosenbrock's valley, differentiated on the tape: least at (1, 1).
static double valley(void *context, const double *x, double *gradient) {
    struct tape *tape = context;
    tape_clear(tape);
    struct tape_value a = tape_number(tape, x[0]), b = tape_number(tape, x[1]);
    struct tape_value one = tape_number(tape, 1), hundred = tape_number(tape, 100);
    struct tape_value across = tape_subtract(tape, b, tape_multiply(tape, a, a));
    struct tape_value along = tape_subtract(tape, one, a);
    struct tape_value wall = tape_multiply(tape, hundred, tape_multiply(tape, across, across));
    struct tape_value value = tape_add(tape, wall, tape_multiply(tape, along, along));
    assert_true(tape_differentiate(tape, value, NULL));
    gradient[0] = *tape_gradient(tape, a);
    gradient[1] = *tape_gradient(tape, b);
    return *tape_numbers(tape, value);
}

// The sum of (i + 1) (x_i - i)^2.
static double bowl(void *context, const double *x, double *gradient) {
    size_t count = *(size_t *)context;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = (double)(i + 1), away = x[i] - (double)i;
        gradient[i] = 2 * weight * away;
        sum += weight * away * away;
    }
    return sum;
}

static void the_valley_is_followed_to_its_end(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct tape tape = { 0 };
    assert_true(tape_reserve(&tape, 32, 32, &fault));
    struct objective objective = { valley, &tape, 2, NULL, NULL };
    struct optimise_rule rules[] = { { 200, 1e-9, 1, NULL }, { 200000, 1e-6, 0.02, NULL } };
    // The flattest slope at the end is 0.4 per unit: a slope of 1e-6 is 2.5e-6 away from it.
    for (int i = 0; i < 2; i++) {
        double x[] = { -1.2, 1 };
        struct optimum optimum;
        if (!optimisers[i](&objective, &rules[i], x, &optimum, &fault))
            fail_msg("optimiser %d: %s", i, fault_text(&fault));
        assert_true(fabs(x[0] - 1) < 1e-5 && fabs(x[1] - 1) < 1e-5);
        assert_true(optimum.slope <= rules[i].tolerance && optimum.value < 1e-10);
    }
    tape_free(&tape);
}

static void a_bound_is_kept_and_reached(void **state) {
    (void)state;
    size_t count = 5;
    const double low[] = { 0.5, -9, -9, -9, -9 }, high[] = { 9, 9, 1.5, 9, 3 };
    const double optima[] = { 0.5, 1, 1.5, 3, 3 };
    struct objective objective = { bowl, &count, count, low, high };
    struct optimise_rule rule = { 20000, 1e-8, 0.05, NULL };
    for (int i = 0; i < 2; i++) {
        double x[] = { 100, -100, 7, -7, 0 };
        struct optimum optimum;
        struct fault fault = { 0 };
        if (!optimisers[i](&objective, &rule, x, &optimum, &fault))
            fail_msg("optimiser %d: %s", i, fault_text(&fault));
        for (size_t k = 0; k < count; k++)
            assert_true(fabs(x[k] - optima[k]) < 1e-7);
        assert_true(fabs(optimum.value - (0.25 + 3 * 0.25 + 5)) < 1e-6);
    }
}

static double line(void *context, const double *x, double *gradient) {
    (void)context;
    gradient[0] = 1;
    return x[0];
}

static double wrong_way(void *context, const double *x, double *gradient) {
    (void)context;
    gradient[0] = -2 * x[0];
    return x[0] * x[0];
}

static double nowhere(void *context, const double *x, double *gradient) {
    (void)context;
    gradient[0] = x[0];
    return NAN;
}

static void what_does_not_converge_is_an_error(void **state) {
    (void)state;
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    const struct {
        double (*value)(void *, const double *, double *);
        struct cancel *cancel;
        enum fault_kind kind;
    } cases[] = { { line, NULL, FAULT_FAILED },
                  { wrong_way, NULL, FAULT_FAILED },
                  { nowhere, NULL, FAULT_FAILED },
                  { line, &cancel, FAULT_CANCELLED } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int k = 0; k < 2; k++) {
            double x = 1;
            struct optimum optimum;
            struct fault fault = { 0 };
            struct objective objective = { cases[i].value, NULL, 1, NULL, NULL };
            struct optimise_rule rule = { 25, 1e-6, 0.1, cases[i].cancel };
            assert_false(optimisers[k](&objective, &rule, &x, &optimum, &fault));
            assert_int_equal(fault.kind, cases[i].kind);
            assert_true(optimum.iterations <= 25);
            fault_clear(&fault);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_valley_is_followed_to_its_end),
        cmocka_unit_test(a_bound_is_kept_and_reached),
        cmocka_unit_test(what_does_not_converge_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
