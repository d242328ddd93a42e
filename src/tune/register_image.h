// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// An image made ready to be registered: structure of a few pixels is kept, the background that
// changes over more than 32 pixels is taken away, single pixels that stick out are left out (they
// stay where they are while the picture moves), and it is halved again and again. A large one is
// halved beforehand: a smooth picture has its shifts in half of its pixels, too.

#ifndef BLITZ_TUNE_REGISTER_IMAGE_H
#define BLITZ_TUNE_REGISTER_IMAGE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    REGISTER_LEVELS = 16,
    REGISTER_SMALLEST = 16 // pixels, of either side
};

// Rows without gaps. A weight is 1, or 0 where the value means nothing.
struct register_level {
    float *values, *weights;
    size_t width, height;
};

// Owns its memory. Initialise with { 0 }.
struct register_image {
    struct register_level levels[REGISTER_LEVELS]; // the finest first
    size_t count;
    // The coarsest once more, its values as roots with their sign: what is bright must not outshine
    // all the rest.
    struct register_level even;
    double noise;         // of the finest level after smoothing, standard deviation
    size_t width, height; // of pixels
    size_t scale;         // pixels that a pixel of the finest level is wide: 1 or 2
    float *memory;        // of all levels and the next two
    float *pixels;   // what registering starts from: row by row, not finite where there is nothing
    float *beside;   // as large as the finest level
    double *columns; // four numbers a column
};

// Bytes that an image of this size takes; false when that is no size.
bool register_image_bytes(size_t width, size_t height, size_t *bytes);

// Reserves room for images of this size. FAULT_USAGE when a side is shorter than REGISTER_SMALLEST,
// FAULT_LIMIT without memory.
bool register_image_reserve(struct register_image *image, size_t width, size_t height,
                            struct fault *fault);

// Makes the levels from image->pixels, which may be overwritten. One thread at a time.
void register_image_prepare(struct register_image *image);

void register_image_free(struct register_image *image);

#endif
