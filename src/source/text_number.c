// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Most numbers have so few digits that digits and power of ten are exact doubles: then one
// multiplication or division is correctly rounded. All others go through strtod.

#include "source/text_number.h"

#include "base/text.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum {
    LONGEST = 400,    // characters of a number; the exact digits of any double are more
    MOST_DIGITS = 19, // that fit in 64 bits
    EXACT_POWER = 22, // 10^22 is a double
    MOST_EXPONENT = 9999
};

static const double powers[EXACT_POWER + 1] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

// A number taken apart: digits x 10^exponent.
struct decimal_number {
    uint64_t digits;
    int significant; // digits taken, without leading zeros
    int exponent;
    bool is_negative, has_digits;
};

static bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

static void take_digit(struct decimal_number *number, char digit, bool is_fraction) {
    number->has_digits = true;
    if (number->significant < MOST_DIGITS)
        number->digits = number->digits * 10 + (uint64_t)(digit - '0');
    if (number->significant || digit != '0')
        number->significant++;
    number->exponent -= is_fraction;
}

// From an 'e' on; the number of characters, 0 when it is no exponent.
static const char *take_exponent(const char *at, const char *end, struct decimal_number *number) {
    bool is_negative = false;
    int exponent = 0;
    at++;
    if (at < end && (*at == '-' || *at == '+'))
        is_negative = *at++ == '-';
    if (at == end)
        return NULL;
    for (; at < end && is_digit(*at); at++)
        if (exponent < MOST_EXPONENT)
            exponent = exponent * 10 + (*at - '0');
    number->exponent += is_negative ? -exponent : exponent;
    return at;
}

static bool take_apart(const char *at, const char *end, char decimal,
                       struct decimal_number *number) {
    for (; at < end && is_digit(*at); at++)
        take_digit(number, *at, false);
    if (at < end && *at == decimal)
        for (at++; at < end && is_digit(*at); at++)
            take_digit(number, *at, true);
    if (!number->has_digits)
        return false;
    if (at < end && (*at == 'e' || *at == 'E' || *at == 'd' || *at == 'D'))
        at = take_exponent(at, end, number);
    return at == end;
}

// The long way, for what is known to be a number.
static bool convert(const char *at, const char *end, char decimal, double *value) {
    char copy[LONGEST + 1];
    size_t length = (size_t)(end - at);
    for (size_t i = 0; i < length; i++)
        copy[i] = at[i] == decimal ? '.' : at[i] == 'd' || at[i] == 'D' ? 'e' : at[i];
    copy[length] = '\0';
    return text_parse_double(copy, value);
}

static bool is_word(const char *at, const char *end, const char *word) {
    size_t length = strlen(word);
    return (size_t)(end - at) == length && strncasecmp(at, word, length) == 0;
}

bool text_number(const char *at, const char *end, char decimal, double *value) {
    struct decimal_number number = { 0 };
    const char *start = at;
    if (at == end || end - at > LONGEST)
        return false;
    if (*at == '-' || *at == '+')
        number.is_negative = *at++ == '-';
    if (!take_apart(at, end, decimal, &number)) {
        bool is_infinite = is_word(at, end, "inf") || is_word(at, end, "infinity");
        *value = !is_infinite ? NAN : number.is_negative ? -HUGE_VAL : HUGE_VAL;
        return is_infinite || is_word(at, end, "nan");
    }
    bool is_short = number.significant <= MOST_DIGITS && number.digits <= (uint64_t)1 << 53
                    && number.exponent >= -EXACT_POWER && number.exponent <= EXACT_POWER;
    if (!is_short)
        return convert(start, end, decimal, value);
    double digits = (double)number.digits;
    double size =
        number.exponent < 0 ? digits / powers[-number.exponent] : digits * powers[number.exponent];
    *value = number.is_negative ? -size : size;
    return true;
}
