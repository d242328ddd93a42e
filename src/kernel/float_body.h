// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of f32, all sums in double.

// Eight rows are added as if there were no NaN, a block at a time, keeping what was there before. A
// sum that is NaN afterwards may have met one: its block is put back and taken again with each
// value looked at. Same additions, same order, but for those that are left out.
enum { FLOAT_BLOCK = 256 };

static inline double float_careful(float value) {
    return value == value ? (double)value : 0.0;
}

// The values of 8 rows at one place, in time order.
#define FLOAT_EACH_ROW(DO) DO(a) DO(b) DO(c) DO(d) DO(e) DO(f) DO(g) DO(h)
#define FLOAT_ROWS8(rows, start)                                                  \
    const float *a = rows[0] + start, *b = rows[1] + start, *c = rows[2] + start, \
                *d = rows[3] + start, *e = rows[4] + start, *f = rows[5] + start, \
                *g = rows[6] + start, *h = rows[7] + start

static inline void float_careful_sums(const float *const *rows, size_t row_count, size_t start,
                                      size_t count, double *restrict sums) {
    for (size_t k = 0; k < row_count; k++)
        for (size_t i = 0; i < count; i++)
            sums[i] += float_careful(rows[k][start + i]);
}

static inline bool float_plain_sums8(const float *const *rows, size_t start, size_t count,
                                     double *restrict sums, double *restrict before) {
    FLOAT_ROWS8(rows, start);
    wide_mask found = { 0 };
    size_t i = 0;
    for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
        wide_vector sum = wide_load(sums + i);
        wide_store(before + i, sum);
#define FLOAT_ADD(row) sum += f32_widen(row + i);
        FLOAT_EACH_ROW(FLOAT_ADD)
#undef FLOAT_ADD
        wide_store(sums + i, sum);
        found |= sum != sum;
    }
    bool nan = wide_any(found);
    for (; i < count; i++) {
        before[i] = sums[i];
#define FLOAT_ADD(row) sums[i] += (double)row[i];
        FLOAT_EACH_ROW(FLOAT_ADD)
#undef FLOAT_ADD
        nan |= sums[i] != sums[i];
    }
    return !nan;
}

static inline void float_count_rows(const float *const *rows, size_t row_count, size_t start,
                                    size_t count, uint32_t *restrict counts) {
    for (size_t k = 0; k < row_count; k++) {
        const float *row = rows[k] + start;
        for (size_t i = 0; i < count; i++)
            counts[i] += row[i] == row[i];
    }
}

static inline void float_sum_block(const float *const *rows, size_t row_count, size_t start,
                                   size_t count, double *restrict sums, uint32_t *restrict counts) {
    double before[FLOAT_BLOCK];
    if (row_count == KERNEL_ROWS) {
        if (float_plain_sums8(rows, start, count, sums, before)) {
            for (size_t i = 0; i < count; i++)
                counts[i] += KERNEL_ROWS;
            return;
        }
        memcpy(sums, before, count * sizeof *sums);
    }
    float_careful_sums(rows, row_count, start, count, sums);
    float_count_rows(rows, row_count, start, count, counts);
}

static void float_sum_rows(const float *const *rows, size_t row_count, size_t count,
                           double *restrict sums, uint32_t *restrict counts) {
    for (size_t start = 0; start < count; start += FLOAT_BLOCK) {
        size_t block = count - start < FLOAT_BLOCK ? count - start : FLOAT_BLOCK;
        float_sum_block(rows, row_count, start, block, sums + start, counts + start);
    }
}

static bool float_shift_rows(const float *const *rows, size_t row_count, size_t count,
                             double *restrict shifts) {
    size_t missing = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < row_count && shifts[i] != shifts[i]; k++)
            if (rows[k][i] - rows[k][i] == 0.0F)
                shifts[i] = (double)rows[k][i];
        missing += shifts[i] != shifts[i];
    }
    return missing == 0;
}

static inline void float_careful_moments(const float *const *rows, size_t row_count, size_t start,
                                         size_t count, const double *restrict shifts,
                                         double *restrict first, double *restrict second) {
    for (size_t k = 0; k < row_count; k++) {
        const float *row = rows[k] + start;
        for (size_t i = 0; i < count; i++) {
            double from = row[i] == row[i] ? (double)row[i] - shifts[i] : 0.0;
            first[i] += from;
            second[i] += from * from;
        }
    }
}

// Sum and moments stay in registers over 8 rows, and each value is widened once.
static inline bool float_plain_moments8(const float *const *rows, size_t start, size_t count,
                                        const double *restrict shifts, double *restrict sums,
                                        double *restrict first, double *restrict second,
                                        double (*restrict before)[FLOAT_BLOCK]) {
    // Written in vectors: left to itself, a compiler spills most of the sixteen registers.
    FLOAT_ROWS8(rows, start);
    wide_mask found = { 0 };
    size_t i = 0;
    for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
        wide_vector shift = wide_load(shifts + i), sum = wide_load(sums + i);
        wide_vector one = wide_load(first + i), two = wide_load(second + i), value, from;
        wide_store(before[0] + i, sum);
        wide_store(before[1] + i, one);
        wide_store(before[2] + i, two);
#define FLOAT_ADD(row)                                \
    value = f32_widen(row + i), from = value - shift; \
    sum += value, one += from, two += from * from;
        FLOAT_EACH_ROW(FLOAT_ADD)
#undef FLOAT_ADD
        wide_store(sums + i, sum);
        wide_store(first + i, one);
        wide_store(second + i, two);
        found |= sum != sum;
    }
    bool nan = wide_any(found);
    for (; i < count; i++) {
        before[0][i] = sums[i], before[1][i] = first[i], before[2][i] = second[i];
#define FLOAT_ADD(row)                      \
    sums[i] += (double)row[i];              \
    first[i] += (double)row[i] - shifts[i]; \
    second[i] += ((double)row[i] - shifts[i]) * ((double)row[i] - shifts[i]);
        FLOAT_EACH_ROW(FLOAT_ADD)
#undef FLOAT_ADD
        nan |= sums[i] != sums[i];
    }
    return !nan;
}

static inline void float_moment_block(const float *const *rows, size_t row_count, size_t start,
                                      size_t count, const double *restrict shifts,
                                      double *restrict sums, uint32_t *restrict counts,
                                      double *restrict first, double *restrict second) {
    double before[3][FLOAT_BLOCK];
    if (row_count == KERNEL_ROWS) {
        if (float_plain_moments8(rows, start, count, shifts, sums, first, second, before)) {
            for (size_t i = 0; i < count; i++)
                counts[i] += KERNEL_ROWS;
            return;
        }
        memcpy(sums, before[0], count * sizeof *sums);
        memcpy(first, before[1], count * sizeof *first);
        memcpy(second, before[2], count * sizeof *second);
    }
    float_careful_sums(rows, row_count, start, count, sums);
    float_count_rows(rows, row_count, start, count, counts);
    float_careful_moments(rows, row_count, start, count, shifts, first, second);
}

static void float_moment_rows(const float *const *rows, size_t row_count, size_t count,
                              const double *restrict shifts, double *restrict sums,
                              uint32_t *restrict counts, double *restrict first,
                              double *restrict second) {
    for (size_t start = 0; start < count; start += FLOAT_BLOCK) {
        size_t block = count - start < FLOAT_BLOCK ? count - start : FLOAT_BLOCK;
        float_moment_block(rows, row_count, start, block, shifts + start, sums + start,
                           counts + start, first + start, second + start);
    }
}

// A bound that is NaN takes whatever comes; a NaN sample is below and above nothing.
static inline float float_smaller(float bound, float value) {
    return bound <= value || value != value ? bound : value;
}

static inline float float_larger(float bound, float value) {
    return bound >= value || value != value ? bound : value;
}

static void float_careful_extremes(const float *const *rows, size_t row_count, size_t start,
                                   size_t count, float *restrict min, float *restrict max) {
    for (size_t k = 0; k < row_count; k++)
        for (size_t i = 0; i < count; i++) {
            min[i] = float_smaller(min[i], rows[k][start + i]);
            max[i] = float_larger(max[i], rows[k][start + i]);
        }
}

// Eight rows: a comparison with NaN takes nothing, so the extremes of the rows begin at the
// infinities. One that is still infinite may have met no value at all: its block is taken again
// with care. False then, and nothing has changed.
static inline bool float_plain_extremes8(const float *const *rows, size_t start, size_t count,
                                         float *restrict min, float *restrict max) {
    FLOAT_ROWS8(rows, start);
    float lows[FLOAT_BLOCK], highs[FLOAT_BLOCK];
    int32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        float low = __builtin_inff(), high = -__builtin_inff();
#define FLOAT_TAKE(row)                \
    low = row[i] < low ? row[i] : low; \
    high = row[i] > high ? row[i] : high;
        FLOAT_EACH_ROW(FLOAT_TAKE)
#undef FLOAT_TAKE
        found |= low == __builtin_inff() ? -1 : 0;
        found |= high == -__builtin_inff() ? -1 : 0;
        lows[i] = low;
        highs[i] = high;
    }
    if (found)
        return false;
    for (size_t i = 0; i < count; i++) {
        min[i] = min[i] <= lows[i] ? min[i] : lows[i];
        max[i] = max[i] >= highs[i] ? max[i] : highs[i];
    }
    return true;
}

static void float_extreme_rows(const float *const *rows, size_t row_count, size_t count,
                               float *restrict min, float *restrict max) {
    for (size_t start = 0; start < count; start += FLOAT_BLOCK) {
        size_t block = count - start < FLOAT_BLOCK ? count - start : FLOAT_BLOCK;
        if (row_count < KERNEL_ROWS
            || !float_plain_extremes8(rows, start, block, min + start, max + start))
            float_careful_extremes(rows, row_count, start, block, min + start, max + start);
    }
}
