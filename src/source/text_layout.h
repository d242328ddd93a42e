// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How a table of numbers is written as text: found from its beginning, and the rows taken apart by
// it. Rows are lines; blank lines and those that begin with # or % are none. Inside this room only.

#ifndef BLITZ_SOURCE_TEXT_LAYOUT_H
#define BLITZ_SOURCE_TEXT_LAYOUT_H

#include "source/text_wish.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_layout {
    char separator;           // '\t' ';' ',' or ' ': any run of blanks
    char decimal;             // '.' or ','
    char line_end;            // '\n', or '\r' alone
    bool ends_with_separator; // every row
    bool is_cut;              // the first row is not all in sight: text_layout_measure
    bool has_row_numbers;     // the first cell of each row is its number or name: it is left out
    uint32_t cells;           // of a row, row numbers included and without the end's empty one
    size_t header_lines;      // before the first row
    size_t data;              // bytes before the first row
};

// Finds what the wish leaves unsaid of a table that begins with these bytes: false when it is none.
// A table has two rows or more of the same number of cells, two or more, all of which are numbers
// or empty; a few rows may have fewer or more cells, but no words.
bool text_layout_find(const char *head, size_t size, const struct text_wish *wish,
                      struct text_layout *layout);

// Counts the cells by a first row that is whole.
void text_layout_measure(struct text_layout *layout, const char *at, const char *end);

// A row, from `at` to `end` (without its line end): writes at most `most` values, NaN for empty
// cells, and returns how many; a row number is not written. *cells counts all cells. *wrong points
// to the first cell that is no number, where it stops, or is NULL.
uint32_t text_layout_row(const struct text_layout *layout, const char *at, const char *end,
                         double *into, uint32_t most, uint32_t *cells, const char **wrong);

// Whether a line is no row: blank, or a comment.
bool text_layout_is_blank(const struct text_layout *layout, const char *at, const char *end);

// Whether the first cell of a row is a whole number in plain digits, which goes to *number.
bool text_layout_row_number(const struct text_layout *layout, const char *at, const char *end,
                            int64_t *number);

#endif
