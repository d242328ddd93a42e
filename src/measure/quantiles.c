// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Exact quantiles of f32 values in passes over the frames: the upper 16 bits of the keys are
// counted, which names the bins that hold the wanted ranks; then the lower 16 bits of the keys
// in those bins are. Integers need one histogram.

#include "measure/histogram.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure/order.h"
#include "measure/walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Upper bins that one pass resolves; each takes half a MiB a worker.
#define PASS_BINS 4

// One table of counts of 16 bits of the keys.
struct counts {
    uint64_t *bins;
};

struct resolve {
    const struct kernels *kernels;
    struct counts *tables;     // hands x PASS_BINS; the upper bits use the first of each
    uint16_t upper[PASS_BINS]; // upper bits that are resolved
    size_t uppers;             // 0: upper bits are counted
};

// A wanted order statistic.
struct wanted {
    uint64_t rank;
    uint16_t upper;
    uint64_t below; // values in lower upper bins
    int32_t key;
};

// Unsigned in the order of the keys.
static uint32_t ordered(int32_t key) {
    return (uint32_t)key ^ 0x80000000U;
}

static void count_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct resolve *resolve = context;
    struct counts *tables = &resolve->tables[worker * PASS_BINS];
    _Alignas(64) int32_t keys[WALK_ROW];
    resolve->kernels->elements[ELEMENT_F32].pack(samples, count, keys, KERNEL_GROUP_BYTES);
    int32_t lowest = -KERNEL_KEY_INFINITY - 1; // the key of -infinity
    for (size_t i = 0; i < count; i++) {
        if (keys[i] >= KERNEL_KEY_INFINITY || keys[i] <= lowest)
            continue;
        uint32_t key = ordered(keys[i]);
        if (resolve->uppers == 0)
            tables[0].bins[key >> 16]++;
        for (size_t u = 0; u < resolve->uppers; u++)
            if (key >> 16 == resolve->upper[u])
                tables[u].bins[key & 0xffff]++;
    }
}

// Counts again and joins the tables of all workers in those of the first.
static bool count_all(struct resolve *resolve, const struct frames *frames,
                      const struct correction *correction, struct pool *pool,
                      struct cancel *cancel) {
    size_t hands = pool_hands(pool);
    for (size_t i = 0; i < hands * PASS_BINS; i++)
        memset(resolve->tables[i].bins, 0, HISTOGRAM_BINS * sizeof(uint64_t));
    if (!walk_frames(frames, NULL, correction, pool, cancel, count_row, resolve))
        return false;
    for (size_t i = PASS_BINS; i < hands * PASS_BINS; i++)
        for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++)
            resolve->tables[i % PASS_BINS].bins[bin] += resolve->tables[i].bins[bin];
    return true;
}

// The bin that holds `rank` and how many values lie below it. The last one when there are fewer: a
// mapped file may change between two passes.
static size_t find_bin(const uint64_t *bins, uint64_t rank, uint64_t *below) {
    size_t bin = 0;
    for (*below = 0; bin + 1 < HISTOGRAM_BINS && *below + bins[bin] <= rank; bin++)
        *below += bins[bin];
    return bin;
}

static bool resolve_wanted(struct resolve *resolve, struct wanted *wanted, size_t count,
                           const struct frames *frames, const struct correction *correction,
                           struct pool *pool, struct cancel *cancel) {
    // Wanted ranks grow, so equal upper bins are neighbours.
    for (size_t done = 0; done < count;) {
        size_t stop = done;
        resolve->uppers = 0;
        for (; stop < count; stop++) {
            if (resolve->uppers && resolve->upper[resolve->uppers - 1] == wanted[stop].upper)
                continue;
            if (resolve->uppers == PASS_BINS)
                break;
            resolve->upper[resolve->uppers++] = wanted[stop].upper;
        }
        if (!count_all(resolve, frames, correction, pool, cancel))
            return false;
        for (size_t u = 0; done < stop; done++) {
            while (resolve->upper[u] != wanted[done].upper)
                u++;
            uint64_t below;
            size_t lower =
                find_bin(resolve->tables[u].bins, wanted[done].rank - wanted[done].below, &below);
            wanted[done].key =
                (int32_t)(((uint32_t)wanted[done].upper << 16 | (uint32_t)lower) ^ 0x80000000U);
        }
    }
    return true;
}

static int compare_ranks(const void *a, const void *b) {
    const struct wanted *one = a, *two = b;
    return (one->rank > two->rank) - (one->rank < two->rank);
}

static double value_at(const struct wanted *wanted, size_t count, uint64_t rank) {
    struct wanted key = { .rank = rank };
    const struct wanted *found = bsearch(&key, wanted, count, sizeof *wanted, compare_ranks);
    return kernel_key_value(ELEMENT_F32, found->key);
}

// `total` > 0 finite values.
static bool solve(struct resolve *resolve, uint64_t total, const struct frames *frames,
                  const struct correction *correction, const double *q, size_t count,
                  struct pool *pool, struct cancel *cancel, double *values) {
    struct wanted *wanted = alloc_zeroed(2 * count + 1, sizeof *wanted);
    for (size_t i = 0; i < count; i++) {
        wanted[2 * i].rank = order_position(q[i], 1.0, total).rank;
        wanted[2 * i + 1].rank = wanted[2 * i].rank + (wanted[2 * i].rank + 1 < total);
    }
    qsort(wanted, 2 * count, sizeof *wanted, compare_ranks);
    for (size_t i = 0; i < 2 * count; i++)
        wanted[i].upper =
            (uint16_t)find_bin(resolve->tables[0].bins, wanted[i].rank, &wanted[i].below);
    bool good = resolve_wanted(resolve, wanted, 2 * count, frames, correction, pool, cancel);
    for (size_t i = 0; good && i < count; i++) {
        struct order_position position = order_position(q[i], 1.0, total);
        uint64_t next = position.rank + (position.rank + 1 < total);
        values[i] = order_value(position, value_at(wanted, 2 * count, position.rank),
                                value_at(wanted, 2 * count, next));
    }
    free(wanted);
    return good;
}

static bool float_quantiles(const struct frames *frames, const struct correction *correction,
                            const double *q, size_t count, struct pool *pool, struct cancel *cancel,
                            double *values, struct fault *fault) {
    size_t tables = pool_hands(pool) * PASS_BINS;
    struct resolve resolve = { .kernels = kernels_used(),
                               .tables = alloc_zeroed(tables, sizeof *resolve.tables) };
    bool room = true;
    for (size_t i = 0; i < tables; i++)
        room &= (resolve.tables[i].bins = alloc_try(HISTOGRAM_BINS, sizeof(uint64_t))) != NULL;
    bool good = room && count_all(&resolve, frames, correction, pool, cancel);
    uint64_t total = 0;
    for (size_t i = 0; good && i < HISTOGRAM_BINS; i++)
        total += resolve.tables[0].bins[i];
    if (good && total)
        good = solve(&resolve, total, frames, correction, q, count, pool, cancel, values);
    for (size_t i = 0; i < tables; i++)
        free(resolve.tables[i].bins);
    free(resolve.tables);
    if (!room)
        return fault_set(fault, FAULT_LIMIT, "no memory for the tables of exact percentiles");
    return good || fault_set(fault, FAULT_CANCELLED, "the percentiles were cancelled");
}

bool quantiles_of_frames(const struct frames *frames, const struct correction *correction,
                         const double *q, size_t count, struct pool *pool, struct cancel *cancel,
                         double *values, struct fault *fault) {
    for (size_t i = 0; i < count; i++)
        values[i] = NAN;
    if (correction || frames->element == ELEMENT_F32)
        return float_quantiles(frames, correction, q, count, pool, cancel, values, fault);
    struct histogram histogram;
    if (!histogram_of_frames(frames, NULL, pool, cancel, &histogram, fault))
        return false;
    for (size_t i = 0; i < count; i++)
        values[i] = histogram_quantile(&histogram, q[i]);
    histogram_free(&histogram);
    return true;
}
