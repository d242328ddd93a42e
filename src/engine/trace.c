// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/trace.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

// Of all curves, and of one among many. A column of the widest screens is then more than one
// stretch.
enum { POINTS_TOGETHER = 16384, POINTS_LEAST = 1024, A_STRETCH = 4 };

struct subject {
    const struct series *series;
    size_t zone, channel;
};

size_t trace_points(size_t curves) {
    size_t share = POINTS_TOGETHER / (curves ? curves : 1);
    return share < POINTS_LEAST ? POINTS_LEAST : share;
}

static const struct zone_stats *stats_of(const struct subject *subject, size_t row) {
    const struct zone_stats *stats =
        series_at(subject->series, row, subject->zone, subject->channel);
    return subject->series->measured[row] && stats->n ? stats : NULL;
}

static void add_point(const struct subject *subject, size_t row, double low, double high,
                      struct trace *trace) {
    const struct indices *indices = &subject->series->indices;
    const struct zone_stats *stats = stats_of(subject, row);
    size_t at = trace->count++;
    trace->frame[at] = (double)(indices->first + (int64_t)row * indices->step);
    trace->mean[at] = stats ? stats->mean : NAN;
    trace->low[at] = stats ? low : NAN;
    trace->high[at] = stats ? high : NAN;
}

static void add_stretch(const struct subject *subject, size_t begin, size_t end,
                        struct trace *trace) {
    double low = HUGE_VAL, high = -HUGE_VAL, least = HUGE_VAL, most = -HUGE_VAL;
    size_t least_row = begin, most_row = begin;
    for (size_t row = begin; row < end; row++) {
        const struct zone_stats *stats = stats_of(subject, row);
        if (!stats)
            continue;
        low = fmin(low, stats->min);
        high = fmax(high, stats->max);
        if (stats->mean < least) {
            least = stats->mean;
            least_row = row;
        }
        if (stats->mean > most) {
            most = stats->mean;
            most_row = row;
        }
    }
    const size_t rows[A_STRETCH] = { begin, least_row < most_row ? least_row : most_row,
                                     least_row < most_row ? most_row : least_row, end - 1 };
    for (size_t i = 0; i < A_STRETCH; i++)
        if (!i || rows[i] > rows[i - 1])
            add_point(subject, rows[i], low, high, trace);
}

struct trace trace_make(const struct series *series, size_t zone, size_t channel, size_t most) {
    return trace_make_part(series, zone, channel, 0, series->rows, most);
}

struct trace trace_make_part(const struct series *series, size_t zone, size_t channel, size_t first,
                             size_t stop, size_t most) {
    struct subject subject = { series, zone, channel };
    size_t rows = stop - first, stretches = rows <= most ? rows : most / A_STRETCH;
    size_t room = rows <= most ? rows : most;
    struct trace trace = { .frame = alloc_zeroed(room + 1, sizeof(double)),
                           .mean = alloc_zeroed(room + 1, sizeof(double)),
                           .low = alloc_zeroed(room + 1, sizeof(double)),
                           .high = alloc_zeroed(room + 1, sizeof(double)) };
    for (size_t i = 0; i < stretches; i++) {
        size_t begin = (size_t)((double)rows * (double)i / (double)stretches);
        size_t end = i + 1 == stretches
                         ? rows
                         : (size_t)((double)rows * (double)(i + 1) / (double)stretches);
        add_stretch(&subject, first + begin, first + end, &trace);
    }
    return trace;
}

void trace_free(struct trace *trace) {
    free(trace->frame);
    free(trace->mean);
    free(trace->low);
    free(trace->high);
    *trace = (struct trace){ 0 };
}
