// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The picture. Its pixels were made by the engine; here they only become bytes.

#include "ui/panes.h"

#include "ui/draw.h"

#include <stdlib.h>

void pane_preview_canvas(const struct ui *ui, uint32_t *width, uint32_t *height, double *aspect) {
    *width = *height = 0;
    *aspect = 1;
    if (!ui->encoder || !ui->layout.fits)
        return;
    encoder_canvas_size(ui->encoder, ui->layout.panes[PANE_PREVIEW], width, height);
    *aspect = encoder_aspect(ui->encoder, ui->size.cell_width, ui->size.cell_height);
}

// What is to be said instead of a picture, or NULL.
static const char *excuse(const struct ui *ui, const struct picture_product *picture) {
    if (!ui->encoder)
        return "no pictures (graphics none)";
    if (!picture)
        return "opening ...";
    if (picture->status == FRAME_WAITING)
        return "this frame is not loaded yet";
    if (picture->frame >= 0 && !frame_is_usable(picture->status))
        return picture->reason ? picture->reason : frame_status_name(picture->status);
    return NULL;
}

void pane_preview_draw(const struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->layout.panes[PANE_PREVIEW];
    const char *words = excuse(ui, picture);
    if (!words) {
        screen_picture(ui->screen, area);
        return;
    }
    int width = screen_width(words), column = width < area.columns ? (area.columns - width) / 2 : 0;
    draw_text(ui, area, area.rows / 2, column, STYLE_DIM, words);
}

void pane_preview_encode(struct ui *ui, bool whole, struct text *bytes) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->layout.panes[PANE_PREVIEW];
    bool shows = ui->layout.fits && !ui->sheet.is_open && !excuse(ui, picture);
    bool full = whole || !ui->drawn || !area_equal(area, ui->drawn_area);
    if (shows && (full || ui->drawn != picture))
        encoder_encode(ui->encoder, &picture->canvas, area, full, bytes);
    if (ui->drawn != (shows ? picture : NULL)) {
        product_release((void *)ui->drawn);
        ui->drawn = shows ? product_hold((void *)picture) : NULL;
    }
    ui->drawn_area = area;
}
