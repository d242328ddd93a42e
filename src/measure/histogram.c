// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/histogram.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure/order.h"
#include "measure/walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool histogram_init(struct histogram *histogram, enum element element, struct fault *fault) {
    *histogram = (struct histogram){ .element = element, .low = NAN, .high = NAN };
    histogram->bins = alloc_try(HISTOGRAM_BINS, sizeof *histogram->bins);
    if (!histogram->bins)
        return fault_set(fault, FAULT_LIMIT, "no memory for a histogram");
    memset(histogram->bins, 0, HISTOGRAM_BINS * sizeof *histogram->bins);
    return true;
}

void histogram_free(struct histogram *histogram) {
    free(histogram->bins);
    *histogram = (struct histogram){ 0 };
}

struct tally {
    const struct kernels *kernels;
    struct histogram *histograms; // by worker
};

static void tally_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct tally *tally = context;
    struct histogram *histogram = &tally->histograms[worker];
    tally->kernels->integers[histogram->element].tally(samples, count, histogram->bins);
    histogram->total += count;
}

// Smallest and largest value, from the bins.
static void find_bounds(struct histogram *histogram) {
    histogram->low = histogram->high = NAN;
    if (histogram->total == 0)
        return;
    int lowest = element_lowest(histogram->element);
    size_t low = 0, high = (size_t)(element_highest(histogram->element) - lowest);
    while (histogram->bins[low] == 0)
        low++;
    while (histogram->bins[high] == 0)
        high--;
    histogram->low = (double)low + lowest;
    histogram->high = (double)high + lowest;
}

void histogram_add(struct histogram *histogram, struct shape shape,
                   const struct frame_view *frame) {
    struct tally tally = { kernels_used(), histogram };
    walk_frame(histogram->element, shape, frame, tally_row, &tally);
}

static void add_bins(struct histogram *into, const struct histogram *from) {
    for (size_t i = 0; i < HISTOGRAM_BINS; i++)
        into->bins[i] += from->bins[i];
    into->total += from->total;
    into->nan += from->nan;
    into->infinite += from->infinite;
}

void histogram_merge(struct histogram *into, const struct histogram *from) {
    add_bins(into, from);
    find_bounds(into);
}

// The middle of an f32 bin; the value of an integer one.
static double bin_value(const struct histogram *histogram, size_t bin) {
    if (histogram->element != ELEMENT_F32)
        return (double)bin + element_lowest(histogram->element);
    double width = (histogram->high - histogram->low) / HISTOGRAM_BINS;
    return histogram->low + ((double)bin + 0.5) * width;
}

double histogram_quantile(const struct histogram *histogram, double q) {
    if (histogram->total == 0)
        return NAN;
    struct order_position position = order_position(q, 1.0, histogram->total);
    uint64_t below = 0;
    size_t bin = 0;
    while (below + histogram->bins[bin] <= position.rank)
        below += histogram->bins[bin++];
    size_t next = bin;
    if (below + histogram->bins[bin] == position.rank + 1 && position.rank + 1 < histogram->total)
        do
            next++;
        while (histogram->bins[next] == 0);
    return order_value(position, bin_value(histogram, bin), bin_value(histogram, next));
}

// ── f32: bounds first, then bins ───────────────────────────────────────────────────────────

struct bounds {
    float low, high;
    uint64_t finite, nan, infinite;
};

struct float_walk {
    struct bounds *bounds; // by worker
    struct histogram *histograms;
    double low, scale; // of the bins
};

static void bound_row(void *context, size_t worker, const void *samples, size_t count) {
    struct bounds *bounds = &((struct float_walk *)context)->bounds[worker];
    const float *values = samples;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i])) {
            bounds->nan += isnan(values[i]) != 0;
            bounds->infinite += isinf(values[i]) != 0;
            continue;
        }
        bounds->finite++;
        bounds->low = values[i] < bounds->low ? values[i] : bounds->low;
        bounds->high = values[i] > bounds->high ? values[i] : bounds->high;
    }
}

static void bin_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct float_walk *walk = context;
    uint64_t *bins = walk->histograms[worker].bins;
    const float *values = samples;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            continue;
        double bin = ((double)values[i] - walk->low) * walk->scale;
        bins[bin < HISTOGRAM_BINS - 1 ? (size_t)bin : HISTOGRAM_BINS - 1]++;
    }
}

static void join_bounds(const struct bounds *bounds, size_t hands, struct histogram *histogram) {
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < hands; i++) {
        low = fmin(low, (double)bounds[i].low);
        high = fmax(high, (double)bounds[i].high);
        histogram->total += bounds[i].finite;
        histogram->nan += bounds[i].nan;
        histogram->infinite += bounds[i].infinite;
    }
    histogram->low = histogram->total ? low : NAN;
    histogram->high = histogram->total ? high : NAN;
}

static bool fill_floats(const struct frames *frames, const struct correction *correction,
                        struct pool *pool, struct cancel *cancel, struct histogram *parts,
                        struct histogram *histogram) {
    size_t hands = pool_hands(pool);
    struct float_walk walk = { .bounds = alloc_zeroed(hands, sizeof *walk.bounds),
                               .histograms = parts };
    for (size_t i = 0; i < hands; i++)
        walk.bounds[i] = (struct bounds){ .low = INFINITY, .high = -INFINITY };
    bool good = walk_frames(frames, correction, pool, cancel, bound_row, &walk);
    if (good)
        join_bounds(walk.bounds, hands, histogram);
    free(walk.bounds);
    if (!good || histogram->total == 0)
        return good;
    walk.low = histogram->low;
    walk.scale = histogram->high > histogram->low
                     ? HISTOGRAM_BINS / (histogram->high - histogram->low)
                     : 0.0;
    return walk_frames(frames, correction, pool, cancel, bin_row, &walk);
}

bool histogram_of_frames(const struct frames *frames, const struct correction *correction,
                         struct pool *pool, struct cancel *cancel, struct histogram *histogram,
                         struct fault *fault) {
    enum element working = correction ? ELEMENT_F32 : frames->element;
    size_t hands = pool_hands(pool);
    struct histogram *parts = alloc_zeroed(hands, sizeof *parts);
    bool good = histogram_init(histogram, working, fault);
    for (size_t i = 0; good && i < hands; i++)
        good = histogram_init(&parts[i], working, fault);
    if (good) {
        struct tally tally = { kernels_used(), parts };
        good = (working == ELEMENT_F32
                    ? fill_floats(frames, correction, pool, cancel, parts, histogram)
                    : walk_frames(frames, NULL, pool, cancel, tally_row, &tally))
               || fault_set(fault, FAULT_CANCELLED, "the histogram was cancelled");
    }
    for (size_t i = 0; i < hands; i++) {
        if (good)
            add_bins(histogram, &parts[i]);
        histogram_free(&parts[i]);
    }
    free(parts);
    if (!good)
        histogram_free(histogram);
    else if (working != ELEMENT_F32)
        find_bounds(histogram);
    return good;
}
