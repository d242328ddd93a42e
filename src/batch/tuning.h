// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the verb tune finds, a function and a file each.

#ifndef BLITZ_BATCH_TUNING_H
#define BLITZ_BATCH_TUNING_H

#include "batch/run.h"
#include "engine/references.h"
#include "output/table_output.h"

struct tuning_job {
    struct run *run; // loaded
    struct references references;
    enum table_format format;
    struct text *into;  // the table
    bool is_incomplete; // set when something was not found, and that was said
};

// Adds its table; what it found in a few words goes to stderr. False: no result.
typedef bool tuning_function(struct tuning_job *job, struct fault *fault);

tuning_function tune_threshold, tune_register;

#endif
