// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/zone_series.h"

#include "base/alloc.h"
#include "measure/correct_block.h"
#include "measure/zone_state.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Frames of a chunk: so many bytes of them at most, or one.
#define CHUNK_BYTES ((size_t)4 << 20)

// Of one hand, made when it is needed.
struct hand {
    struct zone_scratch *scratch;
    struct kernel_totals *totals; // of each zone
    struct kernel_lanes *lanes;
};

struct measuring {
    const struct frames *frames;
    const struct kernels *kernels;
    const struct zone *zones;
    size_t count, together;
    const struct zone_taking *taking;
    struct zone_stats *const *into;
    struct cancel *cancel;
    struct hand *hands;
    // The runs of all zones as they follow each other in memory, so that zones beside each other
    // are one reading of a frame. NULL when zones are measured one by one.
    struct kernel_run *runs;
    size_t run_count;
    struct kernel_run (*firsts)[BATCH_RUNS]; // the first batch of each zone
    size_t *first_counts;
};

static int compare_runs(const void *a, const void *b) {
    const struct kernel_run *left = a, *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->owner > right->owner) - (left->owner < right->owner);
}

static void list_runs(struct measuring *measuring) {
    struct shape shape = measuring->frames->shape;
    struct extent whole = { shape.width, shape.height };
    size_t capacity = 0;
    measuring->firsts = alloc_zeroed(measuring->count, sizeof *measuring->firsts);
    measuring->first_counts = alloc_zeroed(measuring->count, sizeof *measuring->first_counts);
    for (size_t i = 0; i < measuring->count; i++) {
        struct run_walk walk = run_walk_of(&measuring->zones[i], shape, whole);
        struct kernel_run runs[BATCH_RUNS];
        for (size_t count; (count = run_walk_batch(&walk, runs));) {
            if (measuring->first_counts[i] == 0) {
                memcpy(measuring->firsts[i], runs, count * sizeof *runs);
                measuring->first_counts[i] = count;
            }
            for (size_t r = 0; r < count; r++) {
                measuring->runs =
                    alloc_grow(measuring->runs, measuring->run_count, &capacity, sizeof *runs);
                runs[r].owner = (uint32_t)i;
                measuring->runs[measuring->run_count++] = runs[r];
            }
        }
    }
    if (measuring->run_count)
        qsort(measuring->runs, measuring->run_count, sizeof *measuring->runs, compare_runs);
}

static void measure_integers(const struct measuring *measuring, const struct hand *hand,
                             const struct frame_view *frame, struct zone_stats *stats) {
    enum element element = measuring->frames->element;
    const struct kernel_integers *kernel = &measuring->kernels->integers[element];
    const unsigned char *samples = frame->samples;
    for (size_t i = 0; i < measuring->count; i++)
        kernel->begin_totals(&hand->totals[i]);
    kernel->add_runs(samples, measuring->runs, measuring->run_count, hand->totals);
    int limit = zone_integer_limit(element, measuring->taking->saturation);
    bool saturated = false;
    for (size_t i = 0; i < measuring->count; i++) {
        kernel->end_totals(&hand->totals[i]);
        stats[i] = zone_stats_empty();
        zone_stats_of_totals(element, &hand->totals[i], measuring->zones[i].pixels, &stats[i]);
        saturated |= measuring->zones[i].pixels && hand->totals[i].max >= limit;
    }
    for (size_t r = 0; saturated && r < measuring->run_count; r++) {
        struct kernel_run run = measuring->runs[r];
        if (hand->totals[run.owner].max >= limit)
            stats[run.owner].saturated +=
                kernel->count_from(samples + run.start * element_size(element), run.count, limit);
    }
}

static void decide_shift(const struct measuring *measuring, size_t zone,
                         const struct frame_view *frame, struct kernel_lanes *lanes) {
    const struct kernels *kernels = measuring->kernels;
    if (zone_decide_shift(kernels, frame->samples, measuring->firsts[zone],
                          measuring->first_counts[zone], lanes))
        return;
    struct run_walk walk =
        run_walk_of(&measuring->zones[zone], measuring->frames->shape, frame->valid);
    struct kernel_run runs[BATCH_RUNS];
    for (size_t count; (count = run_walk_batch(&walk, runs));)
        if (zone_decide_shift(kernels, frame->samples, runs, count, lanes))
            return;
}

static void measure_floats(const struct measuring *measuring, const struct hand *hand,
                           const struct frame_view *frame, struct zone_stats *stats) {
    for (size_t i = 0; i < measuring->count; i++)
        __builtin_prefetch((const float *)frame->samples + measuring->firsts[i][0].start);
    for (size_t i = 0; i < measuring->count; i++) {
        hand->lanes[i] = kernel_lanes_empty(0.0);
        decide_shift(measuring, i, frame, &hand->lanes[i]);
    }
    measuring->kernels->floats.add_runs(frame->samples, measuring->runs, measuring->run_count,
                                        hand->lanes);
    double limit = measuring->taking->saturation;
    bool saturated = false;
    for (size_t i = 0; i < measuring->count; i++) {
        stats[i] = zone_stats_empty();
        zone_stats_of_lanes(&hand->lanes[i], measuring->zones[i].pixels, &stats[i]);
        saturated |= stats[i].max >= limit && limit < HUGE_VAL;
    }
    const float *samples = frame->samples;
    for (size_t r = 0; saturated && r < measuring->run_count; r++) {
        struct kernel_run run = measuring->runs[r];
        for (size_t i = run.start; i < run.start + run.count; i++)
            stats[run.owner].saturated += (double)samples[i] >= limit;
    }
}

static bool measure_each(const struct measuring *measuring, struct hand *hand,
                         const struct frame_view *frame, struct zone_stats *stats) {
    const struct frames *frames = measuring->frames;
    const struct zone_taking *taking = measuring->taking;
    if (!hand->scratch)
        hand->scratch = zone_scratch_new();
    for (size_t i = 0; i < measuring->count; i++)
        if (cancel_asked(measuring->cancel)
            || !zone_measure(&measuring->zones[i], frames->element, frames->shape, frame,
                             taking->correction, taking->saturation, taking->with_median,
                             hand->scratch, &stats[i * frames->shape.channels]))
            return false;
    return true;
}

static bool measure_together(const struct measuring *measuring, struct hand *hand,
                             const struct frame_view *frame, struct zone_stats *stats) {
    if (measuring->frames->element == ELEMENT_F32) {
        if (!hand->lanes && !(hand->lanes = alloc_try(measuring->count, sizeof *hand->lanes)))
            return false;
        measure_floats(measuring, hand, frame, stats);
        return true;
    }
    if (!hand->totals && !(hand->totals = alloc_try(measuring->count, sizeof *hand->totals)))
        return false;
    measure_integers(measuring, hand, frame, stats);
    return true;
}

static bool measure_frames(void *context, size_t chunk, size_t worker) {
    const struct measuring *measuring = context;
    const struct frames *frames = measuring->frames;
    struct hand *hand = &measuring->hands[worker];
    size_t first = chunk * measuring->together, left = frames->count - first;
    size_t stop = first + (left < measuring->together ? left : measuring->together);
    for (size_t i = first; i < stop; i++) {
        const struct frame_view *frame = &frames->views[i];
        bool together = measuring->runs && frame_is_whole(frame, frames->shape);
        if (!(together ? measure_together : measure_each)(measuring, hand, frame,
                                                          measuring->into[i]))
            return false;
    }
    return true;
}

// Few enough that every worker has chunks to take.
static size_t frames_together(const struct frames *frames, size_t workers) {
    size_t most = CHUNK_BYTES / (shape_samples(frames->shape) * element_size(frames->element));
    size_t share = frames->count / (workers * 4);
    most = most < share ? most : share;
    return most < 1 ? 1 : most;
}

static bool measure_all(struct measuring *measuring, struct pool *pool) {
    size_t count = measuring->frames->count;
    measuring->together = frames_together(measuring->frames, pool_workers(pool));
    size_t chunks = (count + measuring->together - 1) / measuring->together;
    return pool_run(pool, POOL_BEHIND, chunks, measure_frames, measuring, measuring->cancel);
}

// With references that slide, some frames are corrected at a time.
static bool measure_blocks(struct measuring *measuring, struct pool *pool) {
    const struct frames *frames = measuring->frames;
    const struct correction *correction = measuring->taking->correction;
    struct correction_block *block = correction_block_new(correction, frames, NULL);
    bool good = block != NULL;
    struct frames some = *frames;
    struct zone_stats *const *into = measuring->into;
    measuring->frames = &some;
    for (size_t first = 0; good && first < frames->count; first += some.count) {
        size_t left = frames->count - first, most = correction_block_size(block);
        some.count = left < most ? left : most;
        good = correction_block_make(block, frames, first, some.count, pool, measuring->cancel,
                                     NULL, NULL);
        some.views = correction_block_views(block);
        measuring->into = into + first;
        good = good && measure_all(measuring, pool);
    }
    correction_block_free(&block);
    return good;
}

bool zone_series(const struct frames *frames, const struct zone *zones, size_t count,
                 const struct zone_taking *taking, struct pool *pool, struct cancel *cancel,
                 struct zone_stats *const *into, struct fault *fault) {
    struct measuring measuring = {
        .frames = frames,
        .kernels = kernels_used(),
        .zones = zones,
        .count = count,
        .taking = taking,
        .into = into,
        .cancel = cancel,
        .hands = alloc_zeroed(pool_hands(pool), sizeof *measuring.hands),
    };
    if (!taking->correction && !taking->with_median && frames->shape.channels == 1)
        list_runs(&measuring);
    bool slides = taking->correction && correction_slides(taking->correction);
    bool good = slides ? measure_blocks(&measuring, pool) : measure_all(&measuring, pool);
    for (size_t i = 0; i < pool_hands(pool); i++) {
        zone_scratch_free(&measuring.hands[i].scratch);
        free(measuring.hands[i].totals);
        free(measuring.hands[i].lanes);
    }
    free(measuring.hands);
    free(measuring.runs);
    free(measuring.firsts);
    free(measuring.first_counts);
    if (good)
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "measuring was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to measure a zone");
}
