// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF files built byte by byte, directory before pixels, so that tests can cut, bend and lie
// where libtiff would not write.

#ifndef BLITZ_TESTS_TIFF_MAKER_H
#define BLITZ_TESTS_TIFF_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with maker_begin.
struct maker {
    unsigned char *data;
    size_t size, capacity;
    bool is_big_endian, is_bigtiff;
    size_t link; // where the offset of the next directory goes
};

struct maker maker_begin(bool is_big_endian, bool is_bigtiff);

// A tag: `count` values of `type` at `values`, given as 64-bit numbers (characters for ASCII).
struct maker_tag {
    uint16_t tag, type;
    uint64_t count;
    const void *values; // uint64_t[count], or char[count] for type 2
};

// Appends a directory with its arrays and links it to the one before. Returns its offset.
size_t maker_directory(struct maker *maker, const struct maker_tag *tags, size_t count);

// Appends bytes; returns their offset.
size_t maker_bytes(struct maker *maker, const void *bytes, size_t size);

// Appends a directory for one uncompressed strip of `size` bytes right behind it, and the
// strip. `description` may be NULL. Returns the directory's offset.
size_t maker_page(struct maker *maker, uint64_t width, uint64_t height, uint64_t bits,
                  const char *description, const void *pixels, size_t size);

// Writes a number of `bytes` bytes at an offset in the file's byte order.
void maker_put(struct maker *maker, size_t at, uint64_t value, size_t bytes);

void maker_free(struct maker *maker);

#endif
