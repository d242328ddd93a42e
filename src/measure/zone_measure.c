// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One zone of one frame, channel by channel: its spans are cut into pieces that fit the
// first-level cache; a piece is brought into one row (of one channel, corrected) and added.

#include "measure/zone.h"

#include "base/alloc.h"
#include "base/size.h"
#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

// Samples of a piece; a multiple of KERNEL_LANES.
#define PIECE 2048

struct zone_scratch {
    unsigned char *keys; // of all pixels of a zone, for the median
    size_t bytes;
};

struct zone_scratch *zone_scratch_new(void) {
    return alloc_zeroed(1, sizeof(struct zone_scratch));
}

void zone_scratch_free(struct zone_scratch **scratch_address) {
    struct zone_scratch *scratch = *scratch_address;
    *scratch_address = NULL;
    if (!scratch)
        return;
    free(scratch->keys);
    free(scratch);
}

// What is being measured.
struct measuring {
    const struct zone *zone;
    enum element element, working;
    struct shape shape;
    const struct frame_view *frame;
    const struct correction *correction;
    const struct kernels *kernels;
    uint32_t channel;
    // What the pieces add to.
    double saturation;
    struct kernel_totals totals;
    struct kernel_lanes lanes;
    double mean, squares[KERNEL_LANES];
    unsigned char *keys;
    size_t key_count;
};

// Takes one piece: `raw` samples of one channel, `values` the same corrected (or raw).
typedef void take_piece(struct measuring *m, const void *raw, const void *values, size_t count);

// One channel of interleaved samples, side by side.
static void pick_channel(size_t size, const void *samples, uint32_t channels, uint32_t channel,
                         size_t count, void *into) {
    if (size == 1)
        for (size_t i = 0; i < count; i++)
            ((uint8_t *)into)[i] = ((const uint8_t *)samples)[i * channels + channel];
    else if (size == 2)
        for (size_t i = 0; i < count; i++)
            ((uint16_t *)into)[i] = ((const uint16_t *)samples)[i * channels + channel];
    else
        for (size_t i = 0; i < count; i++)
            ((float *)into)[i] = ((const float *)samples)[i * channels + channel];
}

static void take_pixels(struct measuring *m, size_t pixel, size_t count, take_piece *take) {
    size_t size = element_size(m->element), channels = m->shape.channels;
    const void *raw = (const unsigned char *)m->frame->samples + pixel * channels * size;
    const void *values = raw;
    _Alignas(64) float corrected[3 * PIECE], corrected_channel[PIECE], raw_channel[PIECE];
    if (m->correction) {
        correction_apply(m->correction, m->element, m->frame, pixel * channels, count * channels,
                         corrected, NULL);
        values = corrected;
    }
    if (channels > 1) {
        pick_channel(size, raw, m->shape.channels, m->channel, count, raw_channel);
        raw = raw_channel;
        if (m->correction)
            pick_channel(sizeof(float), values, m->shape.channels, m->channel, count,
                         corrected_channel);
        values = m->correction ? (const void *)corrected_channel : raw;
    }
    take(m, raw, values, count);
}

static void each_piece(struct measuring *m, take_piece *take) {
    struct extent valid = m->frame->valid;
    for (size_t i = 0; i < m->zone->span_count; i++) {
        struct zone_span span = m->zone->spans[i];
        uint32_t stop = span.stop < valid.width ? span.stop : valid.width;
        if (span.row >= valid.height)
            continue;
        for (size_t column = span.start; column < stop; column += PIECE) {
            size_t count = stop - column < PIECE ? stop - column : PIECE;
            take_pixels(m, (size_t)span.row * m->shape.width + column, count, take);
        }
    }
}

static int saturation_of(enum element element, double saturation) {
    int highest = element_highest(element), lowest = element_lowest(element);
    if (!(saturation <= highest))
        return highest + 1;
    return saturation <= lowest ? lowest : (int)ceil(saturation);
}

static void take_integers(struct measuring *m, const void *raw, const void *values, size_t count) {
    (void)values;
    m->kernels->integers[m->element].totals(raw, count, saturation_of(m->element, m->saturation),
                                            &m->totals);
}

static void take_floats(struct measuring *m, const void *raw, const void *values, size_t count) {
    m->kernels->floats.totals(values, count, &m->lanes);
    for (size_t i = 0; m->saturation < HUGE_VAL && i < count; i++)
        m->totals.saturated += element_value(m->element, raw, i) >= m->saturation;
}

static void take_squares(struct measuring *m, const void *raw, const void *values, size_t count) {
    (void)raw;
    m->kernels->floats.squares(values, count, m->mean, m->squares);
}

// Keys are written in whole rows, which the next piece overwrites from its start.
static void take_keys(struct measuring *m, const void *raw, const void *values, size_t count) {
    (void)raw;
    size_t size = element_size(m->working);
    _Alignas(64) unsigned char keys[PIECE * sizeof(float)];
    m->kernels->elements[m->working].pack(values, count, keys, KERNEL_GROUP_BYTES);
    memcpy(m->keys + m->key_count * size, keys, count * size);
    m->key_count += count;
}

// Lanes in pairs, quarters and so on: one fixed order.
static double join_lanes(const double *lanes) {
    double joined[KERNEL_LANES];
    memcpy(joined, lanes, sizeof joined);
    for (size_t half = KERNEL_LANES / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; i++)
            joined[i] += joined[i + half];
    return joined[0];
}

static void measure_integers(struct measuring *m, uint64_t n, struct zone_stats *stats) {
    m->totals = (struct kernel_totals){ .min = element_highest(m->element),
                                        .max = element_lowest(m->element) };
    each_piece(m, take_integers);
    stats->saturated = m->totals.saturated;
    stats->n = n;
    if (n == 0)
        return;
    int64_t sum = m->totals.sum + kernel_bias(m->element) * (int64_t)n;
    wide magnitude = (wide)(m->totals.sum < 0 ? -m->totals.sum : m->totals.sum);
    wide spread = (wide)n * m->totals.squares - magnitude * magnitude;
    stats->sum = (double)sum;
    stats->mean = (double)sum / (double)n;
    stats->std = sqrt((double)spread) / (double)n;
    stats->min = m->totals.min;
    stats->max = m->totals.max;
}

static void measure_floats(struct measuring *m, uint64_t pixels, struct zone_stats *stats) {
    m->totals = (struct kernel_totals){ 0 };
    m->lanes = (struct kernel_lanes){ 0 };
    memset(m->squares, 0, sizeof m->squares);
    for (size_t i = 0; i < KERNEL_LANES; i++) {
        m->lanes.min[i] = INFINITY;
        m->lanes.max[i] = -INFINITY;
    }
    each_piece(m, take_floats);
    stats->saturated = m->totals.saturated;
    stats->nan = m->lanes.nan;
    stats->n = pixels - m->lanes.nan;
    if (stats->n == 0)
        return;
    stats->sum = join_lanes(m->lanes.sum);
    stats->mean = m->mean = stats->sum / (double)stats->n;
    each_piece(m, take_squares);
    stats->std = sqrt(join_lanes(m->squares) / (double)stats->n);
    float min = m->lanes.min[0], max = m->lanes.max[0];
    for (size_t i = 1; i < KERNEL_LANES; i++) {
        min = m->lanes.min[i] < min ? m->lanes.min[i] : min;
        max = m->lanes.max[i] > max ? m->lanes.max[i] : max;
    }
    stats->min = (double)min;
    stats->max = (double)max;
}

static bool measure_median(struct measuring *m, struct zone_scratch *scratch,
                           struct zone_stats *stats) {
    if (stats->n == 0)
        return true;
    size_t bytes;
    if (!size_multiply(stats->n + stats->nan + KERNEL_GROUP_BYTES, element_size(m->working),
                       &bytes))
        return false;
    if (scratch->bytes < bytes) {
        free(scratch->keys);
        scratch->keys = alloc_try(1, bytes);
        scratch->bytes = scratch->keys ? bytes : 0;
        if (!scratch->keys)
            return false;
    }
    m->keys = scratch->keys;
    m->key_count = 0;
    each_piece(m, take_keys);
    struct order_position position = order_position(50.0, 100.0, stats->n);
    int32_t key, next;
    m->kernels->elements[m->working].select_run(m->keys, m->key_count, position.rank, &key, &next);
    // NaN keys are the largest and never the next one: the last rank has no fraction.
    stats->median = order_value(position, kernel_key_value(m->working, key),
                                kernel_key_value(m->working, next));
    return true;
}

static uint64_t valid_pixels(const struct measuring *m) {
    uint64_t pixels = 0;
    for (size_t i = 0; i < m->zone->span_count; i++) {
        struct zone_span span = m->zone->spans[i];
        uint32_t stop = span.stop < m->frame->valid.width ? span.stop : m->frame->valid.width;
        if (span.row < m->frame->valid.height && span.start < stop)
            pixels += stop - span.start;
    }
    return pixels;
}

bool zone_measure(const struct zone *zone, enum element element, struct shape shape,
                  const struct frame_view *frame, const struct correction *correction,
                  double saturation, bool with_median, struct zone_scratch *scratch,
                  struct zone_stats *stats) {
    struct measuring m = { .zone = zone,
                           .element = element,
                           .working = correction ? ELEMENT_F32 : element,
                           .shape = shape,
                           .frame = frame,
                           .correction = correction,
                           .kernels = kernels_used(),
                           .saturation = saturation };
    bool good = true;
    uint64_t pixels = valid_pixels(&m);
    for (m.channel = 0; m.channel < shape.channels; m.channel++) {
        struct zone_stats *of = &stats[m.channel];
        *of = (struct zone_stats){
            .mean = NAN, .std = NAN, .min = NAN, .max = NAN, .sum = NAN, .median = NAN
        };
        if (m.working == ELEMENT_F32)
            measure_floats(&m, pixels, of);
        else
            measure_integers(&m, pixels, of);
        if (with_median)
            good &= measure_median(&m, scratch, of);
    }
    return good;
}
