// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the engine says, and what follows from it for the session and the screen.

#ifndef BLITZ_UI_HEARING_H
#define BLITZ_UI_HEARING_H

#include "ui/state.h"

// Looks at new products: tells what the engine says, places the cursor, freezes levels, does
// what waited for the plan.
void hearing_settle(struct ui *ui);

#endif
