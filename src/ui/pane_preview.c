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
    if (!ui->encoder || !layout_has(&ui->layout, PANE_PREVIEW))
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

// Whether the picture was made for this encoder and this area. Characters may also show one
// that was made for another area.
static bool suits(const struct ui *ui, const struct picture_product *picture, struct area area) {
    uint32_t width, height;
    encoder_canvas_size(ui->encoder, area, &width, &height);
    return (picture->canvas.width == width && picture->canvas.height == height)
           || (!ui->encoder_is_new && !ui->encoder->kind->is_pixels);
}

void pane_preview_draw(const struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->layout.panes[PANE_PREVIEW];
    const char *words = excuse(ui, picture);
    if (!words) {
        if (!area_equal(area, ui->drawn_area) || (ui->encoder_is_new && suits(ui, picture, area)))
            screen_wipe(ui->screen);
        screen_picture(ui->screen, area);
        return;
    }
    int width = screen_width(words), column = width < area.columns ? (area.columns - width) / 2 : 0;
    draw_text(ui, area, area.rows / 2, column, STYLE_DIM, words);
}

static void note_drawn(struct ui *ui, const struct picture_product *picture) {
    if (ui->drawn == picture)
        return;
    product_release((void *)ui->drawn);
    ui->drawn = picture ? product_hold((void *)picture) : NULL;
}

void pane_preview_encode(struct ui *ui, bool whole, struct text *bytes) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->layout.panes[PANE_PREVIEW];
    bool shows =
        layout_has(&ui->layout, PANE_PREVIEW) && !ui->sheet.is_open && !excuse(ui, picture);
    bool moved = !area_equal(area, ui->drawn_area);
    ui->drawn_area = area;
    if (!shows || (!suits(ui, picture, area) && (whole || moved))) {
        note_drawn(ui, NULL);
        return;
    }
    bool full = whole || moved || !ui->drawn || ui->encoder_is_new;
    if (!suits(ui, picture, area) || (!full && ui->drawn == picture))
        return;
    if (!encoder_encode(ui->encoder, &picture->canvas, area, full, bytes)) {
        ui_complain(ui, "the picture could not be made of pixels: half blocks show it");
        ui_set(ui, "graphics", "half");
        return;
    }
    ui->encoder_is_new = false;
    note_drawn(ui, picture);
    if (ui->encoder->kind->is_pixels && picture->canvas.sixels)
        pace_note_picture(
            &ui->pace, bytes->length,
            (struct pace_quality){ picture->canvas.sixel_registers, picture->canvas.sixel_block },
            ui->choice.sixel.registers);
}
