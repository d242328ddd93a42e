// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/series.h"

#include "base/alloc.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t cells(const struct series *series) {
    return series->rows * series->zones * series->channels;
}

bool series_init(struct series *series, struct indices indices, const struct regions *regions,
                 size_t channels, const struct correction *correction, struct fault *fault) {
    *series = (struct series){ .indices = indices,
                               .rows = (size_t)indices.count,
                               .zones = regions->count,
                               .channels = channels,
                               .corrected = correction != NULL,
                               .divided = correction && correction_divides(correction) };
    series->names = alloc_zeroed(regions->count, sizeof *series->names);
    for (size_t i = 0; i < regions->count; i++)
        series->names[i] = alloc_string(regions->zones[i].name);
    size_t count;
    if (!size_product(series->rows, series->zones, channels, 1, &count)
        || !(series->stats = alloc_try(count, sizeof *series->stats))
        || !(series->measured = alloc_try(series->rows, sizeof *series->measured))) {
        series_free(series);
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a series of %zu zones",
                         regions->count);
    }
    memset(series->stats, 0, count * sizeof *series->stats);
    memset(series->measured, 0, series->rows * sizeof *series->measured);
    return true;
}

struct measuring {
    struct series *series;
    const struct regions *regions;
    const struct correction *correction;
    double saturation;
    bool with_median;
    struct pool *pool;
    struct cancel *cancel;
    struct zone_scratch **scratch; // one a hand
    // The block that is measured now.
    const struct frames *frames;
    const int64_t *sources;
};

static bool measure_frame(void *context, size_t chunk, size_t worker) {
    struct measuring *measuring = context;
    struct series *series = measuring->series;
    const struct frames *frames = measuring->frames;
    struct indices indices = series->indices;
    size_t row = (size_t)((measuring->sources[chunk] - indices.first) / indices.step);
    if (!measuring->scratch[worker])
        measuring->scratch[worker] = zone_scratch_new();
    for (size_t zone = 0; zone < series->zones; zone++)
        if (!zone_measure(&measuring->regions->zones[zone], frames->element, frames->shape,
                          &frames->views[chunk], measuring->correction, measuring->saturation,
                          measuring->with_median, measuring->scratch[worker],
                          series_at(series, row, zone, 0)))
            return false;
    series->measured[row] = true;
    return true;
}

static bool measure_block(void *context, const struct frames *frames, const int64_t *sources,
                          struct fault *fault) {
    struct measuring *measuring = context;
    measuring->frames = frames;
    measuring->sources = sources;
    if (pool_run(measuring->pool, POOL_BEHIND, frames->count, measure_frame, measuring,
                 measuring->cancel))
        return true;
    if (cancel_asked(measuring->cancel))
        return fault_set(fault, FAULT_CANCELLED, "measuring was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to measure a zone");
}

// Frames that have settled in the stack and have no row yet, as one block.
static bool measure_available(struct measuring *measuring, struct recording *recording,
                              struct fault *fault) {
    struct series *series = measuring->series;
    struct frame_view *views = alloc_zeroed(series->rows, sizeof *views);
    int64_t *sources = alloc_zeroed(series->rows, sizeof *sources);
    struct frames frames = { .element = recording->conversion.element,
                             .shape = recording->conversion.shape,
                             .views = views };
    for (size_t row = 0; row < series->rows; row++) {
        int64_t source = series->indices.first + (int64_t)row * series->indices.step;
        int64_t slot = ledger_slot_of(recording->ledger, source);
        if (series->measured[row] || slot < 0
            || !frame_is_usable(ledger_status(recording->ledger, (size_t)slot)))
            continue;
        views[frames.count] = (struct frame_view){
            .samples = stack_frame(&recording->stack, (size_t)slot),
            .valid = ledger_read(recording->ledger, (size_t)slot)->valid,
            .source = source,
        };
        sources[frames.count++] = source;
    }
    bool good = measure_block(measuring, &frames, sources, fault);
    free(views);
    free(sources);
    return good;
}

bool series_measure(struct series *series, struct recording *recording,
                    const struct regions *regions, const struct correction *correction,
                    bool with_median, bool available_only, struct pool *pool, struct cancel *cancel,
                    struct fault *fault) {
    struct measuring measuring = {
        .series = series,
        .regions = regions,
        .correction = correction,
        .saturation = recording->saturation,
        .with_median = with_median,
        .pool = pool,
        .cancel = cancel,
        .scratch = alloc_zeroed(pool_hands(pool), sizeof *measuring.scratch),
    };
    bool good = available_only ? measure_available(&measuring, recording, fault)
                               : recording_visit(recording, series->indices, false, pool, cancel,
                                                 measure_block, &measuring, fault);
    for (size_t i = 0; i < pool_hands(pool); i++)
        zone_scratch_free(&measuring.scratch[i]);
    free(measuring.scratch);
    return good;
}

struct zone_stats series_frame_stats(const struct frame_stats *stats) {
    return (struct zone_stats){
        .n = stats->n,
        .nan = stats->nan,
        .saturated = stats->saturated,
        .mean = stats->mean,
        .std = stats->std,
        .min = stats->min,
        .max = stats->max,
        .sum = stats->sum,
        .median = NAN,
    };
}

void series_copy(struct series *to, const struct series *from) {
    *to = *from;
    to->names = alloc_zeroed(from->zones, sizeof *to->names);
    for (size_t i = 0; i < from->zones; i++)
        to->names[i] = alloc_string(from->names[i]);
    to->stats = alloc_copy(from->stats, cells(from) * sizeof *to->stats);
    to->measured = alloc_copy(from->measured, from->rows * sizeof *to->measured);
}

void series_free(struct series *series) {
    for (size_t i = 0; series->names && i < series->zones; i++)
        free(series->names[i]);
    free(series->names);
    free(series->stats);
    free(series->measured);
    *series = (struct series){ 0 };
}
