// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Random numbers that are a function of where they are used, so that any thread can make any
// pixel of any frame. Inside this room only.

#ifndef BLITZ_SOURCE_DEMO_RANDOM_H
#define BLITZ_SOURCE_DEMO_RANDOM_H

#include <stdint.h>

// 64 bits that depend on every bit of `value`: the finaliser of SplitMix64 (Steele, Lea and
// Flood, 2014).
static inline uint64_t random_mix(uint64_t value) {
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

// The number `index` of the sequence `key`.
static inline uint64_t random_at(uint64_t key, uint64_t index) {
    return random_mix(random_mix(key) + (index + 1) * 0x9E3779B97F4A7C15u);
}

#endif
