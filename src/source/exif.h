// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The few things of EXIF that matter to a measurement: when, with what, how exposed. The
// orientation is reported and never applied.

#ifndef BLITZ_SOURCE_EXIF_H
#define BLITZ_SOURCE_EXIF_H

#include "source/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads a TIFF-shaped EXIF block (as after "Exif\0\0" in a JPEG, or in PNG's eXIf). Adds what
// it knows to the metadata. Returns the time of the original in s since 1970, with subseconds,
// the written clock taken as UTC unless the block gives its offset; NaN: none. Bytes may be
// anything: all reading is bounded by `size`, and at most two directories are visited.
double exif_read(const unsigned char *bytes, size_t size, struct metadata *metadata);

// The same of the EXIF directory alone that lies at `at` of an open TIFF file of `size` bytes.
double exif_read_directory(int fd, uint64_t size, bool is_big_endian, uint64_t at,
                           struct metadata *metadata);

#endif
