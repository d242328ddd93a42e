// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From what was asked and what the data are to the two values that a colour map spans.

#ifndef BLITZ_VIEW_LEVELS_H
#define BLITZ_VIEW_LEVELS_H

#include "view/look.h"

// Both finite; high > low, always.
struct levels {
    double low, high;
};

// The two fractions (0 to 1) whose quantiles a wish needs; not for LEVELS_FIXED.
void levels_fractions(const struct levels_wish *wish, double *low, double *high);

// The levels of a wish. `low` and `high` are the quantiles at its fractions, `min` and `max`
// the extremes of the same finite values (all NaN when there are none). When the quantiles
// coincide (a dark run with a few hot pixels) the extremes are taken; a constant c lies in the
// middle of its levels; without any value they are 0 and 1.
struct levels levels_choose(const struct levels_wish *wish, double low, double high, double min,
                            double max);

// A step up or down of the levels' window: moves by `shift` and scales by `scale` of its width.
struct levels levels_adjust(struct levels levels, double shift, double scale);

#endif
