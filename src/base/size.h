// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sizes that come from outside are added and multiplied here, never with bare operators.

#ifndef BLITZ_BASE_SIZE_H
#define BLITZ_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>

// *result = a * b; false when it does not fit.
static inline bool size_multiply(size_t a, size_t b, size_t *result) {
    return !__builtin_mul_overflow(a, b, result);
}

// *result = a + b; false when it does not fit.
static inline bool size_add(size_t a, size_t b, size_t *result) {
    return !__builtin_add_overflow(a, b, result);
}

// *result = a * b * c * d; false when it does not fit.
static inline bool size_product(size_t a, size_t b, size_t c, size_t d, size_t *result) {
    size_t ab, cd;
    return size_multiply(a, b, &ab) && size_multiply(c, d, &cd) && size_multiply(ab, cd, result);
}

#endif
