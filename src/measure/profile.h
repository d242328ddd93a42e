// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Profiles: the values along lines, of one frame or over many, and frame by frame as an image
// (a kymograph). NaN, parts of a frame that are not valid and what is outside of the image are left
// out. The same bits for any number of workers, and however the frames were cut into blocks.

#ifndef BLITZ_MEASURE_PROFILE_H
#define BLITZ_MEASURE_PROFILE_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "measure/frames.h"
#include "measure/line.h"
#include "measure/line_read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One position and channel.
struct profile_point {
    uint64_t n;       // values: over the width and over the frames
    double mean;      // of these n values; NaN when n = 0
    double low, high; // the envelope; NaN without one. Over the band: the means over the frames of
                      // what they are in each. Over the frames: of each frame's mean.
};

struct profiling;

// Bytes that percentiles over `frames` frames take.
bool profiling_bytes(const struct envelope_wish *envelope, size_t positions, size_t channels,
                     size_t frames, size_t *bytes);

// Makes empty accumulators for `count` lines, which are borrowed until it is freed, as is the
// correction. At most `frames` frames will be fed. FAULT_LIMIT when there is no memory.
struct profiling *profiling_new(const struct line *lines, size_t count,
                                const struct line_subject *subject,
                                const struct envelope_wish *envelope, size_t frames,
                                struct fault *fault);

// Takes the next frames, in time order: one in front (it is for a picture), many behind.
bool profiling_feed(struct profiling *profiling, const struct frames *frames, struct pool *pool,
                    struct cancel *cancel, struct fault *fault);

// Frames fed so far.
size_t profiling_frames(const struct profiling *profiling);

// Writes the profile of line number `line`: length x channels points, channels innermost.
// Percentiles over frames are sorted behind.
bool profiling_result(const struct profiling *profiling, size_t line, struct pool *pool,
                      struct cancel *cancel, struct profile_point *into, struct fault *fault);

// Clears *profiling.
void profiling_free(struct profiling **profiling);

// The profile of each frame: into[frame] has room for length x channels values, NaN where there is
// none. Runs behind.
bool kymograph_rows(const struct line *line, const struct frames *frames,
                    const struct correction *correction, struct pool *pool, struct cancel *cancel,
                    float *const *into, struct fault *fault);

#endif
