// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How large panes are: rows, or, of the preview, the columns of the panes beside it.

#ifndef BLITZ_UI_PANE_SIZE_H
#define BLITZ_UI_PANE_SIZE_H

#include "ui/state.h"

// The focused pane, by the count or one row; with a text, "PANE SIZE", that pane to that size.
void pane_size_larger(struct ui *ui, const struct request *request);
void pane_size_smaller(struct ui *ui, const struct request *request);

#endif
