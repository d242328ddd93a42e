// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/checksum.h"

#include <string.h>

static const uint64_t basis = 0xcbf29ce484222325, prime = 0x100000001b3;

// The upper half comes down, for a product moves what it is given upwards only.
static inline uint64_t step(uint64_t sum, uint64_t word) {
    sum = (sum ^ word) * prime;
    return sum ^ sum >> 29;
}

uint64_t checksum(const void *bytes, size_t count) {
    enum { CHAINS = 4 };
    const unsigned char *from = bytes;
    uint64_t sums[CHAINS] = { basis, basis + 1, basis + 2, basis + 3 }, words[CHAINS];
    size_t left = count;
    for (; left >= sizeof words; left -= sizeof words, from += sizeof words) {
        memcpy(words, from, sizeof words);
        for (size_t k = 0; k < CHAINS; k++)
            sums[k] = step(sums[k], words[k]);
    }
    uint64_t all = step(basis, count);
    for (size_t k = 0; k < CHAINS; k++)
        all = step(all, sums[k]);
    for (; left > 0; left--)
        all = step(all, *from++);
    return all;
}
