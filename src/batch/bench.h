// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The cases of `blitz bench`: what is measured, as one table. Each case calls what the verbs
// call.

#ifndef BLITZ_BATCH_BENCH_H
#define BLITZ_BATCH_BENCH_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>

// A stack filled with frames as a camera makes them, and who works on it.
struct bench_stack {
    struct frames frames;
    struct pool *pool;
    struct cancel *cancel;
};

struct bench_case {
    const char *name;
    // One whole run. *bytes: what was read, when that is not all of the stack.
    bool (*run)(const struct bench_case *self, const struct bench_stack *stack, size_t *bytes,
                struct fault *fault);
    const char *detail; // operations, or a reference, as the command line has them
};

extern const struct bench_case bench_cases[];
extern const size_t bench_case_count;

#endif
