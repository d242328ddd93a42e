// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sums and squares of 8 rows of integers, and their extremes while they are in registers. Samples
// of two rows are paired: one multiply-add makes the sum of two squares of each column, and sums
// and squares meet their accumulators once in 8 rows.

static inline void byte_sums8(const uint8_t *const *rows, size_t i, uint32_t *sums) {
    half_vector zero = { 0 }, lower = { 0 }, upper = { 0 };
    rows_read_ahead((const void *const *)rows, i);
#pragma GCC unroll 4
    for (size_t k = 0; k < KERNEL_ROWS; k += 2) {
        byte_vector a = byte_load(rows[k] + i), b = byte_load(rows[k + 1] + i);
        lower += byte_pair_sums(byte_low_pairs(a, b));
        upper += byte_pair_sums(byte_high_pairs(a, b));
    }
    sum_vector ones[4] = { (sum_vector)half_low_pairs(lower, zero),
                           (sum_vector)half_high_pairs(lower, zero),
                           (sum_vector)half_low_pairs(upper, zero),
                           (sum_vector)half_high_pairs(upper, zero) };
    sum_order4(ones);
#pragma GCC unroll 4
    for (size_t k = 0; k < 4; k++)
        sum_add(sums + i + k * SUM_LANES, ones[k]);
}

static void u8_sum_rows(const void *const *rows, size_t row_count, size_t count, uint32_t *sums) {
    size_t i = 0;
    if (row_count == KERNEL_ROWS) {
        const uint8_t *eight[KERNEL_ROWS];
        for (size_t k = 0; k < KERNEL_ROWS; k++)
            eight[k] = rows[k];
        for (; i + BYTE_LANES <= count; i += BYTE_LANES)
            byte_sums8(eight, i, sums);
    }
    u8_few_sums(rows, row_count, i, count, sums);
}

static inline void byte_moments8(const uint8_t *const *rows, size_t i, uint32_t *sums,
                                 uint32_t *squares) {
    byte_vector zero = { 0 };
    half_vector lower = { 0 }, upper = { 0 };
    sum_vector twos[4] = { { 0 } }, ones[4];
    rows_read_ahead((const void *const *)rows, i);
#pragma GCC unroll 4
    for (size_t k = 0; k < KERNEL_ROWS; k += 2) {
        byte_vector a = byte_load(rows[k] + i), b = byte_load(rows[k + 1] + i);
        half_vector low = byte_low_pairs(a, b), high = byte_high_pairs(a, b);
        lower += byte_pair_sums(low);
        upper += byte_pair_sums(high);
        half_vector c = byte_low_pairs((byte_vector)low, zero);
        half_vector d = byte_high_pairs((byte_vector)low, zero);
        half_vector e = byte_low_pairs((byte_vector)high, zero);
        half_vector f = byte_high_pairs((byte_vector)high, zero);
        twos[0] += pair_products(c, c), twos[1] += pair_products(d, d);
        twos[2] += pair_products(e, e), twos[3] += pair_products(f, f);
    }
    ones[0] = (sum_vector)half_low_pairs(lower, (half_vector)zero);
    ones[1] = (sum_vector)half_high_pairs(lower, (half_vector)zero);
    ones[2] = (sum_vector)half_low_pairs(upper, (half_vector)zero);
    ones[3] = (sum_vector)half_high_pairs(upper, (half_vector)zero);
    sum_order4(ones);
    sum_order4(twos);
#pragma GCC unroll 4
    for (size_t k = 0; k < 4; k++) {
        sum_add(sums + i + k * SUM_LANES, ones[k]);
        sum_add(squares + i + k * SUM_LANES, twos[k]);
    }
}

static inline void byte_extremes8(const uint8_t *const *rows, size_t i, uint8_t *min,
                                  uint8_t *max) {
    byte_vector low = byte_load(min + i), high = byte_load(max + i);
#pragma GCC unroll 8
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        byte_vector values = byte_load(rows[k] + i);
        low = byte_smaller(low, values), high = byte_larger(high, values);
    }
    memcpy(min + i, &low, sizeof low);
    memcpy(max + i, &high, sizeof high);
}

static void u8_moment_rows(const void *const *rows, size_t row_count, size_t count, uint32_t *sums,
                           uint32_t *squares, uint32_t *uppers, void *min, void *max) {
    size_t i = 0;
    (void)uppers;
    if (row_count == KERNEL_ROWS) {
        const uint8_t *eight[KERNEL_ROWS];
        for (size_t k = 0; k < KERNEL_ROWS; k++)
            eight[k] = rows[k];
        if (min)
            for (; i + BYTE_LANES <= count; i += BYTE_LANES) {
                byte_moments8(eight, i, sums, squares);
                byte_extremes8(eight, i, min, max);
            }
        else
            for (; i + BYTE_LANES <= count; i += BYTE_LANES)
                byte_moments8(eight, i, sums, squares);
    }
    u8_few_moments(rows, row_count, i, count, sums, squares, NULL, min, max);
}

static inline void half_moments8(const uint16_t *const *rows, size_t i, half_vector flips,
                                 uint32_t *sums, uint32_t *squares, uint32_t *uppers, uint16_t *min,
                                 uint16_t *max) {
    half_vector one = (half_vector){ 0 } + 1, low = { 0 }, high = { 0 };
    sum_vector ones[2] = { { 0 } }, twos[2] = { { 0 } }, tops[2] = { { 0 } };
    rows_read_ahead((const void *const *)rows, i * sizeof **rows);
    if (min)
        low = half_load(min + i) ^ flips, high = half_load(max + i) ^ flips;
#pragma GCC unroll 4
    for (size_t k = 0; k < KERNEL_ROWS; k += 2) {
        half_vector a = half_load(rows[k] + i) ^ flips, b = half_load(rows[k + 1] + i) ^ flips;
        half_vector c = half_low_pairs(a, b), d = half_high_pairs(a, b);
        sum_vector two = pair_products(c, c);
        ones[0] += pair_products(c, one), twos[0] += two, tops[0] += two >> 16;
        two = pair_products(d, d);
        ones[1] += pair_products(d, one), twos[1] += two, tops[1] += two >> 16;
        if (min) {
            low = half_smaller(low, half_smaller(a, b));
            high = half_larger(high, half_larger(a, b));
        }
    }
    sum_order2(ones);
    sum_order2(twos);
    sum_order2(tops);
#pragma GCC unroll 2
    for (size_t k = 0; k < 2; k++) {
        sum_add(sums + i + k * SUM_LANES, ones[k]);
        sum_add(squares + i + k * SUM_LANES, twos[k]);
        sum_add(uppers + i + k * SUM_LANES, tops[k]);
    }
    if (!min)
        return;
    low ^= flips, high ^= flips;
    memcpy(min + i, &low, sizeof low);
    memcpy(max + i, &high, sizeof high);
}

static inline void half_sums8(const uint16_t *const *rows, size_t i, half_vector flips,
                              uint32_t *sums) {
    half_vector one = (half_vector){ 0 } + 1;
    sum_vector ones[2] = { { 0 } };
#pragma GCC unroll 4
    for (size_t k = 0; k < KERNEL_ROWS; k += 2) {
        half_vector a = half_load(rows[k] + i) ^ flips, b = half_load(rows[k + 1] + i) ^ flips;
        ones[0] += pair_products(half_low_pairs(a, b), one);
        ones[1] += pair_products(half_high_pairs(a, b), one);
    }
    sum_order2(ones);
    sum_add(sums + i, ones[0]);
    sum_add(sums + i + SUM_LANES, ones[1]);
}

// `flip`: what makes samples biased. How many of the samples are done.
static inline size_t half_sum_rows(const void *const *rows, size_t row_count, size_t count,
                                   int16_t flip, uint32_t *sums) {
    if (row_count < KERNEL_ROWS)
        return 0;
    half_vector flips = (half_vector){ 0 } + flip;
    const uint16_t *eight[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        eight[k] = rows[k];
    size_t i = 0;
    for (; i + HALF_LANES <= count; i += HALF_LANES)
        half_sums8(eight, i, flips, sums);
    return i;
}

static void u16_sum_rows(const void *const *rows, size_t row_count, size_t count, uint32_t *sums) {
    size_t done = half_sum_rows(rows, row_count, count, INT16_MIN, sums);
    u16_few_sums(rows, row_count, done, count, sums);
}

static void i16_sum_rows(const void *const *rows, size_t row_count, size_t count, uint32_t *sums) {
    size_t done = half_sum_rows(rows, row_count, count, 0, sums);
    i16_few_sums(rows, row_count, done, count, sums);
}

// `flip`: what makes samples biased. How many of the samples are done.
static inline size_t half_moment_rows(const void *const *rows, size_t row_count, size_t count,
                                      int16_t flip, uint32_t *sums, uint32_t *squares,
                                      uint32_t *uppers, void *min, void *max) {
    if (row_count < KERNEL_ROWS)
        return 0;
    half_vector flips = (half_vector){ 0 } + flip;
    const uint16_t *eight[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        eight[k] = rows[k];
    size_t i = 0;
    if (min)
        for (; i + HALF_LANES <= count; i += HALF_LANES)
            half_moments8(eight, i, flips, sums, squares, uppers, min, max);
    else
        for (; i + HALF_LANES <= count; i += HALF_LANES)
            half_moments8(eight, i, flips, sums, squares, uppers, NULL, NULL);
    return i;
}

static void u16_moment_rows(const void *const *rows, size_t row_count, size_t count, uint32_t *sums,
                            uint32_t *squares, uint32_t *uppers, void *min, void *max) {
    size_t done =
        half_moment_rows(rows, row_count, count, INT16_MIN, sums, squares, uppers, min, max);
    u16_few_moments(rows, row_count, done, count, sums, squares, uppers, min, max);
}

static void i16_moment_rows(const void *const *rows, size_t row_count, size_t count, uint32_t *sums,
                            uint32_t *squares, uint32_t *uppers, void *min, void *max) {
    size_t done = half_moment_rows(rows, row_count, count, 0, sums, squares, uppers, min, max);
    i16_few_moments(rows, row_count, done, count, sums, squares, uppers, min, max);
}
