// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Frames that are read to be seen once: a few slots that hold consecutive frames of a range, then
// the next ones.

#ifndef BLITZ_ENGINE_WINDOW_H
#define BLITZ_ENGINE_WINDOW_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/range.h"
#include "engine/loader.h"
#include "engine/recording.h"
#include "measure/frames.h"
#include "stack/stack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }.
struct window {
    struct recording *recording;
    struct stack stack;
    struct loader *loader;
    size_t slots;
    struct indices held;      // frames in the slots
    struct frame_view *views; // of them; samples NULL: not usable
};

// Reserves `least` to `most` slots, as many as keep the workers busy and fit beside what the
// recording holds. FAULT_LIMIT when `least` do not fit.
bool window_open(struct window *window, struct recording *recording, uint64_t least, uint64_t most,
                 struct pool *pool, struct fault *fault);

// Makes the window hold these frames, at most `slots`: those that it holds already are kept, the
// others are read, and what is found out about them settles in the recording's ledger. `wanted`:
// which of them were asked for (NULL: all): another one that cannot be used is counted as a missing
// neighbour, and never stops the work.
bool window_fill(struct window *window, struct indices frames, const struct indices *wanted,
                 struct cancel *cancel, struct fault *fault);

void window_close(struct window *window);

#endif
