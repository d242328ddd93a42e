// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What was typed at the prompt, done.

#ifndef BLITZ_UI_TYPED_H
#define BLITZ_UI_TYPED_H

#include "ui/state.h"

// Reads and does a command ("goto 12", "bin 2", "export! out.npy", "12").
void typed_run(struct ui *ui, const char *line);

#endif
