// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a maker behind says while it works: how far it is, and what it has so far.

#ifndef BLITZ_ENGINE_UNDERWAY_H
#define BLITZ_ENGINE_UNDERWAY_H

#include "base/bell.h"
#include "base/portion.h"
#include "engine/product.h"

#include <stdatomic.h>

// Zeroed memory, but for the bell.
struct underway {
    struct portion portion;
    _Atomic(struct product *) partial; // owned; the newest that was not taken
    struct bell *bell;
};

// The maker's thread: takes the product, in the place of one that nobody took, and rings.
static inline void underway_leave(struct underway *underway, struct product *partial) {
    product_release(atomic_exchange(&underway->partial, partial));
    bell_ring(underway->bell);
}

// Any thread: what was left, which is the caller's then, or NULL.
static inline struct product *underway_take(struct underway *underway) {
    return atomic_exchange(&underway->partial, NULL);
}

#endif
