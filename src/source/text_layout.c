// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/text_layout.h"

#include "source/text_number.h"

#include <math.h>
#include <string.h>

enum {
    MOST_HEADER = 128,   // lines before the table
    MOST_SAMPLE = 64,    // rows that are looked at
    HEADER_PER_ROW = 8,  // lines of a header that another row must follow for
    WIDE_BYTES = 4096,   // of a first row whose end need not be in sight
    MOST_NUMBERED = 256, // columns whose numbers are looked at
};

// Separator and decimal mark, in the order in which they are tried: a tab or a semicolon separates
// wherever it stands, a comma unless what it makes are no numbers.
static const struct {
    char separator, decimal;
} writings[] = {
    { '\t', '.' }, { '\t', ',' }, { ';', '.' }, { ';', ',' },
    { ',', '.' },  { ' ', '.' },  { ' ', ',' },
};

static bool is_blank(char character) {
    return character == ' ' || character == '\t' || character == '\r';
}

bool text_layout_is_blank(const struct text_layout *layout, const char *at, const char *end) {
    while (at < end && is_blank(*at) && (*at != layout->separator || *at == ' '))
        at++;
    return at == end || *at == '#' || *at == '%';
}

// The next cell, without blanks and quotes around it; *at goes behind its separator. False when
// there is none: *at is NULL, or there is nothing but blanks where blanks separate.
static bool next_cell(char separator, const char **at, const char *end, const char **from,
                      const char **to) {
    if (!*at)
        return false;
    const char *start = *at;
    while (start < end && is_blank(*start) && *start != separator)
        start++;
    if (separator == ' ') {
        while (start < end && is_blank(*start))
            start++;
        if (start == end)
            return false;
    }
    const char *stop = start;
    if (separator == ' ')
        while (stop < end && !is_blank(*stop))
            stop++;
    else
        while (stop < end && *stop != separator)
            stop++;
    *at = stop < end ? stop + 1 : NULL;
    while (stop > start && is_blank(stop[-1]))
        stop--;
    if (stop - start >= 2 && *start == '"' && stop[-1] == '"')
        start++, stop--;
    *from = start;
    *to = stop;
    return true;
}

uint32_t text_layout_row(const struct text_layout *layout, const char *at, const char *end,
                         double *into, uint32_t most, uint32_t *cells, const char **wrong) {
    const char *from, *to;
    uint32_t count = 0, taken = 0;
    bool is_last_empty = false;
    *wrong = NULL;
    while (count < UINT32_MAX && next_cell(layout->separator, &at, end, &from, &to)) {
        double value = NAN;
        bool is_left_out = !count && layout->has_row_numbers;
        is_last_empty = from == to;
        if (!is_last_empty && !is_left_out && !text_number(from, to, layout->decimal, &value)) {
            *wrong = from;
            break;
        }
        if (taken < most && !is_left_out)
            into[taken++] = value;
        count++;
    }
    bool is_behind = layout->ends_with_separator && is_last_empty && !*wrong && count;
    *cells = count - is_behind;
    return taken;
}

bool text_layout_row_number(const struct text_layout *layout, const char *at, const char *end,
                            int64_t *number) {
    const char *from, *to;
    if (!next_cell(layout->separator, &at, end, &from, &to) || from == to || to - from > 10)
        return false;
    *number = 0;
    for (; from < to; from++) {
        if (*from < '0' || *from > '9')
            return false;
        *number = *number * 10 + (*from - '0');
    }
    return true;
}

// ── finding it ─────────────────────────────────────────────────────────────────────────────

struct line {
    const char *at, *end;
    bool is_whole; // its end is in sight
};

// The line that begins at `at`; false at the end.
static bool take_line(const char **at, const char *end, char line_end, struct line *line) {
    if (*at >= end)
        return false;
    const char *stop = memchr(*at, line_end, (size_t)(end - *at));
    *line = (struct line){ *at, stop ? stop : end, stop != NULL };
    *at = stop ? stop + 1 : end;
    return true;
}

// The cells of a row, 0 when one of them is no number.
static uint32_t count_cells(const struct text_layout *layout, const struct line *line) {
    uint32_t cells;
    const char *wrong;
    text_layout_row(layout, line->at, line->end, NULL, 0, &cells, &wrong);
    return wrong ? 0 : cells;
}

// Whether nothing is written in a line but separators and blanks.
static bool is_empty(const struct text_layout *layout, const struct line *line) {
    const char *at = line->at;
    while (at < line->end && (is_blank(*at) || *at == layout->separator || *at == '"'))
        at++;
    return at == line->end;
}

static bool ends_with(const struct line *line, char separator) {
    const char *end = line->end;
    while (end > line->at && is_blank(end[-1]) && end[-1] != separator)
        end--;
    return end > line->at && end[-1] == separator && separator != ' ';
}

// What the lines from one on are.
enum finding { NO_TABLE, BROKEN_TABLE, TABLE };

// Of the lines from `at` on, read as `layout` says.
static enum finding judge(const struct text_layout *layout, const char *at, const char *end) {
    struct line line;
    int good = 0, bad = 0;
    while (good + bad < MOST_SAMPLE && bad <= 1 + good / 8
           && take_line(&at, end, layout->line_end, &line)) {
        if (text_layout_is_blank(layout, line.at, line.end))
            continue;
        // What is cut, by the end of the file or of what was read of it, proves nothing.
        if (!line.is_whole && good >= 2)
            break;
        if (!line.is_whole && !good && layout->is_cut)
            return TABLE;
        uint32_t cells = count_cells(layout, &line);
        if (!cells)
            return good >= 2 ? BROKEN_TABLE : NO_TABLE;
        good += cells == layout->cells;
        bad += cells != layout->cells;
    }
    bool is_long_enough = good >= 2 + (int)(layout->header_lines / HEADER_PER_ROW);
    return is_long_enough && bad <= 1 + good / 8 ? TABLE : NO_TABLE;
}

// Whether every row that is whole ends with a separator: then no cell follows it.
static bool all_end_with_separator(const struct text_layout *layout, const char *at,
                                   const char *end) {
    struct line line;
    int rows = 0;
    while (rows < MOST_SAMPLE && take_line(&at, end, layout->line_end, &line)) {
        if (text_layout_is_blank(layout, line.at, line.end) || !line.is_whole)
            continue;
        if (!ends_with(&line, layout->separator))
            return false;
        rows++;
    }
    return rows > 0;
}

// Whether a first row is empty, 0, 1, 2 ... or empty, 1, 2, 3 ...: the numbers of the columns.
static bool is_column_numbers(const struct text_layout *layout, const struct line *line) {
    double values[MOST_NUMBERED];
    uint32_t cells;
    const char *wrong;
    struct text_layout all = *layout;
    all.has_row_numbers = false;
    uint32_t taken =
        text_layout_row(&all, line->at, line->end, values, MOST_NUMBERED, &cells, &wrong);
    if (taken < 3 || wrong || !isnan(values[0]) || (values[1] != 0 && values[1] != 1))
        return false;
    for (uint32_t i = 2; i < taken; i++)
        if (values[i] != values[i - 1] + 1)
            return false;
    return true;
}

// A long first row whose end is not in sight, up to its last separator: the cell behind it is cut.
static bool shorten(struct line *line, char separator) {
    bool is_cut = !line->is_whole && line->end - line->at >= WIDE_BYTES;
    while (is_cut && line->end > line->at
           && (separator == ' ' ? !is_blank(line->end[-1]) : line->end[-1] != separator))
        line->end--;
    return is_cut;
}

static bool is_said(char wished, char tried) {
    return !wished || wished == tried;
}

// Tries each writing that the wish allows on the table that would begin with this line.
static enum finding find_writing(struct line line, const char *end, const struct text_wish *wish,
                                 struct text_layout *layout) {
    enum finding best = NO_TABLE;
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++) {
        if (!is_said(wish->separator, writings[i].separator)
            || !is_said(wish->decimal, writings[i].decimal))
            continue;
        struct text_layout tried = *layout;
        struct line first = line;
        tried.separator = writings[i].separator;
        tried.decimal = writings[i].decimal;
        tried.is_cut = shorten(&first, tried.separator);
        tried.ends_with_separator = tried.is_cut || all_end_with_separator(&tried, first.at, end);
        tried.cells = count_cells(&tried, &first);
        if (tried.cells < 2 || is_empty(&tried, &first))
            continue;
        enum finding finding = judge(&tried, first.at, end);
        if (finding == TABLE) {
            *layout = tried;
            return TABLE;
        }
        if (finding == BROKEN_TABLE)
            best = BROKEN_TABLE;
    }
    return best;
}

void text_layout_measure(struct text_layout *layout, const char *at, const char *end) {
    struct line line = { at, end, true };
    layout->is_cut = false;
    layout->ends_with_separator = ends_with(&line, layout->separator);
    layout->cells = count_cells(layout, &line);
}

bool text_layout_find(const char *head, size_t size, const struct text_wish *wish,
                      struct text_layout *layout) {
    const char *at = head, *end = head + size;
    struct line line;
    if (size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    *layout = (struct text_layout){ .line_end = memchr(at, '\n', (size_t)(end - at)) ? '\n' : '\r',
                                    .has_row_numbers = wish->rows == TEXT_ROWS_YES };
    for (size_t lines = 0;
         lines < wish->header + (size_t)MOST_HEADER && take_line(&at, end, layout->line_end, &line);
         lines++) {
        if (lines < wish->header || text_layout_is_blank(layout, line.at, line.end))
            continue;
        layout->header_lines = lines;
        layout->data = (size_t)(line.at - head);
        enum finding finding = find_writing(line, end, wish, layout);
        if (finding == BROKEN_TABLE || (finding == NO_TABLE && wish->has_header))
            return false;
        if (finding == NO_TABLE)
            continue;
        if (!wish->has_header && is_column_numbers(layout, &line)) {
            layout->header_lines++;
            layout->data = (size_t)(at - head);
        }
        return true;
    }
    return false;
}
