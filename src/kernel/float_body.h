// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of f32, all sums in double.

static void float_sum_rows(const float *const *rows, size_t row_count, size_t count,
                           double *restrict sums, uint32_t *restrict counts) {
    size_t k = 0;
    for (; k + 4 <= row_count; k += 4) {
        const float *a = rows[k], *b = rows[k + 1], *c = rows[k + 2], *d = rows[k + 3];
        for (size_t i = 0; i < count; i++) {
            double sum = sums[i];
            sum += a[i] == a[i] ? (double)a[i] : 0.0;
            sum += b[i] == b[i] ? (double)b[i] : 0.0;
            sum += c[i] == c[i] ? (double)c[i] : 0.0;
            sum += d[i] == d[i] ? (double)d[i] : 0.0;
            sums[i] = sum;
        }
        for (size_t i = 0; i < count; i++)
            counts[i] += (uint32_t)(a[i] == a[i]) + (uint32_t)(b[i] == b[i])
                         + (uint32_t)(c[i] == c[i]) + (uint32_t)(d[i] == d[i]);
    }
    for (; k < row_count; k++) {
        const float *row = rows[k];
        for (size_t i = 0; i < count; i++)
            sums[i] += row[i] == row[i] ? (double)row[i] : 0.0;
        for (size_t i = 0; i < count; i++)
            counts[i] += row[i] == row[i];
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

static void float_moment_rows(const float *const *rows, size_t row_count, size_t count,
                              const double *restrict shifts, double *restrict first,
                              double *restrict second) {
    size_t k = 0;
    for (; k + 4 <= row_count; k += 4) {
        const float *a = rows[k], *b = rows[k + 1], *c = rows[k + 2], *d = rows[k + 3];
        for (size_t i = 0; i < count; i++) {
            double shift = shifts[i], one = first[i], two = second[i];
            double from = a[i] == a[i] ? (double)a[i] - shift : 0.0;
            one += from, two += from * from;
            from = b[i] == b[i] ? (double)b[i] - shift : 0.0;
            one += from, two += from * from;
            from = c[i] == c[i] ? (double)c[i] - shift : 0.0;
            one += from, two += from * from;
            from = d[i] == d[i] ? (double)d[i] - shift : 0.0;
            one += from, two += from * from;
            first[i] = one;
            second[i] = two;
        }
    }
    for (; k < row_count; k++) {
        const float *row = rows[k];
        for (size_t i = 0; i < count; i++) {
            double from = row[i] == row[i] ? (double)row[i] - shifts[i] : 0.0;
            first[i] += from;
            second[i] += from * from;
        }
    }
}

// A bound that is NaN takes whatever comes; a NaN sample is below and above nothing.
static inline float float_smaller(float bound, float value) {
    return bound <= value || value != value ? bound : value;
}

static inline float float_larger(float bound, float value) {
    return bound >= value || value != value ? bound : value;
}

static void float_extreme_rows(const float *const *rows, size_t row_count, size_t count,
                               float *restrict min, float *restrict max) {
    size_t k = 0;
    for (; k + 4 <= row_count; k += 4) {
        const float *a = rows[k], *b = rows[k + 1], *c = rows[k + 2], *d = rows[k + 3];
        for (size_t i = 0; i < count; i++) {
            min[i] = float_smaller(
                float_smaller(float_smaller(float_smaller(min[i], a[i]), b[i]), c[i]), d[i]);
            max[i] = float_larger(
                float_larger(float_larger(float_larger(max[i], a[i]), b[i]), c[i]), d[i]);
        }
    }
    for (; k < row_count; k++)
        for (size_t i = 0; i < count; i++) {
            min[i] = float_smaller(min[i], rows[k][i]);
            max[i] = float_larger(max[i], rows[k][i]);
        }
}

static void float_totals(const float *samples, size_t count, struct kernel_lanes *lanes) {
    double *restrict sum = lanes->sum;
    float *restrict min = lanes->min, *restrict max = lanes->max;
    uint32_t nan[KERNEL_LANES] = { 0 };
    while (count > 0) {
        size_t row = count < KERNEL_LANES ? count : KERNEL_LANES;
        for (size_t lane = 0; lane < row; lane++) {
            float value = samples[lane];
            sum[lane] += value == value ? (double)value : 0.0;
            min[lane] = value < min[lane] ? value : min[lane];
            max[lane] = value > max[lane] ? value : max[lane];
            nan[lane] += value != value;
        }
        samples += row;
        count -= row;
    }
    for (size_t lane = 0; lane < KERNEL_LANES; lane++)
        lanes->nan += nan[lane];
}

static void float_squares(const float *samples, size_t count, double mean,
                          double *restrict squares) {
    while (count > 0) {
        size_t row = count < KERNEL_LANES ? count : KERNEL_LANES;
        for (size_t lane = 0; lane < row; lane++) {
            double from = samples[lane] == samples[lane] ? (double)samples[lane] - mean : 0.0;
            squares[lane] += from * from;
        }
        samples += row;
        count -= row;
    }
}
