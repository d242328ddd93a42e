// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/text.h"

#include "base/alloc.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct text *text, size_t extra) {
    size_t needed = text->length + extra + 1;
    if (needed <= text->capacity)
        return;
    size_t capacity = text->capacity ? text->capacity : 64;
    while (capacity < needed)
        capacity *= 2;
    text->data = alloc_resize(text->data, capacity, 1);
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t count) {
    make_room(text, count);
    if (count)
        memcpy(text->data + text->length, bytes, count);
    text->length += count;
    text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string) {
    text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char character) {
    text_add_bytes(text, &character, 1);
}

void text_addf(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *piece = alloc_vformat(format, arguments);
    va_end(arguments);
    text_add(text, piece);
    free(piece);
}

const char *text_string(const struct text *text) {
    return text->data ? text->data : "";
}

char *text_take(struct text *text) {
    char *string = text->data ? text->data : alloc_string("");
    *text = (struct text){ 0 };
    return string;
}

void text_clear(struct text *text) {
    text->length = 0;
    if (text->data)
        text->data[0] = '\0';
}

void text_free(struct text *text) {
    free(text->data);
    *text = (struct text){ 0 };
}

size_t text_utf8(const char *bytes, size_t count, uint32_t *code) {
    const unsigned char *b = (const unsigned char *)bytes;
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (!count)
        return 0;
    size_t length = b[0] < 0x80       ? 1
                    : b[0] >> 5 == 6  ? 2
                    : b[0] >> 4 == 14 ? 3
                    : b[0] >> 3 == 30 ? 4
                                      : 0;
    if (!length || length > count)
        return 0;
    uint32_t value = length == 1 ? b[0] : b[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (b[i] >> 6 != 2)
            return 0;
        value = value << 6 | (b[i] & 0x3F);
    }
    if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code = value;
    return length;
}

size_t text_utf8_write(uint32_t code, char into[4]) {
    static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; code >>= 6)
        into[i] = (char)(0x80 | (code & 0x3F));
    into[0] = (char)(leads[length] | code);
    return length;
}

// C0 and C1 controls, and the characters that reorder or hide text on a screen.
static bool is_printable(uint32_t code) {
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return false;
    if ((code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E))
        return false;
    return !(code >= 0x2060 && code <= 0x206F) && code != 0xFEFF && (code & 0xFFFE) != 0xFFFE;
}

void text_add_safe(struct text *text, const char *bytes, size_t count) {
    for (size_t i = 0; i < count;) {
        uint32_t code;
        size_t length = text_utf8(bytes + i, count - i, &code);
        if (length && is_printable(code)) {
            text_add_bytes(text, bytes + i, length);
            i += length;
            continue;
        }
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '\n')
            text_add(text, "\\n");
        else if (byte == '\t')
            text_add(text, "\\t");
        else if (byte == 0x1B)
            text_add(text, "\\e");
        else
            for (size_t j = 0; j < (length ? length : 1); j++)
                text_addf(text, "\\x%02x", (unsigned char)bytes[i + j]);
        i += length ? length : 1;
    }
}

char *text_safe(const char *string) {
    struct text text = { 0 };
    if (string)
        text_add_safe(&text, string, strlen(string));
    return text_take(&text);
}

// The fewest significant digits, up to `most`, that read back as the same value.
static void add_shortest(struct text *text, double value, int most, bool single) {
    if (isnan(value)) {
        text_add(text, "nan");
        return;
    }
    if (isinf(value)) {
        text_add(text, value < 0 ? "-inf" : "inf");
        return;
    }
    if (value == rint(value) && fabs(value) < (single ? 16777216.0 : 1e15)) {
        text_addf(text, "%.0f", value == 0 ? 0.0 : value);
        return;
    }
    char digits[64];
    for (int precision = 1; precision <= most; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (single ? strtof(digits, NULL) == (float)value : strtod(digits, NULL) == value)
            break;
    }
    text_add(text, digits);
}

void text_add_double(struct text *text, double value) {
    add_shortest(text, value, DBL_DECIMAL_DIG, false);
}

void text_add_float(struct text *text, float value) {
    add_shortest(text, (double)value, FLT_DECIMAL_DIG, true);
}

void text_add_ordinal(struct text *text, int64_t number) {
    static const char *const endings[] = { "th", "st", "nd", "rd" };
    int64_t last = number % 10;
    bool is_teen = number % 100 / 10 == 1;
    text_addf(text, "%" PRId64 "%s", number, endings[last <= 3 && !is_teen ? last : 0]);
}

void text_add_size(struct text *text, uint64_t bytes) {
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1024;
        unit++;
    }
    if (unit == 0)
        text_addf(text, "%" PRIu64 " B", bytes);
    else
        text_addf(text,
                  value < 10    ? "%.2f %s"
                  : value < 100 ? "%.1f %s"
                                : "%.0f %s",
                  value, units[unit]);
}

// A string with bytes that must not be shown, as printf makes it. What $() gives lacks newlines
// at its end: such a string is left to the shells that know $''.
static void add_escaped(struct text *text, const char *string) {
    bool by_printf = string[strlen(string) - 1] != '\n';
    text_add(text, by_printf ? "\"$(printf '" : "$'");
    for (const char *c = string; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte < 0x20 || byte >= 0x7F || byte == '\'' || byte == '\\'
            || (byte == '-' && c == string)) // no option of printf
            text_addf(text, "\\%03o", byte);
        else if (byte == '%' && by_printf)
            text_add(text, "%%");
        else
            text_add_char(text, *c);
    }
    text_add(text, by_printf ? "')\"" : "'");
}

void text_add_shell(struct text *text, const char *string) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";
    if (*string && strspn(string, plain) == strlen(string)) {
        text_add(text, string);
        return;
    }
    struct text safe = { 0 };
    text_add_safe(&safe, string, strlen(string));
    bool as_it_is = strcmp(text_string(&safe), string) == 0;
    text_free(&safe);
    if (!as_it_is) {
        add_escaped(text, string);
        return;
    }
    text_add_char(text, '\'');
    for (const char *c = string; *c; c++)
        if (*c == '\'')
            text_add(text, "'\\''");
        else
            text_add_char(text, *c);
    text_add_char(text, '\'');
}

bool text_parse_double(const char *string, double *value) {
    // strtod also takes white space, hexadecimal and "nan(...)": not numbers to a user.
    if (!*string || strspn(string, "0123456789.+-eEinfatyINFATY") != strlen(string))
        return false;
    char *end;
    double parsed = strtod(string, &end);
    if (*end || end == string)
        return false;
    *value = parsed;
    return true;
}

bool text_parse_int(const char *string, int64_t *value) {
    const char *digits = string + (*string == '-' || *string == '+');
    if (!*digits || strspn(digits, "0123456789") != strlen(digits))
        return false;
    errno = 0;
    long long parsed = strtoll(string, NULL, 10);
    if (errno)
        return false;
    *value = parsed;
    return true;
}

bool text_parse_size(const char *string, uint64_t *bytes) {
    char *end;
    if (*string < '0' || *string > '9')
        return false;
    double number = strtod(string, &end);
    static const char units[] = "KMGTP";
    const char *unit = *end ? strchr(units, *end >= 'a' ? *end - 32 : *end) : NULL;
    if (*end && !unit)
        return false;
    if (unit) {
        number *= ldexp(1, 10 * (int)(unit - units + 1));
        end++;
        if (end[0] == 'i')
            end++;
        if (end[0] == 'B')
            end++;
    }
    if (*end || !(number < 0x1p63))
        return false;
    *bytes = (uint64_t)number;
    return true;
}

char *text_trim(char *string, const char *blanks) {
    string += strspn(string, blanks);
    size_t length = strlen(string);
    while (length && strchr(blanks, string[length - 1]))
        string[--length] = '\0';
    return string;
}
