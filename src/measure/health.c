// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The health of a reference image. Its median is found by counting 16 bits of the ordered bit
// patterns of doubles at a time, so no copy of the image is sorted.

#include "measure/correct.h"

#include "base/alloc.h"
#include "measure/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t ordered_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | 1ULL << 63;
}

static double ordered_value(uint64_t ordered) {
    uint64_t bits = ordered >> 63 ? ordered & ~(1ULL << 63) : ~ordered;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// The value of rank `rank` among those that are not NaN.
static double value_of_rank(const double *image, size_t samples, uint64_t rank) {
    uint64_t *bins = alloc_zeroed(65536, sizeof *bins), found = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        memset(bins, 0, 65536 * sizeof *bins);
        for (size_t i = 0; i < samples; i++) {
            uint64_t ordered = ordered_bits(image[i]);
            if (!isnan(image[i]) && (shift == 48 || ordered >> (shift + 16) == found))
                bins[ordered >> shift & 0xffff]++;
        }
        size_t bin = 0;
        while (bins[bin] <= rank)
            rank -= bins[bin++];
        found = found << 16 | bin;
    }
    free(bins);
    return ordered_value(found);
}

struct reference_health reference_health(const double *image, size_t samples, double saturation,
                                         size_t frames) {
    uint64_t n = 0, saturated = 0, zero = 0;
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < samples; i++) {
        if (isnan(image[i]))
            continue;
        n++;
        sum += image[i];
        zero += image[i] == 0.0;
        saturated += saturation < HUGE_VAL && image[i] >= saturation;
    }
    struct reference_health health = { .median = NAN, .std = NAN, .frames = frames };
    if (samples)
        health.nan_share = (double)(samples - n) / (double)samples;
    if (n == 0)
        return health;
    double mean = sum / (double)n;
    for (size_t i = 0; i < samples; i++)
        if (!isnan(image[i]))
            squares += (image[i] - mean) * (image[i] - mean);
    health.std = sqrt(squares / (double)n);
    health.saturated_share = (double)saturated / (double)samples;
    health.zero_share = (double)zero / (double)samples;
    struct order_position position = order_position(50.0, 100.0, n);
    double low = value_of_rank(image, samples, position.rank), next = low;
    if (position.fraction > 0.0)
        next = value_of_rank(image, samples, position.rank + 1);
    health.median = order_value(position, low, next);
    return health;
}
