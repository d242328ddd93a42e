// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Parameters that are found: asked for, waited for, applied or left.

#ifndef BLITZ_UI_TUNING_H
#define BLITZ_UI_TUNING_H

#include "ui/state.h"

// `text` is "WHAT [OPTION]...": it is tuned in the marked range and the selected zone. Without it
// the prompt asks for it.
void tuning_ask(struct ui *ui, const struct request *request);

// When it has ended: says so, once.
void tuning_settle(struct ui *ui);

// Whether it may still come.
bool tuning_is_awaited(const struct ui *ui);

// Whether there is something to be applied, written or copied.
bool tuning_is_found(const struct ui *ui);

// What is shown becomes the session's; of shifts, the prompt asks for their file.
void tuning_apply(struct ui *ui);

// What Enter does with what was found.
void tuning_describe_use(const struct tuned *tuned, struct text *text);

// Closes the pane.
void tuning_leave(struct ui *ui);

#endif
