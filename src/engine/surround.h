// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What surrounds a frame in the stack, for sliding references.

#ifndef BLITZ_ENGINE_SURROUND_H
#define BLITZ_ENGINE_SURROUND_H

#include "base/fault.h"
#include "engine/recording.h"
#include "measure/correct.h"
#include "measure/frames.h"

#include <stdbool.h>

// Views by source index that a correction of frames needs. Initialise with { 0 }.
struct surround {
    struct surroundings around;
    struct frame_view *views; // owned
};

// Whether the stack holds, loaded, all frames that correcting `first` to `last` looks at.
bool surround_is_in_stack(struct recording *recording, const struct correction *correction,
                          int64_t first, int64_t last);

// Gathers them from the stack, where they are; nothing when no reference slides. FAULT_LIMIT when
// the stack lacks some: says which.
bool surround_gather(struct recording *recording, const struct correction *correction,
                     int64_t first, int64_t last, struct surround *surround, struct fault *fault);

// What views of frames point to: NULL when nothing slides.
const struct surroundings *surround_of(const struct surround *surround);

void surround_free(struct surround *surround);

#endif
