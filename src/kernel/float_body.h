// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of f32, all sums in double.

// Eight rows are added as if there were no NaN. A sum that is NaN afterwards may have met one: its
// samples are not stored but taken again with each value looked at. Same additions, same order, but
// for those that are left out.

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
                                      size_t count, double *restrict sums,
                                      uint32_t *restrict missing) {
    for (size_t k = 0; k < row_count; k++) {
        const float *row = rows[k] + start;
        for (size_t i = start; i < start + count; i++) {
            sums[i] += float_careful(row[i - start]);
            missing[i] += row[i - start] != row[i - start];
        }
    }
}

static void float_sum_rows(const float *const *rows, size_t row_count, size_t count,
                           double *restrict sums, uint32_t *restrict missing) {
    size_t i = 0;
    if (row_count == KERNEL_ROWS)
        for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
            FLOAT_ROWS8(rows, i);
            wide_vector sum = wide_load(sums + i);
#define FLOAT_ADD(row) sum += f32_widen(row);
            FLOAT_EACH_ROW(FLOAT_ADD)
#undef FLOAT_ADD
            if (wide_has_nan(sum, sum))
                float_careful_sums(rows, row_count, i, WIDE_LANES, sums, missing);
            else
                wide_store(sums + i, sum);
        }
    float_careful_sums(rows, row_count, i, count - i, sums, missing);
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

// Extremes of eight rows join those before, which are NaN where there was no value.
static inline void float_widen_extremes(float_vector low, float_vector high, float *min,
                                        float *max) {
    float_vector least = float_load(min), most = float_load(max);
    low = float_where(least <= low, least, low);
    high = float_where(most >= high, most, high);
    memcpy(min, &low, sizeof low);
    memcpy(max, &high, sizeof high);
}

// Eight rows: a comparison with NaN takes nothing, so the extremes of the rows begin at the
// infinities. One that is infinite in the end may have met no value at all. False then, and nothing
// has changed.
static inline bool float_extremes8(const float *const *rows, size_t i, float *min, float *max) {
    rows_read_ahead((const void *const *)rows, i * sizeof **rows);
    float_vector low = (float_vector){ 0 } + __builtin_inff(), high = -low;
#pragma GCC unroll 8
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        float_vector values = float_load(rows[k] + i);
        low = float_lower(values, low);
        high = float_higher(values, high);
    }
    if (float_has_nan(low - low, high - high))
        return false;
    float_widen_extremes(low, high, min + i, max + i);
    return true;
}

static void float_extreme_rows(const float *const *rows, size_t row_count, size_t count,
                               float *restrict min, float *restrict max) {
    size_t i = 0;
    if (row_count == KERNEL_ROWS)
        for (; i + FLOAT_LANES <= count; i += FLOAT_LANES)
            if (!float_extremes8(rows, i, min, max))
                float_careful_extremes(rows, row_count, i, FLOAT_LANES, min + i, max + i);
    float_careful_extremes(rows, row_count, i, count - i, min + i, max + i);
}

// Any of sums, and min and max, may be NULL.
static void float_careful_moments(const float *const *rows, size_t row_count, size_t start,
                                  size_t count, const double *restrict shifts,
                                  double *restrict sums, uint32_t *restrict missing,
                                  double *restrict first, double *restrict second, float *min,
                                  float *max) {
    for (size_t k = 0; k < row_count; k++) {
        const float *row = rows[k];
        for (size_t i = start; i < start + count; i++) {
            double from = row[i] == row[i] ? (double)row[i] - shifts[i] : 0.0;
            first[i] += from;
            second[i] += from * from;
            missing[i] += row[i] != row[i];
        }
        for (size_t i = start; sums && i < start + count; i++)
            sums[i] += float_careful(row[i]);
    }
    if (min)
        float_careful_extremes(rows, row_count, start, count, min + start, max + start);
}

// Of as many samples as a vector holds: all stay in registers over 8 rows, and each value is loaded
// for all of them at once. False when there is a NaN; nothing is stored then.
static inline bool float_moments8(const float *const *rows, size_t i, const double *shifts,
                                  double *sums, double *first, double *second, float *min,
                                  float *max) {
    FLOAT_ROWS8(rows, i);
    rows_read_ahead((const void *const *)rows, i * sizeof **rows);
    size_t next = i + WIDE_LANES;
    wide_vector shift0 = wide_load(shifts + i), shift1 = wide_load(shifts + next);
    wide_vector one0 = wide_load(first + i), one1 = wide_load(first + next);
    wide_vector two0 = wide_load(second + i), two1 = wide_load(second + next);
    wide_vector sum0 = sums ? wide_load(sums + i) : two0;
    wide_vector sum1 = sums ? wide_load(sums + next) : two1;
    wide_vector value, from;
    float_vector low = float_load(a), high = low;
#define FLOAT_ADD(row)                              \
    value = f32_widen(row), from = value - shift0;  \
    one0 += from, two0 += from * from;              \
    sum0 = sums ? sum0 + value : sum0;              \
    value = f32_widen(row + WIDE_LANES);            \
    from = value - shift1;                          \
    one1 += from, two1 += from * from;              \
    sum1 = sums ? sum1 + value : sum1;              \
    if (min) {                                      \
        low = float_lower(float_load(row), low);    \
        high = float_higher(float_load(row), high); \
    }
    FLOAT_EACH_ROW(FLOAT_ADD)
#undef FLOAT_ADD
    if (sums ? wide_has_nan(sum0, sum1) : wide_has_nan(two0, two1))
        return false;
    wide_store(first + i, one0), wide_store(first + next, one1);
    wide_store(second + i, two0), wide_store(second + next, two1);
    if (sums)
        wide_store(sums + i, sum0), wide_store(sums + next, sum1);
    if (min)
        float_widen_extremes(low, high, min + i, max + i);
    return true;
}

#define FLOAT_MOMENTS(sums, min, max)                                                            \
    for (; i + FLOAT_LANES <= count; i += FLOAT_LANES)                                           \
        if (!float_moments8(rows, i, shifts, sums, first, second, min, max))                     \
            float_careful_moments(rows, row_count, i, FLOAT_LANES, shifts, sums, missing, first, \
                                  second, min, max);

static void float_moment_rows(const float *const *rows, size_t row_count, size_t count,
                              const double *restrict shifts, double *restrict sums,
                              uint32_t *restrict missing, double *restrict first,
                              double *restrict second, float *restrict min, float *restrict max) {
    size_t i = 0;
    if (row_count == KERNEL_ROWS) {
        if (sums && min) {
            FLOAT_MOMENTS(sums, min, max)
        } else if (sums) {
            FLOAT_MOMENTS(sums, NULL, NULL)
        } else if (min) {
            FLOAT_MOMENTS(NULL, min, max)
        } else {
            FLOAT_MOMENTS(NULL, NULL, NULL)
        }
    }
    float_careful_moments(rows, row_count, i, count - i, shifts, sums, missing, first, second, min,
                          max);
}
#undef FLOAT_MOMENTS
