// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Copying into the clipboard of the terminal, wherever that is, by OSC 52. A terminal does not say
// whether it does so; tmux takes it when its set-clipboard is on.

#ifndef BLITZ_UI_CLIPBOARD_H
#define BLITZ_UI_CLIPBOARD_H

#include "ui/state.h"

// Copies what a sheet offers, else the reading: frame, x, y, values; then a line for each zone:
// name, mean, std, min, max, saturated, n (by channel). Tabs between them. Says what was copied.
void clipboard_copy(struct ui *ui, const struct request *request);

#endif
