// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What kernels reach when memory is no part of it: rows, and what they are added to, stay in the
// caches next to each core. A reduction takes at least the time of reading its stack or that of
// its row functions, whichever is longer.

#ifndef BLITZ_BATCH_BENCH_ROWS_H
#define BLITZ_BATCH_BENCH_ROWS_H

#include "batch/bench_cases.h"

// Runs row->visit over as many samples as the frames have, in whole chunks. The first frames' are
// used.
bool bench_rows(const struct bench_case *row, const struct bench_bed *bed, struct fault *fault);

// What is done with 8 rows.
typedef void rows_function(struct row_bed *bed);
rows_function rows_mean, rows_extremes, rows_std, rows_all4, rows_median, rows_correct,
    rows_sliding;

// Bytes of samples that such a case works through.
uint64_t bench_rows_bytes(const struct bench_bed *bed);

#endif
