// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The actions of the group "time": each does what its row in the table of actions says.

#ifndef BLITZ_UI_STEPPING_H
#define BLITZ_UI_STEPPING_H

#include "ui/state.h"

void stepping_next(struct ui *ui, const struct request *request);
void stepping_previous(struct ui *ui, const struct request *request);
void stepping_next_large(struct ui *ui, const struct request *request);
void stepping_previous_large(struct ui *ui, const struct request *request);
void stepping_next_page(struct ui *ui, const struct request *request);
void stepping_previous_page(struct ui *ui, const struct request *request);
void stepping_first(struct ui *ui, const struct request *request);
void stepping_last_or_goto(struct ui *ui, const struct request *request);
void stepping_go_percent(struct ui *ui, const struct request *request);
void stepping_play(struct ui *ui, const struct request *request);
void stepping_slower(struct ui *ui, const struct request *request);
void stepping_faster(struct ui *ui, const struct request *request);
void stepping_loop(struct ui *ui, const struct request *request);
void stepping_mark_start(struct ui *ui, const struct request *request);
void stepping_mark_stop(struct ui *ui, const struct request *request);
void stepping_set_bookmark(struct ui *ui, const struct request *request);
void stepping_go_bookmark(struct ui *ui, const struct request *request);

#endif
