// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/plot_paint.h"

#include "ui/plot_spots.h"
#include "view/picture.h"
#include "view/plot_letters.h"

#include <math.h>

// From this height of cells on everything is twice as thick.
enum { LARGE_CELL = 28 };

static bool is_large(const struct ui *ui) {
    return ui->plot_spots.limits.cell_height >= LARGE_CELL;
}

static int dot_of(const struct ui *ui) {
    return is_large(ui) ? 2 : 1;
}

struct area plot_paint_grid(struct area area, const struct plot *plot) {
    area.column += PLOT_LABEL_COLUMNS;
    area.rows = plot->rows;
    area.columns = plot->columns;
    return area;
}

enum plot_pen plot_paint_pen(unsigned style) {
    return (enum plot_pen)((style >> 4) % PLOT_PENS);
}

bool plot_paint_suits(const struct ui *ui, const struct canvas *curves,
                      const struct plot_wish *wish) {
    struct area grid = { .rows = wish->rows, .columns = wish->columns };
    uint32_t width, height;
    plot_spots_size(ui, grid, &width, &height);
    return curves->width == width && curves->height == height;
}

static void paint_marks(const struct ui *ui, const struct plot *plot, size_t curves,
                        plot_style *style, plot_mark *mark, const void *context,
                        struct canvas *canvas) {
    int across = ui->plot_spots.limits.cell_width, down = ui->plot_spots.limits.cell_height;
    struct plot_marks marks = plot_draw_first_mark(plot, curves);
    while (plot_draw_next_mark(&marks)) {
        char text[8];
        mark(ui, context, marks.curve, text);
        enum plot_pen pen = plot_paint_pen(style(ui, context, marks.curve));
        int x = marks.column * across + across / 2, top = marks.row * down;
        int y = plot_pixels_middle(canvas, pen, x, top, top + down);
        plot_letters(canvas, x, y < 0 ? top + down / 2 : y, pen, dot_of(ui), text);
    }
}

static bool paint(const struct ui *ui, const struct plot_wish *wish, const struct plot *plot,
                  plot_style *style, const void *context, struct canvas *canvas) {
    bool good = true;
    for (size_t i = 0; i < wish->count && good; i++)
        if (wish->series[i].low && wish->series[i].high)
            good = plot_pixels_band(canvas, plot, &wish->series[i],
                                    plot_paint_pen(style(ui, context, i)));
    for (size_t i = 0; i < wish->count && good; i++) {
        struct plot_line line = { .pen = plot_paint_pen(style(ui, context, i)),
                                  .pattern = (unsigned)(i % PLOT_PATTERNS),
                                  .width = is_large(ui) ? 2.3 : 1.3 };
        good = plot_pixels_curve(canvas, plot, &wish->series[i], &line);
    }
    return good;
}

void plot_paint_curves(const struct ui *ui, const struct plot_wish *wish, const struct plot *plot,
                       plot_style *style, plot_mark *mark, const void *context,
                       struct canvas *curves) {
    struct area grid = { .rows = plot->rows, .columns = plot->columns };
    struct tick ticks[TICKS_LIMIT];
    uint32_t width, height;
    plot_spots_size(ui, grid, &width, &height);
    if (!width || !height || !canvas_reserve(curves, width, height, NULL)) {
        canvas_release(curves);
        return;
    }
    size_t count = plot_draw_y_ticks(plot, ticks);
    for (size_t i = 0; i < count; i++)
        plot_pixels_grid(curves, plot, ticks[i].value);
    if (paint(ui, wish, plot, style, context, curves))
        paint_marks(ui, plot, wish->count, style, mark, context, curves);
    else
        canvas_release(curves);
}

double plot_paint_bars(const struct histogram_product *histogram, bool logarithmic, int rows,
                       struct canvas *canvas) {
    struct tick ticks[TICKS_LIMIT];
    double full =
        plot_pixels_bars(canvas, histogram->columns, histogram->count, logarithmic, PLOT_CYAN);
    size_t count = plot_bar_ticks(full, logarithmic, plot_draw_ticks_wanted(rows), ticks);
    for (size_t i = 0; i < count; i++)
        plot_pixels_bar_grid(canvas, ticks[i].value, full, logarithmic);
    return full;
}

void plot_paint_letter(const struct ui *ui, struct canvas *canvas, const struct plot *plot,
                       double x, enum plot_pen pen, char letter) {
    const char text[2] = { letter, 0 };
    double place = plot_pixels_x(plot, canvas, x);
    if (place > -0.5 && place < canvas->width - 0.5)
        plot_letters(canvas, (int)lrint(place), 0, pen, dot_of(ui), text);
}
