// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// (x - S) F of integers x in f32 arithmetic, within 1 ulp of the same in double: S and F, which are
// doubles, are split into pieces whose errors stay small beside the result.

#ifndef BLITZ_MEASURE_CORRECT_SPLIT_H
#define BLITZ_MEASURE_CORRECT_SPLIT_H

#include "kernel/kernels.h"

#include <stdbool.h>
#include <stddef.h>

// Arrays of `samples` floats in `memory`, which is owned; NULL when it cannot be done like this.
struct correct_split {
    float *memory;
    struct kernel_split arrays;
};

// Splits offsets S and factors F (may be NULL: 1). What is not finite stays so in every result.
// Nothing is split when one of the others is too large or too small. False without memory.
bool correct_split_make(struct correct_split *split, const double *offsets, const double *factors,
                        size_t samples);

void correct_split_free(struct correct_split *split);

#endif
