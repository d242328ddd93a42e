// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Plots whose grids are pixels: where they stand, and what of them is to be sent. They are sent
// when they have changed, after the picture, and only while nothing is on its way.

#ifndef BLITZ_UI_PLOT_SPOTS_H
#define BLITZ_UI_PLOT_SPOTS_H

#include "ui/state.h"

// Whether plots are pixels, from what is wished for, what the terminal can and what the link
// bears. After the choice of the pictures' encoder.
void plot_spots_choose(struct ui *ui);

// Of a grid of cells: the size of its pixels, both 0 when it is of characters.
void plot_spots_size(const struct ui *ui, struct area grid, uint32_t *width, uint32_t *height);

// Before the panes are drawn: none has pixels.
void plot_spots_begin(struct ui *ui);

// The canvas of a grid, to be drawn on: a copy of `curves`, or an empty one of this size (NULL),
// with the palette. NULL: it is of characters, because plots are, or `curves` has another size.
struct canvas *plot_spots_canvas(struct ui *ui, enum plot_place place, struct area grid,
                                 const struct canvas *curves);

// Whether this redraw shows it as pixels: then its cells are blank.
bool plot_spots_has(const struct ui *ui, enum plot_place place);

// Whether one stands where something else was: everything is then drawn whole.
bool plot_spots_moved(const struct ui *ui);

// Whether any is not on the screen as it is wanted.
bool plot_spots_are_left(const struct ui *ui);

// Appends those that are left, when they may be sent now. `whole`: nothing is on the screen any
// more.
void plot_spots_encode(struct ui *ui, bool whole, struct text *bytes);

#endif
