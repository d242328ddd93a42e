// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of one integer element. Parameters:
//   NAME(function)  name of a function of this element
//   SAMPLE          its type
//   BIASED(x)       x minus the element's bias, as int
//   LOWEST          smallest value

// Samples `start` to count - 1 of any number of rows.
static void NAME(few_sums)(const void *const *rows, size_t row_count, size_t start, size_t count,
                           uint32_t *restrict sums) {
    for (size_t k = 0; k < row_count; k++) {
        const SAMPLE *row = rows[k];
        for (size_t i = start; i < count; i++)
            sums[i] += (uint32_t)BIASED(row[i]);
    }
}

static void NAME(gather)(const uint32_t *restrict sums, const uint32_t *restrict squares,
                         const uint32_t *restrict uppers, size_t count, int64_t *restrict all_sums,
                         uint64_t *restrict all_squares) {
    for (size_t i = 0; i < count; i++)
        all_sums[i] += (int32_t)sums[i];
    if (squares && uppers)
        for (size_t i = 0; i < count; i++)
            all_squares[i] +=
                ((uint64_t)uppers[i] << 16) + (uint32_t)(squares[i] - (uppers[i] << 16));
    else if (squares)
        for (size_t i = 0; i < count; i++)
            all_squares[i] += squares[i];
}

static inline SAMPLE NAME(smaller)(SAMPLE a, SAMPLE b) {
    return a < b ? a : b;
}

static inline SAMPLE NAME(larger)(SAMPLE a, SAMPLE b) {
    return a > b ? a : b;
}

static void NAME(extreme_rows)(const void *const *rows, size_t row_count, size_t count, void *min,
                               void *max) {
    SAMPLE *restrict low = min, *restrict high = max;
    size_t k = 0;
    for (; k + 4 <= row_count; k += 4) {
        const SAMPLE *a = rows[k], *b = rows[k + 1], *c = rows[k + 2], *d = rows[k + 3];
        for (size_t i = 0; i < count; i++) {
            SAMPLE ab = NAME(smaller)(a[i], b[i]), cd = NAME(smaller)(c[i], d[i]);
            low[i] = NAME(smaller)(low[i], NAME(smaller)(ab, cd));
            ab = NAME(larger)(a[i], b[i]), cd = NAME(larger)(c[i], d[i]);
            high[i] = NAME(larger)(high[i], NAME(larger)(ab, cd));
        }
    }
    for (; k < row_count; k++) {
        const SAMPLE *row = rows[k];
        for (size_t i = 0; i < count; i++) {
            low[i] = NAME(smaller)(low[i], row[i]);
            high[i] = NAME(larger)(high[i], row[i]);
        }
    }
}

// The moments and extremes of samples `start` to count - 1 of any number of rows.
static void NAME(few_moments)(const void *const *rows, size_t row_count, size_t start, size_t count,
                              uint32_t *restrict sums, uint32_t *restrict squares,
                              uint32_t *restrict uppers, void *min, void *max) {
    SAMPLE *restrict low = min, *restrict high = max;
    for (size_t k = 0; k < row_count; k++) {
        const SAMPLE *row = rows[k];
        for (size_t i = start; i < count; i++) {
            uint32_t square = (uint32_t)(BIASED(row[i]) * BIASED(row[i]));
            sums[i] += (uint32_t)BIASED(row[i]);
            squares[i] += square;
            if (uppers)
                uppers[i] += square >> 16;
        }
        for (size_t i = start; low && i < count; i++) {
            low[i] = NAME(smaller)(low[i], row[i]);
            high[i] = NAME(larger)(high[i], row[i]);
        }
    }
}

static uint64_t NAME(count_from)(const void *samples, size_t count, int limit) {
    const SAMPLE *row = samples;
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += row[i] >= limit;
    return found;
}

static void NAME(tally)(const void *samples, size_t count, uint64_t *bins) {
    const SAMPLE *row = samples;
    for (size_t i = 0; i < count; i++)
        bins[row[i] - LOWEST]++;
}

#undef NAME
#undef SAMPLE
#undef BIASED
#undef LOWEST
