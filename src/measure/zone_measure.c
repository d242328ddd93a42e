// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One zone of one frame, channel by channel, as one sequence of pixels that is cut into pieces of
// PIECE: long runs are taken where they are, short spans are gathered first. A piece is one row
// (of one channel, corrected) that fits the first-level cache.

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

// Pixels of a piece; a multiple of KERNEL_LANES.
#define PIECE 4096
// Of a piece, what the mean for the moments is taken of.
#define SHIFT_PIXELS 256

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
    bool shifted; // lanes.shift is decided
    unsigned char *keys;
    size_t key_count;
};

// What of a piece is there already.
struct gathered {
    size_t pixels;
    _Alignas(64) float raw[3 * PIECE], corrected[3 * PIECE];
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

// Takes a whole piece: `raw` and `corrected` are `count` pixels of all channels.
static void take_row(struct measuring *m, const void *raw, const float *corrected, size_t count,
                     take_piece *take) {
    const void *values = m->correction ? (const void *)corrected : raw;
    _Alignas(64) float raw_channel[PIECE], corrected_channel[PIECE];
    if (m->shape.channels > 1) {
        pick_channel(element_size(m->element), raw, m->shape.channels, m->channel, count,
                     raw_channel);
        if (m->correction)
            pick_channel(sizeof(float), corrected, m->shape.channels, m->channel, count,
                         corrected_channel);
        raw = raw_channel;
        values = m->correction ? corrected_channel : raw_channel;
    }
    take(m, raw, values, count);
}

// `count` pixels side by side.
static void take_run(struct measuring *m, struct gathered *piece, size_t pixel, size_t count,
                     take_piece *take) {
    size_t channels = m->shape.channels, size = channels * element_size(m->element);
    while (count > 0) {
        size_t room = PIECE - piece->pixels, part = count < room ? count : room;
        const unsigned char *raw = (const unsigned char *)m->frame->samples + pixel * size;
        if (m->correction)
            correction_apply(m->correction, m->element, m->frame, pixel * channels, part * channels,
                             piece->corrected + piece->pixels * channels, NULL);
        if (part == PIECE) {
            take_row(m, raw, piece->corrected, part, take);
        } else {
            memcpy((unsigned char *)piece->raw + piece->pixels * size, raw, part * size);
            piece->pixels += part;
        }
        if (piece->pixels == PIECE) {
            take_row(m, piece->raw, piece->corrected, PIECE, take);
            piece->pixels = 0;
        }
        pixel += part;
        count -= part;
    }
}

static void each_piece(struct measuring *m, take_piece *take) {
    struct extent valid = m->frame->valid;
    struct gathered piece;
    piece.pixels = 0;
    // Spans that follow each other in memory are one run.
    size_t from = 0, to = 0;
    for (size_t i = 0; i < m->zone->span_count; i++) {
        struct zone_span span = m->zone->spans[i];
        uint32_t stop = span.stop < valid.width ? span.stop : valid.width;
        if (span.row >= valid.height || span.start >= stop)
            continue;
        size_t row = (size_t)span.row * m->shape.width;
        if (row + span.start != to) {
            take_run(m, &piece, from, to - from, take);
            from = row + span.start;
        }
        to = row + stop;
    }
    take_run(m, &piece, from, to - from, take);
    if (piece.pixels)
        take_row(m, piece.raw, piece.corrected, piece.pixels, take);
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

// Moments are taken around the mean of the first values: a mean of a part of them, so that what is
// squared stays small against their spread. (With an infinity there is no spread, whatever the
// shift.)
static bool decide_shift(struct measuring *m, const float *values, size_t count) {
    struct kernel_lanes lanes = kernel_lanes_empty(0.0);
    m->kernels->floats.totals(values, count, &lanes);
    if (lanes.nan == count)
        return false;
    double mean = kernel_join_lanes(lanes.sum) / (double)(count - lanes.nan);
    m->lanes.shift = isfinite(mean) ? mean : 0.0;
    return true;
}

static void take_floats(struct measuring *m, const void *raw, const void *values, size_t count) {
    if (!m->shifted)
        m->shifted = decide_shift(m, values, count < SHIFT_PIXELS ? count : SHIFT_PIXELS)
                     || decide_shift(m, values, count);
    m->kernels->floats.totals(values, count, &m->lanes);
    for (size_t i = 0; m->saturation < HUGE_VAL && i < count; i++)
        m->totals.saturated += element_value(m->element, raw, i) >= m->saturation;
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
    m->lanes = kernel_lanes_empty(0.0);
    m->shifted = false;
    each_piece(m, take_floats);
    stats->saturated = m->totals.saturated;
    stats->nan = m->lanes.nan;
    stats->n = pixels - m->lanes.nan;
    if (stats->n == 0)
        return;
    double n = (double)stats->n;
    double first = kernel_join_lanes(m->lanes.first);
    double spread = kernel_join_lanes(m->lanes.second) - first * (first / n);
    stats->sum = kernel_join_lanes(m->lanes.sum);
    stats->mean = stats->sum / n;
    stats->std = spread < 0.0 ? 0.0 : sqrt(spread / n);
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
