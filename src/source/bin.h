// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Averages of K x K pixels, one row of blocks at a time. Partial blocks average what they have.
// Integers round half up; floats are averaged in double over the pixels that are not NaN (a
// block of nothing else is NaN), so that one dead pixel does not take its neighbours with it.
// Inside this room only.

#ifndef BLITZ_SOURCE_BIN_H
#define BLITZ_SOURCE_BIN_H

#include "stack/element.h"

#include <stddef.h>
#include <stdint.h>

struct bin;

// Blocks of `k` x `k` pixels, `blocks` of them in a row; averages are written as `element`. The
// caller owns it.
struct bin *bin_new(uint32_t k, uint32_t blocks, uint32_t channels, enum element element);

// Adds `count` pixels, interleaved channels, the first at column x, to the row of blocks.
void bin_add_integers(struct bin *bin, uint32_t x, const int32_t *samples, size_t count);
void bin_add_doubles(struct bin *bin, uint32_t x, const double *samples, size_t count);

// Writes the averages and begins the next row of blocks.
void bin_finish_row(struct bin *bin, void *into);

void bin_free(struct bin *bin); // NULL is allowed

#endif
