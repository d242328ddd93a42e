// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Derivatives of what was computed, in reverse: each operation writes its value onto a tape, and
// tape_differentiate walks back from a result to what it depends on. A value is a number or a
// row of numbers. All memory is reserved at the beginning; a tape that runs full says so when
// it is differentiated, and its values until then mean nothing.
//
// Everything goes in a fixed order, so the results have the same bits every time. One thread
// at a time.

#ifndef BLITZ_TUNE_TAPE_H
#define BLITZ_TUNE_TAPE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct tape_entry;

// Owns its memory. Initialise with { 0 }.
struct tape {
    struct tape_entry *entries;
    size_t entry_count, entry_capacity;
    double *values;    // of all entries, one after the other
    double *gradients; // beside them
    size_t number_count, number_capacity;
    bool full;
};

// A value on the tape: a number when `count` is 1, else a row.
struct tape_value {
    size_t entry;
    size_t count;
};

// An image that is borrowed, as long as the tape is used: rows of `width` values without gaps.
struct tape_image {
    const float *pixels;
    size_t width, height; // neither is 0
};

// A rectangle of an image, in pixels.
struct tape_rectangle {
    size_t x, y, width, height;
};

// Reserves room for so many operations and numbers (the sum of the counts of all values).
// False when there is no memory.
bool tape_reserve(struct tape *tape, size_t operations, size_t numbers, struct fault *fault);

// Forgets all values and keeps the memory.
void tape_clear(struct tape *tape);

void tape_free(struct tape *tape);

// Puts `count` numbers onto the tape, copied; count is not 0. What the result is differentiated by,
// and constants alike.
struct tape_value tape_input(struct tape *tape, const double *numbers, size_t count);
struct tape_value tape_number(struct tape *tape, double number);

// Of two rows of the same count, element by element, or of a row and a number, which then goes
// with each element. Derivatives by a and by b:
//   a + b    1, 1
//   a - b    1, -1
//   a * b    b, a
//   a / b    1 / b, -a / b^2
//   a ^ b    b a^(b - 1), a^b log(a); by b it is 0 where a is 0, and NaN where a < 0
struct tape_value tape_add(struct tape *tape, struct tape_value a, struct tape_value b);
struct tape_value tape_subtract(struct tape *tape, struct tape_value a, struct tape_value b);
struct tape_value tape_multiply(struct tape *tape, struct tape_value a, struct tape_value b);
struct tape_value tape_divide(struct tape *tape, struct tape_value a, struct tape_value b);
struct tape_value tape_power(struct tape *tape, struct tape_value a, struct tape_value b);

// Element by element, y of x. Derivatives:
//   exp      y
//   log      1 / x
//   sqrt     1 / (2 y)
//   tanh     1 - y^2
//   sigmoid  1 / (1 + e^-x): y (1 - y)
//   abs      sqrt(x^2 + softness^2) - softness: x / sqrt(x^2 + softness^2); softness > 0
struct tape_value tape_exp(struct tape *tape, struct tape_value x);
struct tape_value tape_log(struct tape *tape, struct tape_value x);
struct tape_value tape_sqrt(struct tape *tape, struct tape_value x);
struct tape_value tape_tanh(struct tape *tape, struct tape_value x);
struct tape_value tape_sigmoid(struct tape *tape, struct tape_value x);
struct tape_value tape_abs(struct tape *tape, struct tape_value x, double softness);

// A number from a row of n. Derivatives by element i:
//   sum       1
//   mean      1 / n
//   variance  of the n values, divided by n: 2 (x_i - mean) / n
struct tape_value tape_sum(struct tape *tape, struct tape_value x);
struct tape_value tape_mean(struct tape *tape, struct tape_value x);
struct tape_value tape_variance(struct tape *tape, struct tape_value x);

// The mean of each element with those up to `radius` beside it, as many as there are: y_i is
// (x_(i-r) + ... + x_(i+r)) / n_i. Derivative of y_i by each of these: 1 / n_i.
struct tape_value tape_box(struct tape *tape, struct tape_value x, size_t radius);

// The pixels of `where`, row by row, of the image at (x + shift_x, y + shift_y), between four
// pixels bilinearly; a place beyond an edge has the value on the edge. Both shifts are numbers.
// Derivatives by the shifts: the slope of the bilinear surface, that of the side of growing
// x (or y) on a pixel itself, and 0 beyond an edge, or where a shift is NaN (as the values
// are then).
struct tape_value tape_sample(struct tape *tape, struct tape_image image,
                              struct tape_rectangle where, struct tape_value shift_x,
                              struct tape_value shift_y);

// Its numbers; borrowed until the tape is cleared. NULL when the tape is full.
const double *tape_numbers(const struct tape *tape, struct tape_value value);

// Differentiates a number by everything that it was made from. False when the tape is full.
bool tape_differentiate(struct tape *tape, struct tape_value result, struct fault *fault);

// The derivatives of the result that was last differentiated by each element of `value`;
// borrowed.
const double *tape_gradient(const struct tape *tape, struct tape_value value);

#endif
