// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/reduce_visit.h"

#include <inttypes.h>

struct feeding {
    struct reduction *reduction;
    struct pool *pool;
    struct cancel *cancel;
};

static bool feed(void *context, const struct frames *frames, const int64_t *sources,
                 struct fault *fault) {
    (void)sources;
    struct feeding *feeding = context;
    return reduction_feed(feeding->reduction, frames, feeding->pool, feeding->cancel, fault);
}

struct reduction *reduce_visit(struct recording *recording, struct indices indices,
                               const struct reduction_op *ops, size_t count, int ddof,
                               const struct correction *correction, struct pool *pool,
                               struct cancel *cancel, struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    struct feeding feeding = { .pool = pool, .cancel = cancel };
    feeding.reduction =
        reduction_new(ops, count, ddof, conversion->element, conversion->shape, correction, fault);
    bool at_once = !reduction_is_one_pass(ops, count);
    bool good = feeding.reduction
                && recording_visit(recording, indices, at_once, correction, pool, cancel, feed,
                                   &feeding, fault);
    if (good && reduction_frames(feeding.reduction) == 0)
        good = fault_set(fault, FAULT_NOTHING, "none of the %" PRId64 " frames can be used",
                         indices.count);
    if (!good)
        reduction_free(&feeding.reduction);
    return feeding.reduction;
}
