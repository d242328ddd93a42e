// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Levels, colour maps, overlay: how the picture looks, never what is measured.

#ifndef BLITZ_UI_LOOKS_H
#define BLITZ_UI_LOOKS_H

#include "ui/state.h"

void looks_levels_once(struct ui *ui, const struct request *request);
void looks_levels_mode(struct ui *ui, const struct request *request);
void looks_lut_next(struct ui *ui, const struct request *request);
void looks_lut_previous(struct ui *ui, const struct request *request);
void looks_overlay(struct ui *ui, const struct request *request);
void looks_beside(struct ui *ui, const struct request *request);
void looks_crosshair(struct ui *ui, const struct request *request);

// Moves or widens the window of levels by steps of a tenth, and fixes them.
void looks_adjust_levels(struct ui *ui, int shift, int widen);

// Fixes the levels of a picture that looks_levels_once waits for.
void looks_settle(struct ui *ui);

#endif
