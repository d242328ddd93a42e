// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The series: statistics of every zone in every frame asked for, in one pass over the frames.

#ifndef BLITZ_ENGINE_SERIES_H
#define BLITZ_ENGINE_SERIES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/recording.h"
#include "engine/regions.h"
#include "measure/correct.h"
#include "measure/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct series {
    struct indices indices; // source indices of the rows
    size_t rows, zones, channels;
    char **names;             // of the zones
    bool corrected;           // values are f32
    bool divided;             // the unit is 1 instead of DN
    bool *measured;           // by row
    struct zone_stats *stats; // rows x zones x channels
};

// Empty rows for these source indices.
bool series_init(struct series *series, struct indices indices, const struct regions *regions,
                 size_t channels, const struct correction *correction, struct fault *fault);

// Measures the frames that can be used and are not measured yet; the rest stay empty.
// `available_only`: leaves out frames that the stack does not hold yet. Runs work behind.
bool series_measure(struct series *series, struct recording *recording,
                    const struct regions *regions, const struct correction *correction,
                    bool with_median, bool available_only, struct pool *pool, struct cancel *cancel,
                    struct fault *fault);

// The same numbers as they were taken of the whole frame while it was loaded; no median.
struct zone_stats series_frame_stats(const struct frame_stats *stats);

static inline struct zone_stats *series_at(const struct series *series, size_t row, size_t zone,
                                           size_t channel) {
    return &series->stats[(row * series->zones + zone) * series->channels + channel];
}

void series_copy(struct series *to, const struct series *from);
void series_free(struct series *series);

#endif
