// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Frames that the stack lacks, because they were not asked for or the plan left them out, read for
// the windows of sliding references.

#ifndef BLITZ_ENGINE_ASIDE_H
#define BLITZ_ENGINE_ASIDE_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/recording.h"
#include "measure/correct.h"
#include "measure/frames.h"
#include "stack/stack.h"

#include <stdbool.h>
#include <stddef.h>

// Initialise with { 0 }.
struct aside {
    struct stack stack;
    struct frame_view *views; // by source index; samples NULL: not usable
    size_t count, bad;        // frames, and how many of them are not ok
};

// Reads what correcting the frames that the recording keeps looks at and the loaded stack lacks,
// after the same crop and bin. Nothing without a stack, and when no reference slides. FAULT_LIMIT
// when it does not fit beside the stack. Its frames never stop the work, whatever they are. Workers
// help, behind.
bool aside_read(struct aside *aside, struct recording *recording,
                const struct correction *correction, struct pool *pool, struct cancel *cancel,
                struct fault *fault);

// Bytes that it holds.
size_t aside_bytes(const struct aside *aside);

void aside_free(struct aside *aside);

#endif
