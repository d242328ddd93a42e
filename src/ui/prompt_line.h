// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The line at the bottom in which a command is typed: editing, history, completion.

#ifndef BLITZ_UI_PROMPT_LINE_H
#define BLITZ_UI_PROMPT_LINE_H

#include "ui/state.h"

void prompt_open(struct ui *ui, enum prompt_purpose purpose, const char *text);
void prompt_close(struct ui *ui);

// Takes a key. Enter gives the command to be done, which the caller frees; else NULL.
char *prompt_key(struct ui *ui, const char *key);

// Puts text in at the cursor (pasted).
void prompt_insert(struct ui *ui, const char *text, size_t count);

void prompt_draw(struct ui *ui);

#endif
