// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a user says of files that have no header of their own: WxH[xC]:TYPE[:OFFSET[+GAP]].
//
// Packed types, where the letters of a sample are its bits, the highest first, and samples run
// on from row to row (each frame begins at a byte):
//
//   p  the lowest bit first, as Mono10p, Mono12p and Mono14p of GenICam:
//      u12p  byte 0 = a7...a0   byte 1 = b3...b0 a11...a8   byte 2 = b11...b4
//   m  the highest bit first, as in TIFF and in Photron's files:
//      u12m  byte 0 = a11...a4  byte 1 = a3...a0 b11...b8   byte 2 = b7...b0
//   g  two samples in three bytes, as Mono10Packed and Mono12Packed of GigE Vision: the high
//      bits of each in a byte of its own, the low bits of both in the byte between:
//      u12g  byte 0 = a11...a4  byte 1 = b3...b0 a3...a0    byte 2 = b11...b4
//      u10g  byte 0 = a9...a2   byte 1 = 0 0 b1 b0 0 0 a1 a0 byte 2 = b9...b2

#ifndef BLITZ_SOURCE_RAW_WISH_H
#define BLITZ_SOURCE_RAW_WISH_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

// A value: nothing in it is owned. All zero: the user says nothing.
struct raw_wish {
    uint32_t width, height, channels; // channels interleaved, 1 to 4
    unsigned char type;               // place in the list of types: raw_type_name()
    bool only_unknown;                // only for files that no format knows by their content
    uint64_t offset;                  // bytes before the first frame
    uint64_t gap;                     // bytes between frames
};

// The name of a type ("u8" "u16le" "u12p" ...); NULL beyond the last.
const char *raw_type_name(unsigned char type);

// False with FAULT_USAGE, and *wish as it was, when the text is none. The fault says what is valid.
bool raw_wish_parse(const char *string, struct raw_wish *wish, struct fault *fault);

// The text that parses back to the same wish.
void raw_wish_format(const struct raw_wish *wish, struct text *text);

#endif
