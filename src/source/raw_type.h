// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How raw samples lie in a file, and how they are made whole. Inside this room only.

#ifndef BLITZ_SOURCE_RAW_TYPE_H
#define BLITZ_SOURCE_RAW_TYPE_H

#include "source/source.h"

#include <stddef.h>
#include <stdint.h>

// The packings are described in source/raw_wish.h.
enum raw_packing { RAW_WHOLE, RAW_LOW_FIRST, RAW_HIGH_FIRST, RAW_PAIRS };

struct raw_type {
    const char *name;
    enum sample sample; // once unpacked
    enum raw_packing packing;
    int bits;           // of a sample
    bool is_big_endian; // of whole samples
};

// By raw_wish.type.
extern const struct raw_type raw_types[];

enum {
    RAW_GROUP = 8, // so many packed samples end at a byte, in every packing
    RAW_SLACK = 2, // bytes that may be looked at behind the packed ones
};

// Bytes that `samples` take; false when they do not fit in a size.
bool raw_bytes(const struct raw_type *type, size_t samples, size_t *bytes);

// How many whole samples are in so many bytes.
size_t raw_samples(const struct raw_type *type, size_t bytes);

// Unpacks `count` samples of a packed type, the first of which begins at a byte. RAW_SLACK bytes
// behind them must be readable.
void raw_unpack(const struct raw_type *type, const unsigned char *packed, size_t count,
                uint16_t *into);

#endif
