// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/zone_series.h"

#include "base/alloc.h"

#include <stdlib.h>

struct measuring {
    const struct frames *frames;
    const struct zone *zones;
    size_t count;
    const struct zone_taking *taking;
    struct zone_stats *const *into;
    struct zone_scratch **scratch; // one a hand, made when it is needed
};

static bool measure_frame(void *context, size_t frame, size_t worker) {
    const struct measuring *measuring = context;
    const struct frames *frames = measuring->frames;
    const struct zone_taking *taking = measuring->taking;
    struct zone_scratch **scratch = &measuring->scratch[worker];
    if (!*scratch)
        *scratch = zone_scratch_new();
    for (size_t i = 0; i < measuring->count; i++)
        if (!zone_measure(&measuring->zones[i], frames->element, frames->shape,
                          &frames->views[frame], taking->correction, taking->saturation,
                          taking->with_median, *scratch,
                          &measuring->into[frame][i * frames->shape.channels]))
            return false;
    return true;
}

bool zone_series(const struct frames *frames, const struct zone *zones, size_t count,
                 const struct zone_taking *taking, struct pool *pool, struct cancel *cancel,
                 struct zone_stats *const *into, struct fault *fault) {
    struct measuring measuring = {
        .frames = frames,
        .zones = zones,
        .count = count,
        .taking = taking,
        .into = into,
        .scratch = alloc_zeroed(pool_hands(pool), sizeof *measuring.scratch),
    };
    bool good = pool_run(pool, POOL_BEHIND, frames->count, measure_frame, &measuring, cancel);
    for (size_t i = 0; i < pool_hands(pool); i++)
        zone_scratch_free(&measuring.scratch[i]);
    free(measuring.scratch);
    if (good)
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "measuring was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to measure a zone");
}
