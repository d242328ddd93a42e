// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What leaves the viewer: files, and the shell commands that do the same.

#ifndef BLITZ_UI_EXPORTS_H
#define BLITZ_UI_EXPORTS_H

#include "ui/state.h"

// Writes to the file of the request: the series to a table, else the reduction that is shown,
// else the frame. Without a file the prompt asks for one.
void exports_ask(struct ui *ui, const struct request *request);

// The sheet of commands.
void exports_commands(struct ui *ui, const struct request *request);

#endif
