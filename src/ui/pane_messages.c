// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Everything that was said, the newest at the bottom.

#include "ui/panes.h"

#include "ui/draw.h"

// A message over as many rows as it takes, the last of them `row`; what is above the pane is left
// out. Returns the row above it.
static int draw_message(const struct ui *ui, struct area area, int row,
                        const struct message *message) {
    const char *text = message->text;
    int rows = 0, at = 0;
    for (const char *rest = text; *rest; rest += draw_wrapped(rest, area.columns))
        rows++;
    row -= rows;
    for (int i = 1; i <= rows; i++) {
        size_t count = draw_wrapped(text, area.columns);
        at = draw_format(ui, area, row + i, 0, message->is_trouble ? STYLE_YELLOW : STYLE_PLAIN,
                         "%.*s", (int)count, text);
        text += count;
    }
    if (message->times > 1)
        draw_format(ui, area, row + rows, at, STYLE_DIM, " (%u times)", message->times);
    return row;
}

void pane_messages_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_MESSAGES], area = draw_inside(pane);
    draw_title(ui, pane, ui->focus == PANE_MESSAGES, "messages", NULL);
    const struct messages *messages = &ui->messages;
    size_t stop = messages->count > ui->messages_back ? messages->count - ui->messages_back : 0;
    int row = area.rows - 1;
    if (!messages->count)
        draw_text(ui, area, 0, 1, STYLE_DIM, "nothing was said yet");
    for (size_t i = stop; i-- > 0 && row >= 0;)
        row = draw_message(ui, area, row, &messages->items[i]);
}
