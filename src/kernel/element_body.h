// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of every element. Parameters:
//   NAME(function)  name of a function of this element; NAME(widen) is there (wide_body.h)
//   SAMPLE          its type
//   KEY             signed integer of its size
//   KEY_MAX         largest key
//   KEY_OF(x)       the key of a sample: the same order, NaN largest

static void NAME(pack)(const void *samples, size_t count, void *keys, size_t group_stride) {
    enum { lanes = KERNEL_GROUP_BYTES / sizeof(KEY) };
    const SAMPLE *from = samples;
    unsigned char *group = keys;
    for (; count >= lanes; count -= lanes, from += lanes, group += group_stride) {
        KEY *to = (KEY *)group;
        for (size_t i = 0; i < lanes; i++)
            to[i] = KEY_OF(from[i]);
    }
    if (count == 0)
        return;
    KEY *to = (KEY *)group;
    for (size_t i = 0; i < lanes; i++)
        to[i] = i < count ? KEY_OF(from[i]) : KEY_MAX;
}

// As one function for both forms, so that their subtraction is the same instructions.
static inline void NAME(correct_values)(const SAMPLE *row, const double *restrict offsets,
                                        const double *restrict factors, size_t count,
                                        float *restrict into) {
    size_t i = 0;
    for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
        wide_vector value = NAME(widen)(row + i) - wide_load(offsets + i);
        if (factors)
            value *= wide_load(factors + i);
        f32_narrow(into + i, value);
    }
    for (; i < count; i++) {
        double value = (double)row[i] - offsets[i];
        into[i] = (float)(factors ? value * factors[i] : value);
    }
}

// Blocks stay in the first-level cache between the arithmetic and the look at its results.
static void NAME(correct)(const void *samples, const double *restrict offsets,
                          const double *restrict factors, size_t count, float bad_value,
                          float *restrict into, struct kernel_counts *counts) {
    const SAMPLE *row = samples;
    while (count > 0) {
        size_t block = count < CORRECT_BLOCK ? count : CORRECT_BLOCK;
        if (factors)
            NAME(correct_values)(row, offsets, factors, block, into);
        else
            NAME(correct_values)(row, offsets, NULL, block, into);
        settle_bad(into, block, bad_value, counts);
        row += block, offsets += block, into += block;
        factors = factors ? factors + block : NULL;
        count -= block;
    }
}

// Offset, factor and sum stay in registers over 8 rows. False, and nothing is added, when a sum
// would not be finite: it has met a bad value.
static inline bool NAME(correct_add)(const SAMPLE *const *rows, size_t i, const double *offsets,
                                     const double *factors, double *sums) {
    rows_read_ahead((const void *const *)rows, i * sizeof **rows);
    wide_vector offset = wide_load(offsets + i), sum = wide_load(sums + i);
    wide_vector factor = factors ? wide_load(factors + i) : offset;
#pragma GCC unroll 8
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        wide_vector value = NAME(widen)(rows[k] + i) - offset;
        sum += wide_round(factors ? value * factor : value);
    }
    if (wide_has_nan(sum - sum, sum - sum))
        return false;
    wide_store(sums + i, sum);
    return true;
}

static size_t NAME(correct_sums)(const void *const *samples, size_t count, const double *offsets,
                                 const double *factors, double *sums) {
    const SAMPLE *rows[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        rows[k] = samples[k];
    size_t i = 0;
    bool good = true;
    while (good && i + WIDE_LANES <= count) {
        good = factors ? NAME(correct_add)(rows, i, offsets, factors, sums)
                       : NAME(correct_add)(rows, i, offsets, NULL, sums);
        i += good ? WIDE_LANES : 0;
    }
    for (; good && i < count; i += good) {
        double sum = sums[i];
        for (size_t k = 0; k < KERNEL_ROWS; k++) {
            double value = (double)rows[k][i] - offsets[i];
            sum += (double)(float)(factors ? value * factors[i] : value);
        }
        good = sum - sum == 0.0;
        sums[i] = good ? sum : sums[i];
    }
    return i;
}

#undef NAME
#undef SAMPLE
#undef KEY
#undef KEY_MAX
#undef KEY_OF
