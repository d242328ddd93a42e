// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/levels.h"

#include <float.h>
#include <math.h>

void levels_fractions(const struct levels_wish *wish, double *low, double *high) {
    *low = wish->percentile / 100;
    *high = 1 - *low;
}

// Whether a width is more than the rounding of the two values, so that steps of it differ.
static bool is_range(double low, double high) {
    double size = fmax(fabs(low), fabs(high));
    return isfinite(low) && isfinite(high) && isfinite(high - low)
           && high - low > size * DBL_EPSILON * 4;
}

static struct levels around(double value) {
    if (!isfinite(value))
        return (struct levels){ 0, 1 };
    double reach = fmax(0.5, fabs(value) * 1e-6);
    return (struct levels){ value - reach, value + reach };
}

struct levels levels_choose(const struct levels_wish *wish, double low, double high, double min,
                            double max) {
    if (wish->mode == LEVELS_FIXED)
        return is_range(wish->low, wish->high) ? (struct levels){ wish->low, wish->high }
                                               : around(wish->low);
    if (is_range(low, high))
        return (struct levels){ low, high };
    if (is_range(min, max))
        return (struct levels){ min, max };
    return around(isfinite(low) ? low : min);
}

struct levels levels_adjust(struct levels levels, double shift, double scale) {
    double width = levels.high - levels.low;
    double centre = levels.low + width / 2 + shift * width, reach = width / 2 * scale;
    return is_range(centre - reach, centre + reach)
               ? (struct levels){ centre - reach, centre + reach }
               : levels;
}
