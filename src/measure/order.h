// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Order statistics: a percentile lies at position q (n - 1) of the sorted values, between two
// neighbours, and is interpolated linearly.

#ifndef BLITZ_MEASURE_ORDER_H
#define BLITZ_MEASURE_ORDER_H

#include <stdint.h>

// Between rank `rank` and the next one, `fraction` of the way.
struct order_position {
    uint64_t rank;
    double fraction;
};

// At `part` / `whole` of the way through n > 0 sorted values: percentiles have whole = 100.
struct order_position order_position(double part, double whole, uint64_t n);

// `low` and `next` are the values of rank and rank + 1. Infinities stay infinite.
double order_value(struct order_position position, double low, double next);

#endif
