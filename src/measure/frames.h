// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a measurement reads: frames of one type and shape in time order, wherever they are.

#ifndef BLITZ_MEASURE_FRAMES_H
#define BLITZ_MEASURE_FRAMES_H

#include "stack/element.h"
#include "stack/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct surroundings;

// One frame; a frame that must not be used is simply not in the list.
struct frame_view {
    const void *samples;               // borrowed
    struct extent valid;               // the part from the top left that is real
    int64_t source;                    // source index
    const struct surroundings *around; // for sliding references; NULL: nothing slides
    const float *corrected;            // its samples corrected beforehand; mostly NULL; borrowed
};

// Frames at hand by source index, for what looks at a frame's neighbours.
struct surroundings {
    int64_t first;                  // source index of views[0]
    size_t count;                   // consecutive source indices from there
    const struct frame_view *views; // samples NULL: not usable
    int64_t frames;                 // of the recording: windows end at its first and last
};

struct frames {
    enum element element;
    struct shape shape;
    const struct frame_view *views;
    size_t count;
};

// Where the stack's pixels are in source pixels: crop first, then blocks of bin x bin.
struct geometry {
    uint32_t crop_x, crop_y, crop_width, crop_height; // source pixels
    uint32_t bin;                                     // source pixels a stack pixel, >= 1
    struct shape shape;                               // of the stack
};

// Centre of stack column or row `index` in source pixels (the last block may be partial).
double geometry_centre_x(const struct geometry *geometry, uint32_t index);
double geometry_centre_y(const struct geometry *geometry, uint32_t index);

// Whether every pixel of the frame is real.
bool frame_is_whole(const struct frame_view *frame, struct shape shape);

// The next run of valid samples among samples `from` to `stop` - 1 of a frame: returns its
// length and sets *start; 0 when there is none.
size_t frame_valid_run(const struct frame_view *frame, struct shape shape, size_t from, size_t stop,
                       size_t *start);

#endif
