// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide_part.h"

#include <math.h>

__extension__ typedef unsigned __int128 wide;

size_t slide_part_rows(enum reduction_kind op) {
    return op == REDUCTION_STD ? 3 : op == REDUCTION_MEAN ? 2 : 1;
}

struct slide_part slide_part_in(double *memory, enum reduction_kind op, size_t count) {
    struct slide_part part = { .first = memory };
    if (op == REDUCTION_MEAN || op == REDUCTION_STD)
        part.n = memory + count;
    if (op == REDUCTION_STD)
        part.second = memory + 2 * count;
    return part;
}

void slide_part_clear(const struct slide_part *part, enum reduction_kind op, size_t count) {
    bool is_extreme = op == REDUCTION_MIN || op == REDUCTION_MAX;
    for (size_t i = 0; i < count; i++)
        part->first[i] = is_extreme ? (double)NAN : 0.0;
    for (size_t i = 0; part->n && i < count; i++)
        part->n[i] = 0.0;
    for (size_t i = 0; part->second && i < count; i++)
        part->second[i] = 0.0;
}

static void add_sums(const struct slide_part *part, const double *samples, size_t count) {
    double *restrict sums = part->first, *restrict n = part->n;
    for (size_t i = 0; i < count; i++) {
        bool is_number = samples[i] == samples[i];
        sums[i] += is_number ? samples[i] : 0.0;
        n[i] += is_number ? 1.0 : 0.0;
    }
}

static void add_squares(const struct slide_part *part, const double *samples, size_t count) {
    double *restrict squares = part->second;
    for (size_t i = 0; i < count; i++)
        squares[i] += samples[i] == samples[i] ? samples[i] * samples[i] : 0.0;
}

// Welford's update.
static void add_moments(const struct slide_part *part, const double *samples, size_t count) {
    double *restrict means = part->first, *restrict spreads = part->second, *restrict n = part->n;
    for (size_t i = 0; i < count; i++) {
        bool is_number = samples[i] == samples[i];
        n[i] += is_number ? 1.0 : 0.0;
        double from = is_number ? samples[i] - means[i] : 0.0;
        means[i] += from / (n[i] > 0.0 ? n[i] : 1.0);
        spreads[i] += is_number ? from * (samples[i] - means[i]) : 0.0;
    }
}

// A bound that is NaN takes whatever comes; a comparison with NaN takes nothing.
static inline double lesser(double bound, double value) {
    return bound != bound || value < bound ? value : bound;
}

static inline double greater(double bound, double value) {
    return bound != bound || value > bound ? value : bound;
}

static void take_extremes(bool is_min, const double *values, size_t count, double *restrict into) {
    if (is_min)
        for (size_t i = 0; i < count; i++)
            into[i] = lesser(into[i], values[i]);
    else
        for (size_t i = 0; i < count; i++)
            into[i] = greater(into[i], values[i]);
}

void slide_part_add(const struct slide_part *part, enum reduction_kind op, bool is_float,
                    const double *samples, size_t count) {
    if (op == REDUCTION_MIN || op == REDUCTION_MAX) {
        take_extremes(op == REDUCTION_MIN, samples, count, part->first);
    } else if (op == REDUCTION_STD && is_float) {
        add_moments(part, samples, count);
    } else {
        add_sums(part, samples, count);
        if (op == REDUCTION_STD)
            add_squares(part, samples, count);
    }
}

static void join_means(const struct slide_part *end, const struct slide_part *start, size_t count,
                       double *restrict into, double *restrict n) {
    for (size_t i = 0; i < count; i++) {
        double values = end->n[i] + start->n[i], sum = end->first[i] + start->first[i];
        into[i] = n ? sum : sum / values;
        if (n)
            n[i] = values;
    }
}

// n x squares - sum^2 is exact: sums of integers are, below 2^53. In 64 bits where that is enough.
static double integer_std(double n, double sum, double squares) {
    uint64_t magnitude = (uint64_t)fabs(sum);
    if (n * squares < 0x1p63)
        return sqrt((double)((uint64_t)n * (uint64_t)squares - magnitude * magnitude)) / n;
    wide spread = (wide)(uint64_t)n * (uint64_t)squares - (wide)magnitude * magnitude;
    return sqrt((double)spread) / n;
}

// Chan's pairwise update.
static double float_std(const struct slide_part *end, const struct slide_part *start, size_t i) {
    double before = end->n[i], added = start->n[i], all = before + added;
    double spread = end->second[i] + start->second[i];
    if (before > 0.0 && added > 0.0) {
        double offset = start->first[i] - end->first[i];
        spread += offset * offset * before * (added / all);
    }
    return sqrt(spread / all);
}

static void join_spreads(const struct slide_part *end, const struct slide_part *start,
                         bool is_float, size_t count, double *into) {
    for (size_t i = 0; i < count; i++) {
        double n = end->n[i] + start->n[i];
        into[i] = n == 0.0   ? (double)NAN
                  : is_float ? float_std(end, start, i)
                             : integer_std(n, end->first[i] + start->first[i],
                                           end->second[i] + start->second[i]);
    }
}

void slide_part_join(const struct slide_part *end, const struct slide_part *start,
                     enum reduction_kind op, bool is_float, size_t count, double *into, double *n) {
    if (op == REDUCTION_MEAN) {
        join_means(end, start, count, into, n);
    } else if (op == REDUCTION_STD) {
        join_spreads(end, start, is_float, count, into);
    } else {
        for (size_t i = 0; i < count; i++)
            into[i] = end->first[i];
        take_extremes(op == REDUCTION_MIN, start->first, count, into);
        // One zero, whichever of the two came first.
        for (size_t i = 0; i < count; i++)
            into[i] += 0.0;
    }
}

void slide_read(enum element element, struct shape shape, const struct frame_view *view,
                size_t first, size_t count, double *into) {
    bool whole = view->samples && frame_is_whole(view, shape);
    size_t from = first, start = first, length = count;
    for (size_t i = 0; !whole && i < count; i++)
        into[i] = NAN;
    while (view->samples
           && (whole || (length = frame_valid_run(view, shape, from, first + count, &start)))) {
        double *restrict to = into + (start - first);
        switch (element) {
        case ELEMENT_U8:
            for (size_t i = 0; i < length; i++)
                to[i] = ((const uint8_t *)view->samples)[start + i];
            break;
        case ELEMENT_U16:
            for (size_t i = 0; i < length; i++)
                to[i] = ((const uint16_t *)view->samples)[start + i];
            break;
        case ELEMENT_I16:
            for (size_t i = 0; i < length; i++)
                to[i] = ((const int16_t *)view->samples)[start + i];
            break;
        default:
            for (size_t i = 0; i < length; i++)
                to[i] = (double)((const float *)view->samples)[start + i];
        }
        if (whole)
            return;
        from = start + length;
    }
}
