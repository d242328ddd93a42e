// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The panes, each in a file of its own, and the rows above and below them. All draw what the
// products on hand say; none computes.

#ifndef BLITZ_UI_PANES_H
#define BLITZ_UI_PANES_H

#include "ui/state.h"

void pane_header_draw(const struct ui *ui);
// The plot is made when what it shows has changed, not at every redraw.
void pane_timeline_prepare(struct ui *ui);
void pane_timeline_draw(const struct ui *ui);
void pane_histogram_prepare(struct ui *ui);
void pane_histogram_draw(const struct ui *ui);
void pane_profile_prepare(struct ui *ui);
void pane_profile_draw(const struct ui *ui);
void pane_tuning_prepare(struct ui *ui);
void pane_tuning_draw(const struct ui *ui);
void pane_pixels_draw(const struct ui *ui);
// Pixels that its table has room for; both 0 when it is not shown.
void pane_pixels_room(const struct ui *ui, uint32_t *columns, uint32_t *rows);
void pane_zones_draw(const struct ui *ui);
void pane_messages_draw(const struct ui *ui);

// Size of the canvas for the preview; both 0 when no picture can be shown.
void pane_preview_canvas(const struct ui *ui, uint32_t *width, uint32_t *height, double *aspect);

// Text of the preview and the area for its picture; then the picture's bytes, which go into the
// same burst: all of it when it is to be drawn whole, else what has changed.
void pane_preview_draw(const struct ui *ui);
// Whether blanks were written over all that was there: then everything is to be drawn whole. Before
// the bytes are made.
bool pane_preview_is_wiped(const struct ui *ui);
void pane_preview_encode(struct ui *ui, bool whole, struct text *bytes);

void pane_info_draw(const struct ui *ui);
size_t pane_info_lines(const struct ui *ui);
bool pane_info_search(struct ui *ui, const char *text);

void status_line_draw(const struct ui *ui);

// The bottom row: the newest message, else what keys do here; help is always named.
void hint_line_draw(const struct ui *ui, double now);

#endif
