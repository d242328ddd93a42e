// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The quick way through a PNG that is as most are: all of it inflated in one go, which takes well
// under half of the time. Whatever is unusual or damaged is left to libpng.

#ifndef BLITZ_SOURCE_PNG_QUICK_H
#define BLITZ_SOURCE_PNG_QUICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Memory that is kept from file to file. Initialise with { 0 }; one thread.
struct png_quick {
    void *decompressor;
    unsigned char *file, *rows;
    size_t file_capacity, row_capacity;
};

// What its header must say. Not interlaced, no palette.
struct png_wanted {
    uint32_t width, height, channels; // channels: 1 to 4
    int bit_depth;                    // 8 or 16
};

// Reads the samples, in native byte order, of the open file of `size` bytes. True only when every
// checksum is right and nothing is missing or left over: then they are what libpng gives. False
// without libdeflate.
bool png_quick_read(struct png_quick *quick, int fd, uint64_t size, const struct png_wanted *wanted,
                    void *into);

void png_quick_free(struct png_quick *quick);

// "libdeflate 1.14", or NULL. Static.
const char *png_quick_version(void);

#endif
