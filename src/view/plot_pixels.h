// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The grid of a plot as pixels: what view/plot.h draws with dots, and no axes. Curves have soft
// edges, and patterns that tell them apart without colours. Pure.

#ifndef BLITZ_VIEW_PLOT_PIXELS_H
#define BLITZ_VIEW_PLOT_PIXELS_H

#include "term/canvas.h"
#include "view/plot.h"

// Colours that things have. Those of text, in the same order.
enum plot_pen {
    PLOT_PLAIN,
    PLOT_RED,
    PLOT_GREEN,
    PLOT_YELLOW,
    PLOT_BLUE,
    PLOT_MAGENTA,
    PLOT_CYAN,
    PLOT_PENS
};

// How much of a pixel a pen covers. An area is paler than any line.
enum plot_shade { PLOT_FULL, PLOT_MOST, PLOT_SOME, PLOT_AREA, PLOT_SHADES };

// Entries of the palette: the ground, lines of the grid, then the shades of each pen.
enum { PLOT_GROUND, PLOT_GRID, PLOT_INKS, PLOT_COLOURS = PLOT_INKS + PLOT_PENS * PLOT_SHADES };

static inline uint8_t plot_ink(enum plot_pen pen, enum plot_shade shade) {
    return (uint8_t)(PLOT_INKS + (int)pen * PLOT_SHADES + (int)shade);
}

// Patterns of lines: number 0 is solid. What lies between the dashes is drawn too, but faint, so
// that no peak is lost.
enum { PLOT_PATTERNS = 6 };

struct plot_line {
    enum plot_pen pen;
    unsigned pattern; // below PLOT_PATTERNS
    double width;     // pixels, at least 1
};

// How rules are told apart without colours.
enum plot_rule { PLOT_RULE_SOLID, PLOT_RULE_DASHED, PLOT_RULE_START, PLOT_RULE_STOP };

// The palette of any plot, from the colours of its pens and of the ground.
void plot_pixels_palette(const struct colour pens[PLOT_PENS], struct colour ground,
                         struct canvas *canvas);

// Places in a canvas that shows the ranges of `plot`; pixel 0 is from -0.5 to 0.5. The ends of the
// y axis are in the middle of the second row and of the last but one, so that lines there are
// whole.
double plot_pixels_x(const struct plot *plot, const struct canvas *canvas, double x);
double plot_pixels_y(const struct plot *plot, const struct canvas *canvas, double y);

// Draws. Every column of pixels shows the whole range of its samples, neighbours are joined, NaN is
// a gap. False when there is no memory.
bool plot_pixels_curve(struct canvas *canvas, const struct plot *plot,
                       const struct plot_series *series, const struct plot_line *line);

// The middle of what a pen has drawn in a column between two rows (`to` is not one of them); -1:
// nothing.
int plot_pixels_middle(const struct canvas *canvas, enum plot_pen pen, int x, int from, int to);

// Fills what is between series->low and series->high; before the curves.
bool plot_pixels_band(struct canvas *canvas, const struct plot *plot,
                      const struct plot_series *series, enum plot_pen pen);

// A line of the grid across, at this y.
void plot_pixels_grid(struct canvas *canvas, const struct plot *plot, double y);

// A rule down the column of `x`, where lines leave room; nothing when that is outside.
void plot_pixels_rule(struct canvas *canvas, const struct plot *plot, double x, enum plot_pen pen,
                      enum plot_rule kind);

// An arrow at the left or right edge: something is beyond it.
void plot_pixels_beyond(struct canvas *canvas, bool right, enum plot_pen pen);

// Bars from the left edge to the right one, of as many neighbouring bins each as make them at least
// one pixel wide; heights as in plot_bars. What is not 0 is at least a pixel high. Returns what the
// highest bar stands for; 0: all are empty.
double plot_pixels_bars(struct canvas *canvas, const uint64_t *bins, size_t count, bool logarithmic,
                        enum plot_pen pen);

// A line of the grid at the height of a bar of this count.
void plot_pixels_bar_grid(struct canvas *canvas, double count, double full, bool logarithmic);

#endif
