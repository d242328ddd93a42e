// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The histograms of all frames asked for, of each zone and channel, from the stack or streamed.

#ifndef BLITZ_ENGINE_HISTOGRAMS_H
#define BLITZ_ENGINE_HISTOGRAMS_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/portion.h"
#include "engine/recording.h"
#include "engine/regions.h"
#include "measure/correct.h"
#include "measure/histogram.h"
#include "session/session.h"

#include <stdbool.h>
#include <stddef.h>

// Initialise with { 0 }.
struct histograms {
    const struct regions *regions; // borrowed; NULL: of whole frames
    struct histogram *of;          // zones (at least 1) x channels, with the same bins
    size_t zones, channels;
    size_t frames; // that were counted
    bool divided;  // values have the unit 1, not DN
};

// Bytes that those of the session will take with so many hands; false when that is no size.
bool histograms_bytes(const struct recording *recording, const struct session *session,
                      size_t hands, size_t *bytes);

// Counts these of the kept frames, corrected when `correction` is given, in each zone of `regions`
// (NULL: whole frames), which must live as long as the histograms. f32 values are seen twice, for
// their bounds and for their bins. `portion` says how far it is, or is NULL. FAULT_NOTHING when no
// frame can be used, FAULT_FAILED when the values changed between the two. Runs work behind.
bool histograms_make(struct recording *recording, struct indices indices,
                     const struct regions *regions, const struct correction *correction,
                     struct portion *portion, struct pool *pool, struct cancel *cancel,
                     struct histograms *histograms, struct fault *fault);

void histograms_free(struct histograms *histograms);

#endif
