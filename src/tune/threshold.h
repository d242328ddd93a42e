// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The value that parts a histogram into two classes best, after Otsu (1979).

#ifndef BLITZ_TUNE_THRESHOLD_H
#define BLITZ_TUNE_THRESHOLD_H

#include "base/cancel.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct threshold {
    double value;      // between two values that occur; those above it are the upper class
    double low, high;  // these two
    double share;      // of all counts that is above it
    double separation; // variance between the classes, of the whole variance: 0 to 1
    size_t iterations; // of the search between the two values
};

// `values` in ascending order, each once, with how often it occurs (more than 0). First every place
// between two neighbours is tried (the lowest of equal ones wins); between the best two a
// soft threshold is then looked for, where a value counts to the upper class by the sigmoid of its
// distance, in quarters of the gap. `cancel` may be NULL. False when there are not two values, and
// when the search does not converge. Any thread.
bool threshold_find(const double *values, const double *counts, size_t count, struct cancel *cancel,
                    struct threshold *threshold, struct fault *fault);

// separations[i], of count - 1: the separation by a threshold between values i and i + 1; count is
// at least 2. Any thread.
void threshold_separations(const double *values, const double *counts, size_t count,
                           double *separations);

#endif
