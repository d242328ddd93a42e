// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Vectors of f32 as wide as the instruction set has them, and what it does with them in one
// instruction. Parameter:
//   VECTOR_BYTES  of the instruction set

typedef float float_vector __attribute__((vector_size(VECTOR_BYTES)));
enum { FLOAT_LANES = VECTOR_BYTES / 4 };

static inline float_vector float_load(const float *from) {
    float_vector values;
    memcpy(&values, from, sizeof values);
    return values;
}

typedef int32_t float_mask __attribute__((vector_size(VECTOR_BYTES)));

static inline float_vector float_where(float_mask mask, float_vector a, float_vector b) {
    return (float_vector)(((float_mask)a & mask) | ((float_mask)b & ~mask));
}

// Whether a lane of either is NaN; `value` where it is below (above) `bound`, which a NaN is not.
#if defined __AVX512BW__
static inline bool float_has_nan(float_vector a, float_vector b) {
    return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_UNORD_Q) != 0;
}
static inline float_vector float_lower(float_vector value, float_vector bound) {
    return (float_vector)_mm512_min_ps((__m512)value, (__m512)bound);
}
static inline float_vector float_higher(float_vector value, float_vector bound) {
    return (float_vector)_mm512_max_ps((__m512)value, (__m512)bound);
}
#elif defined __AVX2__
static inline bool float_has_nan(float_vector a, float_vector b) {
    return _mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_UNORD_Q)) != 0;
}
static inline float_vector float_lower(float_vector value, float_vector bound) {
    return (float_vector)_mm256_min_ps((__m256)value, (__m256)bound);
}
static inline float_vector float_higher(float_vector value, float_vector bound) {
    return (float_vector)_mm256_max_ps((__m256)value, (__m256)bound);
}
#else
static inline bool float_has_nan(float_vector a, float_vector b) {
    int32_t any = 0;
    for (size_t i = 0; i < FLOAT_LANES; i++)
        any |= (a[i] != a[i]) | (b[i] != b[i]);
    return any != 0;
}
static inline float_vector float_lower(float_vector value, float_vector bound) {
    for (size_t i = 0; i < FLOAT_LANES; i++)
        bound[i] = value[i] < bound[i] ? value[i] : bound[i];
    return bound;
}
static inline float_vector float_higher(float_vector value, float_vector bound) {
    for (size_t i = 0; i < FLOAT_LANES; i++)
        bound[i] = value[i] > bound[i] ? value[i] : bound[i];
    return bound;
}
#endif

// The doubles of the lower and of the upper half.
#if defined __AVX512BW__
static inline wide_vector float_lower_half(float_vector values) {
    return (wide_vector)_mm512_cvtps_pd(_mm512_castps512_ps256((__m512)values));
}
static inline wide_vector float_upper_half(float_vector values) {
    return (wide_vector)_mm512_cvtps_pd(_mm512_extractf32x8_ps((__m512)values, 1));
}
#elif defined __AVX2__
static inline wide_vector float_lower_half(float_vector values) {
    return (wide_vector)_mm256_cvtps_pd(_mm256_castps256_ps128((__m256)values));
}
static inline wide_vector float_upper_half(float_vector values) {
    return (wide_vector)_mm256_cvtps_pd(_mm256_extractf128_ps((__m256)values, 1));
}
#else
static inline wide_vector float_lower_half(float_vector values) {
    wide_vector wide = { 0 };
    for (size_t i = 0; i < WIDE_LANES; i++)
        wide[i] = (double)values[i];
    return wide;
}
static inline wide_vector float_upper_half(float_vector values) {
    wide_vector wide = { 0 };
    for (size_t i = 0; i < WIDE_LANES; i++)
        wide[i] = (double)values[WIDE_LANES + i];
    return wide;
}
#endif

// a b + c, rounded once.
#if defined __AVX512BW__
static inline float_vector float_fused(float_vector a, float_vector b, float_vector c) {
    return (float_vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}
#elif defined __AVX2__
static inline float_vector float_fused(float_vector a, float_vector b, float_vector c) {
    return (float_vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
#else
// Without the instruction: the product is exact in double. Of the sum that is not, the last bit is
// made odd, which keeps it off the middle between two floats; what it lacks (Knuth's exact
// difference) tells to which side.
static inline wide_vector wide_fused(wide_vector a, wide_vector b, wide_vector c) {
    wide_vector product = a * b, sum = product + c, from_c = sum - product;
    wide_vector lacks = (product - (sum - from_c)) + (c - from_c);
    wide_mask bits = (wide_mask)sum, is_even = (bits & 1) - 1;
    wide_mask away = ((bits ^ (wide_mask)lacks) < 0) | 1;
    bits += (lacks != 0.0) & is_even & away;
    return (wide_vector)bits;
}
static inline float_vector float_fused(float_vector a, float_vector b, float_vector c) {
    float values[FLOAT_LANES];
    f32_narrow(values, wide_fused(float_lower_half(a), float_lower_half(b), float_lower_half(c)));
    f32_narrow(values + WIDE_LANES,
               wide_fused(float_upper_half(a), float_upper_half(b), float_upper_half(c)));
    return float_load(values);
}
#endif

// Integers as floats.
#if defined __AVX512BW__
static inline float_vector u8_floats(const uint8_t *from) {
    return (float_vector)_mm512_cvtepi32_ps(
        _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)from)));
}
static inline float_vector u16_floats(const uint16_t *from) {
    return (float_vector)_mm512_cvtepi32_ps(
        _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)from)));
}
static inline float_vector i16_floats(const int16_t *from) {
    return (float_vector)_mm512_cvtepi32_ps(
        _mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)from)));
}
#elif defined __AVX2__
static inline float_vector u8_floats(const uint8_t *from) {
    return (float_vector)_mm256_cvtepi32_ps(
        _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from)));
}
static inline float_vector u16_floats(const uint16_t *from) {
    return (float_vector)_mm256_cvtepi32_ps(
        _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from)));
}
static inline float_vector i16_floats(const int16_t *from) {
    return (float_vector)_mm256_cvtepi32_ps(
        _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from)));
}
#else
#define FLOAT_GATHER(name, type)                        \
    static inline float_vector name(const type *from) { \
        float_vector values = { 0 };                    \
        for (size_t i = 0; i < FLOAT_LANES; i++)        \
            values[i] = (float)from[i];                 \
        return values;                                  \
    }
FLOAT_GATHER(u8_floats, uint8_t)
FLOAT_GATHER(u16_floats, uint16_t)
FLOAT_GATHER(i16_floats, int16_t)
#undef FLOAT_GATHER
#endif
