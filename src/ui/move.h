// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Moving in time. Frames are named by their source index; steps are from one frame that is
// kept to the next.

#ifndef BLITZ_UI_MOVE_H
#define BLITZ_UI_MOVE_H

#include "ui/state.h"

// The slot of the frame that is wished for, or of another, and how many slots there are (0: not
// known yet).
int64_t move_slot(const struct ui *ui);
int64_t move_slot_of(const struct ui *ui, int64_t source);
int64_t move_slots(const struct ui *ui);

// The source index of a slot.
int64_t move_source(const struct ui *ui, int64_t slot);

void move_by(struct ui *ui, int64_t slots);
void move_to_slot(struct ui *ui, int64_t slot);

// To a source index; the nearest frame that is kept. Says so when it is another one.
void move_to(struct ui *ui, int64_t source);

// Slots of the marked range, or all: *first to *stop - 1.
void move_range(const struct ui *ui, int64_t *first, int64_t *stop);

#endif
