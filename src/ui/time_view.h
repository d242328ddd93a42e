// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Which frames the timeline shows: all of them, or a part that goes along with the frame that is
// shown. Main thread.

#ifndef BLITZ_UI_TIME_VIEW_H
#define BLITZ_UI_TIME_VIEW_H

#include "ui/state.h"

// "A:B", "all" or "around" (as many frames as now, or a tenth of all, around the one that is
// shown). What is wrong is told.
void time_view_take(struct ui *ui, const char *text);

// Half of the frames (direction 1), the shown one staying where it is in the plot, or twice as
// many (-1).
void time_view_zoom(struct ui *ui, int direction);

// A quarter of the part on (1) or back (-1).
void time_view_pan(struct ui *ui, int direction);

// Keeps the part inside the recording, and the frame in the part when another one is shown than
// before. Before the timeline is drawn.
void time_view_settle(struct ui *ui);

// Source indices at the ends of the plot. False: all frames are shown.
bool time_view_ends(const struct ui *ui, int64_t *first, int64_t *last);

#endif
