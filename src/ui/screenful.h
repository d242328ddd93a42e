// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One redraw of everything that is to be seen.

#ifndef BLITZ_UI_SCREENFUL_H
#define BLITZ_UI_SCREENFUL_H

#include "ui/state.h"

// Takes the terminal's size and makes the layout; the screen is drawn anew when it changed.
void screenful_resize(struct ui *ui);

// The layout of what is shown, and the encoder that the session asks for.
void screenful_arrange(struct ui *ui);

// Queues one burst.
void screenful_draw(struct ui *ui, double now);

// Queues the next slice of a picture, of which there is one.
void screenful_slice(struct ui *ui, double now);

// Queues the plots that are left.
void screenful_plots(struct ui *ui, double now);

#endif
