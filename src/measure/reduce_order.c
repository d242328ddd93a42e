// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Median and percentiles: a worker packs the keys of a strip of pixels over all frames into a
// bounded buffer and selects by counting (kernel/select_body.h).
//
//   few frames: groups of 64 bytes of pixels, a row a frame     many frames: a run a pixel
//     frame 0  |kkkkkkkk|kkkkkkkk|                                pixel 0 |kkkkkkkkkkkk...|
//     frame 1  |kkkkkkkk|kkkkkkkk|                                pixel 1 |kkkkkkkkkkkk...|

#include "measure/reduce_state.h"

#include "base/alloc.h"
#include "base/size.h"
#include "measure/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The largest buffer of groups; beyond it pixels are gathered one run each.
#define BUFFER_BYTES (4U << 20)
// Groups of a strip at most. Memory likes long runs of a frame: 1 KiB of each frame and a buffer
// in the third-level cache beat shorter runs and a buffer in the second.
#define STRIP_GROUPS 16
// Between groups, so that rows of neighbouring groups do not compete for the same cache sets.
#define GROUP_GAP 64
// Frames between two looks at the cancel flag, and how far ahead memory is asked for.
#define CANCEL_FRAMES 64
#define AHEAD_FRAMES 6

enum { MOST_LANES = KERNEL_GROUP_BYTES };

struct strip_scratch {
    unsigned char *keys;
    unsigned char *work; // of searches in a group
    float *values;       // corrected or partly valid f32 samples of one frame
    struct correction_stream *corrected;
    uint32_t *absent; // integers: frames that lack the pixel
};

struct order {
    struct reduction *reduction;
    const struct frames *frames;
    struct cancel *cancel;
    const struct kernel_elements *kernel;
    size_t key_size, lanes;
    bool runs;                     // a run a pixel
    size_t width;                  // pixels of a strip
    size_t run_stride;             // bytes from group to group or from run to run
    struct strip_scratch *scratch; // by worker
};

// Samples `start` to `start` + `count` - 1 of a frame in the working element; NaN where an f32
// frame is not valid.
static const void *strip_samples(const struct order *order, const struct strip_scratch *scratch,
                                 const struct frame_view *view, size_t start, size_t count) {
    const struct reduction *r = order->reduction;
    const unsigned char *samples = view->samples;
    size_t size = element_size(r->element);
    bool whole = frame_is_whole(view, r->shape);
    if (r->working != ELEMENT_F32 || (whole && !r->correction))
        return samples + start * size;
    if (whole) {
        correction_stream_apply(scratch->corrected, view, start, count, scratch->values, NULL);
        return scratch->values;
    }
    for (size_t i = 0; i < count; i++)
        scratch->values[i] = NAN;
    size_t from = start, first, length;
    while ((length = frame_valid_run(view, r->shape, from, start + count, &first))) {
        float *into = scratch->values + (first - start);
        if (r->correction)
            correction_stream_apply(scratch->corrected, view, first, length, into, NULL);
        else
            memcpy(into, (const float *)view->samples + first, length * sizeof *into);
        from = first + length;
    }
    return scratch->values;
}

// Calls out the samples of the strip that an integer frame lacks.
static bool lacks(const struct order *order, const struct frame_view *view, size_t sample) {
    size_t first;
    return frame_valid_run(view, order->reduction->shape, sample, sample + 1, &first) == 0;
}

static void mark_absent(const struct order *order, const struct strip_scratch *scratch,
                        size_t frame, size_t start, size_t count) {
    const struct frame_view *view = &order->frames->views[frame];
    for (size_t i = 0; i < count; i++) {
        if (!lacks(order, view, start + i))
            continue;
        scratch->absent[i]++;
        unsigned char *row =
            scratch->keys + i / order->lanes * order->run_stride + frame * KERNEL_GROUP_BYTES;
        if (order->key_size == 1)
            ((int8_t *)row)[i % order->lanes] = INT8_MAX;
        else
            ((int16_t *)row)[i % order->lanes] = INT16_MAX;
    }
}

static void ask_ahead(const struct order *order, size_t frame, size_t start, size_t count) {
    if (frame + AHEAD_FRAMES >= order->frames->count)
        return;
    size_t size = element_size(order->reduction->element);
    const unsigned char *samples = order->frames->views[frame + AHEAD_FRAMES].samples;
    for (size_t i = 0; i < count * size; i += 64)
        __builtin_prefetch(samples + start * size + i, 0, 2); // to the second-level cache
}

static bool pack_groups(const struct order *order, const struct strip_scratch *scratch,
                        size_t start, size_t count) {
    bool integers = order->reduction->working != ELEMENT_F32;
    memset(scratch->absent, 0, count * sizeof *scratch->absent);
    for (size_t frame = 0; frame < order->frames->count; frame++) {
        if (frame % CANCEL_FRAMES == 0 && cancel_asked(order->cancel))
            return false;
        const struct frame_view *view = &order->frames->views[frame];
        ask_ahead(order, frame, start, count);
        order->kernel->pack(strip_samples(order, scratch, view, start, count), count,
                            scratch->keys + frame * KERNEL_GROUP_BYTES, order->run_stride);
        if (integers && !frame_is_whole(view, order->reduction->shape))
            mark_absent(order, scratch, frame, start, count);
    }
    return true;
}

static double percentile_of(const struct reduction_op *op) {
    return op->kind == REDUCTION_MEDIAN ? 50.0 : op->percentile;
}

// What one order statistic asks of a group, and what it gets.
struct asked {
    size_t op;
    struct order_position positions[MOST_LANES];
    uint32_t ranks[MOST_LANES];
    int32_t key[MOST_LANES], next[MOST_LANES];
};

static size_t ask(const struct order *order, size_t count, const uint32_t *missing,
                  struct asked asked[REDUCTION_OPS]) {
    const struct reduction *r = order->reduction;
    size_t wanted = 0;
    for (size_t op = 0; op < r->count; op++) {
        if (!reduction_op_is_order(&r->ops[op]))
            continue;
        struct asked *one = &asked[wanted++];
        one->op = op;
        for (size_t i = 0; i < MOST_LANES; i++) {
            one->positions[i] = (struct order_position){ 0 };
            if (i < count && missing[i] < order->frames->count)
                one->positions[i] = order_position(percentile_of(&r->ops[op]), 100.0,
                                                   order->frames->count - missing[i]);
            one->ranks[i] = (uint32_t)one->positions[i].rank;
        }
    }
    return wanted;
}

// One group: `count` of its lanes are pixels, the first of them sample `start`.
static void solve_group(const struct order *order, const struct strip_scratch *scratch,
                        const unsigned char *keys, size_t start, size_t count,
                        const uint32_t *absent) {
    struct reduction *r = order->reduction;
    size_t rows = order->frames->count;
    uint32_t missing[MOST_LANES] = { 0 };
    if (r->working == ELEMENT_F32)
        order->kernel->greater_rows(keys, rows, KERNEL_KEY_INFINITY, missing);
    else
        memcpy(missing, absent, count * sizeof *missing);
    struct asked asked[REDUCTION_OPS];
    const uint32_t *ranks[REDUCTION_OPS];
    int32_t *key[REDUCTION_OPS], *next[REDUCTION_OPS];
    size_t wanted = ask(order, count, missing, asked);
    for (size_t w = 0; w < wanted; w++)
        ranks[w] = asked[w].ranks, key[w] = asked[w].key, next[w] = asked[w].next;
    order->kernel->select_rows(keys, rows, wanted, ranks, scratch->work, key, next);
    for (size_t w = 0; w < wanted; w++)
        for (size_t i = 0; i < count; i++)
            r->order[asked[w].op][start + i] =
                missing[i] == rows
                    ? (double)NAN
                    : order_value(asked[w].positions[i], kernel_key_value(r->working, key[w][i]),
                                  kernel_key_value(r->working, next[w][i]));
}

static bool order_groups(const struct order *order, const struct strip_scratch *scratch,
                         size_t start, size_t count) {
    if (!pack_groups(order, scratch, start, count))
        return false;
    for (size_t i = 0; i < count; i += order->lanes) {
        size_t lanes = count - i < order->lanes ? count - i : order->lanes;
        solve_group(order, scratch, scratch->keys + i / order->lanes * order->run_stride, start + i,
                    lanes, scratch->absent + i);
    }
    return true;
}

static void append_key(unsigned char *run, size_t at, size_t key_size, const unsigned char *keys,
                       size_t index) {
    memcpy(run + at * key_size, keys + index * key_size, key_size);
}

static void solve_run(const struct order *order, unsigned char *run, size_t n, size_t sample) {
    struct reduction *r = order->reduction;
    for (size_t op = 0; op < r->count; op++) {
        if (!reduction_op_is_order(&r->ops[op]))
            continue;
        double *result = &r->order[op][sample];
        *result = NAN;
        if (n == 0)
            continue;
        struct order_position position = order_position(percentile_of(&r->ops[op]), 100.0, n);
        int32_t key, next;
        order->kernel->select_run(run, n, position.rank, &key, &next);
        *result = order_value(position, kernel_key_value(r->working, key),
                              kernel_key_value(r->working, next));
    }
}

static bool order_runs(const struct order *order, const struct strip_scratch *scratch, size_t start,
                       size_t count) {
    const struct reduction *r = order->reduction;
    bool is_float = r->working == ELEMENT_F32;
    size_t n[MOST_LANES] = { 0 };
    for (size_t frame = 0; frame < order->frames->count; frame++) {
        if (frame % CANCEL_FRAMES == 0 && cancel_asked(order->cancel))
            return false;
        const struct frame_view *view = &order->frames->views[frame];
        _Alignas(64) unsigned char keys[KERNEL_GROUP_BYTES];
        ask_ahead(order, frame, start, count);
        order->kernel->pack(strip_samples(order, scratch, view, start, count), count, keys,
                            KERNEL_GROUP_BYTES);
        bool whole = frame_is_whole(view, r->shape);
        for (size_t i = 0; i < count; i++) {
            if (is_float ? ((const int32_t *)keys)[i] > KERNEL_KEY_INFINITY
                         : !whole && lacks(order, view, start + i))
                continue;
            append_key(scratch->keys + i * order->run_stride, n[i]++, order->key_size, keys, i);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (cancel_asked(order->cancel))
            return false;
        solve_run(order, scratch->keys + i * order->run_stride, n[i], start + i);
    }
    return true;
}

static bool order_strip(void *context, size_t chunk, size_t worker) {
    const struct order *order = context;
    size_t start = chunk * order->width, left = order->reduction->samples - start;
    size_t count = left < order->width ? left : order->width;
    const struct strip_scratch *scratch = &order->scratch[worker];
    bool good = order->runs ? order_runs(order, scratch, start, count)
                            : order_groups(order, scratch, start, count);
    if (order->reduction->watch)
        portion_step(order->reduction->watch->portion, 1);
    return good;
}

// Decides between groups and runs, and how many of them a strip has. False when one run alone
// does not fit in a size.
static bool plan_strips(struct order *order, size_t workers, size_t *buffer) {
    size_t count = order->frames->count, samples = order->reduction->samples, group_bytes;
    if (!size_multiply(count, KERNEL_GROUP_BYTES, &group_bytes))
        return false;
    order->runs = group_bytes > BUFFER_BYTES;
    if (order->runs) {
        order->run_stride = (count * order->key_size + KERNEL_GROUP_BYTES - 1) / KERNEL_GROUP_BYTES
                            * KERNEL_GROUP_BYTES;
        size_t width = BUFFER_BYTES / order->run_stride;
        order->width = width < 1 ? 1 : width < order->lanes ? width : order->lanes;
        return size_multiply(order->width, order->run_stride, buffer);
    }
    size_t groups = BUFFER_BYTES / group_bytes, share = samples / order->lanes / (workers * 4);
    groups = groups < share ? groups : share;
    groups = groups < 1 ? 1 : groups < STRIP_GROUPS ? groups : STRIP_GROUPS;
    order->width = groups * order->lanes;
    order->run_stride = group_bytes + GROUP_GAP;
    *buffer = groups * order->run_stride;
    return true;
}

// Strips between two looks at least, a worker: so many that workers seldom wait for each other.
#define LOOK_STRIPS 16

struct strips {
    struct order *order;
    size_t first;
};

static bool later_strip(void *context, size_t chunk, size_t worker) {
    struct strips *strips = context;
    return order_strip(strips->order, strips->first + chunk, worker);
}

// Strips that are made before somebody looks at them.
static size_t strips_a_look(const struct reduction_watch *watch, size_t count, size_t workers) {
    if (!watch || !watch->look || watch->looks == 0)
        return count;
    size_t share = count / (watch->looks + 1) + 1;
    return share > LOOK_STRIPS * workers ? share : LOOK_STRIPS * workers;
}

static bool order_strips(struct order *order, struct pool *pool, struct cancel *cancel) {
    struct reduction *reduction = order->reduction;
    const struct reduction_watch *watch = reduction->watch;
    size_t count = (reduction->samples + order->width - 1) / order->width;
    size_t step = strips_a_look(watch, count, pool_workers(pool));
    if (watch)
        portion_begin(watch->portion, count);
    for (struct strips strips = { order, 0 }; strips.first < count; strips.first += step) {
        size_t left = count - strips.first;
        if (!pool_run(pool, POOL_BEHIND, left < step ? left : step, later_strip, &strips, cancel))
            return false;
        reduction->ordered = (strips.first + step) * order->width;
        if (left > step)
            watch->look(watch->context, reduction);
    }
    reduction->ordered = reduction->samples;
    return true;
}

static bool make_scratch(struct order *order, size_t hands, size_t buffer) {
    bool good = true;
    order->scratch = alloc_zeroed(hands, sizeof *order->scratch);
    for (size_t i = 0; i < hands; i++) {
        struct strip_scratch *scratch = &order->scratch[i];
        good &= (scratch->keys = alloc_try(1, buffer)) != NULL;
        size_t work = order->runs ? 1 : KERNEL_WORK_BYTES(order->frames->count, order->key_size);
        good &= (scratch->work = alloc_try(1, work)) != NULL;
        good &= (scratch->values = alloc_try(order->width, sizeof *scratch->values)) != NULL;
        good &= (scratch->absent = alloc_try(order->width, sizeof *scratch->absent)) != NULL;
        const struct reduction *r = order->reduction;
        if (r->correction)
            good &= (scratch->corrected =
                         correction_stream_new(r->correction, r->element, order->width))
                    != NULL;
    }
    return good;
}

static void free_scratch(struct order *order, size_t hands) {
    for (size_t i = 0; i < hands; i++) {
        free(order->scratch[i].keys);
        free(order->scratch[i].work);
        free(order->scratch[i].values);
        free(order->scratch[i].absent);
        correction_stream_free(&order->scratch[i].corrected);
    }
    free(order->scratch);
}

bool reduction_order(struct reduction *reduction, const struct frames *frames, struct pool *pool,
                     struct cancel *cancel, struct fault *fault) {
    reduction->ordered = 0;
    if (frames->count == 0)
        return true;
    enum element working = reduction->working;
    struct order order = { .reduction = reduction,
                           .frames = frames,
                           .cancel = cancel,
                           .kernel = &reduction->kernels->elements[working],
                           .key_size = element_size(working) };
    order.lanes = KERNEL_GROUP_BYTES / order.key_size;
    size_t hands = pool_hands(pool), buffer = 0;
    bool good =
        plan_strips(&order, pool_workers(pool), &buffer) && make_scratch(&order, hands, buffer);
    if (!good) {
        fault_set(fault, FAULT_LIMIT, "no memory for a median or percentile of %zu frames",
                  frames->count);
    } else {
        good = order_strips(&order, pool, cancel)
               || fault_set(fault, FAULT_CANCELLED, "the reduction was cancelled");
    }
    if (order.scratch)
        free_scratch(&order, hands);
    return good;
}
