// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The levels that show most of a histogram: those whose shades have the largest entropy.

#ifndef BLITZ_TUNE_EXPOSURE_H
#define BLITZ_TUNE_EXPOSURE_H

#include "base/cancel.h"
#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

// Levels are places in the histogram: 1.5 is half a bin above bin 1.
struct exposure {
    size_t low, high; // bins that are not empty, low < high
    double entropy;   // bits
};

// The entropy, in bits, of how often each shade is shown: bin i has the shade
// floor((i - low) / (high - low) shades), those below the levels the first, those above them the
// last. `below` has count + 1 numbers: how many values lie in the bins before each bin, and how
// many there are, more than 0. high > low, shades > 1. Any thread.
double exposure_entropy(const uint64_t *below, size_t count, double low, double high,
                        unsigned shades);

// Of `count` bins. Up to 256 that are not empty, every pair of them is tried, and of equal ones the
// widest wins. Beyond, pairs of 256 of them are, and the best is moved by halves of the distance
// between these, then halves of that, as long as it becomes better. `cancel` may be NULL. False
// when there are not two bins that are not empty, without memory, or cancelled. Any thread.
bool exposure_find(const uint64_t *bins, size_t count, unsigned shades, struct cancel *cancel,
                   struct exposure *exposure, struct fault *fault);

#endif
