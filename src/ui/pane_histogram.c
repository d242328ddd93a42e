// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How often each value is in what is shown, and where the levels are.

#include "ui/panes.h"

#include "ui/draw.h"
#include "view/plot.h"

#include <inttypes.h>
#include <stdlib.h>

static int column_of(const struct histogram_product *histogram, int columns, double value) {
    double width = histogram->last - histogram->first;
    if (!(width > 0) || value < histogram->first || value > histogram->last)
        return -1;
    int column = (int)((value - histogram->first) / width * columns);
    return column < columns ? column : columns - 1;
}

static void draw_bars(const struct ui *ui, struct area area,
                      const struct histogram_product *histogram, const struct levels *levels) {
    uint32_t heights[512];
    int columns = area.columns < 512 ? area.columns : 512, rows = area.rows - 1;
    if (rows < 1 || columns < 1)
        return;
    plot_bars(histogram->columns, histogram->count, columns, rows, true, heights);
    int low = levels ? column_of(histogram, columns, levels->low) : -1;
    int high = levels ? column_of(histogram, columns, levels->high) : -1;
    char block[5];
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            int from_below = rows - 1 - row;
            char ascii[2] = { plot_bar_ascii(heights[column], from_below), 0 };
            const char *bar =
                ui->caps.utf8 ? plot_bar_block(heights[column], from_below, block) : ascii;
            bool is_empty = bar[0] == ' ' && !bar[1];
            bool is_level = column == low || column == high;
            if (is_empty && is_level)
                draw_text(ui, area, row, column, STYLE_YELLOW, ui->caps.utf8 ? "│" : "|");
            else if (!is_empty)
                draw_text(ui, area, row, column, is_level ? STYLE_YELLOW : STYLE_CYAN, bar);
        }
}

static void draw_axis(const struct ui *ui, struct area area,
                      const struct histogram_product *histogram) {
    struct text first = { 0 }, last = { 0 };
    draw_number(&first, histogram->first, 4);
    draw_number(&last, histogram->last, 4);
    draw_text(ui, area, area.rows - 1, 0, STYLE_DIM, text_string(&first));
    int width = screen_width(text_string(&last));
    draw_text(ui, area, area.rows - 1, area.columns - width, STYLE_DIM, text_string(&last));
    text_free(&first);
    text_free(&last);
}

void pane_histogram_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_HISTOGRAM], area = draw_inside(pane);
    const struct histogram_product *histogram = ui_histogram(ui);
    const struct picture_product *picture = ui_picture(ui);
    struct text remark = { 0 };
    if (picture) {
        text_add(&remark, picture->levels_are_provisional ? "levels ~" : "levels ");
        draw_number(&remark, picture->levels.low, 4);
        text_add(&remark, " to ");
        draw_number(&remark, picture->levels.high, 4);
    }
    draw_title(ui, pane, ui->focus == PANE_HISTOGRAM, "histogram", text_string(&remark));
    text_free(&remark);
    if (!histogram || !histogram->count)
        return;
    draw_bars(ui, area, histogram, picture ? &picture->levels : NULL);
    draw_axis(ui, area, histogram);
}
