// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The table of one instruction set: this file is compiled once per set, with the compiler's
// flags for it and -DKERNEL_SET=name. Everything but the table is static.

#include "kernel/kernels.h"

#include <string.h>

#if defined __AVX512BW__
#define VECTOR_BYTES 64
#elif defined __AVX2__
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif

#include "kernel/wide_body.h"
#include "kernel/word_body.h"

#include "kernel/pair_body.h"
#include "kernel/single_body.h"

#include "kernel/ratio_body.h"

// Smaller and larger of signed integers, where the instruction set says it in one.
#if defined __AVX512BW__
#define LESSER(bits, a, b) ((__typeof__(a))_mm512_min_epi##bits((__m512i)(a), (__m512i)(b)))
#define GREATER(bits, a, b) ((__typeof__(a))_mm512_max_epi##bits((__m512i)(a), (__m512i)(b)))
#elif defined __AVX2__
#define LESSER(bits, a, b) ((__typeof__(a))_mm256_min_epi##bits((__m256i)(a), (__m256i)(b)))
#define GREATER(bits, a, b) ((__typeof__(a))_mm256_max_epi##bits((__m256i)(a), (__m256i)(b)))
#else
#define LESSER(bits, a, b) (((a) & ((a) < (b))) | ((b) & ~((a) < (b))))
#define GREATER(bits, a, b) (((a) & ((a) > (b))) | ((b) & ~((a) > (b))))
#endif

// Flips the order of negative values; NaN of either sign becomes the largest key.
static inline int32_t float_key(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t magnitude = bits & 0x7fffffffU;
    uint32_t key = bits ^ (bits >> 31 ? 0x7fffffffU : 0);
    return (int32_t)(magnitude > KERNEL_KEY_INFINITY ? 0x7fffffffU : key);
}

#define NAME(function) u8_##function
#define SAMPLE uint8_t
#define BIASED(x) ((int)(x))
#define LOWEST 0
#include "kernel/integer_body.h"

#define NAME(function) u16_##function
#define SAMPLE uint16_t
#define BIASED(x) ((int)(int16_t)(uint16_t)((x) ^ 0x8000))
#define LOWEST 0
#include "kernel/integer_body.h"

#define NAME(function) i16_##function
#define SAMPLE int16_t
#define BIASED(x) ((int)(x))
#define LOWEST INT16_MIN
#include "kernel/integer_body.h"

#include "kernel/bin_body.h"
#include "kernel/float_body.h"
#include "kernel/moment_body.h"
#include "kernel/total_body.h"

#include "kernel/float_total_body.h"

// Corrected values that stay in the first-level cache between the arithmetic and this look at them.
enum { CORRECT_BLOCK = 512 };

// Counts and replaces what is not finite, and counts what is negative (`counts` may be NULL).
static inline void settle_bad(float *values, size_t count, float bad_value,
                              struct kernel_counts *counts) {
    int32_t bad = 0, negative = 0;
    for (size_t i = 0; i < count; i++)
        bad += values[i] - values[i] == 0.0F ? 0 : 1;
    if (counts) {
        for (size_t i = 0; i < count; i++)
            negative += (values[i] - values[i] == 0.0F) & (values[i] < 0.0F);
        counts->bad += (uint32_t)bad;
        counts->negative += (uint32_t)negative;
    }
    for (size_t i = 0; bad && i < count; i++)
        values[i] = values[i] - values[i] == 0.0F ? values[i] : bad_value;
}

#define NAME(function) u8_##function
#define SAMPLE uint8_t
#define KEY int8_t
#define KEY_MAX INT8_MAX
#define KEY_OF(x) ((int8_t)((x) ^ 0x80))
#include "kernel/element_body.h"

#define NAME(function) u16_##function
#define SAMPLE uint16_t
#define KEY int16_t
#define KEY_MAX INT16_MAX
#define KEY_OF(x) ((int16_t)((x) ^ 0x8000))
#include "kernel/element_body.h"

#define NAME(function) i16_##function
#define SAMPLE int16_t
#define KEY int16_t
#define KEY_MAX INT16_MAX
#define KEY_OF(x) (x)
#include "kernel/element_body.h"

#define NAME(function) f32_##function
#define SAMPLE float
#define KEY int32_t
#define KEY_MAX INT32_MAX
#define KEY_OF(x) float_key(x)
#include "kernel/element_body.h"

#define NAME(function) u8_##function
#define SAMPLE uint8_t
#include "kernel/split_body.h"

#define NAME(function) u16_##function
#define SAMPLE uint16_t
#include "kernel/split_body.h"

#define NAME(function) i16_##function
#define SAMPLE int16_t
#include "kernel/split_body.h"

// A sample of this many rows at least and at most, and how many standard errors of its ranks a
// guess reaches to either side.
#define SELECT_SAMPLE_LEAST 32
#define SELECT_SAMPLE_MOST 128
#define SELECT_REACH 3.7

// The square root, near enough for a guess, and the same everywhere.
static inline double kernel_root(double x) {
    double root = 1.0 + x / 4.0;
    for (int i = 0; i < 4; i++)
        root = (root + x / root) / 2.0;
    return root;
}

#include "kernel/code_body.h"

#define NAME(function) key8_##function
#define KEY int8_t
#define UNSIGNED uint8_t
#define MINIMUM(a, b) LESSER(8, a, b)
#define MAXIMUM(a, b) GREATER(8, a, b)
#define KEY_MAX INT8_MAX
#include "kernel/select_body.h"

#define NAME(function) key16_##function
#define KEY int16_t
#define UNSIGNED uint16_t
#define MINIMUM(a, b) LESSER(16, a, b)
#define MAXIMUM(a, b) GREATER(16, a, b)
#define KEY_MAX INT16_MAX
#include "kernel/select_body.h"

#define NAME(function) key32_##function
#define KEY int32_t
#define UNSIGNED uint32_t
#define MINIMUM(a, b) LESSER(32, a, b)
#define MAXIMUM(a, b) GREATER(32, a, b)
#define KEY_MAX INT32_MAX
#include "kernel/select_body.h"

#define NAME(function) u8_##function
#define SAMPLE uint8_t
#include "kernel/slide_body.h"

#define NAME(function) u16_##function
#define SAMPLE uint16_t
#include "kernel/slide_body.h"

#define NAME(function) i16_##function
#define SAMPLE int16_t
#include "kernel/slide_body.h"

#include "kernel/slide_float_body.h"

#define INTEGERS(type, begin)                                                                    \
    {                                                                                            \
        .sum_rows = type##_sum_rows, .moment_rows = type##_moment_rows, .gather = type##_gather, \
        .extreme_rows = type##_extreme_rows, .begin_totals = begin, .add_runs = type##_add_runs, \
        .end_totals = type##_end_totals, .count_from = type##_count_from,                        \
        .correct_split = type##_correct_split, .correct_split_sums = type##_correct_split_sums,  \
        .tally = type##_tally, .slide_rows = type##_slide_rows                                   \
    }
#define ELEMENTS(type, key)                                                                        \
    {                                                                                              \
        .pack = type##_pack, .select_rows = key##_select_rows, .greater_rows = key##_greater_rows, \
                                                                                                   \
        .select_run = key##_select_run, .follow_rows = key##_follow_rows,                          \
        .correct = type##_correct, .correct_sums = type##_correct_sums                             \
    }
#define PASTE(a, b) a##b
#define SYMBOL(set) PASTE(kernels_, set)
#define QUOTE(set) #set
#define TEXT(set) QUOTE(set)

extern const struct kernels SYMBOL(KERNEL_SET);
const struct kernels SYMBOL(KERNEL_SET) = {
    .name = TEXT(KERNEL_SET),
    .vector_bytes = VECTOR_BYTES,
    .integers = { [ELEMENT_U8] = INTEGERS(u8, u8_begin_totals),
                  [ELEMENT_U16] = INTEGERS(u16, half_begin_totals),
                  [ELEMENT_I16] = INTEGERS(i16, half_begin_totals) },
    .floats = { .sum_rows = float_sum_rows,
                .shift_rows = float_shift_rows,
                .moment_rows = float_moment_rows,
                .extreme_rows = float_extreme_rows,
                .add_runs = float_add_runs,
                .end_rows = float_end_rows,
                .slide_rows = float_slide_rows },
    .bins = { .bounds = bound_floats, .number = bin_floats },
    .elements = { [ELEMENT_U8] = ELEMENTS(u8, key8),
                  [ELEMENT_U16] = ELEMENTS(u16, key16),
                  [ELEMENT_I16] = ELEMENTS(i16, key16),
                  [ELEMENT_F32] = ELEMENTS(f32, key32) },
    .sum_words = sum_words,
};
