// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Medians of windows that move on: keys of the window's frames are kept packed, and each median
// is looked for beside the one before (kernel/follow_body.h).

#ifndef BLITZ_MEASURE_SLIDE_MEDIAN_H
#define BLITZ_MEASURE_SLIDE_MEDIAN_H

#include "measure/frames.h"

#include <stddef.h>
#include <stdint.h>

struct slide_median;

// Samples whose keys are held in a cache.
size_t slide_median_samples(size_t width, enum element element);

// Bytes that are held for `samples` samples, at most; SIZE_MAX when that is no size.
size_t slide_median_bytes(size_t width, enum element element, size_t samples);

// NULL without memory.
struct slide_median *slide_median_new(size_t width, enum element element, struct shape shape,
                                      size_t samples);

// Writes the medians of samples first to first + count - 1 of the `width` frames at `views`, the
// first of them frame `source` of the recording; NaN with no value. Quick when it follows the call
// for the same samples of a window that began not long before. One thread.
void slide_median_take(struct slide_median *median, const struct frame_view *views, int64_t source,
                       size_t first, size_t count, double *into);

// Clears *median.
void slide_median_free(struct slide_median **median);

#endif
