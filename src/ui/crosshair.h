// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The values along the row and the column of the cursor, below the picture and at its side, each
// beside the pixel that it is of.

#ifndef BLITZ_UI_CROSSHAIR_H
#define BLITZ_UI_CROSSHAIR_H

#include "ui/state.h"

// Nothing without room on the stage, or before there are values.
void crosshair_draw(const struct ui *ui);

#endif
