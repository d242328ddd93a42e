// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/swap.h"

#include <stdint.h>

void swap_samples(void *samples, size_t count, size_t size) {
    if (size == 2)
        for (uint16_t *s = samples; count--; s++)
            *s = __builtin_bswap16(*s);
    else if (size == 4)
        for (uint32_t *s = samples; count--; s++)
            *s = __builtin_bswap32(*s);
    else if (size == 8)
        for (uint64_t *s = samples; count--; s++)
            *s = __builtin_bswap64(*s);
}
