// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The text header of an ENVI file: "ENVI" on the first line, then `key = value` lines, where a
// value in braces may go on over several lines. Inside this room only.

#ifndef BLITZ_SOURCE_ENVI_HEADER_H
#define BLITZ_SOURCE_ENVI_HEADER_H

#include "source/source.h"

#include <stddef.h>
#include <stdint.h>

// What a header says. Free with envi_header_free().
struct envi_header {
    struct raw_wish layout; // of the pixels
    int64_t bands;          // frames
    struct metadata keys;   // all of them, as the file spells them
};

// Whether a file that begins so is an ENVI header.
bool envi_header_is(const char *head, size_t size);

// Reads the header; false with a fault that names the file. It is FAULT_FAILED when it is no
// header, lacks a key or describes pixels that blitz does not read.
bool envi_header_read(const char *path, struct envi_header *header, struct fault *fault);

void envi_header_free(struct envi_header *header);

#endif
