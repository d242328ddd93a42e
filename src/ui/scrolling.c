// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/scrolling.h"

#include "base/alloc.h"
#include "ui/panes.h"
#include "ui/sheet.h"

#include <stdlib.h>
#include <string.h>

static size_t moved(size_t from, int64_t lines, size_t most) {
    int64_t to = (int64_t)from + lines;
    return to < 0 ? 0 : (size_t)to > most ? most : (size_t)to;
}

bool scroll_lines(struct ui *ui, int64_t lines) {
    int rows = ui->layout.panes[ui->focus].rows - 1;
    if (ui->sheet.is_open) {
        sheet_scroll(ui, lines);
    } else if (ui->focus == PANE_INFO) {
        size_t count = pane_info_lines(ui);
        ui->info_top = moved(ui->info_top, lines, count > (size_t)rows ? count - (size_t)rows : 0);
    } else if (ui->focus == PANE_MESSAGES) {
        size_t count = ui->messages.count;
        ui->messages_back =
            moved(ui->messages_back, -lines, count > (size_t)rows ? count - (size_t)rows : 0);
    } else {
        return false;
    }
    ui->is_dirty = true;
    return true;
}

bool scroll_page(struct ui *ui, int pages) {
    int rows = ui->sheet.is_open ? ui->layout.body.rows : ui->layout.panes[ui->focus].rows;
    return scroll_lines(ui, (int64_t)pages * (rows > 3 ? rows - 2 : 1));
}

void scroll_search(struct ui *ui, const char *text, bool backwards) {
    char *wanted = alloc_string(text);
    free(ui->search);
    ui->search = wanted;
    bool found;
    if (ui->sheet.is_open) {
        found = sheet_search(ui, wanted, backwards);
    } else {
        ui->shows[PANE_INFO] = true;
        ui->focus = PANE_INFO;
        found = pane_info_search(ui, wanted);
    }
    if (!found) {
        char *safe = text_safe(wanted);
        ui_complain(ui, "'%s' is not there", safe);
        free(safe);
    }
    ui->is_dirty = true;
}
