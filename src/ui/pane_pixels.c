// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The values of the pixels around the cursor as a table: as they lie in the frame, however the
// picture is turned.

#include "ui/panes.h"

#include "ui/draw.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

// Columns of the numbers of rows, and of a pixel of one or of three channels; the most of them.
enum { ROW_COLUMNS = 7, PIXEL_COLUMNS = 8, COLOUR_COLUMNS = 20, PIXELS_MOST = 64 };

static int pixel_columns(size_t channels) {
    return channels > 1 ? COLOUR_COLUMNS : PIXEL_COLUMNS;
}

static uint32_t pixels(int cells) {
    return cells < 0 ? 0 : cells > PIXELS_MOST ? PIXELS_MOST : (uint32_t)cells;
}

void pane_pixels_room(const struct ui *ui, uint32_t *columns, uint32_t *rows) {
    struct area area = draw_inside(ui->layout.panes[PANE_PIXELS]);
    *columns = *rows = 0;
    if (!layout_has(&ui->layout, PANE_PIXELS))
        return;
    *columns = pixels((area.columns - ROW_COLUMNS) / pixel_columns(ui_channels(ui)));
    *rows = pixels(area.rows - 1);
    if (!*columns || !*rows)
        *columns = *rows = 0;
}

// As many digits as fit.
static void add_value(struct text *text, double value, int columns) {
    char number[32] = "NaN";
    for (int digits = 6; digits > 0 && !isnan(value); digits--) {
        snprintf(number, sizeof number, "%.*g", digits, value);
        if (screen_width(number) <= columns)
            break;
    }
    text_add(text, number);
}

static void draw_pixel(const struct ui *ui, struct area area, const struct pixel_table *table,
                       uint32_t x, uint32_t y) {
    const struct picture_product *picture = ui_picture(ui);
    size_t at = ((size_t)y * table->columns + x) * table->channels;
    int columns = pixel_columns(table->channels);
    bool saturated = false, bad = false;
    struct text text = { 0 };
    for (size_t c = 0; c < table->channels; c++) {
        text_add(&text, c ? "," : "");
        add_value(&text, table->values[at + c], table->channels > 1 ? 5 : PIXEL_COLUMNS - 2);
        saturated = saturated || table->saturated[at + c];
        bad = bad || isnan(table->values[at + c]);
    }
    // A mark of its own, so that nothing is told by colour alone.
    text_add_char(&text, saturated ? '*' : ' ');
    unsigned style = saturated || bad ? STYLE_RED | STYLE_BOLD : STYLE_PLAIN;
    if (table->left + x == picture->cursor_x && table->top + y == picture->cursor_y)
        style |= STYLE_REVERSE;
    int width = screen_width(text_string(&text)), end = ROW_COLUMNS + (int)(x + 1) * columns;
    draw_text(ui, area, (int)y + 1, end - width, style, text_string(&text));
    text_free(&text);
}

static void draw_table(const struct ui *ui, struct area area, const struct pixel_table *table) {
    const struct geometry *geometry = &ui_picture(ui)->map.geometry;
    int columns = pixel_columns(table->channels);
    for (uint32_t x = 0; x < table->columns; x++)
        draw_format(ui, area, 0, ROW_COLUMNS + (int)x * columns, STYLE_DIM, "%*" PRIu32,
                    columns - 1, geometry->crop_x + (table->left + x) * geometry->bin);
    for (uint32_t y = 0; y < table->rows; y++) {
        draw_format(ui, area, (int)y + 1, 0, STYLE_DIM, "%6" PRIu32,
                    geometry->crop_y + (table->top + y) * geometry->bin);
        for (uint32_t x = 0; x < table->columns; x++)
            draw_pixel(ui, area, table, x, y);
    }
}

void pane_pixels_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_PIXELS], area = draw_inside(pane);
    const struct picture_product *picture = ui_picture(ui);
    const char *remark = *ui_unit(ui) ? "[DN] * saturated" : "[1] * saturated";
    draw_title(ui, pane, ui->focus == PANE_PIXELS, "pixels", remark);
    if (picture && picture->table.columns)
        draw_table(ui, area, &picture->table);
    else
        draw_text(ui, area, 0, 1, STYLE_DIM, "there are no values");
}
