// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Stored samples of any type as the few types that arithmetic is done in. Inside this room only.

#ifndef BLITZ_SOURCE_CONVERT_SAMPLES_H
#define BLITZ_SOURCE_CONVERT_SAMPLES_H

#include "source/source.h"

// As double; 64-bit integers beyond 2^53 to the nearest.
void samples_to_double(enum sample sample, const void *stored, size_t count, double *into);

// As float, each the nearest. Returns whether a finite one was not exact.
bool samples_to_float(enum sample sample, const void *stored, size_t count, float *into);

// As integers held to lowest ... highest (floats are not for this). Returns whether one was
// outside.
bool samples_to_int(enum sample sample, const void *stored, size_t count, int lowest, int highest,
                    int32_t *into);

// Whether a finite sample is not exact as float.
bool samples_round(enum sample sample, const void *stored, size_t count);

#endif
