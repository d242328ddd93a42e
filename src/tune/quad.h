// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Four floats side by side, as every machine has them. Sums keep four lanes that are joined in one
// order, so that the instruction set decides no bit.

#ifndef BLITZ_TUNE_QUAD_H
#define BLITZ_TUNE_QUAD_H

#include <stddef.h>
#include <string.h>

enum { QUAD = 4 };

typedef float quad __attribute__((vector_size(QUAD * sizeof(float))));

static inline quad quad_load(const float *from) {
    quad values;
    memcpy(&values, from, sizeof values);
    return values;
}

static inline void quad_store(float *into, quad values) {
    memcpy(into, &values, sizeof values);
}

static inline quad quad_of(float value) {
    return (quad){ value, value, value, value };
}

static inline double quad_sum(quad values) {
    return ((double)values[0] + (double)values[1]) + ((double)values[2] + (double)values[3]);
}

// 1 in the lanes of the last quad of `count` (>= QUAD) numbers, which begins at count - QUAD, that
// the quads before it do not have, else 0.
static inline quad quad_left(size_t count) {
    size_t left = count % QUAD;
    return (quad){ 0, left > 2, left > 1, left > 0 };
}

#endif
