// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a user says of tables of numbers whose layout is not found, or found wrong:
// separator=semicolon,decimal=comma,header=2,rows=yes, in any order and each only when it is known.

#ifndef BLITZ_SOURCE_TEXT_WISH_H
#define BLITZ_SOURCE_TEXT_WISH_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

// Whether the first cell of each row is its number or name, which is left out.
enum text_rows { TEXT_ROWS_FOUND, TEXT_ROWS_YES, TEXT_ROWS_NO };

// A value: nothing in it is owned. All zero: the user says nothing.
struct text_wish {
    char separator; // '\t' ';' ',' or ' ': any run of blanks; 0: not said
    char decimal;   // '.' or ','; 0: not said
    enum text_rows rows;
    bool has_header; // `header` is said
    uint32_t header; // lines before the table
};

// Whether anything is said.
bool text_wish_is_said(const struct text_wish *wish);

// False with FAULT_USAGE, and *wish as it was, when the text is none. The fault says what is valid.
bool text_wish_parse(const char *string, struct text_wish *wish, struct fault *fault);

// The text that parses back to the same wish; nothing when nothing is said.
void text_wish_format(const struct text_wish *wish, struct text *text);

#endif
