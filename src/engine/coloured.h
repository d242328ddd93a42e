// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Images as the viewer colours them, one canvas pixel a stack pixel, as RGB: what --as=display
// writes.

#ifndef BLITZ_ENGINE_COLOURED_H
#define BLITZ_ENGINE_COLOURED_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/correct.h"
#include "measure/frames.h"
#include "view/look.h"

#include <stdbool.h>

struct coloured;

// For images of this shape. NULL with FAULT_LIMIT.
struct coloured *coloured_new(const struct look *look, struct shape shape, struct fault *fault);

// Finds the levels of the run (for LEVELS_RUN) from these frames.
bool coloured_levels(struct coloured *coloured, const struct frames *frames,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     struct fault *fault);

// Colours one image. Workers help, in front.
bool coloured_image(struct coloured *coloured, enum element element, const struct frame_view *view,
                    struct pool *pool, struct fault *fault);

// u8, 3 channels; turned by the look's orientation.
struct shape coloured_shape(const struct coloured *coloured);
const void *coloured_samples(const struct coloured *coloured); // borrowed

// Clears *coloured.
void coloured_free(struct coloured **coloured);

#endif
