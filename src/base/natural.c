// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/natural.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The digits at *at: skips leading zeros (counted), returns the significant ones' length and
// moves *at behind them.
static size_t take_number(const char **at, const char **digits, size_t *zeros) {
    const char *c = *at;
    while (*c == '0')
        c++;
    *zeros = (size_t)(c - *at);
    *digits = c;
    while (is_digit(*c))
        c++;
    *at = c;
    return (size_t)(c - *digits);
}

int natural_compare(const char *a, const char *b) {
    int tie = 0; // the first difference in leading zeros
    while (*a && *b) {
        if (!is_digit(*a) || !is_digit(*b)) {
            if (*a != *b)
                return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
            a++;
            b++;
            continue;
        }
        const char *digits_a, *digits_b;
        size_t zeros_a, zeros_b;
        size_t length_a = take_number(&a, &digits_a, &zeros_a);
        size_t length_b = take_number(&b, &digits_b, &zeros_b);
        if (length_a != length_b)
            return length_a < length_b ? -1 : 1;
        int order = memcmp(digits_a, digits_b, length_a);
        if (order)
            return order;
        if (!tie && zeros_a != zeros_b)
            tie = zeros_a < zeros_b ? -1 : 1;
    }
    if (*a || *b)
        return *a ? 1 : -1;
    return tie;
}
