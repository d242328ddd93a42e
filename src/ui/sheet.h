// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A sheet: text over the whole body, scrolled and searched, until Esc.

#ifndef BLITZ_UI_SHEET_H
#define BLITZ_UI_SHEET_H

#include "ui/state.h"

// Opens an empty one; add to ui->sheet.lines. Long lines are wrapped when drawn.
void sheet_open(struct ui *ui, const char *title);
void sheet_close(struct ui *ui);

// Lines on the screen when they are `columns` wide.
size_t sheet_height(const struct sheet *sheet, int columns);

// Keeps the top in range.
void sheet_scroll(struct ui *ui, int64_t lines);

// Moves to the next line that holds the text, or back to the one before, and round the ends; false
// when there is none.
bool sheet_search(struct ui *ui, const char *text, bool backwards);

void sheet_draw(const struct ui *ui);

#endif
