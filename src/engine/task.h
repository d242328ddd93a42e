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

// Starts the maker; takes the key. `bell` is rung when it is done. The recording and the regions
// must live until task_finish.
struct task *task_start(const struct maker *maker, const struct making *making, char *key,
                        struct bell *bell, struct fault *fault);

const struct maker *task_maker(const struct task *task);
const char *task_key(const struct task *task); // borrowed

// Whether `key` is the task's own but for the version of the stack behind its last '|': it is
// then better to let it finish than to begin again.
bool task_is_update(const struct task *task, const char *key);

bool task_is_done(struct task *task);
void task_cancel(struct task *task);

// Joins and frees; clears *task. True with the product, which is the caller's; false with the
// fault.
bool task_finish(struct task **task, struct product **product, struct fault *fault);

#endif
