// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Tables of numbers in text, one image a file. Their samples are doubles, whatever the numbers:
// a type that followed from the values would change from file to file.

#include "source/formats.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/image_file.h"
#include "source/text_input.h"
#include "source/text_layout.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD = 65536,       // in which the layout is found
    SURE = 30,          // what any format with a magic number outdoes
    SHOWN_LINES = 4,    // of the header, as metadata
    SHOWN_BYTES = 200,  // of each
    LEAST_NUMBERED = 4, // rows that make row numbers believable
};

// A file of text that is larger is no image: counting its rows would keep people waiting.
static const uint64_t largest = (uint64_t)4 << 30;

struct text_file {
    struct image_file file;
    struct text_wish wish;
    struct text_layout layout;
};

struct text_cursor {
    struct source_cursor head;
    struct text_input input;
};

static bool looks_binary(const unsigned char *head, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (head[i] < ' ' && !(head[i] >= '\t' && head[i] <= '\r'))
            return true;
    return false;
}

static int probe(const unsigned char *head, size_t size) {
    struct text_layout layout;
    bool is_table =
        !looks_binary(head, size)
        && text_layout_find((const char *)head, size, &(struct text_wish){ 0 }, &layout);
    return is_table ? SURE : 0;
}

// ── opening ────────────────────────────────────────────────────────────────────────────────

// What counting finds out.
struct rows {
    uint64_t count;
    bool are_numbered;
    int64_t first_number;
    bool is_last_whole; // the last line has an end
};

static void see_number(const struct text_layout *layout, const char *at, const char *end,
                       struct rows *rows) {
    int64_t number;
    if (!text_layout_row_number(layout, at, end, &number))
        rows->are_numbered = false;
    else if (!rows->count)
        rows->first_number = number;
    else
        rows->are_numbered = number == rows->first_number + (int64_t)rows->count;
}

static bool count_rows(struct text_file *text, struct rows *rows) {
    struct text_layout *layout = &text->layout;
    struct text_input input = { 0 };
    const char *at, *end;
    bool is_whole;
    bool may_be_numbered = text->wish.rows == TEXT_ROWS_FOUND && layout->cells > 2;
    *rows = (struct rows){ .are_numbered = may_be_numbered, .is_last_whole = true };
    text_input_begin(&input, text->file.fd, layout->data);
    while (text_input_line(&input, layout->line_end, &at, &end, &is_whole)) {
        rows->is_last_whole = is_whole;
        if (layout->is_cut)
            text_layout_measure(layout, at, end);
        if (!text_layout_is_blank(layout, at, end)) {
            if (rows->are_numbered)
                see_number(layout, at, end, rows);
            rows->count++;
        }
    }
    bool good = !input.is_too_long && !input.has_failed;
    text_input_end(&input);
    rows->are_numbered = rows->are_numbered && rows->count >= LEAST_NUMBERED
                         && (rows->first_number == 0 || rows->first_number == 1);
    return good;
}

// What was decided, and what of it the user said.
static void describe_layout(const struct text_file *text, struct metadata *metadata) {
    const struct text_layout *layout = &text->layout;
    const char *separator = layout->separator == '\t'  ? "tabs"
                            : layout->separator == ';' ? "semicolons"
                            : layout->separator == ',' ? "commas"
                                                       : "blanks";
    metadata_addf(metadata, "text layout",
                  "separated by %s%s, decimal %s%s, %zu line%s before the table", separator,
                  layout->ends_with_separator ? ", one at the end of each row" : "",
                  layout->decimal == ',' ? "comma" : "point",
                  layout->has_row_numbers ? ", row numbers left out" : "", layout->header_lines,
                  layout->header_lines == 1 ? "" : "s");
    struct text said = { 0 };
    text_wish_format(&text->wish, &said);
    if (said.length)
        metadata_add(metadata, "text layout said", text_string(&said));
    text_free(&said);
}

static void describe(struct text_file *text, const char *head, const struct rows *rows) {
    const struct text_layout *layout = &text->layout;
    struct metadata *metadata = &text->file.source.info.metadata;
    describe_layout(text, metadata);
    const char *at = head;
    for (size_t i = 0; i < layout->header_lines && i < SHOWN_LINES; i++) {
        const char *stop = memchr(at, layout->line_end, (size_t)(head + layout->data - at));
        size_t length = stop ? (size_t)(stop - at) : (size_t)(head + layout->data - at);
        length -= length && at[length - 1] == '\r';
        char *key = alloc_format("line %zu", i + 1);
        metadata_addf(metadata, key, "%.*s", length < SHOWN_BYTES ? (int)length : SHOWN_BYTES, at);
        free(key);
        if (!stop)
            break;
        at = stop + 1;
    }
    if (!rows->is_last_whole)
        metadata_add(metadata, "last line", "has no line end: its last value may be cut");
}

static bool refuse(const struct text_file *text, struct fault *fault) {
    if (!text_wish_is_said(&text->wish))
        return image_file_fault(&text->file, fault, "holds no table of numbers");
    struct text said = { 0 };
    text_wish_format(&text->wish, &said);
    image_file_fault(&text->file, fault, "holds no table of numbers with --text=%s",
                     text_string(&said));
    text_free(&said);
    return false;
}

static bool find_out(struct text_file *text, char *head, struct fault *fault) {
    struct source_info *info = &text->file.source.info;
    struct rows rows;
    if (text->file.size > largest)
        return image_file_fault(&text->file, fault, "is more than 4 GiB of text: no image");
    ssize_t got = file_read_at(text->file.fd, head, HEAD, 0);
    if (got < 0 || !text_layout_find(head, (size_t)got, &text->wish, &text->layout))
        return refuse(text, fault);
    if (!count_rows(text, &rows))
        return image_file_fault(&text->file, fault, "cannot be read to its end line by line");
    text->layout.has_row_numbers = text->layout.has_row_numbers || rows.are_numbered;
    if (rows.count > INT32_MAX)
        return image_file_fault(&text->file, fault, "has %" PRIu64 " rows: too many for an image",
                                rows.count);
    if (text->layout.cells < 2)
        return refuse(text, fault);
    info->width = text->layout.cells - text->layout.has_row_numbers;
    info->height = (uint32_t)rows.count;
    info->channels = 1;
    info->sample = SAMPLE_F64;
    describe(text, head, &rows);
    return true;
}

static struct source *open_text(const char *path, const struct source_wish *wish,
                                struct fault *fault) {
    struct text_file *text = image_file_start(sizeof *text, &source_text, path, fault);
    if (!text)
        return NULL;
    text->wish = wish->text;
    char *head = alloc_zeroed(HEAD, 1);
    bool good = find_out(text, head, fault);
    free(head);
    return image_file_finish(&text->file, good, fault);
}

// ── reading ────────────────────────────────────────────────────────────────────────────────

// Why a row is none, as a new string; NULL when it is one.
static char *check_row(const struct text_layout *layout, size_t line, uint32_t cells,
                       const char *wrong, const char *end) {
    if (!wrong && cells == layout->cells)
        return NULL;
    if (!wrong)
        return alloc_format("line %zu has %" PRIu32 " values, not %" PRIu32, line, cells,
                            layout->cells);
    size_t length = 0;
    while (wrong + length < end && length < 20 && !strchr(" \t;,\r", wrong[length]))
        length++;
    struct text word = { 0 };
    text_add_safe(&word, wrong, length);
    char *why = alloc_format("line %zu: '%s' is no number", line, text_string(&word));
    text_free(&word);
    return why;
}

static void read_text(struct source *source, struct source_cursor *cursor, int64_t index,
                      void *into, struct frame_note *note) {
    (void)index;
    const struct text_file *text = (struct text_file *)source;
    const struct text_layout *layout = &text->layout;
    struct text_input *input = &((struct text_cursor *)cursor)->input;
    const struct source_info *info = &source->info;
    const char *at, *end;
    bool is_whole = true;
    char *why = NULL;
    uint32_t row = 0;
    size_t line = layout->header_lines;
    text_input_begin(input, text->file.fd, layout->data);
    while (!why && row < info->height
           && text_input_line(input, layout->line_end, &at, &end, &is_whole)) {
        line++;
        if (text_layout_is_blank(layout, at, end))
            continue;
        uint32_t cells;
        const char *wrong;
        text_layout_row(layout, at, end, (double *)into + (size_t)row * info->width, info->width,
                        &cells, &wrong);
        why = check_row(layout, line, cells, wrong, end);
        row += !why;
    }
    if (row < info->height)
        image_file_note(&text->file, row, why ? why : "the file ends too early", into, note);
    else if (!is_whole)
        note->flags |= FRAME_DAMAGED;
    free(why);
}

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    (void)source, (void)fault;
    struct text_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    return &cursor->head;
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct text_cursor *from = (struct text_cursor *)cursor;
    text_input_end(&from->input);
    free(from);
}

const struct source_format source_text = {
    .name = "text",
    .title = "table of numbers as text, with tabs, blanks, commas or semicolons",
    .suffixes = "asc dat txt csv tsv",
    .shares_suffixes = true,
    .probe = probe,
    .open = open_text,
    .cursor_open = open_cursor,
    .read = read_text,
    .cursor_close = close_cursor,
    .frame_time = image_file_time,
    .close = image_file_close,
};
