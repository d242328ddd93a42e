// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Everything that was said, the newest at the bottom.

#include "ui/panes.h"

#include "ui/draw.h"

void pane_messages_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_MESSAGES], area = draw_inside(pane);
    draw_title(ui, pane, ui->focus == PANE_MESSAGES, "messages", NULL);
    const struct messages *messages = &ui->messages;
    size_t stop = messages->count > ui->messages_back ? messages->count - ui->messages_back : 0;
    int row = area.rows - 1;
    if (!messages->count)
        draw_text(ui, area, 0, 1, STYLE_DIM, "nothing was said yet");
    for (size_t i = stop; i-- > 0 && row >= 0; row--) {
        const struct message *message = &messages->items[i];
        int at = draw_text(ui, area, row, 0, message->is_trouble ? STYLE_YELLOW : STYLE_PLAIN,
                           message->text);
        if (message->times > 1)
            draw_format(ui, area, row, at, STYLE_DIM, " (%u times)", message->times);
    }
}
