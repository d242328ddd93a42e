// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The bottom row.

#include "ui/panes.h"

#include "ui/draw.h"

#include <stdlib.h>
#include <string.h>

static const char *hints(const struct ui *ui) {
    if (ui->sheet.is_open)
        return "arrows scroll  / search  n N next, previous  Esc close";
    if (ui->prefix == ACTION_REDUCE)
        return "m mean  M median  x max  n min  s std  e none";
    switch (ui->focus) {
    case PANE_ZONES:
        return "arrows move  < > size  Enter name  z next  T add  Del delete  Tab pane";
    case PANE_TIMELINE:
        return "Left Right frames  Up Down zoom  < > shift  B band  [ ] range  Tab pane";
    case PANE_HISTOGRAM:
        return "arrows: levels  a once  A mode  c map  Tab pane";
    case PANE_PROFILE:
        return "hjkl cursor  :line row:Y adds a line  Y kymograph  x export  Tab pane";
    case PANE_PIXELS:
        return "hjkl cursor  5l five pixels on  y copy  Tab pane";
    case PANE_TUNING:
        return "Enter applies  Esc leaves  x export  y copy  Z alone  u undo  Tab pane";
    case PANE_INFO:
        return "arrows scroll  / search  n again  Tab pane";
    case PANE_MESSAGES:
        return "arrows scroll  Tab pane";
    default:
        return "q quit  Space play  hjkl cursor  +- zoom  [ ] range  r reduce  T zone  Tab pane  "
               "x export  ! command";
    }
}

// Hints are parted by two blanks; one that does not fit whole is left out.
static void draw_hints(const struct ui *ui, struct area area, const char *text) {
    int used = 0;
    while (*text) {
        const char *end = strstr(text, "  ");
        int length = end ? (int)(end - text) : (int)strlen(text);
        if (used + length > area.columns)
            return;
        draw_format(ui, area, 0, used, STYLE_DIM, "%.*s", length, text);
        used += length + 2;
        text += length + (end ? 2 : 0);
    }
}

// A message that is longer than the row begins in the row above.
static void draw_message(const struct ui *ui, struct area area, const struct message *message) {
    unsigned style = message->is_trouble ? STYLE_YELLOW | STYLE_BOLD : STYLE_BOLD;
    const char *rest = message->text;
    if (screen_width(rest) > area.columns) {
        struct area above = ui->layout.status;
        above.row += above.rows - 1;
        above.rows = 1;
        char *first = strndup(rest, draw_wrapped(rest, above.columns));
        screen_fill(ui->screen, above.row, above.column, above.columns, STYLE_PLAIN, " ");
        draw_text(ui, above, 0, 0, style, first);
        rest += strlen(first);
        free(first);
    }
    draw_text(ui, area, 0, 0, style, rest);
}

void hint_line_draw(const struct ui *ui, double now) {
    struct area area = ui->layout.line;
    const struct message *message = messages_current(&ui->messages, now);
    static const char help[] = " ? help";
    struct area left = area;
    left.columns -= (int)sizeof help - 1;
    if (message)
        draw_message(ui, left, message);
    else
        draw_hints(ui, left, hints(ui));
    draw_right(ui, area, STYLE_DIM, help);
}
