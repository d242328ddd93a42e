// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The engine: a thread of its own that owns the recording, compares the newest wish with what it
// has made, and makes what is missing: pictures at once, everything long behind. It knows of no
// terminal.

#ifndef BLITZ_ENGINE_ENGINE_H
#define BLITZ_ENGINE_ENGINE_H

#include "base/bell.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/board.h"

struct engine;

// Starts the thread. `up` is rung when products change; both are borrowed.
struct engine *engine_new(struct pool *pool, struct bell *up, struct fault *fault);

// From the screen's thread:
void engine_post(struct engine *engine, const struct wish *wish);
void engine_take(struct engine *engine, struct products *products);

// Stops what runs behind: the opening of a recording, else its loading, else a measurement.
void engine_cancel(struct engine *engine);

// Cancels everything, joins and frees. Clears *engine.
void engine_free(struct engine **engine);

#endif
