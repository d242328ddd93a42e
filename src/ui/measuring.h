// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// References and reductions from the marked range, and zones read out.

#ifndef BLITZ_UI_MEASURING_H
#define BLITZ_UI_MEASURING_H

#include "ui/state.h"

void measuring_dark(struct ui *ui, const struct request *request);
void measuring_flat(struct ui *ui, const struct request *request);
void measuring_subtract(struct ui *ui, const struct request *request);
void measuring_divide(struct ui *ui, const struct request *request);
void measuring_background(struct ui *ui, const struct request *request);

// `text` is the operation ("mean", "" for none), as the key after r or the prompt gave it;
// without it the next key is waited for.
void measuring_reduce(struct ui *ui, const struct request *request);

// The zones in what is shown, to the messages.
void measuring_zones(struct ui *ui, const struct request *request);

#endif
