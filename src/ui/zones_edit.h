// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Zones by keyboard. All numbers are source pixels.

#ifndef BLITZ_UI_ZONES_EDIT_H
#define BLITZ_UI_ZONES_EDIT_H

#include "ui/state.h"

// A new square at the cursor, `size` wide (0: an eighth of the frame), and selects it.
void zone_add(struct ui *ui, int64_t size);

// Moves, resizes (by steps of a pixel on each side), names (NULL: complains), deletes the
// selected zone; `name` of zone_delete may be NULL.
void zone_move(struct ui *ui, int64_t right, int64_t down);
void zone_resize(struct ui *ui, int64_t steps);
void zone_name(struct ui *ui, const char *name);
void zone_delete(struct ui *ui, const char *name);

void zone_select(struct ui *ui, int64_t steps);

// Keeps the selection within the session's zones.
void zone_settle(struct ui *ui);

#endif
