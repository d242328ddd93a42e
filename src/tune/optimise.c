// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/optimise.h"

#include "base/alloc.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 8, HALVINGS = 50 };

static double bounded(const struct objective *objective, size_t i, double x) {
    if (objective->low && x < objective->low[i])
        return objective->low[i];
    if (objective->high && x > objective->high[i])
        return objective->high[i];
    return x;
}

static double dot(const double *a, const double *b, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

// How far a step of the gradient would move the parameter that it moves most.
static double slope_at(const struct objective *objective, const double *x, const double *gradient) {
    double largest = 0;
    for (size_t i = 0; i < objective->count; i++) {
        // Not x less the bounded point: a small slope at a large x would be rounded away.
        double slope = fabs(gradient[i]), room = INFINITY;
        if (gradient[i] > 0 && objective->low)
            room = x[i] - objective->low[i];
        else if (gradient[i] < 0 && objective->high)
            room = objective->high[i] - x[i];
        largest = fmax(largest, fmin(slope, room));
    }
    return largest;
}

// Whether the gradient pushes a parameter beyond the bound that it is on.
static bool rests(const struct objective *objective, size_t i, double x, double gradient) {
    return (gradient > 0 && objective->low && x <= objective->low[i])
           || (gradient < 0 && objective->high && x >= objective->high[i]);
}

static bool all_finite(double value, const double *gradient, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!isfinite(gradient[i]))
            return false;
    return isfinite(value);
}

static bool begin(const struct objective *objective, double *x, double *gradient,
                  struct optimum *optimum, struct fault *fault) {
    for (size_t i = 0; i < objective->count; i++)
        x[i] = bounded(objective, i, x[i]);
    *optimum = (struct optimum){ .value = objective->value(objective->context, x, gradient) };
    if (!all_finite(optimum->value, gradient, objective->count))
        return fault_set(fault, FAULT_FAILED, "not converged: no value where the search begins");
    optimum->slope = slope_at(objective, x, gradient);
    return true;
}

static bool too_many(const struct optimum *optimum, struct fault *fault) {
    return fault_set(fault, FAULT_FAILED, "not converged after %zu iterations: slope %g",
                     optimum->iterations, optimum->slope);
}

// ── L-BFGS ──

struct search {
    const struct objective *objective;
    size_t count;
    double *x, *gradient, *direction, *next, *next_gradient;
    double *moves[MEMORY], *changes[MEMORY]; // of x and of the gradient, a ring
    double curvatures[MEMORY];               // their products
    size_t kept, newest;
};

static void search_begin(struct search *search, const struct objective *objective, double *x,
                         double *numbers) {
    size_t n = objective->count;
    *search = (struct search){ .objective = objective, .count = n, .x = x };
    search->gradient = numbers;
    search->direction = numbers + n;
    search->next = numbers + 2 * n;
    search->next_gradient = numbers + 3 * n;
    for (size_t i = 0; i < MEMORY; i++) {
        search->moves[i] = numbers + (4 + 2 * i) * n;
        search->changes[i] = numbers + (5 + 2 * i) * n;
    }
}

static void let_rest(struct search *search) {
    for (size_t i = 0; i < search->count; i++)
        if (rests(search->objective, i, search->x[i], search->gradient[i]))
            search->direction[i] = 0;
}

// The direction from the gradient and the memory.
static void choose_direction(struct search *search) {
    double weights[MEMORY], *direction = search->direction;
    size_t n = search->count;
    for (size_t i = 0; i < n; i++)
        direction[i] = -search->gradient[i];
    let_rest(search);
    for (size_t k = 0; k < search->kept; k++) {
        size_t at = (search->newest + MEMORY - k) % MEMORY;
        weights[at] = dot(search->moves[at], direction, n) / search->curvatures[at];
        for (size_t i = 0; i < n; i++)
            direction[i] -= weights[at] * search->changes[at][i];
    }
    if (search->kept) {
        const double *change = search->changes[search->newest];
        double scale = search->curvatures[search->newest] / dot(change, change, n);
        for (size_t i = 0; i < n; i++)
            direction[i] *= scale;
    }
    for (size_t k = search->kept; k-- > 0;) {
        size_t at = (search->newest + MEMORY - k) % MEMORY;
        double weight =
            weights[at] - dot(search->changes[at], direction, n) / search->curvatures[at];
        for (size_t i = 0; i < n; i++)
            direction[i] += weight * search->moves[at][i];
    }
    let_rest(search);
}

// Halves the step until the objective is sufficiently less; false when it never is.
static bool go_down(struct search *search, double step, double value, double *next_value) {
    const struct objective *objective = search->objective;
    for (int halving = 0; halving < HALVINGS; halving++, step /= 2) {
        double promised = 0;
        for (size_t i = 0; i < search->count; i++) {
            search->next[i] = bounded(objective, i, search->x[i] + step * search->direction[i]);
            promised += search->gradient[i] * (search->next[i] - search->x[i]);
        }
        if (!(promised < 0))
            continue;
        *next_value = objective->value(objective->context, search->next, search->next_gradient);
        // Beside the optimum all differences are those of rounding.
        double rounding = 4 * DBL_EPSILON * fabs(value);
        if (all_finite(*next_value, search->next_gradient, search->count)
            && *next_value <= value + 1e-4 * promised + rounding)
            return true;
    }
    return false;
}

// Goes to the next point and remembers the step, where the objective curves upwards along it.
static void take_step(struct search *search) {
    size_t n = search->count, at = search->kept ? (search->newest + 1) % MEMORY : 0;
    double *move = search->moves[at], *change = search->changes[at];
    if (search->kept == MEMORY)
        search->kept--;
    for (size_t i = 0; i < n; i++) {
        move[i] = search->next[i] - search->x[i];
        change[i] = search->next_gradient[i] - search->gradient[i];
    }
    memcpy(search->x, search->next, n * sizeof(double));
    memcpy(search->gradient, search->next_gradient, n * sizeof(double));
    search->curvatures[at] = dot(move, change, n);
    if (!(search->curvatures[at] > DBL_EPSILON * dot(change, change, n)))
        return;
    search->newest = at;
    search->kept++;
}

static bool iterate(struct search *search, const struct optimise_rule *rule,
                    struct optimum *optimum, struct fault *fault) {
    while (optimum->slope > rule->tolerance) {
        if (cancel_asked(rule->cancel))
            return fault_set(fault, FAULT_CANCELLED, "cancelled");
        if (optimum->iterations == rule->iterations)
            return too_many(optimum, fault);
        choose_direction(search);
        double length = sqrt(dot(search->direction, search->direction, search->count));
        double step = search->kept ? 1 : fmin(1, rule->step / length), value;
        if (go_down(search, step, optimum->value, &value)) {
            optimum->value = value;
            optimum->iterations++;
            take_step(search);
            optimum->slope = slope_at(search->objective, search->x, search->gradient);
        } else if (search->kept) {
            search->kept = 0; // what is remembered misleads: once more along the gradient
        } else {
            return fault_set(fault, FAULT_FAILED,
                             "not converged: no step from slope %g makes the objective less",
                             optimum->slope);
        }
    }
    return true;
}

bool optimise_lbfgs(const struct objective *objective, const struct optimise_rule *rule, double *x,
                    struct optimum *optimum, struct fault *fault) {
    double *numbers = alloc_zeroed(objective->count, (4 + 2 * MEMORY) * sizeof(double));
    struct search search;
    search_begin(&search, objective, x, numbers);
    bool found = begin(objective, x, search.gradient, optimum, fault)
                 && iterate(&search, rule, optimum, fault);
    free(numbers);
    return found;
}

// ── Adam ──

struct moments {
    double *at, *gradient, *first, *second, *largest;
};

static void move_all(const struct objective *objective, struct moments *moments, double step,
                     size_t iteration) {
    double first_share = 1 - pow(0.9, (double)iteration);
    double second_share = 1 - pow(0.999, (double)iteration);
    for (size_t i = 0; i < objective->count; i++) {
        double slope = moments->gradient[i];
        moments->first[i] = 0.9 * moments->first[i] + 0.1 * slope;
        moments->second[i] = 0.999 * moments->second[i] + 0.001 * slope * slope;
        moments->largest[i] = fmax(moments->largest[i], moments->second[i] / second_share);
        double move =
            step * (moments->first[i] / first_share) / (sqrt(moments->largest[i]) + 1e-12);
        moments->at[i] = bounded(objective, i, moments->at[i] - move);
    }
}

static bool adam_iterate(const struct objective *objective, const struct optimise_rule *rule,
                         struct moments *moments, double *x, struct optimum *optimum,
                         struct fault *fault) {
    while (optimum->slope > rule->tolerance) {
        if (cancel_asked(rule->cancel))
            return fault_set(fault, FAULT_CANCELLED, "cancelled");
        if (optimum->iterations == rule->iterations)
            return too_many(optimum, fault);
        move_all(objective, moments, rule->step, ++optimum->iterations);
        double value = objective->value(objective->context, moments->at, moments->gradient);
        if (!all_finite(value, moments->gradient, objective->count))
            return fault_set(fault, FAULT_FAILED, "not converged: no value after %zu iterations",
                             optimum->iterations);
        double slope = slope_at(objective, moments->at, moments->gradient);
        if (value > optimum->value)
            continue;
        optimum->value = value;
        optimum->slope = slope;
        memcpy(x, moments->at, objective->count * sizeof(*x));
    }
    return true;
}

bool optimise_adam(const struct objective *objective, const struct optimise_rule *rule, double *x,
                   struct optimum *optimum, struct fault *fault) {
    size_t n = objective->count;
    double *numbers = alloc_zeroed(n, 5 * sizeof(double));
    struct moments moments = { numbers, numbers + n, numbers + 2 * n, numbers + 3 * n,
                               numbers + 4 * n };
    bool found = begin(objective, x, moments.gradient, optimum, fault);
    memcpy(moments.at, x, n * sizeof(*x));
    found = found && adam_iterate(objective, rule, &moments, x, optimum, fault);
    free(numbers);
    return found;
}
