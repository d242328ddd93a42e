// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/plot_draw.h"

#include "ui/draw.h"
#include "view/ticks.h"

#include <string.h>

void plot_draw_y_axis(const struct ui *ui, struct area area, const struct plot *plot) {
    struct tick ticks[TICKS_LIMIT];
    size_t wanted = (size_t)(plot->rows > 2 ? (plot->rows + 1) / 2 : 2);
    size_t count = ticks_make(plot->y_low, plot->y_high, wanted, ticks);
    for (size_t i = 0; i < count; i++) {
        int row = plot_row(plot, ticks[i].value);
        int width = screen_width(ticks[i].label);
        if (row >= 0 && width < PLOT_LABEL_COLUMNS)
            draw_text(ui, area, row, PLOT_LABEL_COLUMNS - 1 - width, STYLE_DIM, ticks[i].label);
    }
}

void plot_draw_x_axis(const struct ui *ui, struct area area, const struct plot *plot,
                      const char *label, bool whole) {
    struct tick ticks[TICKS_LIMIT];
    int row = plot->rows;
    if (row >= area.rows)
        return;
    size_t count = ticks_make(plot->x_low, plot->x_high, (size_t)(plot->columns / 12 + 2), ticks);
    int free_from = 0;
    for (size_t i = 0; i < count; i++) {
        int column = plot_column(plot, ticks[i].value), width = screen_width(ticks[i].label);
        int at = PLOT_LABEL_COLUMNS + column - width / 2;
        bool is_good = !whole || !strchr(ticks[i].label, '.');
        if (!is_good || column < 0 || at < free_from || at + width > area.columns)
            continue;
        draw_text(ui, area, row, at, STYLE_DIM, ticks[i].label);
        free_from = at + width + 2;
    }
    draw_text(ui, area, row, 0, STYLE_DIM, label);
}

void plot_draw_dots(const struct ui *ui, struct area area, const struct plot *plot,
                    plot_style *style, const void *context) {
    char braille[5];
    for (int row = 0; row < plot->rows; row++)
        for (int column = 0; column < plot->columns; column++) {
            const struct plot_cell *cell = &plot->cells[row * plot->columns + column];
            if (!cell->dots)
                continue;
            char ascii[2] = { plot_ascii(cell->dots), 0 };
            unsigned own = style(ui, context, cell->series & ~PLOT_BAND);
            if (cell->series & PLOT_BAND)
                own |= STYLE_DIM;
            draw_text(ui, area, row, PLOT_LABEL_COLUMNS + column, own,
                      ui->caps.utf8 ? plot_braille(cell->dots, braille) : ascii);
        }
}

void plot_draw_rule(const struct ui *ui, struct area area, const struct plot *plot, double x,
                    unsigned style, const char *character) {
    int column = plot_column(plot, x);
    for (int row = 0; row < plot->rows && column >= 0; row++)
        if (!plot->cells[row * plot->columns + column].dots)
            draw_text(ui, area, row, PLOT_LABEL_COLUMNS + column, style, character);
}
