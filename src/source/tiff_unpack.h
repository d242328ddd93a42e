// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Rows of packed samples (1 to 32 bits) to whole ones, values unchanged.

#ifndef BLITZ_SOURCE_TIFF_UNPACK_H
#define BLITZ_SOURCE_TIFF_UNPACK_H

#include "source/tiff_layout.h"

#include <stddef.h>

// Writes `count` samples of one row. `stored` is the row as libtiff delivers it: samples of 8,
// 16, 24, 32 and 64 bits in native byte order, all others packed with the highest bit first.
// Sample i goes to element i * step of `into`, which has the type `size` bytes wide.
void tiff_unpack(const void *stored, size_t count, uint32_t bits, bool is_signed, void *into,
                 size_t size, size_t step);

// Writes the colours of `count` palette indices, of 1 or 3 channels as the palette says.
void tiff_paint(const struct tiff_palette *palette, const uint16_t *indices, size_t count,
                void *into);

#endif
