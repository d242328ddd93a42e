// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How often each value is in what is shown, and where the levels are.

#include "ui/panes.h"

#include "ui/draw.h"
#include "ui/plot_draw.h"
#include "ui/plot_paint.h"
#include "ui/plot_spots.h"

// Few values would be lost beside many.
static const bool is_logarithmic = true;

static void draw_bars(const struct ui *ui, struct area area, const struct plot *axes,
                      const uint32_t *heights, const struct levels *levels) {
    int low = levels ? plot_column(axes, levels->low) : -1;
    int high = levels ? plot_column(axes, levels->high) : -1;
    char block[5];
    for (int row = 0; row < axes->rows; row++)
        for (int column = 0; column < axes->columns; column++) {
            int from_below = axes->rows - 1 - row, at = PLOT_LABEL_COLUMNS + column;
            char ascii[2] = { plot_bar_ascii(heights[column], from_below), 0 };
            const char *bar =
                ui->caps.utf8 ? plot_bar_block(heights[column], from_below, block) : ascii;
            bool is_empty = bar[0] == ' ' && !bar[1];
            bool is_level = column == low || column == high;
            if (is_empty && is_level)
                draw_text(ui, area, row, at, STYLE_YELLOW, ui->caps.utf8 ? "│" : "|");
            else if (!is_empty)
                draw_text(ui, area, row, at, is_level ? STYLE_YELLOW : STYLE_CYAN, bar);
        }
}

static void draw_counts(const struct ui *ui, struct area area, int rows, double full) {
    struct tick ticks[TICKS_LIMIT];
    int at[TICKS_LIMIT];
    size_t count = plot_bar_ticks(full, is_logarithmic, plot_draw_ticks_wanted(rows), ticks);
    for (size_t i = 0; i < count; i++)
        at[i] = plot_bar_row(ticks[i].value, full, rows, is_logarithmic);
    plot_draw_labels(ui, area, rows, ticks, at, count);
}

// The grid, without its cells. False: there is no room.
static bool make_axes(const struct ui *ui, struct area area, struct plot *axes) {
    const struct histogram_product *histogram = ui_histogram(ui);
    if (!histogram || !histogram->count)
        return false;
    int columns = area.columns - PLOT_LABEL_COLUMNS;
    *axes = (struct plot){ .columns = columns < HISTOGRAM_COLUMNS ? columns : HISTOGRAM_COLUMNS,
                           .rows = plot_draw_rows(area.rows, false),
                           .x_low = histogram->first,
                           .x_high = histogram->last };
    return axes->rows >= 1 && axes->columns >= 1;
}

void pane_histogram_prepare(struct ui *ui) {
    struct area area = draw_inside(ui->layout.panes[PANE_HISTOGRAM]);
    const struct picture_product *picture = ui_picture(ui);
    struct plot axes;
    struct canvas *canvas = NULL;
    if (make_axes(ui, area, &axes))
        canvas = plot_spots_canvas(ui, PLOT_HISTOGRAM, plot_paint_grid(area, &axes), NULL);
    if (!canvas)
        return;
    ui->plot_spots.full_bar = plot_paint_bars(ui_histogram(ui), is_logarithmic, axes.rows, canvas);
    if (picture) {
        plot_pixels_rule(canvas, &axes, picture->levels.low, PLOT_YELLOW, PLOT_RULE_SOLID);
        plot_pixels_rule(canvas, &axes, picture->levels.high, PLOT_YELLOW, PLOT_RULE_SOLID);
    }
}

static void draw_histogram(const struct ui *ui, struct area area, const struct levels *levels) {
    const struct histogram_product *histogram = ui_histogram(ui);
    uint32_t heights[HISTOGRAM_COLUMNS];
    struct plot axes;
    if (!make_axes(ui, area, &axes))
        return;
    const struct plot_axis axis = { .label = *ui_unit(ui) ? "[DN]" : "[1]" };
    double full = ui->plot_spots.full_bar;
    if (plot_spots_has(ui, PLOT_HISTOGRAM)) {
        screen_picture(ui->screen, plot_paint_grid(area, &axes));
    } else {
        full = plot_bars(histogram->columns, histogram->count, axes.columns, axes.rows,
                         is_logarithmic, heights);
        draw_bars(ui, area, &axes, heights, levels);
    }
    draw_counts(ui, area, axes.rows, full);
    plot_draw_x_axis(ui, area, &axes, &axis);
}

void pane_histogram_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_HISTOGRAM], area = draw_inside(pane);
    const struct picture_product *picture = ui_picture(ui);
    struct text remark = { 0 };
    text_add(&remark, is_logarithmic ? "log n" : "n");
    if (picture) {
        text_add(&remark, picture->levels_are_provisional ? "  levels ~" : "  levels ");
        draw_number(&remark, picture->levels.low, 4);
        text_add(&remark, " to ");
        draw_number(&remark, picture->levels.high, 4);
    }
    draw_title(ui, pane, ui->focus == PANE_HISTOGRAM, "histogram", text_string(&remark));
    text_free(&remark);
    draw_histogram(ui, area, picture ? &picture->levels : NULL);
}
