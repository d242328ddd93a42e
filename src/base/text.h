// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Text: a growing string, outside bytes made safe to print, and numbers in the C locale.

#ifndef BLITZ_BASE_TEXT_H
#define BLITZ_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }. `data` is NULL or a string that ends with a zero byte.
struct text {
    char *data;
    size_t length, capacity;
};

// Each appends: a string, bytes (any), one character, what printf would print.
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t count);
void text_add_char(struct text *text, char character);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The string ("" when nothing was added). Borrowed until the next addition.
const char *text_string(const struct text *text);

// Gives the string to the caller, who frees it, and leaves the text empty.
char *text_take(struct text *text);

void text_clear(struct text *text); // empties it and keeps the memory
void text_free(struct text *text);  // frees it and makes it empty

// Outside bytes (file names, metadata) made safe for a terminal or a log: valid printable
// UTF-8 stays, everything else becomes \n, \t, \e or \xNN.
void text_add_safe(struct text *text, const char *bytes, size_t count);
char *text_safe(const char *string); // the same, new string; "" for NULL

// Shortest digits that read back to the same double (or float); "nan", "inf", "-inf".
void text_add_double(struct text *text, double value);
void text_add_float(struct text *text, float value);

// 1 -> "1st", 12 -> "12th".
void text_add_ordinal(struct text *text, int64_t number);

// 1536 -> "1.5 KiB".
void text_add_size(struct text *text, uint64_t bytes);

// 'text' quoted for a POSIX shell; as it is when no quoting is needed. Text with bytes that are not
// printable becomes "$(printf '...')" ($'...' when it ends with a newline, which $() would drop).
void text_add_shell(struct text *text, const char *string);

// The whole string must be the number. No locale, no white space.
bool text_parse_double(const char *string, double *value);
bool text_parse_int(const char *string, int64_t *value);

// "8G", "500M", "1024" (powers of 1024). False when it is no size or does not fit.
bool text_parse_size(const char *string, uint64_t *bytes);

// The number of bytes in the UTF-8 character at `bytes` (1 to 4), or 0 when it is invalid;
// *code receives the code point.
size_t text_utf8(const char *bytes, size_t count, uint32_t *code);

// The other way: writes the UTF-8 of a code point up to 0x10FFFF; returns its number of bytes.
size_t text_utf8_write(uint32_t code, char into[4]);

// Cuts the characters of `blanks` off both ends, in place; returns where the string now begins.
char *text_trim(char *string, const char *blanks);

#endif
