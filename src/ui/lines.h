// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Kymographs by keyboard.

#ifndef BLITZ_UI_LINES_H
#define BLITZ_UI_LINES_H

#include "ui/state.h"

// Shows the kymograph along the line of this name (without one: the first line) in the place of
// the frame; off when it is shown.
void lines_kymograph(struct ui *ui, const struct request *request);

// Whether a kymograph is shown, in which there are no zones: then says so.
bool lines_refuse(struct ui *ui);

#endif
