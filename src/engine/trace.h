// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A curve of the timeline, thinned to what a screen can show, so that drawing it costs the same
// for a hundred frames and for a million.

#ifndef BLITZ_ENGINE_TRACE_H
#define BLITZ_ENGINE_TRACE_H

#include "engine/series.h"

#include <stddef.h>

// Points in the order of time. NaN: not measured.
struct trace {
    size_t count;
    double *frame; // source index
    double *mean, *low, *high;
};

// So many points a curve are enough for `curves` of them together.
size_t trace_points(size_t curves);

// The curve of a zone and channel. With more rows than `most`, each of most / 4 stretches of
// neighbours keeps its first, its least, its greatest and its last mean (no peak and no step is
// lost), and `low` and `high` are the stretch's. Owned by the caller.
struct trace trace_make(const struct series *series, size_t zone, size_t channel, size_t most);

// The same of the rows [first, stop) alone. Reads each of them, in the caller's thread.
struct trace trace_make_part(const struct series *series, size_t zone, size_t channel, size_t first,
                             size_t stop, size_t most);

void trace_free(struct trace *trace);

#endif
