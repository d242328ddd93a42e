// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/pane_size.h"

#include "ui/screenful.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Columns that the panes beside the preview have; 0: there are none.
static int side_columns(const struct ui *ui) {
    for (int pane = PANE_PREVIEW + 1; pane < PANE_COUNT; pane++)
        if (layout_has(&ui->layout, (enum pane)pane)
            && ui->layout.panes[pane].row == ui->layout.panes[PANE_PREVIEW].row)
            return ui->layout.panes[pane].columns;
    return 0;
}

// The preview grows by what is beside it, so its own number falls.
static void change(struct ui *ui, int64_t by) {
    screenful_arrange(ui); // keys come faster than the screen
    bool is_preview = ui->focus == PANE_PREVIEW;
    int now = is_preview ? side_columns(ui) : ui->layout.panes[ui->focus].rows;
    if (ui->is_enlarged) {
        ui_say(ui, "this pane has all of the screen: Z goes back");
    } else if (!now) {
        ui_say(ui, "nothing is beside the picture: Tab chooses the pane that is to be resized");
    } else {
        int64_t size = now + (is_preview ? -by : by);
        ui->sizes[ui->focus] = size < 1 ? 1 : size > PANE_SIZE_MOST ? PANE_SIZE_MOST : (int)size;
    }
}

static void set(struct ui *ui, const char *text) {
    size_t length = strcspn(text, " ");
    int64_t size;
    int pane = 0;
    while (pane < PANE_COUNT
           && (strlen(pane_name((enum pane)pane)) != length
               || strncmp(text, pane_name((enum pane)pane), length) != 0))
        pane++;
    const char *number = text + length + strspn(text + length, " ");
    if (pane == PANE_COUNT || !text_parse_int(number, &size) || size < 0 || size > PANE_SIZE_MOST) {
        struct text names = { 0 };
        for (int i = 0; i < PANE_COUNT; i++)
            text_addf(&names, " %s", pane_name((enum pane)i));
        ui_complain(ui,
                    "type pane PANE SIZE, rows (of the preview: columns beside it), 0: as usual;%s",
                    text_string(&names));
        text_free(&names);
        return;
    }
    ui->sizes[pane] = (int)size;
    if (pane != PANE_PREVIEW)
        ui->shows[pane] = true;
}

void pane_size_larger(struct ui *ui, const struct request *request) {
    if (request->text)
        set(ui, request->text);
    else
        change(ui, request_count(request));
}

void pane_size_smaller(struct ui *ui, const struct request *request) {
    change(ui, -request_count(request));
}
