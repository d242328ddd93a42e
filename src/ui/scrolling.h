// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Scrolling and searching in whatever is on top: a sheet, or the focused pane.

#ifndef BLITZ_UI_SCROLLING_H
#define BLITZ_UI_SCROLLING_H

#include "ui/state.h"

// By lines; false when what has the focus does not scroll.
bool scroll_lines(struct ui *ui, int64_t lines);

// By pages.
bool scroll_page(struct ui *ui, int pages);

// Goes to the next place of the text in the sheet (or back to the one before) or the metadata.
// Remembers the text.
void scroll_search(struct ui *ui, const char *text, bool backwards);

#endif
