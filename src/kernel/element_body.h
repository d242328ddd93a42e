// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of every element. Parameters:
//   NAME(function)  name of a function of this element
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

static void NAME(divide)(const void *samples, const double *restrict offsets,
                         const double *restrict denominators, size_t count, float bad_value,
                         float *restrict into, struct kernel_counts *counts) {
    const SAMPLE *row = samples;
    while (count > 0) {
        size_t block = count < KERNEL_PARTIAL_ROWS ? count : KERNEL_PARTIAL_ROWS;
        uint32_t bad = 0, negative = 0;
        for (size_t i = 0; i < block; i++) {
            float value = (float)(((double)row[i] - offsets[i]) / denominators[i]);
            bool good = value - value == 0.0F;
            bad += !good;
            negative += good & (value < 0.0F);
            into[i] = good ? value : bad_value;
        }
        counts->bad += bad;
        counts->negative += negative;
        row += block, offsets += block, denominators += block, into += block;
        count -= block;
    }
}

static void NAME(subtract)(const void *samples, const double *restrict offsets, size_t count,
                           float bad_value, float *restrict into, struct kernel_counts *counts) {
    const SAMPLE *row = samples;
    while (count > 0) {
        size_t block = count < KERNEL_PARTIAL_ROWS ? count : KERNEL_PARTIAL_ROWS;
        uint32_t bad = 0, negative = 0;
        for (size_t i = 0; i < block; i++) {
            float value = (float)((double)row[i] - offsets[i]);
            bool good = value - value == 0.0F;
            bad += !good;
            negative += good & (value < 0.0F);
            into[i] = good ? value : bad_value;
        }
        counts->bad += bad;
        counts->negative += negative;
        row += block, offsets += block, into += block;
        count -= block;
    }
}

#undef NAME
#undef SAMPLE
#undef KEY
#undef KEY_MAX
#undef KEY_OF
