// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "pty/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct screen_answers screen_mute = { .cell_width = 8,
                                            .cell_height = 16,
                                            .synchronised = -1 };
const struct screen_answers screen_plain = {
    .attributes = "1;2", .status = true, .cell_width = 8, .cell_height = 16, .synchronised = -1
};
const struct screen_answers screen_sixel = {
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

static const struct screen_cell blank = { ' ', SCREEN_DEFAULT, SCREEN_DEFAULT, 0 };

static void *must(void *memory) {
    if (!memory)
        abort();
    return memory;
}

static struct screen_cell *blank_cells(int columns, int rows) {
    size_t count = (size_t)columns * (size_t)rows;
    struct screen_cell *cells = must(malloc(count * sizeof *cells));
    for (size_t i = 0; i < count; i++)
        cells[i] = blank;
    return cells;
}

void screen_open(struct screen *screen, int columns, int rows,
                 const struct screen_answers *answers) {
    *screen = (struct screen){ .columns = columns,
                               .rows = rows,
                               .answers = *answers,
                               .bottom = rows - 1,
                               .pen = blank,
                               .cursor_shown = true,
                               .autowrap = true };
    screen->saved[0].pen = screen->saved[1].pen = blank;
    screen->cells = blank_cells(columns, rows);
    screen->other = blank_cells(columns, rows);
}

void screen_close(struct screen *screen) {
    free(screen->cells);
    free(screen->other);
    free(screen->string);
    free(screen->replies);
    free(screen->picture);
    *screen = (struct screen){ 0 };
}

static struct screen_cell *resized(struct screen_cell *old, const struct screen *screen,
                                   int columns, int rows) {
    struct screen_cell *cells = blank_cells(columns, rows);
    int width = columns < screen->columns ? columns : screen->columns;
    for (int y = 0; y < rows && y < screen->rows; y++)
        memcpy(cells + (size_t)y * columns, old + (size_t)y * screen->columns,
               (size_t)width * sizeof *cells);
    free(old);
    return cells;
}

void screen_resize(struct screen *screen, int columns, int rows) {
    screen->cells = resized(screen->cells, screen, columns, rows);
    screen->other = resized(screen->other, screen, columns, rows);
    screen->columns = columns;
    screen->rows = rows;
    screen->top = 0;
    screen->bottom = rows - 1;
    screen_move(screen, screen->y, screen->x);
}

static struct screen_cell *row_of(const struct screen *screen, int y) {
    return screen->cells + (size_t)y * screen->columns;
}

void screen_move(struct screen *screen, int y, int x) {
    screen->y = y < 0 ? 0 : y >= screen->rows ? screen->rows - 1 : y;
    screen->x = x < 0 ? 0 : x >= screen->columns ? screen->columns - 1 : x;
    screen->wrap_pending = false;
}

// Erased cells take the background of the pen, as terminals with "bce" do.
void screen_erase(struct screen *screen, int y, int from, int to) {
    struct screen_cell *row = row_of(screen, y);
    struct screen_cell erased = blank;
    erased.background = screen->pen.background;
    for (int x = from < 0 ? 0 : from; x < to && x < screen->columns; x++)
        row[x] = erased;
}

void screen_scroll(struct screen *screen, int top, int bottom, int lines) {
    int height = bottom - top + 1;
    int count = abs(lines) < height ? abs(lines) : height;
    size_t line = (size_t)screen->columns * sizeof *screen->cells;
    if (lines > 0)
        memmove(row_of(screen, top), row_of(screen, top + count), line * (size_t)(height - count));
    else
        memmove(row_of(screen, top + count), row_of(screen, top), line * (size_t)(height - count));
    for (int i = 0; i < count; i++)
        screen_erase(screen, lines > 0 ? bottom - i : top + i, 0, screen->columns);
}

void screen_shift(struct screen *screen, int columns) {
    struct screen_cell *row = row_of(screen, screen->y);
    int rest = screen->columns - screen->x;
    int count = abs(columns) < rest ? abs(columns) : rest;
    size_t bytes = (size_t)(rest - count) * sizeof *row;
    if (columns > 0) {
        memmove(row + screen->x + count, row + screen->x, bytes);
        screen_erase(screen, screen->y, screen->x, screen->x + count);
    } else {
        memmove(row + screen->x, row + screen->x + count, bytes);
        screen_erase(screen, screen->y, screen->columns - count, screen->columns);
    }
}

void screen_line_feed(struct screen *screen) {
    screen->wrap_pending = false;
    if (screen->y == screen->bottom)
        screen_scroll(screen, screen->top, screen->bottom, 1);
    else if (screen->y < screen->rows - 1)
        screen->y++;
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

void screen_put(struct screen *screen, uint32_t code) {
    if (screen->graphics[screen->shift])
        code = line_drawing(code);
    screen->repeat = code;
    int width = width_of(code);
    if (width == 0)
        return;
    if (screen->wrap_pending || screen->x + width > screen->columns) {
        if (!screen->autowrap) {
            screen->x = screen->columns - width;
        } else {
            screen->x = 0;
            screen_line_feed(screen);
        }
        screen->wrap_pending = false;
    }
    struct screen_cell *row = row_of(screen, screen->y);
    struct screen_cell cell = screen->pen;
    cell.code = code;
    if (row[screen->x].code == 0 && screen->x > 0)
        row[screen->x - 1].code = ' ';
    row[screen->x++] = cell;
    if (width == 2 && screen->x < screen->columns) {
        cell.code = 0;
        row[screen->x++] = cell;
    }
    if (screen->x < screen->columns && row[screen->x].code == 0)
        row[screen->x].code = ' ';
    if (screen->x >= screen->columns) {
        screen->x = screen->columns - 1;
        screen->wrap_pending = true;
    }
}

void screen_alternate(struct screen *screen, bool alternate, bool clear) {
    if (screen->alternate != alternate) {
        struct screen_cell *shown = screen->other;
        screen->other = screen->cells;
        screen->cells = shown;
        screen->alternate = alternate;
    }
    if (alternate && clear)
        for (int y = 0; y < screen->rows; y++)
            screen_erase(screen, y, 0, screen->columns);
}

void screen_reply(struct screen *screen, const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t needed = screen->replies_length + (size_t)length;
    if (needed > screen->replies_capacity) {
        screen->replies_capacity = needed * 2;
        screen->replies = must(realloc(screen->replies, screen->replies_capacity));
    }
    memcpy(screen->replies + screen->replies_length, text, (size_t)length);
    screen->replies_length = needed;
}

struct screen_cell screen_cell(const struct screen *screen, int y, int x) {
    if (y < 0 || x < 0 || y >= screen->rows || x >= screen->columns)
        return blank;
    return row_of(screen, y)[x];
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

char *screen_text(const struct screen *screen, int row) {
    char *text = must(malloc((size_t)screen->columns * 4 + 1));
    size_t length = 0, end = 0;
    for (int x = 0; row >= 0 && row < screen->rows && x < screen->columns; x++) {
        uint32_t code = row_of(screen, row)[x].code;
        if (code == 0)
            continue;
        length += encode(code, text + length);
        if (code != ' ')
            end = length;
    }
    text[end] = 0;
    return text;
}

char *screen_capture(const struct screen *screen) {
    char *all = must(malloc((size_t)screen->rows * ((size_t)screen->columns * 4 + 1) + 1));
    size_t length = 0;
    for (int y = 0; y < screen->rows; y++) {
        char *line = screen_text(screen, y);
        size_t count = strlen(line);
        memcpy(all + length, line, count);
        length += count;
        all[length++] = '\n';
        free(line);
    }
    all[length] = 0;
    return all;
}

bool screen_find(const struct screen *screen, const char *text, int *row, int *column) {
    for (int y = 0; y < screen->rows; y++) {
        char *line = screen_text(screen, y);
        const char *found = strstr(line, text);
        if (found && row)
            *row = y;
        if (found && column) {
            int x = 0;
            for (const char *byte = line; byte < found; x++) {
                char one[4];
                uint32_t code = row_of(screen, y)[x].code;
                byte += code ? encode(code, one) : 0;
            }
            while (x < screen->columns && row_of(screen, y)[x].code == 0)
                x++;
            *column = x;
        }
        free(line);
        if (found)
            return true;
    }
    return false;
}
