// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The numbers in the names of a series, and which are missing. A frame's number is the last run
// of digits (before the suffix) that is not the same in the whole series. A series is numbered
// when these numbers rise from name to name, but for a few that are there twice; its usual step is
// the most common difference (the smallest of equally common ones). When fewer than a quarter of
// the differences are the usual one, the numbers are something else (time stamps), and nothing is
// said to be missing. Inside this room only.

#ifndef BLITZ_SOURCE_GAPS_H
#define BLITZ_SOURCE_GAPS_H

#include "source/source.h"

struct numbering {
    int64_t *numbers; // one a name; NULL: the series is not numbered
    int64_t step;     // usual step; 0: there is none
    struct source_gap *gaps;
    size_t gap_count, gap_capacity;
};

// Looks at the names in their order; borrowed for the call.
struct numbering numbering_find(char *const *names, size_t count);

// Frees what it owns.
void numbering_free(struct numbering *numbering);

#endif
