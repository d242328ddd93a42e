// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One zone of one frame, channel by channel, in batches of runs: where they are, or as one channel
// picked and corrected.

#include "measure/zone.h"

#include "base/alloc.h"
#include "base/size.h"
#include "measure/correct.h"
#include "measure/order.h"
#include "measure/zone_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

// What the mean for the moments is taken of.
#define SHIFT_PIXELS 64

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

static struct kernel_run next_run(struct run_walk *walk) {
    for (; walk->span < walk->zone->span_count; walk->span++) {
        struct zone_span span = walk->zone->spans[walk->span];
        uint32_t stop = span.stop < walk->valid.width ? span.stop : walk->valid.width;
        if (span.row >= walk->valid.height || span.start >= stop)
            continue;
        size_t start = (size_t)span.row * walk->width + span.start;
        if (walk->count == 0)
            walk->start = start;
        else if (walk->start + walk->count != start)
            break;
        walk->count += stop - span.start;
    }
    struct kernel_run run = { walk->start, KERNEL_RUN, 0 };
    if (walk->count < KERNEL_RUN)
        run.count = (uint32_t)walk->count;
    walk->start += run.count;
    walk->count -= run.count;
    return run;
}

size_t run_walk_batch(struct run_walk *walk, struct kernel_run runs[BATCH_RUNS]) {
    size_t count = 0, pixels = 0;
    while (count < BATCH_RUNS) {
        if (walk->next.count == 0)
            walk->next = next_run(walk);
        pixels += walk->next.count;
        if (walk->next.count == 0 || pixels > KERNEL_RUN)
            break;
        runs[count++] = walk->next;
        walk->next.count = 0;
    }
    return count;
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
    double saturation;
    // What the batches add to.
    uint64_t pixels, saturated;
    struct kernel_totals totals;
    struct kernel_lanes lanes;
    bool shifted; // lanes.shift is decided
    unsigned char *keys;
    size_t key_count;
};

// Runs of one channel: raw, and the same corrected (or raw). What is not taken in place lies in the
// arrays.
struct batch {
    const void *raw_samples, *value_samples;
    struct kernel_run raw[BATCH_RUNS], values[BATCH_RUNS];
    size_t runs, pixels;
    _Alignas(64) float picked[KERNEL_RUN], corrected[KERNEL_RUN], all_channels[3 * KERNEL_RUN];
};

typedef void take_batch(struct measuring *m, const struct batch *batch);

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

// There is room for it.
static void add_run(const struct measuring *m, struct batch *batch, struct kernel_run run) {
    size_t channels = m->shape.channels, size = element_size(m->element);
    const void *raw = (const unsigned char *)m->frame->samples + run.start * channels * size;
    struct kernel_run moved = { batch->pixels, run.count, 0 };
    float *corrected = batch->corrected + batch->pixels;
    if (m->correction)
        correction_apply(m->correction, m->element, m->frame, run.start * channels,
                         run.count * channels, channels > 1 ? batch->all_channels : corrected,
                         NULL);
    if (channels > 1) {
        pick_channel(size, raw, m->shape.channels, m->channel, run.count,
                     (unsigned char *)batch->picked + batch->pixels * size);
        if (m->correction)
            pick_channel(sizeof(float), batch->all_channels, m->shape.channels, m->channel,
                         run.count, corrected);
    }
    batch->raw[batch->runs] = channels > 1 ? moved : run;
    batch->values[batch->runs] = m->correction ? moved : batch->raw[batch->runs];
    batch->runs++;
    batch->pixels += run.count;
}

static void each_batch(struct measuring *m, take_batch *take) {
    struct batch batch;
    batch.raw_samples = m->shape.channels > 1 ? (const void *)batch.picked : m->frame->samples;
    batch.value_samples = m->correction ? (const void *)batch.corrected : batch.raw_samples;
    m->pixels = 0;
    struct run_walk walk = run_walk_of(m->zone, m->shape, m->frame->valid);
    struct kernel_run runs[BATCH_RUNS];
    for (size_t count; (count = run_walk_batch(&walk, runs));) {
        batch.runs = batch.pixels = 0;
        for (size_t r = 0; r < count; r++)
            add_run(m, &batch, runs[r]);
        take(m, &batch);
        m->pixels += batch.pixels;
    }
}

int zone_integer_limit(enum element element, double saturation) {
    int highest = element_highest(element), lowest = element_lowest(element);
    if (!(saturation <= highest))
        return highest + 1;
    return saturation <= lowest ? lowest : (int)ceil(saturation);
}

static void take_integers(struct measuring *m, const struct batch *batch) {
    m->kernels->integers[m->element].add_runs(batch->raw_samples, batch->raw, batch->runs,
                                              &m->totals);
}

static void take_saturated(struct measuring *m, const struct batch *batch) {
    size_t size = element_size(m->element);
    for (size_t r = 0; r < batch->runs; r++)
        m->saturated += m->kernels->integers[m->element].count_from(
            (const unsigned char *)batch->raw_samples + batch->raw[r].start * size,
            batch->raw[r].count, zone_integer_limit(m->element, m->saturation));
}

// Moments are taken around the mean of the first values: a mean of a part of them, so that what is
// squared stays small against their spread. (With an infinity there is no spread, whatever the
// shift.)
bool zone_decide_shift(const struct kernels *kernels, const float *samples,
                       const struct kernel_run *runs, size_t run_count,
                       struct kernel_lanes *lanes) {
    struct kernel_lanes first = kernel_lanes_empty(0.0);
    uint64_t count = 0;
    for (size_t r = 0; r < run_count && count < SHIFT_PIXELS + first.nan; r++) {
        size_t left = SHIFT_PIXELS + first.nan - count;
        struct kernel_run run = { runs[r].start, runs[r].count, 0 };
        run.count = run.count < left ? run.count : (uint32_t)left;
        kernels->floats.add_runs(samples, &run, 1, &first);
        count += run.count;
    }
    if (first.nan == count)
        return false;
    double mean = kernel_join_lanes(first.sum) / (double)(count - first.nan);
    lanes->shift = isfinite(mean) ? mean : 0.0;
    return true;
}

static void take_floats(struct measuring *m, const struct batch *batch) {
    if (!m->shifted)
        m->shifted = zone_decide_shift(m->kernels, batch->value_samples, batch->values, batch->runs,
                                       &m->lanes);
    m->kernels->floats.add_runs(batch->value_samples, batch->values, batch->runs, &m->lanes);
    if (!(m->saturation < HUGE_VAL))
        return;
    for (size_t r = 0; r < batch->runs; r++)
        for (size_t i = 0; i < batch->raw[r].count; i++)
            m->saturated += element_value(m->element, batch->raw_samples, batch->raw[r].start + i)
                            >= m->saturation;
}

// Keys are written in whole rows, which the next run overwrites from its start.
static void take_keys(struct measuring *m, const struct batch *batch) {
    size_t size = element_size(m->working);
    for (size_t r = 0; r < batch->runs; r++) {
        m->kernels->elements[m->working].pack(
            (const unsigned char *)batch->value_samples + batch->values[r].start * size,
            batch->values[r].count, m->keys + m->key_count * size, KERNEL_GROUP_BYTES);
        m->key_count += batch->values[r].count;
    }
}

struct zone_stats zone_stats_empty(void) {
    return (struct zone_stats){
        .mean = NAN, .std = NAN, .min = NAN, .max = NAN, .sum = NAN, .median = NAN
    };
}

void zone_stats_of_totals(enum element element, const struct kernel_totals *totals, uint64_t pixels,
                          struct zone_stats *stats) {
    stats->n = pixels;
    if (pixels == 0)
        return;
    int64_t sum = totals->sum + kernel_bias(element) * (int64_t)pixels;
    wide magnitude = (wide)(totals->sum < 0 ? -totals->sum : totals->sum);
    wide spread = (wide)pixels * totals->squares - magnitude * magnitude;
    stats->sum = (double)sum;
    stats->mean = (double)sum / (double)pixels;
    stats->std = sqrt((double)spread) / (double)pixels;
    stats->min = totals->min;
    stats->max = totals->max;
}

void zone_stats_of_lanes(const struct kernel_lanes *lanes, uint64_t pixels,
                         struct zone_stats *stats) {
    stats->nan = lanes->nan;
    stats->n = pixels - lanes->nan;
    if (stats->n == 0)
        return;
    double n = (double)stats->n;
    double first = kernel_join_lanes(lanes->first);
    double spread = kernel_join_lanes(lanes->second) - first * (first / n);
    stats->sum = kernel_join_lanes(lanes->sum);
    stats->mean = stats->sum / n;
    stats->std = spread < 0.0 ? 0.0 : sqrt(spread / n);
    float min = lanes->min[0], max = lanes->max[0];
    for (size_t i = 1; i < KERNEL_LANES; i++) {
        min = lanes->min[i] < min ? lanes->min[i] : min;
        max = lanes->max[i] > max ? lanes->max[i] : max;
    }
    stats->min = (double)min;
    stats->max = (double)max;
}

static void measure_integers(struct measuring *m, struct zone_stats *stats) {
    m->kernels->integers[m->element].begin_totals(&m->totals);
    each_batch(m, take_integers);
    m->kernels->integers[m->element].end_totals(&m->totals);
    if (m->totals.max >= zone_integer_limit(m->element, m->saturation))
        each_batch(m, take_saturated);
    zone_stats_of_totals(m->element, &m->totals, m->pixels, stats);
}

static void measure_floats(struct measuring *m, struct zone_stats *stats) {
    m->lanes = kernel_lanes_empty(0.0);
    m->shifted = false;
    each_batch(m, take_floats);
    zone_stats_of_lanes(&m->lanes, m->pixels, stats);
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
    each_batch(m, take_keys);
    struct order_position position = order_position(50.0, 100.0, stats->n);
    int32_t key, next;
    m->kernels->elements[m->working].select_run(m->keys, m->key_count, position.rank, &key, &next);
    // NaN keys are the largest and never the next one: the last rank has no fraction.
    stats->median = order_value(position, kernel_key_value(m->working, key),
                                kernel_key_value(m->working, next));
    return true;
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
    for (m.channel = 0; m.channel < shape.channels; m.channel++) {
        struct zone_stats *of = &stats[m.channel];
        *of = zone_stats_empty();
        m.saturated = 0;
        if (m.working == ELEMENT_F32)
            measure_floats(&m, of);
        else
            measure_integers(&m, of);
        of->saturated = m.saturated;
        if (with_median)
            good &= measure_median(&m, scratch, of);
    }
    return good;
}
