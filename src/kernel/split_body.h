// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Correction of one integer element in f32 by struct kernel_split. Parameters:
//   NAME(function)  name of a function of this element; NAME(floats) is there (single_body.h)
//   SAMPLE          its type

// Of as many samples as a vector holds. As one function, so that every result is made by the same
// operations.
static inline float_vector NAME(split_values)(const SAMPLE *row, float_vector offset,
                                              float_vector factor, float_vector factor_rest,
                                              float_vector rest, bool divides) {
    float_vector from = NAME(floats)(row) - offset;
    if (!divides)
        return from + rest;
    return float_fused(from, factor, float_fused(from, factor_rest, rest));
}

// One sample of a row's end.
static inline float NAME(split_value)(SAMPLE sample, const struct kernel_split *split, size_t i) {
    float from = (float)sample - split->offsets[i];
    if (!split->factors)
        return from + split->rests[i];
    return __builtin_fmaf(from, split->factors[i],
                          __builtin_fmaf(from, split->factor_rests[i], split->rests[i]));
}

static inline void NAME(split_row)(const SAMPLE *row, const struct kernel_split *split,
                                   size_t start, size_t count, bool divides, float *into) {
    size_t i = start;
    for (; i + FLOAT_LANES <= start + count; i += FLOAT_LANES) {
        float_vector offset = float_load(split->offsets + i), zero = { 0 };
        float_vector values =
            NAME(split_values)(row + i, offset, divides ? float_load(split->factors + i) : zero,
                               divides ? float_load(split->factor_rests + i) : zero,
                               float_load(split->rests + i), divides);
        memcpy(into + (i - start), &values, sizeof values);
    }
    for (; i < start + count; i++)
        into[i - start] = NAME(split_value)(row[i], split, i);
}

static void NAME(correct_split)(const void *samples, const struct kernel_split *split, size_t count,
                                float bad_value, float *into, struct kernel_counts *counts) {
    for (size_t start = 0, block; start < count; start += block) {
        block = count - start < CORRECT_BLOCK ? count - start : CORRECT_BLOCK;
        if (split->factors)
            NAME(split_row)(samples, split, start, block, true, into + start);
        else
            NAME(split_row)(samples, split, start, block, false, into + start);
        settle_bad(into + start, block, bad_value, counts);
    }
}

// False, and nothing is added, when a sum would not be finite.
static inline bool NAME(split_add)(const SAMPLE *const *rows, const struct kernel_split *split,
                                   size_t i, bool divides, double *sums) {
    float_vector zero = { 0 };
    rows_read_ahead((const void *const *)rows, i * sizeof **rows);
    float_vector offset = float_load(split->offsets + i), rest = float_load(split->rests + i);
    float_vector factor = divides ? float_load(split->factors + i) : zero;
    float_vector factor_rest = divides ? float_load(split->factor_rests + i) : zero;
    wide_vector sum0 = wide_load(sums + i), sum1 = wide_load(sums + i + WIDE_LANES);
#pragma GCC unroll 8
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        float_vector values =
            NAME(split_values)(rows[k] + i, offset, factor, factor_rest, rest, divides);
        sum0 += float_lower_half(values);
        sum1 += float_upper_half(values);
    }
    if (wide_has_nan(sum0 - sum0, sum1 - sum1))
        return false;
    wide_store(sums + i, sum0);
    wide_store(sums + i + WIDE_LANES, sum1);
    return true;
}

static size_t NAME(correct_split_sums)(const void *const *samples, size_t count,
                                       const struct kernel_split *split, double *sums) {
    const SAMPLE *rows[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        rows[k] = samples[k];
    size_t done = 0;
    bool good = true;
    while (good && done + FLOAT_LANES <= count) {
        good = split->factors ? NAME(split_add)(rows, split, done, true, sums)
                              : NAME(split_add)(rows, split, done, false, sums);
        done += good ? FLOAT_LANES : 0;
    }
    for (; good && done < count; done += good) {
        double sum = sums[done];
        for (size_t k = 0; k < KERNEL_ROWS; k++)
            sum += (double)NAME(split_value)(rows[k][done], split, done);
        good = sum - sum == 0.0;
        sums[done] = good ? sum : sums[done];
    }
    return done;
}

#undef NAME
#undef SAMPLE
