// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// f32 histograms: bounds and bin numbers of rows of samples. Bounds are taken of keys, so that
// which zero is the smallest does not depend on the width of vectors.

static void bound_floats(const float *samples, size_t count, struct kernel_bounds *bounds) {
    while (count > 0) {
        size_t block = count < KERNEL_PARTIAL_ROWS ? count : KERNEL_PARTIAL_ROWS;
        int32_t low = bounds->low, high = bounds->high;
        uint32_t nan = 0, infinite = 0;
        for (size_t i = 0; i < block; i++) {
            int32_t bits;
            memcpy(&bits, samples + i, sizeof bits);
            int32_t magnitude = bits & 0x7fffffff, key = bits ^ (bits >> 31 & 0x7fffffff);
            bool finite = magnitude < KERNEL_KEY_INFINITY;
            nan += magnitude > KERNEL_KEY_INFINITY;
            infinite += magnitude == KERNEL_KEY_INFINITY;
            int32_t least = finite ? key : INT32_MAX, most = finite ? key : INT32_MIN;
            low = least < low ? least : low;
            high = most > high ? most : high;
        }
        bounds->low = low, bounds->high = high;
        bounds->nan += nan, bounds->infinite += infinite;
        samples += block, count -= block;
    }
}

static void bin_floats(const float *restrict samples, size_t count, double low, double scale,
                       int32_t last, int32_t *restrict bins) {
    double most = last;
    for (size_t i = 0; i < count; i++) {
        double bin = ((double)samples[i] - low) * scale;
        bin = bin < most ? bin : most;
        bool is_inside = samples[i] - samples[i] == 0.0F && bin >= 0.0;
        bins[i] = is_inside ? (int32_t)bin : last + 1;
    }
}
