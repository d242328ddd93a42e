// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The amounts of references that leave the least structure in pixels that should all be the same.

#ifndef BLITZ_TUNE_BACKGROUND_H
#define BLITZ_TUNE_BACKGROUND_H

#include "base/cancel.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum { BACKGROUND_OFFSET, BACKGROUND_DIVISOR, BACKGROUND_AMOUNTS };

// `count` pixels x with an offset S and a divisor D each, all finite and borrowed; an array that is
// NULL is not there, at least one is. With the amounts a and b a pixel becomes
//   (x - a S) / (b D + 1 - b), a and b from 0 to 1, or
//   (x - a S) / (b D - a S), a and b not negative, of a camera's dark S and flat D.
// Without a divisor it is x - a S in both; without an offset S is 0.
struct background {
    const double *pixels, *references[BACKGROUND_AMOUNTS];
    size_t count;
    bool is_camera;
};

// The structure: the standard deviation of the corrected pixels; with a divisor, as a part of the
// size of their mean, since a larger divisor would make everything smaller. Not finite when a
// divisor is 0, or the mean.
double background_structure(const struct background *background, const double *amounts);

// From `amounts` to those with the least structure; an amount without a reference stays, and that
// of a camera's dark beside a flat: if light of one brightness falls on all pixels, each scale of
// the dark has one of the flat that leaves nothing. False for a flat without a dark, when an amount
// changes less than a thousandth of the structure, when two amounts cannot be told apart by it,
// when the search does not converge, or cancelled (`cancel` may be NULL). Any thread.
bool background_find(const struct background *background, struct cancel *cancel, double *amounts,
                     struct fault *fault);

#endif
