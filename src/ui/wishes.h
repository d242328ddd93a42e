// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From what the user wants to the engine's board: one wish in flight.

#ifndef BLITZ_UI_WISHES_H
#define BLITZ_UI_WISHES_H

#include "ui/state.h"

// Keys rest when none has come for so long, s. Then the picture gets all its colours.
#define WISHES_REST 0.25

// Posts a wish when there is something new to wish for and the last one was answered, written to
// the terminal and shown there. Call once a turn, after the keys.
void wishes_post(struct ui *ui, double now);

#endif
