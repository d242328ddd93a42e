// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/element.h"

static const struct {
    const char *name;
    size_t size;
    int lowest, highest;
} elements[ELEMENT_COUNT] = {
    [ELEMENT_U8] = { "u8", 1, 0, UINT8_MAX },
    [ELEMENT_U16] = { "u16", 2, 0, UINT16_MAX },
    [ELEMENT_I16] = { "i16", 2, INT16_MIN, INT16_MAX },
    [ELEMENT_F32] = { "f32", 4, 0, 0 },
};

size_t element_size(enum element element) {
    return elements[element].size;
}

const char *element_name(enum element element) {
    return elements[element].name;
}

int element_bits(enum element element) {
    return (int)elements[element].size * 8;
}

bool element_is_integer(enum element element) {
    return element != ELEMENT_F32;
}

int element_lowest(enum element element) {
    return elements[element].lowest;
}

int element_highest(enum element element) {
    return elements[element].highest;
}

double element_value(enum element element, const void *samples, size_t index) {
    switch (element) {
    case ELEMENT_U8:
        return ((const uint8_t *)samples)[index];
    case ELEMENT_U16:
        return ((const uint16_t *)samples)[index];
    case ELEMENT_I16:
        return ((const int16_t *)samples)[index];
    default:
        return (double)((const float *)samples)[index];
    }
}
