// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/tally.h"

#include "base/alloc.h"
#include "measure/zone.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

// One thread's part. The lock lets another thread look at the histogram between frames.
struct hand {
    pthread_mutex_t lock;
    struct histogram histogram;
    struct zone_scratch *scratch;
    bool ready;
};

struct tally {
    enum element element;
    struct shape shape;
    double saturation;
    struct zone zone; // the whole frame
    struct hand *hands;
    size_t count;
    atomic_uint_fast64_t saturated;
};

struct tally *tally_new(enum element element, struct shape shape, size_t hands, double saturation,
                        struct fault *fault) {
    struct tally *tally = alloc_zeroed(1, sizeof *tally);
    tally->element = element;
    tally->shape = shape;
    tally->saturation = saturation;
    struct zone_wish all = { .shape = ZONE_ALL };
    struct geometry geometry = {
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    if (!zone_prepare(&all, "all", &geometry, NULL, &tally->zone, fault)) {
        free(tally);
        return NULL;
    }
    tally->hands = alloc_zeroed(hands, sizeof *tally->hands);
    for (; tally->count < hands; tally->count++)
        pthread_mutex_init(&tally->hands[tally->count].lock, NULL);
    return tally;
}

void tally_frame(struct tally *tally, size_t hand, const void *samples,
                 struct frame_record *record) {
    struct hand *mine = &tally->hands[hand];
    struct frame_view view = { .samples = samples, .valid = record->valid };
    struct zone_stats stats[3];
    pthread_mutex_lock(&mine->lock);
    if (!mine->ready) {
        mine->scratch = zone_scratch_new();
        if (element_is_integer(tally->element))
            histogram_init(&mine->histogram, tally->element, NULL);
        mine->ready = true;
    }
    if (mine->histogram.bins)
        histogram_add(&mine->histogram, tally->shape, &view);
    pthread_mutex_unlock(&mine->lock);
    zone_measure(&tally->zone, tally->element, tally->shape, &view, NULL, tally->saturation, false,
                 mine->scratch, stats);
    for (uint32_t c = 0; c < tally->shape.channels; c++) {
        atomic_fetch_add(&tally->saturated, stats[c].saturated);
        record->stats[c] = (struct frame_stats){
            .n = stats[c].n,
            .nan = stats[c].nan,
            .saturated = stats[c].saturated,
            .mean = stats[c].mean,
            .std = stats[c].std,
            .min = stats[c].min,
            .max = stats[c].max,
            .sum = stats[c].sum,
        };
    }
    record->has_stats = true;
}

uint64_t tally_saturated(struct tally *tally) {
    return tally ? atomic_load(&tally->saturated) : 0;
}

bool tally_histogram(struct tally *tally, struct histogram *histogram, struct fault *fault) {
    if (!histogram_init(histogram, tally->element, fault))
        return false;
    for (size_t i = 0; i < tally->count; i++) {
        struct hand *hand = &tally->hands[i];
        pthread_mutex_lock(&hand->lock);
        if (hand->histogram.bins)
            histogram_merge(histogram, &hand->histogram);
        pthread_mutex_unlock(&hand->lock);
    }
    return true;
}

void tally_free(struct tally **tally_address) {
    struct tally *tally = *tally_address;
    *tally_address = NULL;
    if (!tally)
        return;
    for (size_t i = 0; i < tally->count; i++) {
        histogram_free(&tally->hands[i].histogram);
        zone_scratch_free(&tally->hands[i].scratch);
        pthread_mutex_destroy(&tally->hands[i].lock);
    }
    zone_free(&tally->zone);
    free(tally->hands);
    free(tally);
}
