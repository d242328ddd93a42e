// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The histogram of all frames asked for, of each channel, from the stack or streamed.

#ifndef BLITZ_ENGINE_HISTOGRAMS_H
#define BLITZ_ENGINE_HISTOGRAMS_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/recording.h"
#include "measure/correct.h"
#include "measure/histogram.h"

#include <stdbool.h>
#include <stddef.h>

// Initialise with { 0 }.
struct histograms {
    struct histogram of[3]; // by channel, with the same bins
    size_t channels;
    size_t frames; // that were counted
    bool divided;  // values have the unit 1, not DN
};

// Counts the kept frames, corrected when `correction` is given. f32 values are seen twice, for
// their bounds and for their bins. FAULT_NOTHING when no frame can be used, FAULT_FAILED when
// the values changed between the two.
bool histograms_make(struct recording *recording, const struct correction *correction,
                     struct pool *pool, struct cancel *cancel, struct histograms *histograms,
                     struct fault *fault);

void histograms_free(struct histograms *histograms);

#endif
