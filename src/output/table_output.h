// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Tables as text: CSV (RFC 4180, LF, one header row "name [unit]"), TSV, or JSON (an array of
// objects whose keys are the names without units). Rows are added to a text that the caller
// writes out when it likes.

#ifndef BLITZ_OUTPUT_TABLE_OUTPUT_H
#define BLITZ_OUTPUT_TABLE_OUTPUT_H

#include "base/fault.h"
#include "base/text.h"
#include "output/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum table_format { TABLE_CSV, TABLE_TSV, TABLE_JSON };

// From the suffix of a path (csv, tsv, json); FAULT_USAGE for any other.
bool table_format_of(const char *path, enum table_format *format, struct fault *fault);

struct table_column {
    const char *name, *unit; // unit NULL: none
};

enum table_cell_type { CELL_MISSING, CELL_TEXT, CELL_INT, CELL_DOUBLE, CELL_SINGLE };

// A value in a row; its type need not be the same in all rows of a column.
struct table_cell {
    enum table_cell_type type;
    union {
        const char *text; // borrowed; outside bytes are made safe
        int64_t integer;
        double number; // NaN and infinity are "nan" and "inf" in CSV, null in JSON
        float single;
    };
};

static inline struct table_cell cell_missing(void) {
    return (struct table_cell){ .type = CELL_MISSING };
}

// NULL is missing.
static inline struct table_cell cell_text(const char *text) {
    return (struct table_cell){ .type = text ? CELL_TEXT : CELL_MISSING, .text = text };
}

static inline struct table_cell cell_int(int64_t value) {
    return (struct table_cell){ .type = CELL_INT, .integer = value };
}

static inline struct table_cell cell_double(double value) {
    return (struct table_cell){ .type = CELL_DOUBLE, .number = value };
}

static inline struct table_cell cell_single(float value) {
    return (struct table_cell){ .type = CELL_SINGLE, .single = value };
}

struct table {
    enum table_format format;
    const struct table_column *columns; // borrowed
    size_t count;
    struct text *into; // borrowed
    struct json json;
};

// Writes the head.
void table_begin(struct table *table, enum table_format format, const struct table_column *columns,
                 size_t count, struct text *into);

// Adds a row of `count` cells.
void table_row(struct table *table, const struct table_cell *cells);

// Ends the array of JSON; CSV has no end.
void table_end(struct table *table);

#endif
