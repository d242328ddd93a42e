// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// --fail-on: conditions on what was found, which turn the exit status into a finding.

#ifndef BLITZ_BATCH_FAIL_ON_H
#define BLITZ_BATCH_FAIL_ON_H

#include "batch/run.h"

#include <stdbool.h>

// Whether a condition asks for something that only the statistics of the frames tell.
bool fail_on_needs_statistics(const struct session *session);

// Whether any condition holds; says on stderr which.
bool fail_on_applies(struct run *run);

#endif
