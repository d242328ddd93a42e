// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Recordings made of hostile data for the tests of kernels and measurements.

#ifndef BLITZ_TESTS_MEASURE_SUPPORT_H
#define BLITZ_TESTS_MEASURE_SUPPORT_H

#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pattern {
    PATTERN_RANDOM,      // every bit pattern of integers; floats of all sizes
    PATTERN_CAMERA,      // values close together on an offset
    PATTERN_HIGHEST,     // all the largest value (f32: FLT_MAX)
    PATTERN_LOWEST,      // all the smallest
    PATTERN_ALTERNATING, // extremes in turn
    PATTERN_HOSTILE,     // NaN, infinities, denormals and zeros of both signs among values
    PATTERN_NAN,         // f32: mostly NaN, some pixels nothing else
    PATTERN_COUNT
};

uint64_t next_random(uint64_t *state);

// `offset` samples into the pattern of the frame `frame`.
void fill_samples(enum element element, enum pattern pattern, size_t frame, void *samples,
                  size_t count, uint64_t *state);

struct recording {
    struct frames frames;
    struct frame_view *views;
    unsigned char *samples;
};

// `partial`: every fifth frame is valid in a part only, one of them in nothing.
struct recording make_recording(enum element element, enum pattern pattern, struct shape shape,
                                size_t count, bool partial, uint64_t seed);
void free_recording(struct recording *recording);

// Whether sample `index` of the frame is real, from the words of the specification.
bool sample_is_valid(const struct recording *recording, size_t frame, size_t index);

// Values of one sample through time that are valid and not NaN, in time order. Returns n.
size_t values_through_time(const struct recording *recording, size_t index, double *values);

// Sorts, then interpolates at position q / 100 (n - 1). n > 0.
double naive_percentile(double *values, size_t n, double q);

#endif
