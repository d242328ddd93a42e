// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/tape.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum operation {
    OPERATION_INPUT,
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_POWER,
    OPERATION_EXP,
    OPERATION_LOG,
    OPERATION_SQRT,
    OPERATION_TANH,
    OPERATION_SIGMOID,
    OPERATION_ABS,
    OPERATION_SUM,
    OPERATION_MEAN,
    OPERATION_VARIANCE,
    OPERATION_BOX,
    OPERATION_SAMPLE,
};

struct tape_entry {
    enum operation operation;
    size_t first, count;     // its numbers
    struct tape_value a, b;  // what it was made from
    double softness;         // of abs
    size_t radius;           // of box
    struct tape_image image; // of sample
    struct tape_rectangle where;
};

bool tape_reserve(struct tape *tape, size_t operations, size_t numbers, struct fault *fault) {
    tape_free(tape);
    tape->entries = alloc_try(operations, sizeof(*tape->entries));
    tape->values = alloc_try(numbers, sizeof(double));
    tape->gradients = alloc_try(numbers, sizeof(double));
    if (!tape->entries || !tape->values || !tape->gradients) {
        tape_free(tape);
        return fault_set(fault, FAULT_LIMIT, "no memory for derivatives of %zu numbers", numbers);
    }
    tape->entry_capacity = operations;
    tape->number_capacity = numbers;
    return true;
}

void tape_clear(struct tape *tape) {
    tape->entry_count = 0;
    tape->number_count = 0;
    tape->full = false;
}

void tape_free(struct tape *tape) {
    free(tape->entries);
    free(tape->values);
    free(tape->gradients);
    *tape = (struct tape){ 0 };
}

// Puts an entry of `count` numbers onto the tape; NULL when it is full.
static struct tape_entry *put(struct tape *tape, enum operation operation, size_t count) {
    if (tape->full || tape->entry_count == tape->entry_capacity
        || count > tape->number_capacity - tape->number_count) {
        tape->full = true;
        return NULL;
    }
    struct tape_entry *entry = &tape->entries[tape->entry_count++];
    *entry = (struct tape_entry){ operation, .first = tape->number_count, .count = count };
    tape->number_count += count;
    return entry;
}

static struct tape_value last(const struct tape *tape, size_t count) {
    return (struct tape_value){ tape->entry_count ? tape->entry_count - 1 : 0, count };
}

static double *values_of(const struct tape *tape, struct tape_value value) {
    return tape->values + tape->entries[value.entry].first;
}

static double *gradients_of(const struct tape *tape, struct tape_value value) {
    return tape->gradients + tape->entries[value.entry].first;
}

struct tape_value tape_input(struct tape *tape, const double *numbers, size_t count) {
    struct tape_entry *entry = put(tape, OPERATION_INPUT, count);
    if (entry)
        memcpy(tape->values + entry->first, numbers, count * sizeof(*numbers));
    return last(tape, count);
}

struct tape_value tape_number(struct tape *tape, double number) {
    return tape_input(tape, &number, 1);
}

static double of_two(enum operation operation, double a, double b) {
    switch (operation) {
    case OPERATION_ADD:
        return a + b;
    case OPERATION_SUBTRACT:
        return a - b;
    case OPERATION_MULTIPLY:
        return a * b;
    case OPERATION_DIVIDE:
        return a / b;
    default:
        return pow(a, b);
    }
}

// The derivatives of y by a and b.
static void slopes_of_two(enum operation operation, double a, double b, double y, double *by_a,
                          double *by_b) {
    switch (operation) {
    case OPERATION_ADD:
        *by_a = *by_b = 1;
        return;
    case OPERATION_SUBTRACT:
        *by_a = 1;
        *by_b = -1;
        return;
    case OPERATION_MULTIPLY:
        *by_a = b;
        *by_b = a;
        return;
    case OPERATION_DIVIDE:
        *by_a = 1 / b;
        *by_b = -a / (b * b);
        return;
    default:
        // Without this a constant power of 0 would be 0 times infinity.
        *by_a = b == 0 ? 0 : b * pow(a, b - 1);
        *by_b = a == 0 ? 0 : y * log(a);
    }
}

static struct tape_value make_of_two(struct tape *tape, enum operation operation,
                                     struct tape_value a, struct tape_value b) {
    size_t count = a.count > b.count ? a.count : b.count;
    struct tape_entry *entry = put(tape, operation, count);
    if (entry) {
        entry->a = a;
        entry->b = b;
        const double *left = values_of(tape, a), *right = values_of(tape, b);
        double *y = tape->values + entry->first;
        for (size_t i = 0; i < count; i++)
            y[i] = of_two(operation, left[a.count == 1 ? 0 : i], right[b.count == 1 ? 0 : i]);
    }
    return last(tape, count);
}

static void back_of_two(struct tape *tape, const struct tape_entry *entry) {
    const double *left = values_of(tape, entry->a), *right = values_of(tape, entry->b);
    double *left_gradient = gradients_of(tape, entry->a);
    double *right_gradient = gradients_of(tape, entry->b);
    for (size_t i = 0; i < entry->count; i++) {
        size_t j = entry->a.count == 1 ? 0 : i, k = entry->b.count == 1 ? 0 : i;
        double by_a, by_b, weight = tape->gradients[entry->first + i];
        slopes_of_two(entry->operation, left[j], right[k], tape->values[entry->first + i], &by_a,
                      &by_b);
        left_gradient[j] += weight * by_a;
        right_gradient[k] += weight * by_b;
    }
}

struct tape_value tape_add(struct tape *tape, struct tape_value a, struct tape_value b) {
    return make_of_two(tape, OPERATION_ADD, a, b);
}

struct tape_value tape_subtract(struct tape *tape, struct tape_value a, struct tape_value b) {
    return make_of_two(tape, OPERATION_SUBTRACT, a, b);
}

struct tape_value tape_multiply(struct tape *tape, struct tape_value a, struct tape_value b) {
    return make_of_two(tape, OPERATION_MULTIPLY, a, b);
}

struct tape_value tape_divide(struct tape *tape, struct tape_value a, struct tape_value b) {
    return make_of_two(tape, OPERATION_DIVIDE, a, b);
}

struct tape_value tape_power(struct tape *tape, struct tape_value a, struct tape_value b) {
    return make_of_two(tape, OPERATION_POWER, a, b);
}

static double of_one(enum operation operation, double x, double softness) {
    switch (operation) {
    case OPERATION_EXP:
        return exp(x);
    case OPERATION_LOG:
        return log(x);
    case OPERATION_SQRT:
        return sqrt(x);
    case OPERATION_TANH:
        return tanh(x);
    case OPERATION_SIGMOID:
        return 1 / (1 + exp(-x));
    default:
        return hypot(x, softness) - softness;
    }
}

static double slope_of_one(enum operation operation, double x, double y, double softness) {
    switch (operation) {
    case OPERATION_EXP:
        return y;
    case OPERATION_LOG:
        return 1 / x;
    case OPERATION_SQRT:
        return 1 / (2 * y);
    case OPERATION_TANH:
        return 1 - y * y;
    case OPERATION_SIGMOID:
        return y * (1 - y);
    default:
        return x / hypot(x, softness);
    }
}

static struct tape_value make_of_one(struct tape *tape, enum operation operation,
                                     struct tape_value x, double softness) {
    struct tape_entry *entry = put(tape, operation, x.count);
    if (entry) {
        entry->a = x;
        entry->softness = softness;
        for (size_t i = 0; i < x.count; i++)
            tape->values[entry->first + i] = of_one(operation, values_of(tape, x)[i], softness);
    }
    return last(tape, x.count);
}

static void back_of_one(struct tape *tape, const struct tape_entry *entry) {
    const double *x = values_of(tape, entry->a);
    double *gradient = gradients_of(tape, entry->a);
    for (size_t i = 0; i < entry->count; i++)
        gradient[i] +=
            tape->gradients[entry->first + i]
            * slope_of_one(entry->operation, x[i], tape->values[entry->first + i], entry->softness);
}

struct tape_value tape_exp(struct tape *tape, struct tape_value x) {
    return make_of_one(tape, OPERATION_EXP, x, 0);
}

struct tape_value tape_log(struct tape *tape, struct tape_value x) {
    return make_of_one(tape, OPERATION_LOG, x, 0);
}

struct tape_value tape_sqrt(struct tape *tape, struct tape_value x) {
    return make_of_one(tape, OPERATION_SQRT, x, 0);
}

struct tape_value tape_tanh(struct tape *tape, struct tape_value x) {
    return make_of_one(tape, OPERATION_TANH, x, 0);
}

struct tape_value tape_sigmoid(struct tape *tape, struct tape_value x) {
    return make_of_one(tape, OPERATION_SIGMOID, x, 0);
}

struct tape_value tape_abs(struct tape *tape, struct tape_value x, double softness) {
    return make_of_one(tape, OPERATION_ABS, x, softness);
}

static double mean_of(const double *x, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[i];
    return sum / (double)count;
}

static double of_row(enum operation operation, const double *x, size_t count) {
    double mean = mean_of(x, count), sum = 0;
    if (operation == OPERATION_MEAN)
        return mean;
    for (size_t i = 0; i < count; i++)
        sum += operation == OPERATION_SUM ? x[i] : (x[i] - mean) * (x[i] - mean);
    return operation == OPERATION_SUM ? sum : sum / (double)count;
}

static struct tape_value make_of_row(struct tape *tape, enum operation operation,
                                     struct tape_value x) {
    struct tape_entry *entry = put(tape, operation, 1);
    if (entry) {
        entry->a = x;
        tape->values[entry->first] = of_row(operation, values_of(tape, x), x.count);
    }
    return last(tape, 1);
}

static void back_of_row(struct tape *tape, const struct tape_entry *entry) {
    const double *x = values_of(tape, entry->a);
    double *gradient = gradients_of(tape, entry->a);
    double weight = tape->gradients[entry->first], n = (double)entry->a.count;
    double mean = entry->operation == OPERATION_VARIANCE ? mean_of(x, entry->a.count) : 0;
    for (size_t i = 0; i < entry->a.count; i++) {
        if (entry->operation == OPERATION_SUM)
            gradient[i] += weight;
        else if (entry->operation == OPERATION_MEAN)
            gradient[i] += weight / n;
        else
            gradient[i] += weight * 2 * (x[i] - mean) / n;
    }
}

struct tape_value tape_sum(struct tape *tape, struct tape_value x) {
    return make_of_row(tape, OPERATION_SUM, x);
}

struct tape_value tape_mean(struct tape *tape, struct tape_value x) {
    return make_of_row(tape, OPERATION_MEAN, x);
}

struct tape_value tape_variance(struct tape *tape, struct tape_value x) {
    return make_of_row(tape, OPERATION_VARIANCE, x);
}

// The elements that element i is averaged with: from the first, `return` many.
static size_t window_of(size_t i, size_t count, size_t radius, size_t *first) {
    *first = i > radius ? i - radius : 0;
    size_t after = count - 1 - i < radius ? count - 1 - i : radius;
    return i + after + 1 - *first;
}

struct tape_value tape_box(struct tape *tape, struct tape_value x, size_t radius) {
    struct tape_entry *entry = put(tape, OPERATION_BOX, x.count);
    if (entry) {
        entry->a = x;
        entry->radius = radius;
        for (size_t i = 0; i < x.count; i++) {
            size_t first, n = window_of(i, x.count, radius, &first);
            tape->values[entry->first + i] = mean_of(values_of(tape, x) + first, n);
        }
    }
    return last(tape, x.count);
}

static void back_of_box(struct tape *tape, const struct tape_entry *entry) {
    for (size_t i = 0; i < entry->count; i++) {
        size_t first, n = window_of(i, entry->count, entry->radius, &first);
        for (size_t j = first; j < first + n; j++)
            gradients_of(tape, entry->a)[j] += tape->gradients[entry->first + i] / (double)n;
    }
}

// A place along one side of an image: between two pixels, how far from the first, and whether
// moving it changes anything.
struct place {
    size_t low, high;
    double part;
    bool inside;
};

static struct place place_at(double position, size_t count) {
    double end = (double)(count - 1);
    if (!(position >= 0))
        return (struct place){ 0, 0, isnan(position) ? NAN : 0, false };
    if (position >= end)
        return (struct place){ count - 1, count - 1, 0, false };
    size_t low = (size_t)position;
    return (struct place){ low, low + 1, position - (double)low, true };
}

// The value of the surface at a place, and its slopes.
static double surface(struct tape_image image, struct place x, struct place y, double *by_x,
                      double *by_y) {
    const float *upper = image.pixels + y.low * image.width;
    const float *lower = image.pixels + y.high * image.width;
    double a = upper[x.low], b = upper[x.high], c = lower[x.low], d = lower[x.high];
    double top = a + (b - a) * x.part, bottom = c + (d - c) * x.part;
    *by_x = x.inside ? (b - a) + ((d - c) - (b - a)) * y.part : 0;
    *by_y = y.inside ? bottom - top : 0;
    return top + (bottom - top) * y.part;
}

struct tape_value tape_sample(struct tape *tape, struct tape_image image,
                              struct tape_rectangle where, struct tape_value shift_x,
                              struct tape_value shift_y) {
    size_t count = where.width * where.height;
    struct tape_entry *entry = put(tape, OPERATION_SAMPLE, count);
    if (!entry)
        return last(tape, count);
    entry->a = shift_x;
    entry->b = shift_y;
    entry->image = image;
    entry->where = where;
    double dx = *values_of(tape, shift_x), dy = *values_of(tape, shift_y), by_x, by_y;
    double *y = tape->values + entry->first;
    for (size_t i = 0; i < count; i++)
        y[i] =
            surface(image, place_at((double)(where.x + i % where.width) + dx, image.width),
                    place_at((double)(where.y + i / where.width) + dy, image.height), &by_x, &by_y);
    return last(tape, count);
}

static void back_of_sample(struct tape *tape, const struct tape_entry *entry) {
    struct tape_image image = entry->image;
    struct tape_rectangle where = entry->where;
    double dx = *values_of(tape, entry->a), dy = *values_of(tape, entry->b), by_x, by_y;
    if (isnan(dx) || isnan(dy))
        return;
    for (size_t i = 0; i < entry->count; i++) {
        surface(image, place_at((double)(where.x + i % where.width) + dx, image.width),
                place_at((double)(where.y + i / where.width) + dy, image.height), &by_x, &by_y);
        *gradients_of(tape, entry->a) += tape->gradients[entry->first + i] * by_x;
        *gradients_of(tape, entry->b) += tape->gradients[entry->first + i] * by_y;
    }
}

const double *tape_numbers(const struct tape *tape, struct tape_value value) {
    return tape->full ? NULL : values_of(tape, value);
}

static void go_back(struct tape *tape, const struct tape_entry *entry) {
    if (entry->operation == OPERATION_INPUT)
        return;
    if (entry->operation <= OPERATION_POWER)
        back_of_two(tape, entry);
    else if (entry->operation <= OPERATION_ABS)
        back_of_one(tape, entry);
    else if (entry->operation <= OPERATION_VARIANCE)
        back_of_row(tape, entry);
    else if (entry->operation == OPERATION_BOX)
        back_of_box(tape, entry);
    else
        back_of_sample(tape, entry);
}

bool tape_differentiate(struct tape *tape, struct tape_value result, struct fault *fault) {
    if (tape->full)
        return fault_set(fault, FAULT_LIMIT, "the tape of derivatives is full (%zu numbers)",
                         tape->number_capacity);
    memset(tape->gradients, 0, tape->number_count * sizeof(*tape->gradients));
    *gradients_of(tape, result) = 1;
    for (size_t i = result.entry + 1; i-- > 0;)
        go_back(tape, &tape->entries[i]);
    return true;
}

const double *tape_gradient(const struct tape *tape, struct tape_value value) {
    return gradients_of(tape, value);
}
