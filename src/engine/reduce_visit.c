// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/reduce_visit.h"

#include "base/clock.h"

#include <inttypes.h>

// Frames between two looks, at least: a cut costs about as much as reading a few frames.
enum { LOOK_FRAMES = 128, LOOK_CORRECTED_FRAMES = 32 };

struct feeding {
    struct reduction *reduction;
    const struct reduce_watch *watch; // NULL: nobody does
    size_t block;                     // frames between two looks
    size_t all, samples;              // frames; of a frame
    size_t since;                     // frames since the last look
    double looked_at;
    struct pool *pool;
    struct cancel *cancel;
    struct reduction_watch order; // of order statistics, which are made of all frames at once
    size_t order_op;              // one of them
};

static void look(struct feeding *feeding, size_t done, size_t all) {
    const struct reduce_watch *watch = feeding->watch;
    double now = clock_now();
    if (now - feeding->looked_at < watch->seconds || cancel_asked(feeding->cancel))
        return;
    watch->look(watch->context, feeding->reduction, done, all);
    feeding->looked_at = clock_now();
}

static void look_at_order(void *context, const struct reduction *reduction) {
    struct feeding *feeding = context;
    look(feeding, reduction_ready(reduction, feeding->order_op), feeding->samples);
}

static bool feed(void *context, const struct frames *frames, const int64_t *sources,
                 struct fault *fault) {
    (void)sources;
    struct feeding *feeding = context;
    struct frames part = *frames;
    for (size_t done = 0; done < frames->count; done += part.count) {
        size_t left = frames->count - done;
        part.views = frames->views + done;
        part.count = left < feeding->block ? left : feeding->block;
        if (!reduction_feed(feeding->reduction, &part, feeding->pool, feeding->cancel, fault))
            return false;
        if (feeding->block < SIZE_MAX)
            portion_step(feeding->watch->portion, part.count);
        feeding->since += part.count;
        size_t fed = reduction_frames(feeding->reduction);
        if (feeding->since >= feeding->block && fed < feeding->all && feeding->watch->look) {
            feeding->since = 0;
            look(feeding, fed, feeding->all);
        }
    }
    return true;
}

// A reference that slides begins anew with each block, which must be several windows long.
static size_t choose_block(const struct reduce_watch *watch, size_t frames,
                           const struct correction *correction) {
    size_t block = frames / (watch->looks + 1) + 1;
    size_t windows = correction ? 4 * correction_width(correction) : 0;
    size_t least = correction ? LOOK_CORRECTED_FRAMES : LOOK_FRAMES;
    least = windows > least ? windows : least;
    return block > least ? block : least;
}

static void begin_watching(struct feeding *feeding, const struct reduce_watch *watch, bool at_once,
                           const struct correction *correction) {
    feeding->watch = watch;
    feeding->looked_at = clock_now();
    if (at_once) {
        feeding->order = (struct reduction_watch){ .portion = watch->portion,
                                                   .looks = watch->looks,
                                                   .look = watch->look ? look_at_order : NULL,
                                                   .context = feeding };
        reduction_set_watch(feeding->reduction, &feeding->order);
        return;
    }
    feeding->block = choose_block(watch, feeding->all, correction);
    portion_begin(watch->portion, feeding->all);
}

struct reduction *reduce_visit_watched(struct recording *recording, struct indices indices,
                                       const struct reduction_op *ops, size_t count, int ddof,
                                       const struct correction *correction,
                                       const struct reduce_watch *watch, struct pool *pool,
                                       struct cancel *cancel, struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    struct feeding feeding = { .block = SIZE_MAX,
                               .all = (size_t)indices.count,
                               .samples = shape_samples(conversion->shape),
                               .pool = pool,
                               .cancel = cancel };
    feeding.reduction =
        reduction_new(ops, count, ddof, conversion->element, conversion->shape, correction, fault);
    bool at_once = !reduction_is_one_pass(ops, count);
    while (feeding.order_op < count && reduction_is_one_pass(&ops[feeding.order_op], 1))
        feeding.order_op++;
    if (feeding.reduction && watch)
        begin_watching(&feeding, watch, at_once, correction);
    bool good = feeding.reduction
                && recording_visit(recording, indices, at_once, correction, pool, cancel, feed,
                                   &feeding, fault);
    if (good && reduction_frames(feeding.reduction) == 0)
        good = fault_set(fault, FAULT_NOTHING, "none of the %" PRId64 " frames can be used",
                         indices.count);
    if (good)
        reduction_set_watch(feeding.reduction, NULL);
    else
        reduction_free(&feeding.reduction);
    return feeding.reduction;
}

struct reduction *reduce_visit(struct recording *recording, struct indices indices,
                               const struct reduction_op *ops, size_t count, int ddof,
                               const struct correction *correction, struct pool *pool,
                               struct cancel *cancel, struct fault *fault) {
    return reduce_visit_watched(recording, indices, ops, count, ddof, correction, NULL, pool,
                                cancel, fault);
}
