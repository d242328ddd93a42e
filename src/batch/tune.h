// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the verb `tune` can look for; see tune.c.

#ifndef BLITZ_BATCH_TUNE_H
#define BLITZ_BATCH_TUNE_H

#include "base/fault.h"
#include "base/text.h"
#include "batch/run.h"
#include "engine/histograms.h"
#include "engine/references.h"
#include "engine/regions.h"
#include "output/table_output.h"

#include <stdbool.h>
#include <stddef.h>

struct tuned {
    struct run *run; // loaded; frames are grey
    struct references references;
    struct regions regions;       // of the zones, at least one
    struct histograms histograms; // of the regions, of all frames, corrected; by tuned_count
    bool is_incomplete;           // set when something was not found, and that was said
};

// Finds it, says what, and writes the table into `into`. False when there is nothing to find, and
// when the search doesn't converge.
typedef bool tune_function(struct tuned *tuned, enum table_format format, struct text *into,
                           struct fault *fault);

// The value of a bin; of f32 that in its middle.
double tuned_value(const struct histogram *histogram, size_t bin);

// What the images of tune_background take; it needs references that stay.
run_results tune_background_results;

// Makes the histograms.
bool tuned_count(struct tuned *tuned, struct fault *fault);

tune_function tune_threshold, tune_exposure, tune_background, tune_register;

#endif
