// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_BATCH_PROGRESS_H
#define BLITZ_BATCH_PROGRESS_H

#include "engine/recording.h"

#include <stdbool.h>

struct progress;

// Shows how far the reading of the recording is, on stderr, when that is a terminal and the work
// takes more than a second. NULL when there is nothing to show it on.
struct progress *progress_start(const struct recording *recording, bool quiet);

// Clears the line and *progress.
void progress_end(struct progress **progress);

#endif
