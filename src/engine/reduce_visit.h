// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_ENGINE_REDUCE_VISIT_H
#define BLITZ_ENGINE_REDUCE_VISIT_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/portion.h"
#include "engine/recording.h"
#include "measure/correct.h"
#include "measure/reduce.h"

// Feeds the usable frames with these source indices to a new reduction, from the stack or
// streamed. The caller reads the results and frees it; NULL with a fault, which is FAULT_NOTHING
// when none of the frames can be used. `correction` may be NULL; borrowed until freed. Runs
// work behind.
struct reduction *reduce_visit(struct recording *recording, struct indices indices,
                               const struct reduction_op *ops, size_t count, int ddof,
                               const struct correction *correction, struct pool *pool,
                               struct cancel *cancel, struct fault *fault);

// Looks at a reduction while it is made.
struct reduce_watch {
    struct portion *portion; // may be NULL
    size_t looks;            // at most
    double seconds;          // from one look to the next, at least
    // Sees what is done so far: of one pass, the results of the first `done` of `all` frames; with
    // order statistics among them, `done` of `all` samples (see reduction_ready). On the thread
    // that called. NULL: none.
    void (*look)(void *context, const struct reduction *reduction, size_t done, size_t all);
    void *context;
};

// The same with somebody who watches; the results are the same bits.
struct reduction *reduce_visit_watched(struct recording *recording, struct indices indices,
                                       const struct reduction_op *ops, size_t count, int ddof,
                                       const struct correction *correction,
                                       const struct reduce_watch *watch, struct pool *pool,
                                       struct cancel *cancel, struct fault *fault);

#endif
