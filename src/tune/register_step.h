// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Steps to the shift of a level that most of the picture agrees on: each tile says how far it would
// move, and those that would go elsewhere (what moves on its own) count less, or nothing.

#ifndef BLITZ_TUNE_REGISTER_STEP_H
#define BLITZ_TUNE_REGISTER_STEP_H

#include "tune/register_image.h"

#include <stdbool.h>

// Moves (*dx, *dy) pixels of the level to where the image, times the gain that suits it best,
// differs least from the reference. *agreed is the part, 0 to 1, of the structure of the
// reference that is found again there (0: the steps did not end, which matters at the finest level
// only); `noise` is the standard deviation of the noise in the finest level of the reference.
// `mixed` has room for a row. False when there is nothing to step along, or when steps lead more
// than 2 pixels away.
bool register_step(const struct register_level *reference, const struct register_level *image,
                   float *mixed, double noise, double *dx, double *dy, double *agreed);

#endif
