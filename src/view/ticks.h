// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Round numbers along an axis.

#ifndef BLITZ_VIEW_TICKS_H
#define BLITZ_VIEW_TICKS_H

#include <stddef.h>

#define TICKS_LIMIT 32
#define TICK_LABEL 24

struct tick {
    double value;
    char label[TICK_LABEL];
};

// Ticks inside [low, high] at multiples of 1, 2 or 5 times a power of ten, at most `wanted` of
// them (and TICKS_LIMIT), with as many digits as the step needs. None when low < high is false.
size_t ticks_make(double low, double high, size_t wanted, struct tick ticks[TICKS_LIMIT]);

// The step that gives at most `wanted` ticks.
double tick_step(double low, double high, size_t wanted);

#endif
