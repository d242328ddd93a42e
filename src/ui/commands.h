// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What each action does to the session and the screen.

#ifndef BLITZ_UI_COMMANDS_H
#define BLITZ_UI_COMMANDS_H

#include "ui/state.h"

// Does an action at once, or, when it needs to know the frames and they are not counted yet,
// as soon as they are. Afterwards the session is a step that can be undone.
void command_run(struct ui *ui, enum action action, const struct request *request);

// Does what waited for the frames to be counted.
void command_run_deferred(struct ui *ui);

// Records the session as a step for undo.
void command_remember(struct ui *ui, enum action action);

#endif
