// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From an image to a picture of it: what all pictures have in common. Engine thread; workers help.

#ifndef BLITZ_ENGINE_DRAWING_H
#define BLITZ_ENGINE_DRAWING_H

#include "engine/making.h"
#include "engine/shown.h"

#include <stdbool.h>

// Sets the levels of the picture from the image itself, at the percentile of the wish, whatever its
// mode; fixed ones as they are. FAULT_LIMIT.
bool drawing_own_levels(const struct making *making, const struct levels_wish *wish,
                        const struct shown *shown, struct picture_product *made,
                        struct fault *fault);

// Fills the canvas with the image in this colour map, by the picture's map and levels; zones,
// lines and the cursor over it; and reads the pixel under the cursor. Only background without an
// image. FAULT_LIMIT.
bool drawing_make(const struct making *making, const struct shown *shown, int lut,
                  struct picture_product *made, struct fault *fault);

#endif
