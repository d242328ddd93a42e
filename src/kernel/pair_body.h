// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Vectors of integers as wide as the instruction set has them, and what x86 does with them in one
// instruction that compilers do not find by themselves. Parameter:
//   VECTOR_BYTES  of the instruction set

typedef uint8_t byte_vector __attribute__((vector_size(VECTOR_BYTES)));
typedef int16_t half_vector __attribute__((vector_size(VECTOR_BYTES)));
typedef uint32_t sum_vector __attribute__((vector_size(VECTOR_BYTES)));
enum { BYTE_LANES = VECTOR_BYTES, HALF_LANES = VECTOR_BYTES / 2, SUM_LANES = VECTOR_BYTES / 4 };

static inline byte_vector byte_load(const void *from) {
    byte_vector bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

static inline half_vector half_load(const void *from) {
    return (half_vector)byte_load(from);
}

static inline uint64_t sum_lanes(sum_vector sums) {
    uint64_t all = 0;
    for (size_t i = 0; i < SUM_LANES; i++)
        all += sums[i];
    return all;
}

#if defined __AVX512BW__
#define X86(name, a, b) _mm512_##name((__m512i)(a), (__m512i)(b))
#elif defined __AVX2__
#define X86(name, a, b) _mm256_##name((__m256i)(a), (__m256i)(b))
#elif defined __SSE2__
#define X86(name, a, b) _mm_##name((__m128i)(a), (__m128i)(b))
#endif

#ifdef X86
static inline byte_vector byte_smaller(byte_vector a, byte_vector b) {
    return (byte_vector)X86(min_epu8, a, b);
}
static inline byte_vector byte_larger(byte_vector a, byte_vector b) {
    return (byte_vector)X86(max_epu8, a, b);
}
static inline half_vector half_smaller(half_vector a, half_vector b) {
    return (half_vector)X86(min_epi16, a, b);
}
static inline half_vector half_larger(half_vector a, half_vector b) {
    return (half_vector)X86(max_epi16, a, b);
}
// Sums of eight bytes each.
static inline word_vector byte_sums(byte_vector a) {
    return (word_vector)X86(sad_epu8, a, (byte_vector){ 0 });
}
// Bytes of a and b in turn, of the lower and of the upper half of each 16 bytes.
static inline half_vector byte_low_pairs(byte_vector a, byte_vector b) {
    return (half_vector)X86(unpacklo_epi8, a, b);
}
static inline half_vector byte_high_pairs(byte_vector a, byte_vector b) {
    return (half_vector)X86(unpackhi_epi8, a, b);
}
static inline half_vector half_low_pairs(half_vector a, half_vector b) {
    return (half_vector)X86(unpacklo_epi16, a, b);
}
static inline half_vector half_high_pairs(half_vector a, half_vector b) {
    return (half_vector)X86(unpackhi_epi16, a, b);
}
// a[2 i] b[2 i] + a[2 i + 1] b[2 i + 1]; the sum of two squares of -32768 is 2^31.
static inline sum_vector pair_products(half_vector a, half_vector b) {
    return (sum_vector)X86(madd_epi16, a, b);
}
#else
#define PAIR_EACH(name, type, count, a_is_it) \
    static inline type name(type a, type b) { \
        for (size_t i = 0; i < (count); i++)  \
            a[i] = (a_is_it) ? a[i] : b[i];   \
        return a;                             \
    }
PAIR_EACH(byte_smaller, byte_vector, BYTE_LANES, a[i] < b[i])
PAIR_EACH(byte_larger, byte_vector, BYTE_LANES, a[i] > b[i])
PAIR_EACH(half_smaller, half_vector, HALF_LANES, a[i] < b[i])
PAIR_EACH(half_larger, half_vector, HALF_LANES, a[i] > b[i])
#undef PAIR_EACH
static inline word_vector byte_sums(byte_vector a) {
    word_vector sums = { 0 };
    for (size_t i = 0; i < BYTE_LANES; i++)
        sums[i / 8] += a[i];
    return sums;
}
static inline half_vector byte_pairs(byte_vector a, byte_vector b, size_t first) {
    byte_vector pairs = { 0 };
    for (size_t i = 0; i < BYTE_LANES; i++) {
        size_t from = i / 16 * 16 + first + i % 16 / 2;
        pairs[i] = i % 2 ? b[from] : a[from];
    }
    return (half_vector)pairs;
}
static inline half_vector half_pairs(half_vector a, half_vector b, size_t first) {
    half_vector pairs = { 0 };
    for (size_t i = 0; i < HALF_LANES; i++) {
        size_t from = i / 8 * 8 + first + i % 8 / 2;
        pairs[i] = i % 2 ? b[from] : a[from];
    }
    return pairs;
}
static inline half_vector half_low_pairs(half_vector a, half_vector b) {
    return half_pairs(a, b, 0);
}
static inline half_vector half_high_pairs(half_vector a, half_vector b) {
    return half_pairs(a, b, 4);
}
static inline half_vector byte_low_pairs(byte_vector a, byte_vector b) {
    return byte_pairs(a, b, 0);
}
static inline half_vector byte_high_pairs(byte_vector a, byte_vector b) {
    return byte_pairs(a, b, 8);
}
static inline sum_vector pair_products(half_vector a, half_vector b) {
    sum_vector sums = { 0 };
    for (size_t i = 0; i < SUM_LANES; i++)
        sums[i] = (uint32_t)(a[2 * i] * b[2 * i]) + (uint32_t)(a[2 * i + 1] * b[2 * i + 1]);
    return sums;
}
#endif

// Pairs are taken of each 16 bytes. Sums of bytes (in four vectors) and of 16-bit values (in two)
// that were paired twice, or once, are put in the order of their columns.
#if defined __AVX512BW__
static inline void sum_order4(sum_vector s[4]) {
    __m512i a = _mm512_shuffle_i32x4((__m512i)s[0], (__m512i)s[1], 0x44);
    __m512i b = _mm512_shuffle_i32x4((__m512i)s[0], (__m512i)s[1], 0xee);
    __m512i c = _mm512_shuffle_i32x4((__m512i)s[2], (__m512i)s[3], 0x44);
    __m512i d = _mm512_shuffle_i32x4((__m512i)s[2], (__m512i)s[3], 0xee);
    s[0] = (sum_vector)_mm512_shuffle_i32x4(a, c, 0x88);
    s[1] = (sum_vector)_mm512_shuffle_i32x4(a, c, 0xdd);
    s[2] = (sum_vector)_mm512_shuffle_i32x4(b, d, 0x88);
    s[3] = (sum_vector)_mm512_shuffle_i32x4(b, d, 0xdd);
}
static inline void sum_order2(sum_vector s[2]) {
    __m512i a = (__m512i)s[0], b = (__m512i)s[1];
    s[0] = (sum_vector)_mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), b);
    s[1] =
        (sum_vector)_mm512_permutex2var_epi64(a, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), b);
}
// Sums of pairs of bytes.
static inline half_vector byte_pair_sums(half_vector pairs) {
    return (half_vector)_mm512_maddubs_epi16((__m512i)pairs, _mm512_set1_epi8(1));
}
#elif defined __AVX2__
static inline void sum_order2(sum_vector s[2]) {
    __m256i a = (__m256i)s[0], b = (__m256i)s[1];
    s[0] = (sum_vector)_mm256_permute2x128_si256(a, b, 0x20);
    s[1] = (sum_vector)_mm256_permute2x128_si256(a, b, 0x31);
}
static inline void sum_order4(sum_vector s[4]) {
    sum_order2(s);
    sum_order2(s + 2);
    sum_vector third = s[1];
    s[1] = s[2];
    s[2] = third;
}
static inline half_vector byte_pair_sums(half_vector pairs) {
    return (half_vector)_mm256_maddubs_epi16((__m256i)pairs, _mm256_set1_epi8(1));
}
#else
static inline void sum_order4(sum_vector s[4]) {
    (void)s;
}
static inline void sum_order2(sum_vector s[2]) {
    (void)s;
}
static inline half_vector byte_pair_sums(half_vector pairs) {
    return (pairs & 0xff) + (pairs >> 8 & 0xff);
}
#endif

static inline void sum_add(uint32_t *to, sum_vector sums) {
    sum_vector before;
    memcpy(&before, to, sizeof before);
    before += sums;
    memcpy(to, &before, sizeof before);
}
