// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_UI_HELP_SHEET_H
#define BLITZ_UI_HELP_SHEET_H

#include "ui/state.h"

// Opens the help: keys and options, from their tables.
void help_open(struct ui *ui, const struct request *request);

#endif
