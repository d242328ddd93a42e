// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sums over the samples of runs, f32. As many lanes at once as a vector holds stay in registers
// over all runs; the other lanes, where vectors are narrower, take the runs again.

// Of the lanes that two vectors of doubles have. They are passed by value, so that they stay in
// registers.
struct float_totals {
    wide_vector sum0, sum1, one0, one1, two0, two1;
    float_vector low, high;
};

// NaN, and what is made of one, becomes zero, which changes no bits of a sum.
static inline wide_vector wide_where(wide_mask mask, wide_vector values) {
    return (wide_vector)((wide_mask)values & mask);
}

// `careful`: with an eye on NaN.
static inline struct float_totals float_take(struct float_totals all, const float *samples,
                                             wide_vector shift, bool careful) {
    wide_vector value0 = f32_widen(samples), value1 = f32_widen(samples + WIDE_LANES);
    wide_vector from0 = value0 - shift, from1 = value1 - shift;
    if (careful) {
        wide_mask number0 = value0 == value0, number1 = value1 == value1;
        value0 = wide_where(number0, value0), value1 = wide_where(number1, value1);
        from0 = wide_where(number0, from0), from1 = wide_where(number1, from1);
    }
    all.sum0 += value0, all.sum1 += value1;
    all.one0 += from0, all.one1 += from1;
    all.two0 += from0 * from0, all.two1 += from1 * from1;
    float_vector values = float_load(samples);
    all.low = float_lower(values, all.low);
    all.high = float_higher(values, all.high);
    return all;
}

static inline struct float_totals float_fetch(const struct kernel_lanes *lanes, size_t lane) {
    size_t next = lane + WIDE_LANES;
    return (struct float_totals){
        wide_load(lanes->sum + lane),    wide_load(lanes->sum + next),
        wide_load(lanes->first + lane),  wide_load(lanes->first + next),
        wide_load(lanes->second + lane), wide_load(lanes->second + next),
        float_load(lanes->min + lane),   float_load(lanes->max + lane),
    };
}

static inline void float_put(struct kernel_lanes *lanes, size_t lane, struct float_totals all) {
    size_t next = lane + WIDE_LANES;
    wide_store(lanes->sum + lane, all.sum0), wide_store(lanes->sum + next, all.sum1);
    wide_store(lanes->first + lane, all.one0), wide_store(lanes->first + next, all.one1);
    wide_store(lanes->second + lane, all.two0), wide_store(lanes->second + next, all.two1);
    memcpy(lanes->min + lane, &all.low, sizeof all.low);
    memcpy(lanes->max + lane, &all.high, sizeof all.high);
}

// As if there were no NaN, but for what a run has after its whole rows of lanes, which is filled
// up with NaN. False when the sums are NaN then; nothing is stored.
static inline bool float_add_run(struct kernel_lanes *lanes, const float *run, size_t count,
                                 size_t lane) {
    wide_vector shift = (wide_vector){ 0 } + lanes->shift;
    struct float_totals all = float_fetch(lanes, lane);
    size_t i = 0;
    for (; i + KERNEL_LANES <= count; i += KERNEL_LANES)
        all = float_take(all, run + i + lane, shift, false);
    if (i < count) {
        float rest[KERNEL_LANES];
        for (size_t k = 0; k < KERNEL_LANES; k++)
            rest[k] = i + k < count ? run[i + k] : __builtin_nanf("");
        all = float_take(all, rest + lane, shift, true);
    }
    if (wide_has_nan(all.sum0, all.sum1))
        return false;
    float_put(lanes, lane, all);
    return true;
}

static void float_add_run_with_care(struct kernel_lanes *lanes, const float *run, size_t count,
                                    size_t lane) {
    wide_vector shift = (wide_vector){ 0 } + lanes->shift;
    struct float_totals all = float_fetch(lanes, lane);
    for (size_t i = 0; i < count; i += KERNEL_LANES) {
        float samples[KERNEL_LANES];
        for (size_t k = 0; k < KERNEL_LANES; k++)
            samples[k] = i + k < count ? run[i + k] : __builtin_nanf("");
        all = float_take(all, samples + lane, shift, true);
    }
    float_put(lanes, lane, all);
}

static void float_add_runs(const float *samples, const struct kernel_run *runs, size_t run_count,
                           struct kernel_lanes *all_lanes) {
    for (size_t r = 0; r < run_count; r++) {
        struct kernel_lanes *lanes = all_lanes + runs[r].owner;
        const float *run = samples + runs[r].start;
        size_t count = runs[r].count, whole = count - count % KERNEL_LANES;
        total_read_ahead(samples, runs + r, run_count - r, sizeof *samples);
        bool plain = true;
        for (size_t lane = 0; lane < KERNEL_LANES; lane += FLOAT_LANES)
            if (!float_add_run(lanes, run, count, lane)) {
                float_add_run_with_care(lanes, run, count, lane);
                plain = false;
            }
        uint32_t nan = 0;
        for (size_t i = plain ? whole : 0; i < count; i++)
            nan += run[i] != run[i];
        lanes->nan += nan;
    }
}
