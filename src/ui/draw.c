// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/draw.h"

#include "base/alloc.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

size_t draw_fitting(const char *text, int columns) {
    size_t at = 0, length = strlen(text);
    int used = 0;
    while (at < length) {
        uint32_t code;
        char one[5] = { 0 };
        size_t size = text_utf8(text + at, length - at, &code);
        size = size ? size : 1;
        memcpy(one, text + at, size);
        used += screen_width(one);
        if (used > columns && at > 0)
            break;
        at += size;
    }
    return at;
}

size_t draw_wrapped(const char *text, int columns) {
    size_t whole = draw_fitting(text, columns);
    if (!text[whole])
        return whole;
    size_t at = whole;
    while (at > whole / 2 && text[at - 1] != ' ')
        at--;
    return at > whole / 2 ? at : whole;
}

int draw_text(const struct ui *ui, struct area area, int row, int column, unsigned style,
              const char *text) {
    if (row < 0 || row >= area.rows || column >= area.columns)
        return 0;
    return screen_text(ui->screen, area.row + row, area.column + column, area.columns - column,
                       style, text);
}

int draw_format(const struct ui *ui, struct area area, int row, int column, unsigned style,
                const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = alloc_vformat(format, arguments);
    va_end(arguments);
    int used = draw_text(ui, area, row, column, style, text);
    free(text);
    return used;
}

void draw_title(const struct ui *ui, struct area pane, bool has_focus, const char *title,
                const char *remark) {
    const char *rule = ui->caps.utf8 ? "─" : "-";
    unsigned style = has_focus ? STYLE_BOLD : STYLE_DIM;
    screen_fill(ui->screen, pane.row, pane.column, pane.columns, STYLE_DIM, rule);
    int at = 1;
    at += draw_text(ui, pane, 0, at, style, has_focus ? ">" : " ");
    at += draw_text(ui, pane, 0, at, style, title);
    at += draw_text(ui, pane, 0, at, style, " ");
    if (remark)
        draw_format(ui, pane, 0, at, STYLE_PLAIN, "%s ", remark);
}

void draw_right(const struct ui *ui, struct area area, unsigned style, const char *text) {
    int width = screen_width(text);
    if (width < area.columns)
        draw_text(ui, area, 0, area.columns - width, style, text);
}

void draw_number(struct text *text, double value, int digits) {
    if (isnan(value))
        text_add_char(text, '-');
    else if (value == rint(value) && fabs(value) < 1e9)
        text_addf(text, "%.0f", value);
    else
        text_addf(text, "%.*g", digits, value);
}

static unsigned mark_style(size_t number) {
    static const unsigned styles[] = { STYLE_YELLOW, STYLE_CYAN, STYLE_MAGENTA, STYLE_GREEN,
                                       STYLE_BLUE,   STYLE_RED,  STYLE_CYAN,    STYLE_YELLOW };
    return styles[number % (sizeof styles / sizeof *styles)];
}

unsigned draw_zone_style(const struct ui *ui, size_t zone) {
    return ui->session.zone_count ? mark_style(zone) : STYLE_CYAN;
}

unsigned draw_line_style(const struct ui *ui, size_t line) {
    return mark_style(ui->session.zone_count + line);
}

struct area draw_inside(struct area pane) {
    pane.row++;
    pane.rows--;
    return pane;
}
