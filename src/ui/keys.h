// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From key names to actions: counts, keys that wait for a letter, and keys that mean something
// else in the pane that has the focus.

#ifndef BLITZ_UI_KEYS_H
#define BLITZ_UI_KEYS_H

#include "term/input.h"
#include "ui/state.h"

void keys_take(struct ui *ui, const struct input_event *event);

// What has been typed of a command that is not complete ("12", "r"), for the status line.
void keys_describe(const struct ui *ui, struct text *text);

#endif
