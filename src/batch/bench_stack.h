// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The stack that bench measures: noisy frames as a camera with 12 real bits gives them, in
// memory that the stack of a recording would have.

#ifndef BLITZ_BATCH_BENCH_STACK_H
#define BLITZ_BATCH_BENCH_STACK_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/frames.h"
#include "stack/stack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Pixels of a frame in each direction.
#define BENCH_SIDE 512

// What a dark frame of such a camera shows.
#define BENCH_OFFSET 100.0
#define BENCH_OFFSET_U8 6.0

// Initialise with { 0 }; its views point into it.
struct bench_stack {
    struct stack stack;
    struct frame_view *views; // of all slots
    struct surroundings around;
};

// Reserves and fills as many frames as `bytes` hold; the same frames whenever it is called.
// FAULT_LIMIT without memory, FAULT_CANCELLED when `cancel` was asked.
bool bench_stack_make(struct bench_stack *stack, enum element element, uint64_t bytes,
                      struct pool *pool, struct cancel *cancel, struct fault *fault);

// The first `count` frames of it. Borrowed.
struct frames bench_stack_frames(const struct bench_stack *stack, size_t count);

// Reads the frames once, on all workers, and does nothing else with them: the limit of every
// kernel. False when cancelled.
bool bench_read(const struct frames *frames, struct pool *pool, struct cancel *cancel,
                struct fault *fault);

// Gives the memory back; all that is left is zero.
void bench_stack_free(struct bench_stack *stack);

#endif
