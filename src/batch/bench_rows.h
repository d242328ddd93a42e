// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What kernels reach when memory is no part of it: rows, and what they are added to, stay in the
// caches next to each core. A reduction takes at least the time of reading its stack or that of
// its row functions, whichever is longer, and at most both one after the other.

#ifndef BLITZ_BATCH_BENCH_ROWS_H
#define BLITZ_BATCH_BENCH_ROWS_H

#include "batch/bench_cases.h"

// As many samples as the frames have, in whole chunks. The first frames' are used. The case's name
// says which functions: after the dot mean, extremes, std, all4, median, correct or sliding.
bool bench_rows(const struct bench_case *row, const struct bench_bed *bed, struct fault *fault);

// Bytes of samples that such a case works through.
uint64_t bench_rows_bytes(const struct bench_bed *bed);

#endif
