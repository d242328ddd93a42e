// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The shift of every frame of a recording against a reference made of some of them.

#ifndef BLITZ_ENGINE_REGISTER_FRAMES_H
#define BLITZ_ENGINE_REGISTER_FRAMES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/frames.h"
#include "tune/register.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct correction;

// Everything is borrowed.
struct register_wish {
    const struct correction *correction; // may be NULL
    uint32_t x, y, width, height;        // the zone, in pixels of the stack
    size_t first, count;                 // the reference: the mean of so many of the frames
    double least;                        // quality, see register_find
};

// shifts[i] is that of frames->views[i], which stands so far off the reference. Of several channels
// the mean is taken; pixels that are not valid or not finite are left out. The same bits for any
// number of workers. False, and the shifts are not to be used: a zone that is not in the frames or
// too small, a reference that is none of them (FAULT_USAGE), no memory, cancelled. That frames
// failed is no fault.
bool register_frames(const struct frames *frames, const struct register_wish *wish,
                     struct pool *pool, struct cancel *cancel, struct register_shift *shifts,
                     struct fault *fault);

#endif
