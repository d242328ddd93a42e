// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The cursor in the picture, and what part of it is seen.

#ifndef BLITZ_UI_CURSOR_H
#define BLITZ_UI_CURSOR_H

#include "ui/state.h"

// Puts the cursor into the middle of the frame when it has no place yet, and to the same source
// pixel when another stack has come (or the nearest that this one has).
void cursor_settle(struct ui *ui);

// Moves it by steps on the screen (right, down), whatever way the picture is turned; the view
// follows.
void cursor_move(struct ui *ui, int64_t right, int64_t down);

// Moves it to the stack pixel that holds this point in source pixels, or the nearest there is.
void cursor_place(struct ui *ui, double x, double y);

// The direction in the stack of a step on the screen.
void cursor_turn(const struct orientation *orientation, int64_t right, int64_t down, int64_t *x,
                 int64_t *y);

// The next zoom on a ladder of round ones: `steps` up (or down, negative), at the cursor.
void cursor_zoom(struct ui *ui, int steps);

// First source pixel of the cursor's stack pixel.
void cursor_source(const struct ui *ui, const struct geometry *geometry, uint32_t *x, uint32_t *y);

#endif
