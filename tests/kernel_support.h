// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Rows of samples of every length up to 70, of every alignment, hostile ones too, for tests of
// kernels.

#ifndef BLITZ_TESTS_KERNEL_SUPPORT_H
#define BLITZ_TESTS_KERNEL_SUPPORT_H

#include "kernel/kernels.h"
#include "measure_support.h"

#include <stddef.h>
#include <stdint.h>

enum { LONGEST = 70, ROOM = LONGEST + 8 };

// Rows of one element with a start that is not aligned.
struct rows {
    enum element element;
    enum pattern pattern;
    unsigned char *memory;
    const void *row[KERNEL_ROWS];
    size_t row_count, count;
};

// The caller frees `memory`.
struct rows make_rows(enum element element, enum pattern pattern, size_t row_count, size_t count,
                      uint64_t seed);

typedef void check_rows(const struct kernels *kernels, const struct rows *rows);

// Rows of each instruction set, element of `first` to `last`, pattern and length.
void each_case(enum element first, enum element last, check_rows *check);

// Asserts that both are equal or NaN.
void same(double a, double b);

#endif
