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

static void count_integers(const struct kernels *kernels, struct histogram *histogram,
                           const void *samples, size_t count) {
    if (histogram->element == ELEMENT_U8)
        tally_bytes(samples, count, histogram->bins);
    else
        kernels->integers[histogram->element].tally(samples, count, histogram->bins);
    histogram->total += count;
}

static void tally_row(void *context, size_t worker, const void *samples, size_t count) {
    (void)worker;
    count_integers(kernels_used(), context, samples, count);
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
    walk_frame(histogram->element, shape, frame, tally_row, histogram);
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

// ── many frames ────────────────────────────────────────────────────────────────────────────

struct counting {
    const struct kernels *kernels;
    struct kernel_bounds *bounds; // by worker; f32
    struct histogram *parts;      // by worker
    uint64_t *seen;               // by worker: samples
    double low, scale;            // of the bins of f32
    int channel;                  // -1: all
};

static bool stopped(struct fault *fault) {
    return fault_set(fault, FAULT_CANCELLED, "the histogram was cancelled");
}

static void bound_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct counting *counting = context;
    counting->kernels->bins.bounds(samples, count, &counting->bounds[worker]);
    counting->seen[worker] += count;
}

static void join_bounds(const struct counting *counting, size_t hands,
                        struct histogram *histogram) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    uint64_t finite = 0;
    for (size_t i = 0; i < hands; i++) {
        const struct kernel_bounds *bounds = &counting->bounds[i];
        low = bounds->low < low ? bounds->low : low;
        high = bounds->high > high ? bounds->high : high;
        finite += counting->seen[i] - bounds->nan - bounds->infinite;
        histogram->nan += bounds->nan;
        histogram->infinite += bounds->infinite;
    }
    histogram->bounded += finite;
    if (finite == 0)
        return;
    histogram->low = fmin(histogram->low, kernel_key_value(ELEMENT_F32, low));
    histogram->high = fmax(histogram->high, kernel_key_value(ELEMENT_F32, high));
}

bool histogram_bound(struct histogram *histogram, const struct frames *frames,
                     const struct zone *zone, const struct correction *correction,
                     struct pool *pool, struct cancel *cancel, struct fault *fault) {
    size_t hands = pool_hands(pool);
    struct counting counting = { .kernels = kernels_used(),
                                 .bounds = alloc_zeroed(hands, sizeof *counting.bounds),
                                 .seen = alloc_zeroed(hands, sizeof *counting.seen) };
    for (size_t i = 0; i < hands; i++)
        counting.bounds[i] = (struct kernel_bounds){ .low = INT32_MAX, .high = INT32_MIN };
    bool good = walk_frames(frames, zone, correction, pool, cancel, bound_row, &counting);
    if (good)
        join_bounds(&counting, hands, histogram);
    free(counting.bounds);
    free(counting.seen);
    return good || stopped(fault);
}

// What is not finite goes to a bin behind the last.
static void bin_row(const struct counting *counting, struct histogram *histogram,
                    const float *samples, size_t count) {
    _Alignas(64) int32_t numbers[WALK_ROW];
    counting->kernels->bins.number(samples, count, counting->low, counting->scale,
                                   HISTOGRAM_BINS - 1, numbers);
    for (size_t i = 0; i < count; i++)
        histogram->bins[numbers[i]]++;
}

static size_t pick_channel(size_t size, const unsigned char *samples, size_t channel, size_t count,
                           unsigned char *into) {
    size_t pixels = count / 3;
    for (size_t i = 0; i < pixels; i++)
        memcpy(into + i * size, samples + (3 * i + channel) * size, size);
    return pixels;
}

static void count_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct counting *counting = context;
    struct histogram *histogram = &counting->parts[worker];
    _Alignas(64) float picked[WALK_ROW / 3];
    if (counting->channel >= 0) {
        count = pick_channel(element_size(histogram->element), samples, (size_t)counting->channel,
                             count, (unsigned char *)picked);
        samples = picked;
    }
    if (histogram->element == ELEMENT_F32)
        bin_row(counting, histogram, samples, count);
    else
        count_integers(counting->kernels, histogram, samples, count);
}

static bool make_parts(struct counting *counting, enum element element, size_t hands,
                       struct fault *fault) {
    counting->parts = alloc_zeroed(hands, sizeof *counting->parts);
    bool good = true;
    for (size_t i = 0; good && i < hands; i++)
        good = histogram_init(&counting->parts[i], element, fault);
    return good;
}

// The counts of f32 are in the bins alone.
static void join_parts(const struct counting *counting, size_t hands, struct histogram *histogram) {
    for (size_t i = 0; i < hands; i++) {
        struct histogram *part = &counting->parts[i];
        for (size_t bin = 0; histogram->element == ELEMENT_F32 && bin < HISTOGRAM_BINS; bin++)
            part->total += part->bins[bin];
        add_bins(histogram, part);
    }
    if (histogram->element != ELEMENT_F32)
        find_bounds(histogram);
}

bool histogram_fill(struct histogram *histogram, const struct frames *frames,
                    const struct zone *zone, const struct correction *correction, int channel,
                    struct pool *pool, struct cancel *cancel, struct fault *fault) {
    size_t hands = pool_hands(pool);
    double width = histogram->high - histogram->low;
    struct counting counting = { .kernels = kernels_used(),
                                 .low = histogram->low,
                                 .scale = width > 0 ? HISTOGRAM_BINS / width : 0.0,
                                 .channel = frames->shape.channels == 3 ? channel : -1 };
    // Nothing finite: nothing to count.
    bool is_empty = histogram->element == ELEMENT_F32 && isnan(histogram->low);
    bool good = is_empty || make_parts(&counting, histogram->element, hands, fault);
    if (good && !is_empty) {
        good = walk_frames(frames, zone, correction, pool, cancel, count_row, &counting)
               || stopped(fault);
        if (good)
            join_parts(&counting, hands, histogram);
    }
    for (size_t i = 0; counting.parts && i < hands; i++)
        histogram_free(&counting.parts[i]);
    free(counting.parts);
    return good;
}

bool histogram_of_frames(const struct frames *frames, const struct correction *correction,
                         struct pool *pool, struct cancel *cancel, struct histogram *histogram,
                         struct fault *fault) {
    enum element working = correction ? ELEMENT_F32 : frames->element;
    bool good = histogram_init(histogram, working, fault)
                && (working != ELEMENT_F32
                    || histogram_bound(histogram, frames, NULL, correction, pool, cancel, fault))
                && histogram_fill(histogram, frames, NULL, correction, -1, pool, cancel, fault);
    if (!good)
        histogram_free(histogram);
    return good;
}
