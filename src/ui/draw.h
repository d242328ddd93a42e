// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Small things that all panes draw.

#ifndef BLITZ_UI_DRAW_H
#define BLITZ_UI_DRAW_H

#include "ui/state.h"

// Bytes of the longest beginning of `text` that fits in `columns`; at least one character
// when there is any.
size_t draw_fitting(const char *text, int columns);

// The same for text that goes on in another row: breaks after a blank when there is one in the
// second half, so that words stay whole and a line that is copied has its blank.
size_t draw_wrapped(const char *text, int columns);

// The first row of a pane: its title, a remark (or NULL), and a rule to the end.
void draw_title(const struct ui *ui, struct area pane, bool has_focus, const char *title,
                const char *remark);

// Text at the right end of the first row of an area.
void draw_right(const struct ui *ui, struct area area, unsigned style, const char *text);

// Text at a place relative to an area, cut at its right edge. Returns the columns used.
int draw_text(const struct ui *ui, struct area area, int row, int column, unsigned style,
              const char *text);
int draw_format(const struct ui *ui, struct area area, int row, int column, unsigned style,
                const char *format, ...) __attribute__((format(printf, 6, 7)));

// A value for reading: whole numbers whole, others with `digits` significant digits; "-" for
// NaN.
void draw_number(struct text *text, double value, int digits);

// The colour of a zone in text: the one of the eight that is nearest to its outline's in the
// picture.
unsigned draw_zone_style(const struct ui *ui, size_t zone);

// The same of line number `line`: lines go on where zones end.
unsigned draw_line_style(const struct ui *ui, size_t line);

// The area of a pane without its title.
struct area draw_inside(struct area pane);

#endif
