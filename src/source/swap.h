// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Samples of the other byte order. Inside this room only.

#ifndef BLITZ_SOURCE_SWAP_H
#define BLITZ_SOURCE_SWAP_H

#include <stddef.h>

// Reverses the bytes of each of `count` samples of `size` bytes (1, 2, 4 or 8), aligned to them.
void swap_samples(void *samples, size_t count, size_t size);

#endif
