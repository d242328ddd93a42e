// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A plot in an area of the screen: labels of the y axis at its left, those of the x axis in the
// row below, where there is one.

#ifndef BLITZ_UI_PLOT_DRAW_H
#define BLITZ_UI_PLOT_DRAW_H

#include "ui/state.h"

// Columns at the left that are the y axis'.
enum { PLOT_LABEL_COLUMNS = 8 };

// The style of curve number `index`.
typedef unsigned plot_style(const struct ui *ui, const void *context, size_t index);

void plot_draw_dots(const struct ui *ui, struct area area, const struct plot *plot,
                    plot_style *style, const void *context);

void plot_draw_y_axis(const struct ui *ui, struct area area, const struct plot *plot);

// `label`: what the numbers are. `whole`: whole numbers only.
void plot_draw_x_axis(const struct ui *ui, struct area area, const struct plot *plot,
                      const char *label, bool whole);

// A rule down one column, where the curves leave room.
void plot_draw_rule(const struct ui *ui, struct area area, const struct plot *plot, double x,
                    unsigned style, const char *character);

#endif
