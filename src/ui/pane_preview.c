// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The picture. Its pixels were made by the engine; here they only become bytes.

#include "ui/panes.h"

#include "ui/colour_bar.h"
#include "ui/draw.h"

#include <stdlib.h>

void pane_preview_canvas(const struct ui *ui, uint32_t *width, uint32_t *height, double *aspect) {
    *width = *height = 0;
    *aspect = 1;
    if (!ui->preview.encoder || !layout_has(&ui->layout, PANE_PREVIEW))
        return;
    encoder_canvas_size(ui->preview.encoder, ui->stage.picture, width, height);
    *aspect = encoder_aspect(ui->preview.encoder, ui->size.cell_width, ui->size.cell_height);
}

// What is to be said instead of a picture, or NULL.
static const char *excuse(const struct ui *ui, const struct picture_product *picture) {
    if (!ui->preview.encoder)
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
    encoder_canvas_size(ui->preview.encoder, area, &width, &height);
    return (picture->canvas.width == width && picture->canvas.height == height)
           || (!ui->preview.encoder_is_new && !ui->preview.encoder->kind->is_pixels);
}

// Whether what is on the screen was written over with blanks, for a picture at another place.
static bool is_wiped(const struct ui *ui, const struct picture_product *picture) {
    struct area area = ui->stage.picture;
    return !area_equal(area, ui->preview.drawn_area)
           || (ui->preview.encoder_is_new && suits(ui, picture, area));
}

void pane_preview_draw(const struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->stage.picture;
    const char *words = excuse(ui, picture);
    if (!words) {
        if (is_wiped(ui, picture))
            screen_wipe(ui->screen);
        screen_picture(ui->screen, area);
        colour_bar_draw(ui);
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

static void encode_picture(struct ui *ui, bool whole, struct text *bytes) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->stage.picture;
    bool shows =
        layout_has(&ui->layout, PANE_PREVIEW) && !ui->sheet.is_open && !excuse(ui, picture);
    bool moved = !area_equal(area, ui->preview.drawn_area);
    ui->preview.drawn_area = area;
    if (!shows || (!suits(ui, picture, area) && (whole || moved))) {
        note_drawn(ui, NULL);
        return;
    }
    bool full = whole || moved || !ui->drawn || ui->preview.encoder_is_new;
    if (!suits(ui, picture, area) || (!full && ui->drawn == picture))
        return;
    if (!encoder_encode(ui->preview.encoder, &picture->canvas, area, full, bytes)) {
        ui_complain(ui, "the picture could not be made of pixels: half blocks show it");
        ui_set(ui, "graphics", "half");
        return;
    }
    ui->preview.encoder_is_new = false;
    note_drawn(ui, picture);
    if (ui->preview.encoder->kind->is_pixels && picture->canvas.sixels)
        pace_note_picture(
            &ui->pace, bytes->length,
            (struct pace_quality){ picture->canvas.sixel_registers, picture->canvas.sixel_block },
            ui->choice.sixel.registers);
}

void pane_preview_encode(struct ui *ui, bool whole, struct text *bytes) {
    const struct picture_product *picture = ui_picture(ui);
    bool wiped = picture && ui->preview.encoder && is_wiped(ui, picture);
    encode_picture(ui, whole, bytes);
    colour_bar_encode(ui, whole || wiped, bytes);
}
