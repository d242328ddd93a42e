// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The plainest function there is: what memory gives when nothing else is in the way. Parameter:
//   VECTOR_BYTES  of the instruction set

typedef uint64_t word_vector __attribute__((vector_size(VECTOR_BYTES)));

// Several sums, so that no addition waits for the one before.
static uint64_t sum_words(const uint64_t *words, size_t count) {
    enum { lanes = VECTOR_BYTES / sizeof(uint64_t), SUMS = 8 };
    word_vector sums[SUMS] = { { 0 } };
    size_t i = 0;
    for (; i + SUMS * lanes <= count; i += SUMS * lanes)
        for (size_t k = 0; k < SUMS; k++) {
            word_vector word;
            memcpy(&word, words + i + k * lanes, sizeof word);
            sums[k] += word;
        }
    uint64_t sum = 0;
    for (; i < count; i++)
        sum += words[i];
    for (size_t k = 0; k < SUMS; k++)
        for (size_t lane = 0; lane < lanes; lane++)
            sum += sums[k][lane];
    return sum;
}
