// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/ticks.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

double tick_step(double low, double high, size_t wanted) {
    double raw = (high - low) / (double)(wanted ? wanted : 1);
    double power = pow(10, floor(log10(raw)));
    static const double steps[] = { 1, 2, 5, 10, 20 };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        double step = steps[i] * power;
        double count = floor(high / step * (1 + 1e-12)) - ceil(low / step * (1 - 1e-12)) + 1;
        if (step >= raw * (1 - 1e-9) && count <= (double)wanted)
            return step;
    }
    return 50 * power;
}

// Plain digits where they are short, else an exponent.
static void format(char label[TICK_LABEL], double value, double step, double size) {
    double exponent = floor(log10(step) + 1e-9);
    bool plain = size < 1e6 && exponent >= -4;
    if (plain)
        snprintf(label, TICK_LABEL, "%.*f", exponent < 0 ? (int)-exponent : 0, value);
    else
        snprintf(label, TICK_LABEL, "%.*g", (int)fmin(fmax(log10(size) - exponent + 1.5, 1), 15),
                 value);
}

size_t ticks_make(double low, double high, size_t wanted, struct tick ticks[TICKS_LIMIT]) {
    if (!(low < high) || !isfinite(high - low) || !wanted)
        return 0;
    if (wanted > TICKS_LIMIT)
        wanted = TICKS_LIMIT;
    double step = tick_step(low, high, wanted), slack = step * 1e-9;
    if (!(step > 0) || !isfinite(step))
        return 0;
    double size = fmax(fabs(low), fabs(high));
    size_t count = 0;
    for (double n = ceil((low - slack) / step); count < wanted; n++) {
        double value = n * step;
        if (!(value <= high + slack))
            break;
        ticks[count].value = value == 0 ? 0 : value; // no -0
        format(ticks[count].label, ticks[count].value, step, size);
        count++;
    }
    return count;
}
