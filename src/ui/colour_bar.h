// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The colours of the picture and the values that they stand for, beside it. Drawn in characters,
// also beside a picture of pixels.

#ifndef BLITZ_UI_COLOUR_BAR_H
#define BLITZ_UI_COLOUR_BAR_H

#include "ui/state.h"

// The numbers, and the area for the colours; then their bytes, all when they are to be drawn whole,
// else what has changed. Nothing while there is no picture, or no room.
void colour_bar_draw(const struct ui *ui);
void colour_bar_encode(struct ui *ui, bool whole, struct text *bytes);

#endif
