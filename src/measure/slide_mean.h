// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sums of frames less the mean of their sliding window, in one walk over a tile of samples that
// writes no corrected value down: each frame enters the window's sum and leaves it (integers), or
// the sums of the window's ends are made beforehand (f32; see measure/slide_part.h).

#ifndef BLITZ_MEASURE_SLIDE_MEAN_H
#define BLITZ_MEASURE_SLIDE_MEAN_H

#include "measure/correct.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slide_mean;

// Whether the correction is of this form: x - mean of a window, nothing else.
bool slide_mean_suits(const struct correction *correction, enum element element);

// Samples of a tile that suit its window, at most `most`.
size_t slide_mean_samples(const struct correction *correction, enum element element, size_t most);

// One worker's memory, for tiles of at most `samples` samples. NULL without memory.
struct slide_mean *slide_mean_new(const struct correction *correction, enum element element,
                                  struct shape shape, size_t samples);

// sums[i] += sample start + i of each frame, corrected, frame after frame; missing[i] += the
// number of frames without a window, which are left out. False, with nothing changed, when this is
// not for these frames: some are not there or not whole, do not follow each other, or hold values
// that are not finite.
bool slide_mean_add(struct slide_mean *mean, const struct frame_view *views, size_t count,
                    size_t start, size_t samples, double *sums, uint32_t *missing);

// Clears *mean.
void slide_mean_free(struct slide_mean **mean);

#endif
