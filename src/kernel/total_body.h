// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sums over the samples of runs, integers. Accumulators stay in registers from run to run. What a
// run has after its whole vectors is one more vector of its samples, where those that do not count
// are zero in sums and do no harm in extremes.

// Samples whose sums 32-bit lanes hold, in vectors of any width: a quarter of 2^17 squares of
// bytes, an eighth of as many halves of the sum of two squares.
enum { TOTAL_NARROW = 1 << 17 };

// Zeros and then ones: a load from the middle keeps what is under the ones.
static const uint8_t total_keeps[2 * VECTOR_BYTES] = {
    [VECTOR_BYTES... 2 * VECTOR_BYTES - 1] = 0xff,
};

// The last samples of a run of `bytes` bytes that fill no vector, among others of the run; `keep`
// is ones where they are.
static inline byte_vector total_rest(const unsigned char *run, size_t bytes, size_t sample_size,
                                     byte_vector *keep) {
    size_t rest = bytes % VECTOR_BYTES;
    if (bytes >= VECTOR_BYTES) {
        *keep = byte_load(total_keeps + rest);
        return byte_load(run + bytes - VECTOR_BYTES);
    }
    unsigned char samples[VECTOR_BYTES];
    for (size_t i = 0; i < VECTOR_BYTES; i += sample_size)
        memcpy(samples + i, run, sample_size);
    memcpy(samples, run, rest);
    *keep = ~byte_load(total_keeps + VECTOR_BYTES - rest);
    return byte_load(samples);
}

// Between short runs that are far apart the processor sees no way to read ahead: it is told. (As a
// function of its own this would be left out, for it has no result. gcc 12 does so.)
__attribute__((always_inline)) static inline void
total_read_ahead(const void *samples, const struct kernel_run *runs, size_t left, size_t size) {
    enum { SHORT = 512, LINE = 64 };
    size_t ahead = size < 4 ? 40 : 20;
    if (ahead >= left || runs[ahead].count > SHORT)
        return;
    const unsigned char *run = (const unsigned char *)samples + runs[ahead].start * size;
    size_t skew = (uintptr_t)run % LINE;
    for (size_t i = 0; i < skew + runs[ahead].count * size; i += LINE)
        __builtin_prefetch(run - skew + i);
}

// Accumulators move between registers and kernel_totals when the owner of runs changes. They are
// passed by value, so that they do stay in registers.
struct byte_totals {
    word_vector sums;
    sum_vector squares;
    byte_vector low, high;
};

static inline struct byte_totals byte_fetch(const struct kernel_totals *totals) {
    return (struct byte_totals){ (word_vector)byte_load(totals->lanes[0]),
                                 (sum_vector)byte_load(totals->lanes[1]),
                                 byte_load(totals->lanes[2]), byte_load(totals->lanes[3]) };
}

static inline void byte_put(struct kernel_totals *totals, struct byte_totals all) {
    memcpy(totals->lanes[0], &all.sums, sizeof all.sums);
    memcpy(totals->lanes[1], &all.squares, sizeof all.squares);
    memcpy(totals->lanes[2], &all.low, sizeof all.low);
    memcpy(totals->lanes[3], &all.high, sizeof all.high);
}

static inline struct byte_totals byte_take(struct byte_totals all, byte_vector values,
                                           byte_vector keep) {
    all.low = byte_smaller(all.low, values);
    all.high = byte_larger(all.high, values);
    values &= keep;
    half_vector lower = byte_low_pairs(values, (byte_vector){ 0 });
    half_vector upper = byte_high_pairs(values, (byte_vector){ 0 });
    all.sums += byte_sums(values);
    all.squares += pair_products(lower, lower) + pair_products(upper, upper);
    return all;
}

static void u8_begin_totals(struct kernel_totals *totals) {
    *totals = (struct kernel_totals){ 0 };
    byte_put(totals, (struct byte_totals){ .low = ~(byte_vector){ 0 } });
}

// Adds the narrow sums to the wide ones and begins them again.
static void u8_end_totals(struct kernel_totals *totals) {
    struct byte_totals all = byte_fetch(totals);
    int lowest = 255, highest = 0;
    for (size_t i = 0; i < BYTE_LANES; i++) {
        lowest = totals->lanes[2][i] < lowest ? totals->lanes[2][i] : lowest;
        highest = totals->lanes[3][i] > highest ? totals->lanes[3][i] : highest;
    }
    for (size_t i = 0; i < VECTOR_BYTES / sizeof(uint64_t); i++)
        totals->sum += (int64_t)all.sums[i];
    totals->squares += sum_lanes(all.squares);
    totals->min = lowest;
    totals->max = highest;
    totals->narrow = 0;
    byte_put(totals, (struct byte_totals){ .low = all.low, .high = all.high });
}

static void u8_add_runs(const void *samples, const struct kernel_run *runs, size_t run_count,
                        struct kernel_totals *totals) {
    struct kernel_totals *owner = totals;
    struct byte_totals all = byte_fetch(owner);
    for (size_t r = 0; r < run_count; r++) {
        const uint8_t *run = (const uint8_t *)samples + runs[r].start;
        size_t count = runs[r].count, i = 0;
        total_read_ahead(samples, runs + r, run_count - r, 1);
        if (owner != totals + runs[r].owner) {
            byte_put(owner, all);
            owner = totals + runs[r].owner;
            all = byte_fetch(owner);
        }
        if ((owner->narrow += runs[r].count) > TOTAL_NARROW) {
            byte_put(owner, all);
            u8_end_totals(owner);
            owner->narrow = runs[r].count;
            all = byte_fetch(owner);
        }
        for (; i + BYTE_LANES <= count; i += BYTE_LANES)
            all = byte_take(all, byte_load(run + i), ~(byte_vector){ 0 });
        if (i < count) {
            byte_vector keep, values = total_rest(run, count, sizeof *run, &keep);
            all = byte_take(all, values, keep);
        }
    }
    byte_put(owner, all);
}

// Squares do not fit 32 bits: the upper halves of the sums of two are added on their own, and all
// of them modulo 2^32, which tells what the lower halves add up to.
struct half_totals {
    sum_vector sums, squares, uppers;
    half_vector low, high;
};

static inline struct half_totals half_fetch(const struct kernel_totals *totals) {
    return (struct half_totals){ (sum_vector)byte_load(totals->lanes[0]),
                                 (sum_vector)byte_load(totals->lanes[1]),
                                 (sum_vector)byte_load(totals->lanes[2]),
                                 half_load(totals->lanes[3]), half_load(totals->lanes[4]) };
}

static inline void half_put(struct kernel_totals *totals, struct half_totals all) {
    memcpy(totals->lanes[0], &all.sums, sizeof all.sums);
    memcpy(totals->lanes[1], &all.squares, sizeof all.squares);
    memcpy(totals->lanes[2], &all.uppers, sizeof all.uppers);
    memcpy(totals->lanes[3], &all.low, sizeof all.low);
    memcpy(totals->lanes[4], &all.high, sizeof all.high);
}

static inline struct half_totals half_take(struct half_totals all, half_vector biased,
                                           half_vector keep) {
    all.low = half_smaller(all.low, biased);
    all.high = half_larger(all.high, biased);
    biased &= keep;
    sum_vector squares = pair_products(biased, biased);
    all.sums += pair_products(biased, (half_vector){ 0 } + 1);
    all.squares += squares;
    all.uppers += squares >> 16;
    return all;
}

static void half_begin_totals(struct kernel_totals *totals) {
    *totals = (struct kernel_totals){ 0 };
    half_put(totals, (struct half_totals){ .low = (half_vector){ 0 } + INT16_MAX,
                                           .high = (half_vector){ 0 } + INT16_MIN });
}

static inline void half_end_totals(struct kernel_totals *totals, int bias) {
    struct half_totals all = half_fetch(totals);
    int16_t low[HALF_LANES], high[HALF_LANES], lowest = INT16_MAX, highest = INT16_MIN;
    memcpy(low, totals->lanes[3], sizeof low);
    memcpy(high, totals->lanes[4], sizeof high);
    for (size_t i = 0; i < HALF_LANES; i++) {
        lowest = low[i] < lowest ? low[i] : lowest;
        highest = high[i] > highest ? high[i] : highest;
    }
    for (size_t i = 0; i < SUM_LANES; i++)
        totals->sum += (int32_t)all.sums[i];
    totals->squares += (sum_lanes(all.uppers) << 16) + sum_lanes(all.squares - (all.uppers << 16));
    totals->min = lowest + bias;
    totals->max = highest + bias;
    totals->narrow = 0;
    half_put(totals, (struct half_totals){ .low = all.low, .high = all.high });
}

// `flip`: what makes samples biased.
static inline void half_add_runs(const void *samples, const struct kernel_run *runs,
                                 size_t run_count, int16_t flip, struct kernel_totals *totals) {
    half_vector flips = (half_vector){ 0 } + flip;
    struct kernel_totals *owner = totals;
    struct half_totals all = half_fetch(owner);
    for (size_t r = 0; r < run_count; r++) {
        const unsigned char *run = (const unsigned char *)samples + 2 * runs[r].start;
        size_t bytes = 2 * (size_t)runs[r].count, i = 0;
        total_read_ahead(samples, runs + r, run_count - r, 2);
        if (owner != totals + runs[r].owner) {
            half_put(owner, all);
            owner = totals + runs[r].owner;
            all = half_fetch(owner);
        }
        if ((owner->narrow += runs[r].count) > TOTAL_NARROW) {
            half_put(owner, all);
            half_end_totals(owner, -flip);
            owner->narrow = runs[r].count;
            all = half_fetch(owner);
        }
        for (; i + VECTOR_BYTES <= bytes; i += VECTOR_BYTES)
            all = half_take(all, half_load(run + i) ^ flips, ~(half_vector){ 0 });
        if (i < bytes) {
            byte_vector keep, values = total_rest(run, bytes, 2, &keep);
            all = half_take(all, (half_vector)values ^ flips, (half_vector)keep);
        }
    }
    half_put(owner, all);
}

static void u16_end_totals(struct kernel_totals *totals) {
    half_end_totals(totals, 32768);
}

static void u16_add_runs(const void *samples, const struct kernel_run *runs, size_t run_count,
                         struct kernel_totals *totals) {
    half_add_runs(samples, runs, run_count, INT16_MIN, totals);
}

static void i16_end_totals(struct kernel_totals *totals) {
    half_end_totals(totals, 0);
}

static void i16_add_runs(const void *samples, const struct kernel_run *runs, size_t run_count,
                         struct kernel_totals *totals) {
    half_add_runs(samples, runs, run_count, 0, totals);
}
