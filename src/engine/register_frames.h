// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The shift of every frame of a recording against a reference image.

#ifndef BLITZ_ENGINE_REGISTER_FRAMES_H
#define BLITZ_ENGINE_REGISTER_FRAMES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/portion.h"
#include "engine/recording.h"
#include "measure/frames.h"
#include "measure/zone.h"
#include "session/session.h"
#include "tune/register.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct correction;

// Bytes that making a reference and a registration in whole frames will take with so many hands;
// false when that is no size.
bool register_bytes(const struct recording *recording, const struct session *session, size_t hands,
                    size_t *bytes);

// A reference made ready, and the working memory of every worker.
struct registration;

// `samples` is the reference: shape samples of this type. Only pixels of the zone are looked at; of
// several channels the mean is taken. Copies what it needs, but for the zone, which is borrowed.
// NULL with FAULT_USAGE when the smallest rectangle around the zone is too small, FAULT_LIMIT
// without memory.
struct registration *registration_new(const struct zone *zone, enum element element,
                                      struct shape shape, const void *samples, size_t hands,
                                      struct fault *fault);

// shifts[i] is that of frames->views[i], in pixels of the stack, which stands so far off the
// reference; failed below the quality `least`. The frames have the shape of the reference, and any
// type; `correction` may be NULL, and so may `portion`, which says how far it is. Pixels that are
// not valid or not finite are left out. A frame a chunk, behind; the same bits for any number of
// workers (at most `hands`). False, and the shifts are not to be used: no memory, cancelled. That
// frames failed is no fault.
bool register_frames(struct registration *registration, const struct frames *frames,
                     const struct correction *correction, double least, struct portion *portion,
                     struct pool *pool, struct cancel *cancel, struct register_shift *shifts,
                     struct fault *fault);

// Clears *registration.
void registration_free(struct registration **registration);

#endif
