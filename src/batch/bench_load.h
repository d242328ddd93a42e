// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz bench load PATH...: how long a recording takes to load, beside the least it could take.

#ifndef BLITZ_BATCH_BENCH_LOAD_H
#define BLITZ_BATCH_BENCH_LOAD_H

#include "base/fault.h"
#include "batch/run.h"

#include <stdbool.h>

// Loads each path of the session after the first word, several times in turn with its limit, and
// adds two lines for it to run->out: the limit, then the load. The limit of frames that are stored
// as they are is reading the same bytes into fresh memory; of all others, decoding alone, by all
// workers, with the results thrown away.
bool bench_load(struct run *run, struct fault *fault);

#endif
