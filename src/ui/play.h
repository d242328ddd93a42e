// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Playing: which frame is shown follows from the clock alone, so that what is late is skipped
// and the rate stays true.

#ifndef BLITZ_UI_PLAY_H
#define BLITZ_UI_PLAY_H

#include "ui/state.h"

void play_toggle(struct ui *ui, double now);
void play_stop(struct ui *ui);

// Twice or half as fast.
void play_change_rate(struct ui *ui, double factor, double now);

// Brings the session to the frame of this moment; false when nothing plays.
bool play_advance(struct ui *ui, double now);

// A picture was drawn: counts for the rate that is really shown.
void play_note_shown(struct ui *ui, double now);

// "playing at 25/s, 12/s shown".
void play_describe(const struct ui *ui, struct text *text);

#endif
