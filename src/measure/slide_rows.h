// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sliding references of the same samples of one frame after the other. What a frame's window
// shares with that of the frame before is not made again: the cost of a frame does not grow with
// the width (medians: it does, by one look at each row of the window).

#ifndef BLITZ_MEASURE_SLIDE_ROWS_H
#define BLITZ_MEASURE_SLIDE_ROWS_H

#include "measure/frames.h"
#include "measure/slide.h"

#include <stddef.h>

struct slide_rows;

// Samples of which the parts of a window are held in the second-level cache, or at least not in
// much memory: a multiple of 16, at most `most` rounded up to one.
size_t slide_rows_samples(const struct slide_wish *wish, enum element element, size_t most);

// Bytes that slide_rows_new() holds, about; SIZE_MAX when that is no size.
size_t slide_rows_bytes(const struct slide_wish *wish, enum element element, size_t samples);

// For rows of at most `samples` samples. NULL without memory.
struct slide_rows *slide_rows_new(const struct slide_wish *wish, enum element element,
                                  struct shape shape, size_t samples);

// Writes the reference of samples first to first + count - 1 of a frame, NaN where there is none,
// from its surroundings, which hold its whole window. With `n` (means only) the sum, and the number
// of values. Quick when it follows the call for the same samples of the frame before. One thread.
void slide_rows_take(struct slide_rows *rows, const struct frame_view *frame, size_t first,
                     size_t count, double *into, double *n);

// Clears *rows.
void slide_rows_free(struct slide_rows **rows);

#endif
