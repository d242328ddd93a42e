// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/series.h"

#include "base/alloc.h"
#include "base/size.h"
#include "engine/surround.h"
#include "measure/zone_series.h"

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
    struct zone_taking taking;
    struct pool *pool;
    struct cancel *cancel;
};

static bool measure_block(void *context, const struct frames *frames, const int64_t *sources,
                          struct fault *fault) {
    struct measuring *measuring = context;
    struct series *series = measuring->series;
    struct indices indices = series->indices;
    struct zone_stats **into = alloc_zeroed(frames->count, sizeof *into);
    for (size_t i = 0; i < frames->count; i++)
        into[i] = series_at(series, (size_t)((sources[i] - indices.first) / indices.step), 0, 0);
    bool good = zone_series(frames, measuring->regions->zones, series->zones, &measuring->taking,
                            measuring->pool, measuring->cancel, into, fault);
    free(into);
    for (size_t i = 0; good && i < frames->count; i++)
        series->measured[(sources[i] - indices.first) / indices.step] = true;
    return good;
}

// Frames that have settled in the stack and have no row yet, as one block.
static bool measure_available(struct measuring *measuring, struct recording *recording,
                              struct fault *fault) {
    struct series *series = measuring->series;
    struct surround surround;
    if (!surround_gather(recording, measuring->taking.correction, series->indices, &surround,
                         fault))
        return false;
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
            .around = surround_of(&surround),
        };
        sources[frames.count++] = source;
    }
    bool good = measure_block(measuring, &frames, sources, fault);
    surround_free(&surround);
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
        .taking = { correction, recording->saturation, with_median },
        .pool = pool,
        .cancel = cancel,
    };
    return available_only ? measure_available(&measuring, recording, fault)
                          : recording_visit(recording, series->indices, false, correction, pool,
                                            cancel, measure_block, &measuring, fault);
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
