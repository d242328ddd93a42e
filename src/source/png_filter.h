// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_SOURCE_PNG_FILTER_H
#define BLITZ_SOURCE_PNG_FILTER_H

#include <stdbool.h>
#include <stddef.h>

// Undoes a row's filter (PNG specification, section 9) in place. `above`: the row before, undone,
// or zeros; `pixel`: bytes of a pixel, 1 to 8. False for a filter that there is none of.
bool png_unfilter(int filter, unsigned char *row, const unsigned char *above, size_t bytes,
                  size_t pixel);

#endif
