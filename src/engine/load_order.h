// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Which part of a recording is loaded next: the one with the frame that a person looks at and what
// follows it, then what is left from the beginning.

#ifndef BLITZ_ENGINE_LOAD_ORDER_H
#define BLITZ_ENGINE_LOAD_ORDER_H

#include "stack/ledger.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct load_order;

// Parts 0 ... parts - 1: part i has the slots starts[i] ... starts[i + 1] - 1, counted from `first`
// of the ledger (starts NULL: part i is slot i). `near` has the source index of the frame that is
// looked at and may change at any time (NULL: never, and parts come in order). Borrows all of them.
struct load_order *load_order_new(const struct ledger *ledger, size_t first, const size_t *starts,
                                  size_t parts, const _Atomic int64_t *near);

// A part that was not taken yet; to be called `parts` times at most. Any thread.
size_t load_order_take(struct load_order *order);

// Clears *order.
void load_order_free(struct load_order **order);

#endif
