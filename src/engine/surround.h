// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What surrounds a frame, in the stack and beside it, for sliding references.

#ifndef BLITZ_ENGINE_SURROUND_H
#define BLITZ_ENGINE_SURROUND_H

#include "base/fault.h"
#include "base/range.h"
#include "engine/recording.h"
#include "measure/correct.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stdint.h>

// Views by source index that a correction of frames needs. Initialise with { 0 }.
struct surround {
    struct surroundings around;
    struct frame_view *views; // owned
};

// Shows each frame that correcting these looks at to `see`, once and in order, until it says false,
// which is returned then.
typedef bool surround_see(void *context, int64_t source);
bool surround_each(const struct recording *recording, const struct correction *correction,
                   struct indices indices, surround_see *see, void *context);

// Whether the stack has the frame, loaded.
bool surround_has_slot(const struct recording *recording, int64_t source);

// Whether the stack, loaded, and what was lent to the correction hold all frames that correcting
// these looks at.
bool surround_is_there(struct recording *recording, const struct correction *correction,
                       struct indices indices);

// Gathers them from where they are; nothing when no reference slides. FAULT_LIMIT when one is
// nowhere: says which.
bool surround_gather(struct recording *recording, const struct correction *correction,
                     struct indices indices, struct surround *surround, struct fault *fault);

// What views of frames point to: NULL when nothing slides.
const struct surroundings *surround_of(const struct surround *surround);

void surround_free(struct surround *surround);

#endif
