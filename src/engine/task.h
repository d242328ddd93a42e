// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A task: one maker that runs behind, on a thread of its own, with its own copy of the wish and
// references to the products it may look at.

#ifndef BLITZ_ENGINE_TASK_H
#define BLITZ_ENGINE_TASK_H

#include "base/bell.h"
#include "base/fault.h"
#include "engine/making.h"

#include <stdbool.h>

struct task;

// Starts the maker; takes the key. `bell` is rung when it is done. The recording
// must live until task_finish, the regions too, unless task_adopt takes them.
struct task *task_start(const struct maker *maker, const struct making *making, char *key,
                        struct bell *bell, struct fault *fault);

const struct maker *task_maker(const struct task *task);
const char *task_key(const struct task *task); // borrowed

// Whether `key` is the task's own but for how far the recording is (behind its last line end): it
// is then better to let it finish than to begin again.
bool task_is_update(const struct task *task, const char *key);

// Gives it the regions that it reads, to be freed when it is; returns false when it reads others.
bool task_adopt(struct task *task, struct regions *regions);

// What it says while it works. The partial product is the caller's, or NULL; percent -1: not known.
struct product *task_take_partial(struct task *task);
int task_percent(struct task *task);

bool task_is_done(struct task *task);
void task_cancel(struct task *task);

// Joins and frees; clears *task. True with the product, which is the caller's; false with the
// fault.
bool task_finish(struct task **task, struct product **product, struct fault *fault);

#endif
