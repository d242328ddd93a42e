// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Quotients rounded once, as a division does it, for three instructions instead of one that takes
// as long as a dozen. With r = 1 / n rounded and q = a r, the remainder a - q n is exact in a fused
// multiply-add, and q + remainder r differs from a / n by less than 2^-2p of it before its rounding
// (p digits). A quotient of a p-digit number and an integer n < 2^(p-3) is never that near to the
// middle between two p-digit numbers: (a 2^j - odd n) / (n 2^j) is not 0, and so not below 1 /
// (n 2^j), which is at least 2^-(p+1) / n of it. So the result is the division's.

#if defined __AVX512BW__
enum { RATIO_LANES = 16 };
typedef __m512 ratio_vector;
typedef int32_t int_vector __attribute__((vector_size(64)));
static inline int_vector u8_ints(const uint8_t *from) {
    return (int_vector)_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)from));
}
static inline int_vector u16_ints(const uint16_t *from) {
    return (int_vector)_mm512_cvtepu16_epi32(
        _mm256_loadu_si256((const __m256i *)(const void *)from));
}
static inline int_vector i16_ints(const int16_t *from) {
    return (int_vector)_mm512_cvtepi16_epi32(
        _mm256_loadu_si256((const __m256i *)(const void *)from));
}
static inline ratio_vector ratio_of(float value) {
    return _mm512_set1_ps(value);
}
static inline ratio_vector ratio_less(int_vector value, ratio_vector width, int_vector sum) {
    return _mm512_fmsub_ps(_mm512_cvtepi32_ps((__m512i)value), width,
                           _mm512_cvtepi32_ps((__m512i)sum));
}
static inline ratio_vector ratio_divide(ratio_vector a, ratio_vector n, ratio_vector inverse) {
    ratio_vector q = _mm512_mul_ps(a, inverse);
    return _mm512_fmadd_ps(_mm512_fnmadd_ps(q, n, a), inverse, q);
}
static inline wide_vector ratio_low(ratio_vector value) {
    return (wide_vector)_mm512_cvtps_pd(_mm512_castps512_ps256(value));
}
static inline wide_vector ratio_high(ratio_vector value) {
    return (wide_vector)_mm512_cvtps_pd(
        _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(value), 1)));
}
static inline void ratio_store(float *to, ratio_vector value) {
    _mm512_storeu_ps(to, value);
}
static inline wide_vector wide_divide(wide_vector a, wide_vector n, wide_vector inverse) {
    __m512d q = _mm512_mul_pd((__m512d)a, (__m512d)inverse);
    return (wide_vector)_mm512_fmadd_pd(_mm512_fnmadd_pd(q, (__m512d)n, (__m512d)a),
                                        (__m512d)inverse, q);
}
#elif defined __AVX2__
enum { RATIO_LANES = 8 };
typedef __m256 ratio_vector;
typedef int32_t int_vector __attribute__((vector_size(32)));
static inline int_vector u8_ints(const uint8_t *from) {
    return (int_vector)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from));
}
static inline int_vector u16_ints(const uint16_t *from) {
    return (int_vector)_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from));
}
static inline int_vector i16_ints(const int16_t *from) {
    return (int_vector)_mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from));
}
static inline ratio_vector ratio_of(float value) {
    return _mm256_set1_ps(value);
}
static inline ratio_vector ratio_less(int_vector value, ratio_vector width, int_vector sum) {
    return _mm256_fmsub_ps(_mm256_cvtepi32_ps((__m256i)value), width,
                           _mm256_cvtepi32_ps((__m256i)sum));
}
static inline ratio_vector ratio_divide(ratio_vector a, ratio_vector n, ratio_vector inverse) {
    ratio_vector q = _mm256_mul_ps(a, inverse);
    return _mm256_fmadd_ps(_mm256_fnmadd_ps(q, n, a), inverse, q);
}
static inline wide_vector ratio_low(ratio_vector value) {
    return (wide_vector)_mm256_cvtps_pd(_mm256_castps256_ps128(value));
}
static inline wide_vector ratio_high(ratio_vector value) {
    return (wide_vector)_mm256_cvtps_pd(_mm256_extractf128_ps(value, 1));
}
static inline void ratio_store(float *to, ratio_vector value) {
    _mm256_storeu_ps(to, value);
}
static inline wide_vector wide_divide(wide_vector a, wide_vector n, wide_vector inverse) {
    __m256d q = _mm256_mul_pd((__m256d)a, (__m256d)inverse);
    return (wide_vector)_mm256_fmadd_pd(_mm256_fnmadd_pd(q, (__m256d)n, (__m256d)a),
                                        (__m256d)inverse, q);
}
#else
// Without fused multiply-adds: divisions.
enum { RATIO_LANES = 2 * WIDE_LANES };
typedef float ratio_vector __attribute__((vector_size(VECTOR_BYTES)));
typedef float half_ratio __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef int32_t int_vector __attribute__((vector_size(VECTOR_BYTES)));
#ifdef __SSE2__
static inline int_vector u8_ints(const uint8_t *from) {
    int32_t four;
    memcpy(&four, from, sizeof four);
    __m128i zero = _mm_setzero_si128(), bytes = _mm_cvtsi32_si128(four);
    return (int_vector)_mm_unpacklo_epi16(_mm_unpacklo_epi8(bytes, zero), zero);
}
static inline int_vector u16_ints(const uint16_t *from) {
    __m128i words = _mm_loadl_epi64((const __m128i *)(const void *)from);
    return (int_vector)_mm_unpacklo_epi16(words, _mm_setzero_si128());
}
static inline int_vector i16_ints(const int16_t *from) {
    __m128i words = _mm_loadl_epi64((const __m128i *)(const void *)from);
    return (int_vector)_mm_srai_epi32(_mm_unpacklo_epi16(words, words), 16);
}
#else
#define INTS_GATHER(name, type)                       \
    static inline int_vector name(const type *from) { \
        int_vector values = { 0 };                    \
        for (size_t i = 0; i < RATIO_LANES; i++)      \
            values[i] = from[i];                      \
        return values;                                \
    }
INTS_GATHER(u8_ints, uint8_t)
INTS_GATHER(u16_ints, uint16_t)
INTS_GATHER(i16_ints, int16_t)
#undef INTS_GATHER
#endif
static inline ratio_vector ratio_of(float value) {
    ratio_vector values = { 0 };
    return values + value;
}
static inline ratio_vector ratio_less(int_vector value, ratio_vector width, int_vector sum) {
    return __builtin_convertvector(value, ratio_vector) * width
           - __builtin_convertvector(sum, ratio_vector);
}
static inline ratio_vector ratio_divide(ratio_vector a, ratio_vector n, ratio_vector inverse) {
    (void)inverse;
    return a / n;
}
static inline wide_vector ratio_part(ratio_vector value, size_t half) {
    half_ratio part;
    memcpy(&part, (const unsigned char *)&value + half * sizeof part, sizeof part);
    return __builtin_convertvector(part, wide_vector);
}
static inline wide_vector ratio_low(ratio_vector value) {
    return ratio_part(value, 0);
}
static inline wide_vector ratio_high(ratio_vector value) {
    return ratio_part(value, 1);
}
static inline void ratio_store(float *to, ratio_vector value) {
    memcpy(to, &value, sizeof value);
}
static inline wide_vector wide_divide(wide_vector a, wide_vector n, wide_vector inverse) {
    (void)inverse;
    return a / n;
}
#endif

static inline int_vector int_load(const int32_t *from) {
    int_vector values;
    memcpy(&values, from, sizeof values);
    return values;
}

static inline void int_store(int32_t *to, int_vector values) {
    memcpy(to, &values, sizeof values);
}

typedef int32_t half_ints __attribute__((vector_size(VECTOR_BYTES / 2)));

// Half number `half` of the lanes, as doubles.
static inline wide_vector int_widen(int_vector values, size_t half) {
    half_ints part;
    memcpy(&part, (const unsigned char *)&values + half * sizeof part, sizeof part);
    return __builtin_convertvector(part, wide_vector);
}
