// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How far an image stands off another one, to a small part of a pixel: first in whole pixels of
// the coarsest level, by the normalised correlation of every shift within reach, then from level to
// level by Gauss-Newton steps on the differences that a common gain leaves, in which the parts of
// the picture that do not move with most of it count less, or nothing. A shift that is not certain
// is reported as failed, never guessed.
//
// Everything goes in a fixed order, so the results have the same bits every time.

#ifndef BLITZ_TUNE_REGISTER_H
#define BLITZ_TUNE_REGISTER_H

#include "tune/register_image.h"

#include <stdbool.h>

// The least quality that is not failed. The best of 10000 pairs of pure noise had 6.7 in 16 x 16
// pixels, the best of 6000 5.9 in 32 x 32; the larger the image, the less.
#define REGISTER_LEAST_QUALITY 7.0

// The image at (x + dx, y + dy) is the reference at (x, y).
struct register_shift {
    double dx, dy; // pixels; NaN when failed
    // The highest correlation of the coarsest level, in standard deviations of the correlations
    // that two images have by chance when they share nothing but how rough they are; 0 when there
    // is none.
    double quality;
    bool is_good;
};

// Both images are prepared and of the same size; image->beside is overwritten. Reach: a quarter
// of the size along each axis, at most 8 pixels of the coarsest level (64 in an image of
// 512 x 512). Failed: a quality below `least`, a highest correlation at the end of the reach or
// hardly above another one, steps that don't end, or that end far from where they began, or where
// less than half of the reference's structure is found again.
struct register_shift register_find(const struct register_image *reference,
                                    const struct register_image *image, double least);

#endif
