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

// Offset, factor and sum stay in registers over 8 rows. A sum that is not finite afterwards may
// have met a bad value: then its block is put back, to be taken with care.
static inline bool NAME(correct_block)(const void *const *rows, size_t start, size_t count,
                                       const double *restrict offsets,
                                       const double *restrict factors, double *restrict sums,
                                       double *restrict before) {
    const SAMPLE *row[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        row[k] = (const SAMPLE *)rows[k] + start;
    wide_mask found = { 0 };
    size_t i = 0;
    for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
        wide_vector offset = wide_load(offsets + i), sum = wide_load(sums + i);
        wide_vector factor = factors ? wide_load(factors + i) : offset;
        wide_store(before + i, sum);
#pragma GCC unroll 8
        for (size_t k = 0; k < KERNEL_ROWS; k++) {
            wide_vector value = NAME(widen)(row[k] + i) - offset;
            sum += wide_round(factors ? value * factor : value);
        }
        wide_store(sums + i, sum);
        found |= sum - sum != 0.0;
    }
    bool odd = wide_any(found);
    for (; i < count; i++) {
        before[i] = sums[i];
        for (size_t k = 0; k < KERNEL_ROWS; k++) {
            double value = (double)row[k][i] - offsets[i];
            sums[i] += (double)(float)(factors ? value * factors[i] : value);
        }
        odd |= sums[i] - sums[i] != 0.0;
    }
    return !odd;
}

static size_t NAME(correct_sums)(const void *const *rows, size_t count,
                                 const double *restrict offsets, const double *restrict factors,
                                 double *restrict sums, uint32_t *restrict counts) {
    double before[KERNEL_CORRECTED];
    size_t start = 0;
    for (; start < count; start += KERNEL_CORRECTED) {
        size_t block = count - start < KERNEL_CORRECTED ? count - start : KERNEL_CORRECTED;
        bool good = factors ? NAME(correct_block)(rows, start, block, offsets + start,
                                                  factors + start, sums + start, before)
                            : NAME(correct_block)(rows, start, block, offsets + start, NULL,
                                                  sums + start, before);
        if (!good) {
            memcpy(sums + start, before, block * sizeof *sums);
            return start;
        }
        for (size_t i = start; i < start + block; i++)
            counts[i] += KERNEL_ROWS;
    }
    return count;
}

#undef NAME
#undef SAMPLE
#undef KEY
#undef KEY_MAX
#undef KEY_OF
