// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The element types and the shape of frames in memory.

#ifndef BLITZ_STACK_ELEMENT_H
#define BLITZ_STACK_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The types that live in the stack as they are.
enum element { ELEMENT_U8, ELEMENT_U16, ELEMENT_I16, ELEMENT_F32, ELEMENT_COUNT };

size_t element_size(enum element element);      // bytes of one sample
const char *element_name(enum element element); // "u8" "u16" "i16" "f32"
int element_bits(enum element element);         // of the container
bool element_is_integer(enum element element);

// Smallest and largest value of an integer element; 0 and 0 for f32.
int element_lowest(enum element element);
int element_highest(enum element element);

// The sample number `index` of `samples`.
double element_value(enum element element, const void *samples, size_t index);

// One frame: rows contiguous, channels interleaved, channels 1 or 3.
struct shape {
    uint32_t height, width, channels;
};

// Samples in a frame; the product has been checked when the shape was accepted.
static inline size_t shape_samples(struct shape shape) {
    return (size_t)shape.height * shape.width * shape.channels;
}

#endif
