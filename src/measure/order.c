// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/order.h"

#include <math.h>

struct order_position order_position(double part, double whole, uint64_t n) {
    double last = (double)(n - 1);
    // Multiplied first: exact for whole percentiles, so that p50 of 5 values is one of them.
    double at = fmin(fmax(part * last / whole, 0.0), last);
    double rank = floor(at);
    return (struct order_position){ .rank = (uint64_t)rank, .fraction = at - rank };
}

double order_value(struct order_position position, double low, double next) {
    if (position.fraction == 0.0 || low == next)
        return low;
    if (isfinite(low) && isfinite(next))
        return low + (next - low) * position.fraction;
    return low * (1.0 - position.fraction) + next * position.fraction;
}
