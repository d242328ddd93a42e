// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/histograms.h"

#include "base/alloc.h"
#include "base/size.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

bool histograms_bytes(const struct recording *recording, const struct session *session,
                      size_t hands, size_t *bytes) {
    size_t zones = session->zone_count ? session->zone_count : 1, tables;
    return size_multiply(zones, recording->first_conversion.shape.channels, &tables)
           && size_add(tables, hands, &tables)
           && size_multiply(tables, (HISTOGRAM_BINS + 1) * sizeof(uint64_t), bytes);
}

struct counting {
    struct histograms *histograms;
    const struct correction *correction;
    struct pool *pool;
    struct cancel *cancel;
};

static const struct zone *zone_of(const struct histograms *histograms, size_t index) {
    return histograms->regions ? &histograms->regions->zones[index] : NULL;
}

// The bounds of all channels of a zone stand in its first histogram.
static struct histogram *first_of(const struct histograms *histograms, size_t zone) {
    return &histograms->of[zone * histograms->channels];
}

static bool bound(void *context, const struct frames *frames, const int64_t *sources,
                  struct fault *fault) {
    (void)sources;
    const struct counting *counting = context;
    struct histograms *histograms = counting->histograms;
    for (size_t z = 0; z < histograms->zones; z++)
        if (!histogram_bound(first_of(histograms, z), frames, zone_of(histograms, z),
                             counting->correction, counting->pool, counting->cancel, fault))
            return false;
    return true;
}

static bool count(void *context, const struct frames *frames, const int64_t *sources,
                  struct fault *fault) {
    (void)sources;
    const struct counting *counting = context;
    struct histograms *histograms = counting->histograms;
    histograms->frames += frames->count;
    for (size_t i = 0; i < histograms->zones * histograms->channels; i++)
        if (!histogram_fill(&histograms->of[i], frames,
                            zone_of(histograms, i / histograms->channels), counting->correction,
                            histograms->channels > 1 ? (int)(i % histograms->channels) : -1,
                            counting->pool, counting->cancel, fault))
            return false;
    return true;
}

// The lowest and the highest of all: bins between them (f32), and the rows of a table.
static void share_bounds(struct histograms *histograms) {
    double low = NAN, high = NAN;
    size_t count = histograms->zones * histograms->channels;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, histograms->of[i].low);
        high = fmax(high, histograms->of[i].high);
    }
    for (size_t i = 0; i < count; i++) {
        histograms->of[i].low = low;
        histograms->of[i].high = high;
    }
}

// f32 values are seen twice, and a mapped file may change in between.
static bool are_all_counted(const struct histograms *histograms, struct fault *fault) {
    if (histograms->of[0].element != ELEMENT_F32)
        return true;
    for (size_t z = 0; z < histograms->zones; z++) {
        const struct histogram *first = first_of(histograms, z);
        uint64_t counted = 0;
        for (size_t c = 0; c < histograms->channels; c++)
            counted += first[c].total;
        if (counted != first->bounded)
            return fault_set(fault, FAULT_FAILED,
                             "the frames changed while they were counted: %" PRIu64
                             " finite values became %" PRIu64,
                             first->bounded, counted);
    }
    return true;
}

static bool reserve(struct histograms *histograms, enum element element, struct fault *fault) {
    size_t count = histograms->zones * histograms->channels;
    histograms->of = alloc_zeroed(count, sizeof *histograms->of);
    for (size_t i = 0; i < count; i++)
        if (!histogram_init(&histograms->of[i], element, fault))
            return false;
    return true;
}

static bool take_bounds(struct recording *recording, struct counting *counting,
                        struct fault *fault) {
    if (counting->histograms->of[0].element != ELEMENT_F32)
        return true;
    bool good = recording_visit(recording, recording->kept, false, counting->correction,
                                counting->pool, counting->cancel, bound, counting, fault);
    share_bounds(counting->histograms);
    return good;
}

bool histograms_make(struct recording *recording, const struct regions *regions,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     struct histograms *histograms, struct fault *fault) {
    struct counting counting = { histograms, correction, pool, cancel };
    struct indices kept = recording->kept;
    *histograms = (struct histograms){ .regions = regions,
                                       .zones = regions ? regions->count : 1,
                                       .channels = recording->conversion.shape.channels,
                                       .divided = correction && correction_divides(correction) };
    bool good = reserve(histograms, correction ? ELEMENT_F32 : recording->conversion.element, fault)
                && take_bounds(recording, &counting, fault)
                && recording_visit(recording, kept, false, correction, pool, cancel, count,
                                   &counting, fault);
    if (good && histograms->frames == 0)
        good = fault_set(fault, FAULT_NOTHING, "none of the %" PRId64 " frames can be used",
                         kept.count);
    good = good && are_all_counted(histograms, fault);
    if (good)
        share_bounds(histograms);
    else
        histograms_free(histograms);
    return good;
}

void histograms_free(struct histograms *histograms) {
    for (size_t i = 0; histograms->of && i < histograms->zones * histograms->channels; i++)
        histogram_free(&histograms->of[i]);
    free(histograms->of);
    *histograms = (struct histograms){ 0 };
}
