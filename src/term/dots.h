// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The dots of a Braille cell: two across, four down. Unicode, block U+2800: the pattern is the sum
// of the bits of its dots.

#ifndef BLITZ_TERM_DOTS_H
#define BLITZ_TERM_DOTS_H

#include <stdint.h>

enum { DOTS_ACROSS = 2, DOTS_DOWN = 4 };

// Of the dot in this column and row of the cell, both from 0.
static inline uint8_t dot_bit(unsigned column, unsigned row) {
    static const uint8_t bits[DOTS_DOWN][DOTS_ACROSS] = {
        { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
    };
    return bits[row][column];
}

#endif
