// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The plainest function there is: what memory gives when nothing else is in the way. Parameter:
//   VECTOR_BYTES  of the instruction set

typedef uint64_t word_vector __attribute__((vector_size(VECTOR_BYTES)));

static inline word_vector word_load(const unsigned char *bytes) {
    word_vector words;
    memcpy(&words, bytes, sizeof words);
    return words;
}

// Eight rows and their accumulators are more streams than the processor reads ahead by itself: each
// row asks for its line this far behind place `byte`. (As a function of its own this would be left
// out, for it has no result. gcc 12 does so.)
__attribute__((always_inline)) static inline void rows_read_ahead(const void *const *rows,
                                                                  size_t byte) {
    enum { AHEAD = 1024, LINE = 64 };
    if (byte % LINE != 0)
        return;
#pragma GCC unroll 8
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        __builtin_prefetch((const void *)((uintptr_t)rows[k] + byte + AHEAD));
}

// Several sums, so that no addition waits for the one before.
static uint64_t sum_words(const void *words, size_t count) {
    enum { lanes = VECTOR_BYTES / sizeof(uint64_t), SUMS = 8 };
    const unsigned char *bytes = words;
    word_vector sums[SUMS] = { { 0 } };
    for (; count >= SUMS * lanes; count -= SUMS * lanes, bytes += SUMS * VECTOR_BYTES)
        for (size_t k = 0; k < SUMS; k++)
            sums[k] += word_load(bytes + k * VECTOR_BYTES);
    for (; count >= lanes; count -= lanes, bytes += VECTOR_BYTES)
        sums[0] += word_load(bytes);
    uint64_t sum = 0;
    for (; count > 0; count--, bytes += sizeof sum) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        sum += word;
    }
    for (size_t k = 0; k < SUMS; k++)
        for (size_t lane = 0; lane < lanes; lane++)
            sum += sums[k][lane];
    return sum;
}
