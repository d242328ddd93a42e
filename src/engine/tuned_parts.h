// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What each kind of tuning does, and what several need.

#ifndef BLITZ_ENGINE_TUNED_PARTS_H
#define BLITZ_ENGINE_TUNED_PARTS_H

#include "engine/histograms.h"
#include "engine/tuned.h"

// Fills what of *tuned is its own; on a fault what it has made stays there, to be freed.
typedef bool tuned_function(const struct tuning_job *job, struct tuned *tuned, struct fault *fault);

tuned_function tuned_threshold, tuned_exposure, tuned_background, tuned_register;

// Whether there are references that an amount can be found of.
bool tuned_background_may_be(const struct session *session, struct fault *fault);

// Counts the frames of the job in its zones.
bool tuned_count(const struct tuning_job *job, struct histograms *histograms, struct fault *fault);

// The value of a bin; of f32 that in its middle.
double tuned_value(const struct histogram *histogram, size_t bin);

// Appends room for a curve of so many points.
struct tuned_curve *tuned_curve_add(struct tuned *tuned, const char *name, size_t count);

// Appends "--levels=LOW:HIGH".
void tuned_levels_option(double low, double high, struct text *option);

#endif
