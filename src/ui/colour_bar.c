// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/colour_bar.h"

#include "ui/draw.h"
#include "view/picture.h"
#include "view/ticks.h"

#include <math.h>
#include <string.h>

// Nothing to say for a frame that is not shown.
static const struct picture_product *shown(const struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    bool is_there = picture && ui->bar.encoder && ui->stage.bar.rows > 0
                    && (picture->frame < 0 || frame_is_usable(picture->status));
    return is_there ? picture : NULL;
}

// A number that would be cut is another number: it is left out.
static void label(const struct ui *ui, int row, unsigned style, const char *text) {
    if (screen_width(text) < STAGE_LABELS)
        draw_text(ui, ui->stage.labels, row, 1, style, text);
}

// With four digits, or as many as make it fit.
static void label_value(const struct ui *ui, int row, double value) {
    static const int digits[] = { 4, 5, 6, 7, 3, 2, 1 };
    struct text text = { 0 };
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        text_clear(&text);
        if (i)
            text_addf(&text, "%.*g", digits[i], value);
        else
            draw_number(&text, value, digits[i]);
        if (screen_width(text_string(&text)) < STAGE_LABELS)
            break;
    }
    label(ui, row, STYLE_PLAIN, text_string(&text));
    text_free(&text);
}

// The row of a value: the highest level is the upper edge of the bar, the lowest its lower edge.
static int row_of(const struct levels *levels, double value, int rows) {
    double place = (levels->high - value) / (levels->high - levels->low) * rows;
    return (int)fmin(fmax(floor(place), 0), rows - 1);
}

void colour_bar_draw(const struct ui *ui) {
    const struct picture_product *picture = shown(ui);
    if (!picture)
        return;
    const struct levels *levels = &picture->levels;
    int rows = ui->stage.labels.rows;
    bool measured = picture->is_corrected || picture->frame < 0;
    const char *unit = measured ? ui_unit(ui) : " DN";
    struct tick ticks[TICKS_LIMIT];
    size_t count = ticks_make(levels->low, levels->high, (size_t)(rows / 4 + 1), ticks);
    // The ends have their rows, the upper one with its unit below, and no other number close to
    // them.
    for (size_t i = 0; i < count; i++) {
        int row = row_of(levels, ticks[i].value, rows);
        if (row > 2 && row < rows - 2)
            label(ui, row, STYLE_DIM, ticks[i].label);
    }
    label_value(ui, 0, levels->high);
    label_value(ui, rows - 1, levels->low);
    label(ui, 1, STYLE_DIM, *unit ? unit + 1 : "[1]");
    screen_picture(ui->screen, ui->stage.bar);
}

// Entry of the palette at `place`, 0 the lowest to 1. Of colours: as bright as their levels are.
static uint8_t entry(const struct canvas *canvas, double place) {
    uint32_t cube = canvas->cube, steps = cube ? cube : canvas->levels;
    uint32_t step = (uint32_t)lround(place * (steps - 1));
    return (uint8_t)(cube ? (step * cube + step) * cube + step : step);
}

void colour_bar_encode(struct ui *ui, bool whole, struct text *bytes) {
    const struct picture_product *picture = shown(ui);
    if (!picture || ui->sheet.is_open) {
        ui->bar.drawn_area = (struct area){ 0 };
        return;
    }
    struct area area = ui->stage.bar;
    struct canvas canvas = { 0 };
    uint32_t width, height;
    encoder_canvas_size(ui->bar.encoder, area, &width, &height);
    if (!canvas_reserve(&canvas, width, height, NULL))
        return;
    canvas.colours = picture->canvas.colours;
    canvas.levels = picture->canvas.levels;
    canvas.cube = picture->canvas.cube;
    memcpy(canvas.palette, picture->canvas.palette, sizeof canvas.palette);
    memcpy(canvas.density, picture->canvas.density, sizeof canvas.density);
    memcpy(canvas.glyphs, picture->canvas.glyphs, sizeof canvas.glyphs);
    for (uint32_t y = 0; y < height; y++)
        memset(canvas.indices + (size_t)y * width,
               entry(&canvas, height > 1 ? 1 - (double)y / (height - 1) : 0), width);
    bool full = whole || ui->bar.encoder_is_new || !area_equal(area, ui->bar.drawn_area);
    if (encoder_encode(ui->bar.encoder, &canvas, area, full, bytes)) {
        ui->bar.encoder_is_new = false;
        ui->bar.drawn_area = area;
    }
    canvas_release(&canvas);
}
