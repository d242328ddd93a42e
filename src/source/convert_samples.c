// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One generic body for each purpose, compiled once per sample type: the type is a constant
// where the body is called from, so the switch in it disappears.

#include "source/convert_samples.h"

#include <math.h>
#include <string.h>

#define ALWAYS static inline __attribute__((always_inline))

// Calls `body` with the sample type as a constant.
#define FOR_EACH_TYPE(sample, body) \
    switch (sample) {               \
    case SAMPLE_U8:                 \
    case SAMPLE_BOOL:               \
        body(SAMPLE_U8);            \
        break;                      \
    case SAMPLE_I8:                 \
        body(SAMPLE_I8);            \
        break;                      \
    case SAMPLE_U16:                \
        body(SAMPLE_U16);           \
        break;                      \
    case SAMPLE_I16:                \
        body(SAMPLE_I16);           \
        break;                      \
    case SAMPLE_U32:                \
        body(SAMPLE_U32);           \
        break;                      \
    case SAMPLE_I32:                \
        body(SAMPLE_I32);           \
        break;                      \
    case SAMPLE_U64:                \
        body(SAMPLE_U64);           \
        break;                      \
    case SAMPLE_I64:                \
        body(SAMPLE_I64);           \
        break;                      \
    case SAMPLE_F16:                \
        body(SAMPLE_F16);           \
        break;                      \
    case SAMPLE_F32:                \
        body(SAMPLE_F32);           \
        break;                      \
    default:                        \
        body(SAMPLE_F64);           \
        break;                      \
    }

// IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. Every value is exact in
// binary32 (bias 127, 23 fraction bits).
static float half_to_float(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = half >> 10 & 31, fraction = half & 1023;
    uint32_t bits;
    float value;
    if (exponent == 31)
        bits = sign | 0x7F800000u | fraction << 13;
    else if (exponent)
        bits = sign | (exponent + 127 - 15) << 23 | fraction << 13;
    else
        return (sign ? -1.0f : 1.0f) * (float)fraction * 0x1p-24f;
    memcpy(&value, &bits, sizeof value);
    return value;
}

ALWAYS int64_t integer_at(enum sample sample, const void *stored, size_t i) {
    switch (sample) {
    case SAMPLE_U8:
        return ((const uint8_t *)stored)[i];
    case SAMPLE_I8:
        return ((const int8_t *)stored)[i];
    case SAMPLE_U16:
        return ((const uint16_t *)stored)[i];
    case SAMPLE_I16:
        return ((const int16_t *)stored)[i];
    case SAMPLE_U32:
        return ((const uint32_t *)stored)[i];
    case SAMPLE_I32:
        return ((const int32_t *)stored)[i];
    default:
        return ((const int64_t *)stored)[i];
    }
}

ALWAYS double double_at(enum sample sample, const void *stored, size_t i) {
    switch (sample) {
    case SAMPLE_U64:
        return (double)((const uint64_t *)stored)[i];
    case SAMPLE_F16:
        return (double)half_to_float(((const uint16_t *)stored)[i]);
    case SAMPLE_F32:
        return (double)((const float *)stored)[i];
    case SAMPLE_F64:
        return ((const double *)stored)[i];
    default:
        return (double)integer_at(sample, stored, i);
    }
}

ALWAYS float float_at(enum sample sample, const void *stored, size_t i) {
    switch (sample) {
    case SAMPLE_U64:
        return (float)((const uint64_t *)stored)[i];
    case SAMPLE_F16:
        return half_to_float(((const uint16_t *)stored)[i]);
    case SAMPLE_F32:
        return ((const float *)stored)[i];
    case SAMPLE_F64:
        return (float)((const double *)stored)[i];
    default:
        return (float)integer_at(sample, stored, i);
    }
}

// Whether sample i is finite and differs from its float.
ALWAYS bool is_inexact(enum sample sample, const void *stored, size_t i, float value) {
    switch (sample) {
    case SAMPLE_U64: // 2^64 itself is out of range: the nearest float of the largest values
        return value >= 0x1p64f || (uint64_t)value != ((const uint64_t *)stored)[i];
    case SAMPLE_I64:
        return value >= 0x1p63f || (int64_t)value != ((const int64_t *)stored)[i];
    case SAMPLE_U32:
    case SAMPLE_I32:
    case SAMPLE_F64: {
        double exact = double_at(sample, stored, i);
        return (double)value != exact && isfinite(exact);
    }
    default:
        return false;
    }
}

ALWAYS void to_double(enum sample sample, const void *stored, size_t count, double *into) {
    for (size_t i = 0; i < count; i++)
        into[i] = double_at(sample, stored, i);
}

ALWAYS bool to_float(enum sample sample, const void *stored, size_t count, float *into) {
    bool inexact = false;
    for (size_t i = 0; i < count; i++) {
        into[i] = float_at(sample, stored, i);
        inexact |= is_inexact(sample, stored, i, into[i]);
    }
    return inexact;
}

ALWAYS bool to_int(enum sample sample, const void *stored, size_t count, int lowest, int highest,
                   int32_t *into) {
    bool outside = false;
    for (size_t i = 0; i < count; i++) {
        int64_t value = integer_at(sample, stored, i);
        if (sample == SAMPLE_U64 && value < 0) // at least 2^63
            value = INT64_MAX;
        outside |= value < lowest || value > highest;
        into[i] = value < lowest ? lowest : value > highest ? highest : (int32_t)value;
    }
    return outside;
}

ALWAYS bool round_any(enum sample sample, const void *stored, size_t count) {
    bool inexact = false;
    for (size_t i = 0; i < count; i++)
        inexact |= is_inexact(sample, stored, i, float_at(sample, stored, i));
    return inexact;
}

void samples_to_double(enum sample sample, const void *stored, size_t count, double *into) {
#define BODY(type) to_double(type, stored, count, into)
    FOR_EACH_TYPE(sample, BODY)
#undef BODY
}

bool samples_to_float(enum sample sample, const void *stored, size_t count, float *into) {
    bool inexact;
#define BODY(type) inexact = to_float(type, stored, count, into)
    FOR_EACH_TYPE(sample, BODY)
#undef BODY
    return inexact;
}

bool samples_to_int(enum sample sample, const void *stored, size_t count, int lowest, int highest,
                    int32_t *into) {
    bool outside;
#define BODY(type) outside = to_int(type, stored, count, lowest, highest, into)
    FOR_EACH_TYPE(sample, BODY)
#undef BODY
    return outside;
}

bool samples_round(enum sample sample, const void *stored, size_t count) {
    bool inexact;
#define BODY(type) inexact = round_any(type, stored, count)
    FOR_EACH_TYPE(sample, BODY)
#undef BODY
    return inexact;
}
