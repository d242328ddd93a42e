// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How far a job is: steps that it has done of all that it knows of. Written by the job and its
// workers, read by any thread.

#ifndef BLITZ_BASE_PORTION_H
#define BLITZ_BASE_PORTION_H

#include <stdatomic.h>
#include <stddef.h>

// Initialise with { 0 }: not known.
struct portion {
    atomic_size_t done, all;
};

// `all` steps are to be done, and none is. NULL is allowed, here and below.
static inline void portion_begin(struct portion *portion, size_t all) {
    if (!portion)
        return;
    atomic_store_explicit(&portion->done, 0, memory_order_relaxed);
    atomic_store_explicit(&portion->all, all, memory_order_relaxed);
}

static inline void portion_step(struct portion *portion, size_t steps) {
    if (portion)
        atomic_fetch_add_explicit(&portion->done, steps, memory_order_relaxed);
}

// 0 to 99, as a job that still runs is not at 100; -1: not known.
static inline int portion_percent(struct portion *portion) {
    size_t all = portion ? atomic_load_explicit(&portion->all, memory_order_relaxed) : 0;
    if (all == 0)
        return -1;
    size_t done = atomic_load_explicit(&portion->done, memory_order_relaxed);
    return done < all ? (int)(100.0 * (double)done / (double)all) : 99;
}

#endif
