// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a step of a registration is made of: sums over the pixels that both images have at a shift,
// tile by tile.

#ifndef BLITZ_TUNE_REGISTER_SUMS_H
#define BLITZ_TUNE_REGISTER_SUMS_H

#include "tune/register_image.h"

#include <stddef.h>

enum {
    TILES_ALONG = 8,   // at most, along either side
    SMALLEST_TILE = 16 // pixels of a level
};

// Weighted sums of the slopes of the reference (X, Y), its values (R) and the image's there (I).
enum { XX, XY, YY, XI, YI, XR, YR, II, IR, RR, PIXELS, SUMS };

struct register_sums {
    double tiles[TILES_ALONG * TILES_ALONG][SUMS];
    size_t count; // of tiles
};

// At a shift of (dx, dy) pixels of the level, at most 2 pixels beyond its size; Keys' cubic
// convolution gives values between pixels. `mixed` has room for a row.
void register_sums_make(const struct register_level *reference, const struct register_level *image,
                        double dx, double dy, float *mixed, struct register_sums *sums);

#endif
