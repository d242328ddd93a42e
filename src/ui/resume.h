// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The viewer's session from run to run: saved when it ends, noted while it goes on, and taken up
// again. Main thread.

#ifndef BLITZ_UI_RESUME_H
#define BLITZ_UI_RESUME_H

#include "session/saved.h"
#include "ui/state.h"

// Takes a name to save under, and what was saved of another run (of no name: nothing), except for
// the session itself, which has it already. After the panes that a screen shows at first are
// chosen. Says what the user should know of it.
void resume_begin(struct ui *ui, const struct saved *saved);

// Notes the session, at most every few seconds and when it has changed; the first trouble is said.
void resume_note(struct ui *ui, double now);

// ":save [NAME]"
void resume_save(struct ui *ui, const struct request *request);

// Saves the session, or forgets it when the user wants that, and gives its name back. Nothing is
// saved of a recording that could not be opened. False: it could not be saved.
bool resume_end(struct ui *ui, struct fault *fault);

#endif
