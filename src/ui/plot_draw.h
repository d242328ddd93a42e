// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A plot in an area of the screen: the y axis at its left, the grid, and below it, as far as there
// is room, a rule with ticks, their labels, and a second row of labels.

#ifndef BLITZ_UI_PLOT_DRAW_H
#define BLITZ_UI_PLOT_DRAW_H

#include "ui/state.h"
#include "view/ticks.h"

// Columns at the left that are the y axis'.
enum { PLOT_LABEL_COLUMNS = 8 };

// The x axis.
struct plot_axis {
    const char *label; // what the numbers are; at most PLOT_LABEL_COLUMNS - 1 columns
    bool whole;        // whole numbers only
    // The same places in another unit, in a row of their own; NULL: there is none. False: this
    // place has no such number.
    const char *other_label;
    bool (*other)(const void *context, double x, char label[TICK_LABEL]);
    const void *context;
};

// Rows of the grid in an area of so many.
int plot_draw_rows(int rows, bool has_other);

// The style of curve number `index`, and the mark that tells it from the others without colours:
// one or two characters.
typedef unsigned plot_style(const struct ui *ui, const void *context, size_t index);
typedef void plot_mark(const struct ui *ui, const void *context, size_t index, char mark[8]);

void plot_draw_dots(const struct ui *ui, struct area area, const struct plot *plot,
                    plot_style *style, const void *context);

// Marks `curves` curves, each now and then along its way.
void plot_draw_marks(const struct ui *ui, struct area area, const struct plot *plot, size_t curves,
                     plot_style *style, plot_mark *mark, const void *context);

// Places of the marks of `curves` curves, one after the other.
struct plot_marks {
    const struct plot *plot;
    size_t curves;
    size_t curve; // this mark's
    int row, column;
    int each, from; // columns that are looked at for a mark, and the next of them
};

struct plot_marks plot_draw_first_mark(const struct plot *plot, size_t curves);

// False: there are no more. One curve has none.
bool plot_draw_next_mark(struct plot_marks *marks);

// How many numbers stand beside so many rows.
size_t plot_draw_ticks_wanted(int rows);

// The numbers of the y axis: round ones, or, where the grid has not two of them, both ends.
size_t plot_draw_y_ticks(const struct plot *plot, struct tick ticks[TICKS_LIMIT]);

// These.
void plot_draw_y_axis(const struct ui *ui, struct area area, const struct plot *plot);

// These rows, from the top, have these labels.
void plot_draw_labels(const struct ui *ui, struct area area, int rows, const struct tick *ticks,
                      const int *at, size_t count);

void plot_draw_x_axis(const struct ui *ui, struct area area, const struct plot *plot,
                      const struct plot_axis *axis);

// A rule down one column, where the curves leave room.
void plot_draw_rule(const struct ui *ui, struct area area, const struct plot *plot, double x,
                    unsigned style, const char *character);

#endif
