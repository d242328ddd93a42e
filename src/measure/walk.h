// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Walks every valid sample of many frames, in chunks that a worker takes in a few
// milliseconds, as rows in the working element: native, or corrected f32. For what does not
// depend on the order of samples. Of all pixels, or of those of a zone.

#ifndef BLITZ_MEASURE_WALK_H
#define BLITZ_MEASURE_WALK_H

#include "base/cancel.h"
#include "base/pool.h"
#include "measure/frames.h"
#include "measure/zone.h"

#include <stdbool.h>
#include <stddef.h>

struct correction;

// Samples of a row at most; a multiple of 3.
#define WALK_ROW 4080

// Takes `count` samples on worker `worker` (below pool_hands). A row begins with the first channel
// of a pixel.
typedef void walk_row(void *context, size_t worker, const void *samples, size_t count);

// One frame is looked through in front (it is for a picture), many behind. `zone` and `correction`
// may be NULL. False when cancelled.
bool walk_frames(const struct frames *frames, const struct zone *zone,
                 const struct correction *correction, struct pool *pool, struct cancel *cancel,
                 walk_row *take, void *context);

// The valid samples of one frame, on the calling thread, as worker 0.
void walk_frame(enum element element, struct shape shape, const struct frame_view *frame,
                walk_row *take, void *context);

#endif
