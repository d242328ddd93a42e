// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/raw_type.h"

#include "base/size.h"

#define ALWAYS static inline __attribute__((always_inline))

// Bits that a sample takes in the file.
static size_t stored_bits(const struct raw_type *type) {
    return type->packing == RAW_PAIRS ? 12 : (size_t)type->bits;
}

bool raw_bytes(const struct raw_type *type, size_t samples, size_t *bytes) {
    size_t bits = stored_bits(type), groups = samples / RAW_GROUP, rest = samples % RAW_GROUP;
    return size_multiply(groups, bits, bytes) && size_add(*bytes, (rest * bits + 7) / 8, bytes);
}

size_t raw_samples(const struct raw_type *type, size_t bytes) {
    size_t bits = stored_bits(type);
    return bytes / bits * RAW_GROUP + bytes % bits * RAW_GROUP / bits;
}

// One sample, as if all were of `bits` bits one after the other.
ALWAYS uint16_t low_first(const unsigned char *packed, size_t i, size_t bits) {
    const unsigned char *at = packed + i * bits / 8;
    uint32_t word = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16;
    return (uint16_t)(word >> (i * bits % 8) & ((1u << bits) - 1));
}

ALWAYS uint16_t high_first(const unsigned char *packed, size_t i, size_t bits) {
    const unsigned char *at = packed + i * bits / 8;
    uint32_t word = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
    return (uint16_t)(word >> (24 - bits - i * bits % 8) & ((1u << bits) - 1));
}

// The low bits of both samples of a pair are in its middle byte, each in a half.
ALWAYS uint16_t of_pair(const unsigned char *packed, size_t i, size_t bits) {
    const unsigned char *at = packed + i / 2 * 3;
    size_t low = bits - 8;
    uint32_t middle = at[1] >> (i % 2 * 4) & ((1u << low) - 1);
    return (uint16_t)((uint32_t)at[i % 2 * 2] << low | middle);
}

// A group at a time: the shifts of its samples are constants.
#define UNPACK(sample_of, bits)                                         \
    do {                                                                \
        size_t i = 0;                                                   \
        for (; i + RAW_GROUP <= count; i += RAW_GROUP, packed += group) \
            for (size_t k = 0; k < RAW_GROUP; k++)                      \
                into[i + k] = sample_of(packed, k, bits);               \
        for (size_t k = 0; i + k < count; k++)                          \
            into[i + k] = sample_of(packed, k, bits);                   \
    } while (0)

void raw_unpack(const struct raw_type *type, const unsigned char *packed, size_t count,
                uint16_t *into) {
    size_t group = stored_bits(type);
    if (type->packing == RAW_PAIRS && type->bits == 12)
        UNPACK(of_pair, 12);
    else if (type->packing == RAW_PAIRS)
        UNPACK(of_pair, 10);
    else if (type->packing == RAW_LOW_FIRST && type->bits == 10)
        UNPACK(low_first, 10);
    else if (type->packing == RAW_LOW_FIRST && type->bits == 12)
        UNPACK(low_first, 12);
    else if (type->packing == RAW_LOW_FIRST)
        UNPACK(low_first, 14);
    else if (type->bits == 10)
        UNPACK(high_first, 10);
    else if (type->bits == 12)
        UNPACK(high_first, 12);
    else
        UNPACK(high_first, 14);
}
