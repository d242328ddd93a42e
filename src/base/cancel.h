// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A wish that a job should stop. Set by any thread, seen by the job between chunks.
// The order is always: trigger, join, free.

#ifndef BLITZ_BASE_CANCEL_H
#define BLITZ_BASE_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>

// Initialise with { 0 }.
struct cancel {
    atomic_bool asked;
};

static inline void cancel_ask(struct cancel *cancel) {
    atomic_store_explicit(&cancel->asked, true, memory_order_release);
}

// Whether it was asked for; false for NULL.
static inline bool cancel_asked(struct cancel *cancel) {
    return cancel && atomic_load_explicit(&cancel->asked, memory_order_acquire);
}

#endif
