// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// --fail-on: conditions on what was found, which turn the exit status into a finding.

#ifndef BLITZ_BATCH_FAIL_ON_H
#define BLITZ_BATCH_FAIL_ON_H

#include "engine/recording.h"
#include "session/session.h"
#include "session/words.h"

#include <stdbool.h>
#include <stdint.h>

// Whether a condition asks for something that only the statistics of the frames tell.
bool fail_on_needs_statistics(const struct session *session);

// Adds a sentence for each condition that holds. `missing`: numbers that the file names skip.
void fail_on_find(const struct session *session, const struct recording *recording, int64_t missing,
                  struct words *found);

#endif
