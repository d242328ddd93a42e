// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_BASE_CLOCK_H
#define BLITZ_BASE_CLOCK_H

#include <time.h>

// Seconds on a clock that only goes forward.
static inline double clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#endif
