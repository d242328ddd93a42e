// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The worker pool: one thread per core, which borrows one chunk at a time. A piece of work
// is a number of chunks, begun in order of their numbers. Chunks *in front* (pictures) are
// taken before chunks *behind* (loading, whole-stack reductions). Parts of a result are kept
// by chunk number and joined in that order by the caller, so the number of workers never
// shows in a result. A chunk should last at most 10 ms.

#ifndef BLITZ_BASE_POOL_H
#define BLITZ_BASE_POOL_H

#include "base/cancel.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct pool;

enum pool_side { POOL_FRONT, POOL_BEHIND };

// Does chunk number `chunk`. `worker` is below pool_hands() and no two chunks that run at
// the same time share it, so it may index scratch memory. Returns false to stop the work.
typedef bool pool_chunk(void *context, size_t chunk, size_t worker);

// Starts `workers` threads (at least 1).
struct pool *pool_new(size_t workers, struct fault *fault);

// Its threads.
size_t pool_workers(const struct pool *pool);

// The number of distinct `worker` values: the workers and one caller that helps in front.
size_t pool_hands(const struct pool *pool);

// Runs chunks 0 to `chunks` - 1 and returns when none runs any more. Any number of threads may
// do so at the same time. With POOL_FRONT the calling thread helps, unless another one does
// already. Returns true when every chunk was done and returned true;
// false when one returned false or `cancel` (may be NULL) was asked: chunks that had not
// begun are then left out.
bool pool_run(struct pool *pool, enum pool_side side, size_t chunks, pool_chunk *do_chunk,
              void *context, struct cancel *cancel);

// The same behind, with at most `at_most` chunks under way at a time: for chunks whose working
// memory counts.
bool pool_run_few(struct pool *pool, size_t at_most, size_t chunks, pool_chunk *do_chunk,
                  void *context, struct cancel *cancel);

// How many chunks have been begun since the pool was made (for tests that bound counts).
size_t pool_begun(struct pool *pool);

// Joins the threads and frees; no work may be running. Clears *pool.
void pool_free(struct pool **pool);

#endif
