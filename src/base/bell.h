// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The only thing that goes up from worker to engine to screen: a wake-up that may do
// nothing but wake. Any thread rings; one thread owns the bell, polls its descriptor,
// and *drains it before it looks at what has changed*, so that no ring is lost.

#ifndef BLITZ_BASE_BELL_H
#define BLITZ_BASE_BELL_H

#include "base/fault.h"

#include <stdbool.h>

struct bell {
    int fd; // becomes readable when rung
};

// Makes the descriptor; false with a fault when the system has none left.
bool bell_open(struct bell *bell, struct fault *fault);
// Rings; rings that nobody heard yet are one. Any thread.
void bell_ring(struct bell *bell);
// Makes it silent. The owner drains first and looks at what has changed afterwards.
void bell_drain(struct bell *bell);

// Waits until it rings or `timeout_ms` have passed (-1: for ever), then drains.
// Returns whether it rang.
bool bell_wait(struct bell *bell, int timeout_ms);

// Nobody may ring it any more.
void bell_close(struct bell *bell);

#endif
