// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/threshold.h"

#include "base/alloc.h"
#include "tune/optimise.h"
#include "tune/tape.h"

#include <stdlib.h>

#define OPERATIONS 32 // that an objective takes, at most
#define ROWS 8        // of them with as many numbers as there are values

// Values from -1 to 1 or so and shares of the whole, so that nothing is large.
struct classes {
    double *places, *shares;
    size_t count;
    double variance, gap;
    struct tape tape;
};

static void measure(struct classes *classes, const double *values, const double *counts) {
    double total = 0, centre = 0;
    size_t last = classes->count - 1;
    double span = values[last] - values[0];
    for (size_t i = 0; i <= last; i++)
        total += counts[i];
    for (size_t i = 0; i <= last; i++) {
        classes->shares[i] = counts[i] / total;
        classes->places[i] = (values[i] - values[0]) / span;
        centre += classes->shares[i] * classes->places[i];
    }
    for (size_t i = 0; i <= last; i++) {
        classes->places[i] -= centre;
        classes->variance += classes->shares[i] * classes->places[i] * classes->places[i];
    }
}

// What is below a threshold that rises over the values.
struct lower {
    double share, moment;
};

// One value more is below; the variance between the classes. The mean of all is 0: it is that of
// two weights in balance.
static double pass_value(const struct classes *classes, size_t value, struct lower *lower) {
    lower->share += classes->shares[value];
    lower->moment += classes->shares[value] * classes->places[value];
    return lower->moment * lower->moment / (lower->share * (1 - lower->share));
}

// The last value of the lower class.
static size_t best_place(const struct classes *classes, struct threshold *threshold) {
    struct lower lower = { 0 };
    double most = -1;
    size_t best = 0;
    for (size_t i = 0; i + 1 < classes->count; i++) {
        double between = pass_value(classes, i, &lower);
        if (between > most) {
            most = between;
            best = i;
            threshold->share = 1 - lower.share;
        }
    }
    threshold->separation = most / classes->variance;
    return best;
}

// Less the variance between the soft classes, of the whole; x is the threshold.
static double separate(void *context, const double *x, double *gradient) {
    struct classes *classes = context;
    struct tape *tape = &classes->tape;
    tape_clear(tape);
    struct tape_value threshold = tape_number(tape, *x);
    struct tape_value places = tape_input(tape, classes->places, classes->count);
    struct tape_value shares = tape_input(tape, classes->shares, classes->count);
    struct tape_value distance = tape_subtract(tape, places, threshold);
    struct tape_value quarter = tape_number(tape, classes->gap / 4);
    struct tape_value upper = tape_sigmoid(tape, tape_divide(tape, distance, quarter));
    struct tape_value weights = tape_multiply(tape, shares, upper);
    struct tape_value share = tape_sum(tape, weights);
    struct tape_value moment = tape_sum(tape, tape_multiply(tape, weights, places));
    struct tape_value rest = tape_subtract(tape, tape_number(tape, 1), share);
    struct tape_value whole = tape_number(tape, -classes->variance);
    struct tape_value scale = tape_multiply(tape, whole, tape_multiply(tape, share, rest));
    struct tape_value result = tape_divide(tape, tape_multiply(tape, moment, moment), scale);
    if (!tape_differentiate(tape, result, NULL))
        abort(); // it was reserved for this
    *gradient = *tape_gradient(tape, threshold) * classes->gap;
    return *tape_numbers(tape, result);
}

// The same by the place in the gap, from 0 to 1: then a slope has the same meaning everywhere.
struct gap {
    struct classes *classes;
    double low;
};

static double separate_in_gap(void *context, const double *x, double *gradient) {
    const struct gap *gap = context;
    double place = gap->low + *x * gap->classes->gap;
    return separate(gap->classes, &place, gradient);
}

static bool refine(struct classes *classes, const double *values, size_t best,
                   struct cancel *cancel, struct threshold *threshold, struct fault *fault) {
    static const double low = 0, high = 1;
    struct gap gap = { classes, classes->places[best] };
    struct objective objective = { separate_in_gap, &gap, 1, &low, &high };
    struct optimise_rule rule = {
        .iterations = 200, .tolerance = 1e-7, .step = 0.1, .cancel = cancel
    };
    struct optimum optimum;
    double x = 0.5;
    classes->gap = classes->places[best + 1] - classes->places[best];
    if (!tape_reserve(&classes->tape, OPERATIONS, ROWS * classes->count + OPERATIONS, fault)
        || !optimise_lbfgs(&objective, &rule, &x, &optimum, fault))
        return false;
    threshold->low = values[best];
    threshold->high = values[best + 1];
    threshold->value = values[best] + x * (values[best + 1] - values[best]);
    threshold->iterations = optimum.iterations;
    return true;
}

bool threshold_find(const double *values, const double *counts, size_t count, struct cancel *cancel,
                    struct threshold *threshold, struct fault *fault) {
    if (count < 2)
        return fault_set(fault, FAULT_FAILED, "%s: nothing to part",
                         count ? "all values are equal" : "there are no values");
    double *numbers = alloc_try(count, 2 * sizeof *numbers);
    if (!numbers)
        return fault_set(fault, FAULT_LIMIT, "no memory for %zu values", count);
    struct classes classes = { .places = numbers, .shares = numbers + count, .count = count };
    measure(&classes, values, counts);
    size_t best = best_place(&classes, threshold);
    bool found = refine(&classes, values, best, cancel, threshold, fault);
    tape_free(&classes.tape);
    free(numbers);
    return found;
}

void threshold_separations(const double *values, const double *counts, size_t count,
                           double *separations) {
    double *numbers = alloc_zeroed(count, 2 * sizeof *numbers);
    struct classes classes = { .places = numbers, .shares = numbers + count, .count = count };
    struct lower lower = { 0 };
    measure(&classes, values, counts);
    for (size_t i = 0; i + 1 < count; i++)
        separations[i] = pass_value(&classes, i, &lower) / classes.variance;
    free(numbers);
}
