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
    histogram->bins = alloc_try(HISTOGRAM_BINS + 1, sizeof *histogram->bins);
    if (!histogram->bins)
        return fault_set(fault, FAULT_LIMIT, "no memory for a histogram");
    memset(histogram->bins, 0, (HISTOGRAM_BINS + 1) * sizeof *histogram->bins);
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

// Neighbours often have the same value: tables in turn keep one count from waiting for the last.
static void tally_bytes(const uint8_t *samples, size_t count, uint64_t *bins) {
    uint32_t tables[4][256];
    memset(tables, 0, sizeof tables);
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        uint64_t word;
        memcpy(&word, samples + i, sizeof word);
        tables[0][word & 0xff]++;
        tables[1][word >> 8 & 0xff]++;
        tables[2][word >> 16 & 0xff]++;
        tables[3][word >> 24 & 0xff]++;
        tables[0][word >> 32 & 0xff]++;
        tables[1][word >> 40 & 0xff]++;
        tables[2][word >> 48 & 0xff]++;
        tables[3][word >> 56]++;
    }
    for (; i < count; i++)
        tables[0][samples[i]]++;
    for (size_t value = 0; value < 256; value++)
        bins[value] += tables[0][value] + tables[1][value] + tables[2][value] + tables[3][value];
}

static void tally_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct tally *tally = context;
    struct histogram *histogram = &tally->histograms[worker];
    if (histogram->element == ELEMENT_U8)
        tally_bytes(samples, count, histogram->bins);
    else
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

struct float_walk {
    const struct kernels *kernels;
    struct kernel_bounds *bounds; // by worker
    struct histogram *histograms;
    double low, scale; // of the bins
};

static void bound_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct float_walk *walk = context;
    walk->kernels->bins.bounds(samples, count, &walk->bounds[worker]);
    walk->histograms[worker].total += count;
}

// What is not finite goes to a bin behind the last.
static void bin_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct float_walk *walk = context;
    uint64_t *bins = walk->histograms[worker].bins;
    _Alignas(64) int32_t numbers[WALK_ROW];
    walk->kernels->bins.number(samples, count, walk->low, walk->scale, HISTOGRAM_BINS - 1, numbers);
    for (size_t i = 0; i < count; i++)
        bins[numbers[i]]++;
}

// Takes the totals of the parts, which count all samples so far.
static void join_bounds(const struct kernel_bounds *bounds, size_t hands, struct histogram *parts,
                        struct histogram *histogram) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (size_t i = 0; i < hands; i++) {
        low = bounds[i].low < low ? bounds[i].low : low;
        high = bounds[i].high > high ? bounds[i].high : high;
        histogram->total += parts[i].total - bounds[i].nan - bounds[i].infinite;
        histogram->nan += bounds[i].nan;
        histogram->infinite += bounds[i].infinite;
        parts[i].total = 0;
    }
    histogram->low = histogram->total ? kernel_key_value(ELEMENT_F32, low) : NAN;
    histogram->high = histogram->total ? kernel_key_value(ELEMENT_F32, high) : NAN;
}

static bool fill_floats(const struct frames *frames, const struct correction *correction,
                        struct pool *pool, struct cancel *cancel, struct histogram *parts,
                        struct histogram *histogram) {
    size_t hands = pool_hands(pool);
    struct float_walk walk = { .kernels = kernels_used(),
                               .bounds = alloc_zeroed(hands, sizeof *walk.bounds),
                               .histograms = parts };
    for (size_t i = 0; i < hands; i++)
        walk.bounds[i] = (struct kernel_bounds){ .low = INT32_MAX, .high = INT32_MIN };
    bool good = walk_frames(frames, correction, pool, cancel, bound_row, &walk);
    if (good)
        join_bounds(walk.bounds, hands, parts, histogram);
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
