// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Vectors of doubles as wide as the instruction set has them, and the ways into and out of them.
// These are one instruction each where the compiler's own vector conversions take five.

#ifdef __SSE2__
#include <immintrin.h>
#endif

typedef double wide_vector __attribute__((vector_size(VECTOR_BYTES)));
typedef int64_t wide_mask __attribute__((vector_size(VECTOR_BYTES)));
enum { WIDE_LANES = VECTOR_BYTES / 8 };

static inline wide_vector wide_load(const double *from) {
    wide_vector values;
    memcpy(&values, from, sizeof values);
    return values;
}

static inline void wide_store(double *to, wide_vector values) {
    memcpy(to, &values, sizeof values);
}

static inline bool wide_any(wide_mask mask) {
    int64_t any = 0;
    for (size_t i = 0; i < WIDE_LANES; i++)
        any |= mask[i];
    return any != 0;
}

#if defined __AVX512BW__
static inline bool wide_has_nan(wide_vector a, wide_vector b) {
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_UNORD_Q) != 0;
}
static inline wide_vector f32_widen(const float *from) {
    return (wide_vector)_mm512_cvtps_pd(_mm256_loadu_ps(from));
}
static inline wide_vector u8_widen(const uint8_t *from) {
    return (wide_vector)_mm512_cvtepi32_pd(
        _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from)));
}
static inline wide_vector u16_widen(const uint16_t *from) {
    return (wide_vector)_mm512_cvtepi32_pd(
        _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from)));
}
static inline wide_vector i16_widen(const int16_t *from) {
    return (wide_vector)_mm512_cvtepi32_pd(
        _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from)));
}
static inline void f32_narrow(float *to, wide_vector values) {
    _mm256_storeu_ps(to, _mm512_cvtpd_ps((__m512d)values));
}
static inline wide_vector wide_round(wide_vector values) {
    return (wide_vector)_mm512_cvtps_pd(_mm512_cvtpd_ps((__m512d)values));
}
#elif defined __AVX2__
static inline bool wide_has_nan(wide_vector a, wide_vector b) {
    return _mm256_movemask_pd(_mm256_cmp_pd((__m256d)a, (__m256d)b, _CMP_UNORD_Q)) != 0;
}
static inline wide_vector f32_widen(const float *from) {
    return (wide_vector)_mm256_cvtps_pd(_mm_loadu_ps(from));
}
static inline wide_vector u8_widen(const uint8_t *from) {
    int32_t four;
    memcpy(&four, from, sizeof four);
    return (wide_vector)_mm256_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(four)));
}
static inline wide_vector u16_widen(const uint16_t *from) {
    return (wide_vector)_mm256_cvtepi32_pd(
        _mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from)));
}
static inline wide_vector i16_widen(const int16_t *from) {
    return (wide_vector)_mm256_cvtepi32_pd(
        _mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from)));
}
static inline void f32_narrow(float *to, wide_vector values) {
    _mm_storeu_ps(to, _mm256_cvtpd_ps((__m256d)values));
}
static inline wide_vector wide_round(wide_vector values) {
    return (wide_vector)_mm256_cvtps_pd(_mm256_cvtpd_ps((__m256d)values));
}
#else
#define WIDE_GATHER(name, type)                        \
    static inline wide_vector name(const type *from) { \
        wide_vector values = { 0 };                    \
        for (size_t i = 0; i < WIDE_LANES; i++)        \
            values[i] = (double)from[i];               \
        return values;                                 \
    }
WIDE_GATHER(f32_widen, float)
WIDE_GATHER(u8_widen, uint8_t)
WIDE_GATHER(u16_widen, uint16_t)
WIDE_GATHER(i16_widen, int16_t)
#undef WIDE_GATHER
static inline void f32_narrow(float *to, wide_vector values) {
    for (size_t i = 0; i < WIDE_LANES; i++)
        to[i] = (float)values[i];
}
#ifdef __SSE2__
static inline bool wide_has_nan(wide_vector a, wide_vector b) {
    return _mm_movemask_pd(_mm_cmpunord_pd((__m128d)a, (__m128d)b)) != 0;
}
static inline wide_vector wide_round(wide_vector values) {
    return (wide_vector)_mm_cvtps_pd(_mm_cvtpd_ps((__m128d)values));
}
#else
static inline bool wide_has_nan(wide_vector a, wide_vector b) {
    return wide_any((a != a) | (b != b));
}
// Through memory: gcc 12 leaves out a rounding of whole vectors.
static inline wide_vector wide_round(wide_vector values) {
    volatile float rounded[WIDE_LANES];
    for (size_t i = 0; i < WIDE_LANES; i++)
        rounded[i] = (float)values[i];
    for (size_t i = 0; i < WIDE_LANES; i++)
        values[i] = (double)rounded[i];
    return values;
}
#endif
#endif
