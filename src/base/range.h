// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Ranges of frames, A:B[:STEP], as Python slices with a positive step: half-open, negative
// counts from the end, either end may be empty.

#ifndef BLITZ_BASE_RANGE_H
#define BLITZ_BASE_RANGE_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

// As written. Initialise with RANGE_ALL.
struct range {
    bool has_start, has_stop;
    int64_t start, stop, step;
};

#define RANGE_ALL ((struct range){ .step = 1 })

// Parses "A:B", "A:B:STEP" (STEP >= 1), ":" ... A lone number is not a range.
bool range_parse(const char *string, struct range *range, struct fault *fault);

// The text form that parses back to the same range.
void range_format(const struct range *range, struct text *text);

// A range against a number of frames: indices first, first + step ... (count of them).
struct indices {
    int64_t first, step, count;
};

// As a Python slice of `frames` frames: never outside of them, perhaps none.
struct indices range_resolve(const struct range *range, int64_t frames);

// Of `some`, in their order, those that are among `others`.
struct indices indices_common(const struct indices *some, const struct indices *others);

// The range that says the same, as "A:B:STEP"; there is at least one of them.
struct range indices_range(const struct indices *indices);

// Whether `index` is one of them.
bool indices_contain(const struct indices *indices, int64_t index);

#endif
