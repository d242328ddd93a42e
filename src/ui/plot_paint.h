// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The grid of a plot as pixels; axes and names are text, as beside a grid of characters
// (ui/plot_draw.h).

#ifndef BLITZ_UI_PLOT_PAINT_H
#define BLITZ_UI_PLOT_PAINT_H

#include "ui/plot_draw.h"
#include "view/plot_pixels.h"

// The cells of a plot's grid in an area.
struct area plot_paint_grid(struct area area, const struct plot *plot);

// The pen that has the colour of a style.
enum plot_pen plot_paint_pen(unsigned style);

// Whether `curves` are pixels of the size that this plot has now, or none when it is of characters.
bool plot_paint_suits(const struct ui *ui, const struct canvas *curves,
                      const struct plot_wish *wish);

// Lines of the grid and curves, with bands and marks. Releases `curves` when plots are of
// characters, or when there is no memory.
void plot_paint_curves(const struct ui *ui, const struct plot_wish *wish, const struct plot *plot,
                       plot_style *style, plot_mark *mark, const void *context,
                       struct canvas *curves);

// Lines of the grid where a histogram's counts are, and its bars. Returns the count of a full bar.
double plot_paint_bars(const struct histogram_product *histogram, bool logarithmic, int rows,
                       struct canvas *canvas);

// Text at the upper edge, at a place on the x axis; nothing when that is outside.
void plot_paint_letter(const struct ui *ui, struct canvas *canvas, const struct plot *plot,
                       double x, enum plot_pen pen, char letter);

#endif
