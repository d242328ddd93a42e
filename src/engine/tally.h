// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The tally: while a freshly decoded frame is still in the cache, its statistics are taken, and
// (integers) its part of the run's histogram. So the whole-frame timeline and the global levels
// are there when loading ends, at no extra pass.

#ifndef BLITZ_ENGINE_TALLY_H
#define BLITZ_ENGINE_TALLY_H

#include "base/fault.h"
#include "measure/histogram.h"
#include "stack/ledger.h"

#include <stdbool.h>
#include <stddef.h>

struct tally;

// For `hands` threads. `saturation`: raw values at or above it are saturated.
struct tally *tally_new(enum element element, struct shape shape, size_t hands, double saturation,
                        struct fault *fault);

// Takes one frame: fills record->stats and adds to the histogram. `hand` below hands, used by
// one thread at a time.
void tally_frame(struct tally *tally, size_t hand, const void *samples,
                 struct frame_record *record);

// The histogram of the frames taken so far (integers; f32: empty). Any thread, at any time. The
// caller owns it.
bool tally_histogram(struct tally *tally, struct histogram *histogram, struct fault *fault);

// Saturated pixels in the frames taken so far; 0 for NULL. Any thread, at any time.
uint64_t tally_saturated(struct tally *tally);

// Clears *tally.
void tally_free(struct tally **tally);

#endif
