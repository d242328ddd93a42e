// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Statistics of every zone in each of many frames, in one pass over the frames.

#ifndef BLITZ_MEASURE_ZONE_SERIES_H
#define BLITZ_MEASURE_ZONE_SERIES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/frames.h"
#include "measure/zone.h"

#include <stdbool.h>
#include <stddef.h>

// How the values of the zones are taken.
struct zone_taking {
    const struct correction *correction; // may be NULL; borrowed
    double saturation;                   // HUGE_VAL: nothing is saturated
    bool with_median;
};

// Measures zones[0..count-1] in each frame, behind: into[frame] has room for count x channels
// statistics, channels innermost. On a fault what stands in `into` is not to be used.
bool zone_series(const struct frames *frames, const struct zone *zones, size_t count,
                 const struct zone_taking *taking, struct pool *pool, struct cancel *cancel,
                 struct zone_stats *const *into, struct fault *fault);

#endif
