// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/sheet.h"

#include "base/alloc.h"
#include "ui/draw.h"

#include <stdlib.h>
#include <string.h>

void sheet_open(struct ui *ui, const char *title) {
    sheet_close(ui);
    ui->sheet.is_open = true;
    ui->sheet.title = alloc_string(title);
}

void sheet_close(struct ui *ui) {
    words_free(&ui->sheet.lines);
    free(ui->sheet.title);
    free(ui->sheet.copy);
    ui->sheet = (struct sheet){ 0 };
    ui->is_dirty = true;
}

size_t sheet_height(const struct sheet *sheet, int columns) {
    size_t rows = 0;
    for (size_t i = 0; i < sheet->lines.count; i++) {
        const char *line = sheet->lines.items[i];
        do {
            line += draw_wrapped(line, columns);
            rows++;
        } while (*line);
    }
    return rows;
}

static struct area inside(const struct ui *ui) {
    struct area area = ui->layout.body;
    area.row++;
    area.rows--;
    return area;
}

void sheet_scroll(struct ui *ui, int64_t lines) {
    struct area area = inside(ui);
    int64_t most = (int64_t)sheet_height(&ui->sheet, area.columns) - area.rows;
    int64_t top = (int64_t)ui->sheet.top + lines;
    if (top > most)
        top = most;
    ui->sheet.top = ui->sheet.found = top > 0 ? (size_t)top : 0;
    ui->is_dirty = true;
}

bool sheet_search(struct ui *ui, const char *text, bool backwards) {
    struct area area = inside(ui);
    // Rows where it begins: of all, and on this side of the top.
    size_t row = 0, first = SIZE_MAX, last = SIZE_MAX, next = SIZE_MAX, before = SIZE_MAX;
    for (size_t i = 0; i < ui->sheet.lines.count; i++) {
        const char *line = ui->sheet.lines.items[i];
        if (strcasestr(line, text)) {
            first = first == SIZE_MAX ? row : first;
            next = next == SIZE_MAX && row > ui->sheet.found ? row : next;
            before = row < ui->sheet.found ? row : before;
            last = row;
        }
        do {
            line += draw_wrapped(line, area.columns);
            row++;
        } while (*line);
    }
    if (first == SIZE_MAX)
        return false;
    size_t here = backwards ? before : next;
    here = here != SIZE_MAX ? here : backwards ? last : first;
    ui->sheet.top = here;
    sheet_scroll(ui, 0);
    // At the end of the sheet it is below the first line that is shown.
    ui->sheet.found = here;
    return true;
}

static void draw_line(const struct ui *ui, int row, struct area area, const char *line,
                      size_t bytes) {
    char *part = strndup(line, bytes);
    bool is_title = line[0] == '#';
    bool found = ui->search && *ui->search && strcasestr(part, ui->search);
    unsigned style = found ? STYLE_BOLD | STYLE_YELLOW : is_title ? STYLE_DIM : STYLE_PLAIN;
    screen_text(ui->screen, row, area.column, area.columns, style, part);
    free(part);
}

void sheet_draw(const struct ui *ui) {
    struct area area = inside(ui);
    size_t row = 0, rows = sheet_height(&ui->sheet, area.columns);
    draw_title(ui, ui->layout.body, true, ui->sheet.title, NULL);
    for (size_t i = 0; i < ui->sheet.lines.count; i++) {
        const char *line = ui->sheet.lines.items[i];
        do {
            size_t bytes = draw_wrapped(line, area.columns);
            if (row >= ui->sheet.top && row < ui->sheet.top + (size_t)area.rows)
                draw_line(ui, area.row + (int)(row - ui->sheet.top), area, line, bytes);
            line += bytes;
            row++;
        } while (*line);
    }
    if (rows > ui->sheet.top + (size_t)area.rows)
        draw_right(ui, ui->layout.body, STYLE_DIM, " more below ");
}
