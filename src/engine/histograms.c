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

// Somebody who asks how far it is sees about so many steps.
enum { STEPS = 32 };

struct counting {
    struct histograms *histograms;
    const struct correction *correction;
    struct portion *portion;
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

static bool bound(const struct counting *counting, const struct frames *frames,
                  struct fault *fault) {
    struct histograms *histograms = counting->histograms;
    for (size_t z = 0; z < histograms->zones; z++)
        if (!histogram_bound(first_of(histograms, z), frames, zone_of(histograms, z),
                             counting->correction, counting->pool, counting->cancel, fault))
            return false;
    return true;
}

static bool count(const struct counting *counting, const struct frames *frames,
                  struct fault *fault) {
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

// The whole block at once, unless somebody asks how far it is.
static bool see(const struct counting *counting, const struct frames *frames,
                bool (*part)(const struct counting *counting, const struct frames *frames,
                             struct fault *fault),
                struct fault *fault) {
    size_t step = counting->portion ? frames->count / STEPS + 1 : frames->count;
    for (size_t i = 0; i < frames->count; i += step) {
        struct frames some = *frames;
        some.views += i;
        some.count = frames->count - i < step ? frames->count - i : step;
        if (!part(counting, &some, fault))
            return false;
        portion_step(counting->portion, some.count);
    }
    return true;
}

static bool see_bounds(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    (void)sources;
    return see(context, frames, bound, fault);
}

static bool see_counts(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    (void)sources;
    return see(context, frames, count, fault);
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

static bool take_bounds(struct recording *recording, struct indices indices,
                        struct counting *counting, struct fault *fault) {
    bool is_needed = counting->histograms->of[0].element == ELEMENT_F32;
    portion_begin(counting->portion, (size_t)indices.count * (is_needed ? 2 : 1));
    if (!is_needed)
        return true;
    bool good = recording_visit(recording, indices, false, counting->correction, counting->pool,
                                counting->cancel, see_bounds, counting, fault);
    share_bounds(counting->histograms);
    return good;
}

bool histograms_make(struct recording *recording, struct indices indices,
                     const struct regions *regions, const struct correction *correction,
                     struct portion *portion, struct pool *pool, struct cancel *cancel,
                     struct histograms *histograms, struct fault *fault) {
    struct counting counting = { histograms, correction, portion, pool, cancel };
    *histograms = (struct histograms){ .regions = regions,
                                       .zones = regions ? regions->count : 1,
                                       .channels = recording->conversion.shape.channels,
                                       .divided = correction && correction_divides(correction) };
    bool good = reserve(histograms, correction ? ELEMENT_F32 : recording->conversion.element, fault)
                && take_bounds(recording, indices, &counting, fault)
                && recording_visit(recording, indices, false, correction, pool, cancel, see_counts,
                                   &counting, fault);
    if (good && histograms->frames == 0)
        good = fault_set(fault, FAULT_NOTHING, "none of the %" PRId64 " frames can be used",
                         indices.count);
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
