// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the files that measure zones share: zone_measure.c (one zone of one frame, whatever it is)
// and zone_series.c (all zones of whole raw frames in one walk). A zone is the same runs, and so
// the same lanes, to both.

#ifndef BLITZ_MEASURE_ZONE_STATE_H
#define BLITZ_MEASURE_ZONE_STATE_H

#include "kernel/kernels.h"
#include "measure/zone.h"

// Runs of a zone that are taken at once, at most.
enum { BATCH_RUNS = 64 };

// Walks the runs of a zone in the order of memory. Spans that follow each other there are one run,
// which is cut into parts of KERNEL_RUN pixels.
struct run_walk {
    const struct zone *zone;
    struct extent valid;
    uint32_t width;
    size_t span;            // the next one
    size_t start, count;    // what is left of the run before it
    struct kernel_run next; // of no pixels when it is not known yet
};

// The part of the zone that is `valid`, in frames of `shape`.
static inline struct run_walk run_walk_of(const struct zone *zone, struct shape shape,
                                          struct extent valid) {
    return (struct run_walk){ .zone = zone, .valid = valid, .width = shape.width };
}

// The next runs of pixels, of owner 0, KERNEL_RUN pixels together at most. How many; 0 at the end.
size_t run_walk_batch(struct run_walk *walk, struct kernel_run runs[BATCH_RUNS]);

// Decides lanes->shift by the first values of a batch. False when all of it is NaN: the next batch
// decides.
bool zone_decide_shift(const struct kernels *kernels, const float *samples,
                       const struct kernel_run *runs, size_t run_count, struct kernel_lanes *lanes);

// The largest number below which no integer of `element` is saturated.
int zone_integer_limit(enum element element, double saturation);

// All but `saturated` and `median`, which stay as they are, from totals that are ended and from
// lanes of a zone of so many pixels.
void zone_stats_of_totals(enum element element, const struct kernel_totals *totals, uint64_t pixels,
                          struct zone_stats *stats);
void zone_stats_of_lanes(const struct kernel_lanes *lanes, uint64_t pixels,
                         struct zone_stats *stats);

// Statistics of nothing.
struct zone_stats zone_stats_empty(void);

#endif
