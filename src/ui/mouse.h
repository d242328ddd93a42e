// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Clicks and the wheel, which the terminal sends with --mouse only.

#ifndef BLITZ_UI_MOUSE_H
#define BLITZ_UI_MOUSE_H

#include "term/input_event.h"
#include "ui/state.h"

// A click gives its pane the focus; in the picture it moves the cursor, in the timeline it goes to
// the frame. The wheel goes through the frames, or scrolls what is scrolled by lines.
void mouse_take(struct ui *ui, const struct input_event *event);

#endif
