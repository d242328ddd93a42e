// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "output/table_output.h"

#include "base/alloc.h"
#include "base/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool table_format_of(const char *path, enum table_format *format, struct fault *fault) {
    static const char *const suffixes[] = { "csv", "tsv", "json" };
    const char *suffix = file_suffix(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcasecmp(suffix, suffixes[i]) == 0) {
            *format = (enum table_format)i;
            return true;
        }
    char *safe = text_safe(path);
    fault_set(fault, FAULT_USAGE, "%s: a table is written as .csv, .tsv or .json", safe);
    free(safe);
    return false;
}

// Quotes are needed in CSV alone: in safe text there are no tabs and no line ends.
static void add_text(struct table *table, const char *string) {
    char *safe = text_safe(string);
    if (table->format != TABLE_CSV || !safe[strcspn(safe, ",\"")]) {
        text_add(table->into, safe);
    } else {
        text_add_char(table->into, '"');
        for (const char *c = safe; *c; c++) {
            if (*c == '"')
                text_add_char(table->into, '"');
            text_add_char(table->into, *c);
        }
        text_add_char(table->into, '"');
    }
    free(safe);
}

static void add_separator(struct table *table, size_t column) {
    if (column)
        text_add_char(table->into, table->format == TABLE_CSV ? ',' : '\t');
}

void table_begin(struct table *table, enum table_format format, const struct table_column *columns,
                 size_t count, struct text *into) {
    *table = (struct table){ format, columns, count, into, { .into = into } };
    if (format == TABLE_JSON) {
        json_array(&table->json);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *unit = columns[i].unit;
        char *head = unit && *unit ? alloc_format("%s [%s]", columns[i].name, unit)
                                   : alloc_string(columns[i].name);
        add_separator(table, i);
        add_text(table, head);
        free(head);
    }
    text_add_char(into, '\n');
}

static void add_cell(struct table *table, const struct table_cell *cell) {
    switch (cell->type) {
    case CELL_MISSING:
        break;
    case CELL_TEXT:
        add_text(table, cell->text);
        break;
    case CELL_INT:
        text_addf(table->into, "%" PRId64, cell->integer);
        break;
    case CELL_DOUBLE:
        text_add_double(table->into, cell->number);
        break;
    case CELL_SINGLE:
        text_add_float(table->into, cell->single);
        break;
    }
}

static void add_json_cell(struct json *json, const struct table_cell *cell) {
    switch (cell->type) {
    case CELL_MISSING:
        json_null(json);
        break;
    case CELL_TEXT:
        json_string(json, cell->text);
        break;
    case CELL_INT:
        json_int(json, cell->integer);
        break;
    case CELL_DOUBLE:
        json_double(json, cell->number);
        break;
    case CELL_SINGLE:
        json_float(json, cell->single);
        break;
    }
}

void table_row(struct table *table, const struct table_cell *cells) {
    if (table->format == TABLE_JSON) {
        json_object(&table->json);
        for (size_t i = 0; i < table->count; i++) {
            json_key(&table->json, table->columns[i].name);
            add_json_cell(&table->json, &cells[i]);
        }
        json_object_end(&table->json);
        return;
    }
    for (size_t i = 0; i < table->count; i++) {
        add_separator(table, i);
        add_cell(table, &cells[i]);
    }
    text_add_char(table->into, '\n');
}

void table_end(struct table *table) {
    if (table->format == TABLE_JSON)
        json_array_end(&table->json);
}
