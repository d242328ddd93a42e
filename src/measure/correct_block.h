// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Some frames corrected with references that slide, tile by tile, for what takes its frames one
// after the other and whole: a window then costs each frame little, however wide it is. A block is
// a few frames, never the stack.

#ifndef BLITZ_MEASURE_CORRECT_BLOCK_H
#define BLITZ_MEASURE_CORRECT_BLOCK_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/correct.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>

struct correction_block;

// Room for as many of the frames as a block may hold. FAULT_LIMIT without memory.
struct correction_block *correction_block_new(const struct correction *correction,
                                              const struct frames *frames, struct fault *fault);

// Frames of a block at most.
size_t correction_block_size(const struct correction_block *block);

// Corrects the valid samples of frames first to first + count - 1, on the workers behind, and adds
// to *counts (may be NULL). False when cancelled or without memory.
bool correction_block_make(struct correction_block *block, const struct frames *frames,
                           size_t first, size_t count, struct pool *pool, struct cancel *cancel,
                           struct correction_counts *counts, struct fault *fault);

// These frames' views with their corrected samples, which correction_apply then takes. Borrowed
// until the next call.
const struct frame_view *correction_block_views(const struct correction_block *block);

// Clears *block.
void correction_block_free(struct correction_block **block);

#endif
