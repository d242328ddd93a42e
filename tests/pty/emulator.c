// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "pty/emulator.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct emulator_answers emulator_mute = { .cell_width = 8,
                                                .cell_height = 16,
                                                .synchronised = -1 };
const struct emulator_answers emulator_plain = {
    .attributes = "1;2", .status = true, .cell_width = 8, .cell_height = 16, .synchronised = -1
};
const struct emulator_answers emulator_sixel = {
    .attributes = "63;1;2;4;6;9;15;16;22;28",
    .version = "XTerm(379)",
    .status = true,
    .sizes = true,
    .cell_width = 8,
    .cell_height = 16,
    .registers = 256,
    .synchronised = 2,
    .background = "rgb:1111/1111/1111",
};

const struct emulator_cell emulator_blank = { .code = ' ',
                                              .foreground = EMULATOR_DEFAULT,
                                              .background = EMULATOR_DEFAULT };

static void *must(void *memory) {
    if (!memory)
        abort();
    return memory;
}

static struct emulator_cell *blank_cells(int columns, int rows) {
    size_t count = (size_t)columns * (size_t)rows;
    struct emulator_cell *cells = must(malloc(count * sizeof *cells));
    for (size_t i = 0; i < count; i++)
        cells[i] = emulator_blank;
    return cells;
}

void emulator_open(struct emulator *emulator, int columns, int rows,
                   const struct emulator_answers *answers) {
    *emulator = (struct emulator){ .columns = columns,
                                   .rows = rows,
                                   .answers = *answers,
                                   .bottom = rows - 1,
                                   .pen = emulator_blank,
                                   .cursor_shown = true,
                                   .autowrap = true };
    emulator->saved[0].pen = emulator->saved[1].pen = emulator_blank;
    emulator->cells = blank_cells(columns, rows);
    emulator->other = blank_cells(columns, rows);
}

void emulator_close(struct emulator *emulator) {
    free(emulator->cells);
    free(emulator->other);
    free(emulator->string);
    free(emulator->replies);
    free(emulator->picture);
    *emulator = (struct emulator){ 0 };
}

static struct emulator_cell *resized(struct emulator_cell *old, const struct emulator *emulator,
                                     int columns, int rows) {
    struct emulator_cell *cells = blank_cells(columns, rows);
    int width = columns < emulator->columns ? columns : emulator->columns;
    for (int y = 0; y < rows && y < emulator->rows; y++)
        memcpy(cells + (size_t)y * columns, old + (size_t)y * emulator->columns,
               (size_t)width * sizeof *cells);
    free(old);
    return cells;
}

void emulator_resize(struct emulator *emulator, int columns, int rows) {
    emulator->cells = resized(emulator->cells, emulator, columns, rows);
    emulator->other = resized(emulator->other, emulator, columns, rows);
    emulator->columns = columns;
    emulator->rows = rows;
    emulator->top = 0;
    emulator->bottom = rows - 1;
    emulator_move(emulator, emulator->y, emulator->x);
}

static struct emulator_cell *row_of(const struct emulator *emulator, int y) {
    return emulator->cells + (size_t)y * emulator->columns;
}

void emulator_move(struct emulator *emulator, int y, int x) {
    emulator->y = y < 0 ? 0 : y >= emulator->rows ? emulator->rows - 1 : y;
    emulator->x = x < 0 ? 0 : x >= emulator->columns ? emulator->columns - 1 : x;
    emulator->wrap_pending = false;
}

static void write_cell(struct emulator *emulator, struct emulator_cell *cell,
                       struct emulator_cell what) {
    emulator->uncovered += cell->picture != 0;
    what.written = cell->written + 1;
    what.picture = 0;
    *cell = what;
}

static void forget_picture(struct emulator *emulator, size_t picture) {
    for (int i = 0; i < emulator->rows * emulator->columns; i++)
        if (emulator->cells[i].picture == picture)
            emulator->cells[i].picture = 0;
}

// Erased cells take the background of the pen, as terminals with "bce" do.
void emulator_erase(struct emulator *emulator, int y, int from, int to) {
    struct emulator_cell *row = row_of(emulator, y);
    struct emulator_cell erased = emulator_blank;
    erased.background = emulator->pen.background;
    for (int x = 0; x < emulator->columns && emulator->answers.forgets; x++)
        if (row[x].picture)
            forget_picture(emulator, row[x].picture);
    for (int x = from < 0 ? 0 : from; x < to && x < emulator->columns; x++)
        write_cell(emulator, &row[x], erased);
}

void emulator_scroll(struct emulator *emulator, int top, int bottom, int lines) {
    int height = bottom - top + 1;
    int count = abs(lines) < height ? abs(lines) : height;
    emulator->scrolls += (size_t)count;
    size_t line = (size_t)emulator->columns * sizeof *emulator->cells;
    if (lines > 0)
        memmove(row_of(emulator, top), row_of(emulator, top + count),
                line * (size_t)(height - count));
    else
        memmove(row_of(emulator, top + count), row_of(emulator, top),
                line * (size_t)(height - count));
    for (int i = 0; i < count; i++)
        emulator_erase(emulator, lines > 0 ? bottom - i : top + i, 0, emulator->columns);
}

void emulator_shift(struct emulator *emulator, int columns) {
    struct emulator_cell *row = row_of(emulator, emulator->y);
    int rest = emulator->columns - emulator->x;
    int count = abs(columns) < rest ? abs(columns) : rest;
    size_t bytes = (size_t)(rest - count) * sizeof *row;
    if (columns > 0) {
        memmove(row + emulator->x + count, row + emulator->x, bytes);
        emulator_erase(emulator, emulator->y, emulator->x, emulator->x + count);
    } else {
        memmove(row + emulator->x, row + emulator->x + count, bytes);
        emulator_erase(emulator, emulator->y, emulator->columns - count, emulator->columns);
    }
}

void emulator_line_feed(struct emulator *emulator) {
    emulator->wrap_pending = false;
    if (emulator->y == emulator->bottom)
        emulator_scroll(emulator, emulator->top, emulator->bottom, 1);
    else if (emulator->y < emulator->rows - 1)
        emulator->y++;
}

struct span {
    uint32_t first, last;
};

static bool within(const struct span *spans, size_t count, uint32_t code) {
    for (size_t i = 0; i < count; i++)
        if (code >= spans[i].first && code <= spans[i].last)
            return true;
    return false;
}

// Cells that a character takes: a short table of its own, so that no locale decides a test.
static int width_of(uint32_t code) {
    static const struct span none[] = {
        { 0x300, 0x36F }, { 0x200B, 0x200F }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F }
    };
    static const struct span wide[] = {
        { 0x1100, 0x115F },   { 0x2E80, 0x303E },   { 0x3041, 0xA4CF },   { 0xAC00, 0xD7A3 },
        { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },   { 0xFFE0, 0xFFE6 },
        { 0x1F300, 0x1F64F }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
    };
    if (within(none, sizeof none / sizeof *none, code))
        return 0;
    return within(wide, sizeof wide / sizeof *wide, code) ? 2 : 1;
}

// DEC line drawing, from '`' to '~'.
static uint32_t line_drawing(uint32_t code) {
    static const uint16_t drawn[] = { 0x25C6, 0x2592, 0x2409, 0x240C, 0x240D, 0x240A, 0x00B0,
                                      0x00B1, 0x2424, 0x240B, 0x2518, 0x2510, 0x250C, 0x2514,
                                      0x253C, 0x23BA, 0x23BB, 0x2500, 0x23BC, 0x23BD, 0x251C,
                                      0x2524, 0x2534, 0x252C, 0x2502, 0x2264, 0x2265, 0x03C0,
                                      0x2260, 0x00A3, 0x00B7 };
    return code >= '`' && code <= '~' ? drawn[code - '`'] : code;
}

void emulator_put(struct emulator *emulator, uint32_t code) {
    if (emulator->graphics[emulator->shift])
        code = line_drawing(code);
    emulator->repeat = code;
    int width = width_of(code);
    if (width == 0)
        return;
    if (emulator->wrap_pending || emulator->x + width > emulator->columns) {
        if (!emulator->autowrap) {
            emulator->x = emulator->columns - width;
        } else {
            emulator->x = 0;
            emulator_line_feed(emulator);
        }
        emulator->wrap_pending = false;
    }
    struct emulator_cell *row = row_of(emulator, emulator->y);
    struct emulator_cell cell = emulator->pen;
    cell.code = code;
    if (row[emulator->x].code == 0 && emulator->x > 0)
        row[emulator->x - 1].code = ' ';
    write_cell(emulator, &row[emulator->x++], cell);
    if (width == 2 && emulator->x < emulator->columns) {
        cell.code = 0;
        write_cell(emulator, &row[emulator->x++], cell);
    }
    if (emulator->x < emulator->columns && row[emulator->x].code == 0)
        row[emulator->x].code = ' ';
    if (emulator->x >= emulator->columns) {
        emulator->x = emulator->columns - 1;
        emulator->wrap_pending = true;
    }
}

void emulator_cover(struct emulator *emulator, int width, int height) {
    const struct emulator_answers *answers = &emulator->answers;
    int columns = (width + answers->cell_width - 1) / answers->cell_width;
    int rows = (height + answers->cell_height - 1) / answers->cell_height;
    for (int y = emulator->y; y < emulator->y + rows && y < emulator->rows; y++)
        for (int x = emulator->x; x < emulator->x + columns && x < emulator->columns; x++)
            row_of(emulator, y)[x].picture = emulator->pictures;
}

void emulator_alternate(struct emulator *emulator, bool alternate, bool clear) {
    if (emulator->alternate != alternate) {
        struct emulator_cell *shown = emulator->other;
        emulator->other = emulator->cells;
        emulator->cells = shown;
        emulator->alternate = alternate;
    }
    if (alternate && clear)
        for (int y = 0; y < emulator->rows; y++)
            emulator_erase(emulator, y, 0, emulator->columns);
}

void emulator_reply(struct emulator *emulator, const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t needed = emulator->replies_length + (size_t)length;
    if (needed > emulator->replies_capacity) {
        emulator->replies_capacity = needed * 2;
        emulator->replies = must(realloc(emulator->replies, emulator->replies_capacity));
    }
    memcpy(emulator->replies + emulator->replies_length, text, (size_t)length);
    emulator->replies_length = needed;
}

struct emulator_cell emulator_cell(const struct emulator *emulator, int y, int x) {
    if (y < 0 || x < 0 || y >= emulator->rows || x >= emulator->columns)
        return emulator_blank;
    return row_of(emulator, y)[x];
}

static size_t encode(uint32_t code, char *into) {
    if (code < 0x80) {
        into[0] = (char)code;
        return 1;
    }
    size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = { 0, 0xC0, 0xE0, 0xF0 };
    into[0] = (char)(lead[more] | code >> (6 * more));
    for (size_t i = 1; i <= more; i++)
        into[i] = (char)(0x80 | (code >> (6 * (more - i)) & 0x3F));
    return more + 1;
}

char *emulator_text(const struct emulator *emulator, int row) {
    char *text = must(malloc((size_t)emulator->columns * 4 + 1));
    size_t length = 0, end = 0;
    for (int x = 0; row >= 0 && row < emulator->rows && x < emulator->columns; x++) {
        uint32_t code = row_of(emulator, row)[x].code;
        if (code == 0)
            continue;
        length += encode(code, text + length);
        if (code != ' ')
            end = length;
    }
    text[end] = 0;
    return text;
}

char *emulator_capture(const struct emulator *emulator) {
    char *all = must(malloc((size_t)emulator->rows * ((size_t)emulator->columns * 4 + 1) + 1));
    size_t length = 0;
    for (int y = 0; y < emulator->rows; y++) {
        char *line = emulator_text(emulator, y);
        size_t count = strlen(line);
        memcpy(all + length, line, count);
        length += count;
        all[length++] = '\n';
        free(line);
    }
    all[length] = 0;
    return all;
}

bool emulator_find(const struct emulator *emulator, const char *text, int *row, int *column) {
    for (int y = 0; y < emulator->rows; y++) {
        char *line = emulator_text(emulator, y);
        const char *found = strstr(line, text);
        if (found && row)
            *row = y;
        if (found && column) {
            int x = 0;
            for (const char *byte = line; byte < found; x++) {
                char one[4];
                uint32_t code = row_of(emulator, y)[x].code;
                byte += code ? encode(code, one) : 0;
            }
            while (x < emulator->columns && row_of(emulator, y)[x].code == 0)
                x++;
            *column = x;
        }
        free(line);
        if (found)
            return true;
    }
    return false;
}
