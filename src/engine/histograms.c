// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/histograms.h"

#include <inttypes.h>
#include <math.h>

struct counting {
    struct histograms *histograms;
    const struct correction *correction;
    struct pool *pool;
    struct cancel *cancel;
};

static bool bound(void *context, const struct frames *frames, const int64_t *sources,
                  struct fault *fault) {
    (void)sources;
    const struct counting *counting = context;
    return histogram_bound(&counting->histograms->of[0], frames, counting->correction,
                           counting->pool, counting->cancel, fault);
}

static bool count(void *context, const struct frames *frames, const int64_t *sources,
                  struct fault *fault) {
    (void)sources;
    const struct counting *counting = context;
    struct histograms *histograms = counting->histograms;
    histograms->frames += frames->count;
    for (size_t i = 0; i < histograms->channels; i++)
        if (!histogram_fill(&histograms->of[i], frames, counting->correction,
                            histograms->channels > 1 ? (int)i : -1, counting->pool,
                            counting->cancel, fault))
            return false;
    return true;
}

// Integers have a bin a value: the lowest and the highest of all channels are the rows of a table.
static void share_bounds(struct histograms *histograms) {
    double low = NAN, high = NAN;
    for (size_t i = 0; i < histograms->channels; i++) {
        low = fmin(low, histograms->of[i].low);
        high = fmax(high, histograms->of[i].high);
    }
    for (size_t i = 0; i < histograms->channels; i++) {
        histograms->of[i].low = low;
        histograms->of[i].high = high;
    }
}

// f32 values are seen twice, and a mapped file may change in between.
static bool are_all_counted(const struct histograms *histograms, struct fault *fault) {
    uint64_t counted = 0, bounded = histograms->of[0].bounded;
    for (size_t i = 0; i < histograms->channels; i++)
        counted += histograms->of[i].total;
    return histograms->of[0].element != ELEMENT_F32 || counted == bounded
           || fault_set(fault, FAULT_FAILED,
                        "the frames changed while they were counted: %" PRIu64
                        " finite values became %" PRIu64,
                        bounded, counted);
}

bool histograms_make(struct recording *recording, const struct correction *correction,
                     struct pool *pool, struct cancel *cancel, struct histograms *histograms,
                     struct fault *fault) {
    enum element element = correction ? ELEMENT_F32 : recording->conversion.element;
    struct counting counting = { histograms, correction, pool, cancel };
    struct indices kept = recording->kept;
    bool good = true;
    histograms->channels = recording->conversion.shape.channels;
    histograms->divided = correction && correction_divides(correction);
    for (size_t i = 0; good && i < histograms->channels; i++)
        good = histogram_init(&histograms->of[i], element, fault);
    if (good && element == ELEMENT_F32)
        good = recording_visit(recording, kept, false, correction, pool, cancel, bound, &counting,
                               fault);
    for (size_t i = 1; i < histograms->channels; i++) {
        histograms->of[i].low = histograms->of[0].low;
        histograms->of[i].high = histograms->of[0].high;
    }
    good = good
           && recording_visit(recording, kept, false, correction, pool, cancel, count, &counting,
                              fault);
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
    for (size_t i = 0; i < histograms->channels; i++)
        histogram_free(&histograms->of[i]);
    *histograms = (struct histograms){ 0 };
}
