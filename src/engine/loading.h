// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Which recording is there, and which one is on its way. The next one is opened while the one
// before is still shown (and perhaps still loads): only when it is open does the old one go. So
// two are never in memory, and a source that cannot be opened costs nothing of what is there.
//
//   asked for ──► next (being opened) ──► recording, with its job (counting, loading) ──► alone
//
// The engine's thread only; nothing here waits for a job that has not ended, but for
// loading_free.

#ifndef BLITZ_ENGINE_LOADING_H
#define BLITZ_ENGINE_LOADING_H

#include "base/bell.h"
#include "base/pool.h"
#include "engine/about.h"
#include "engine/load_job.h"
#include "engine/recording.h"
#include "session/session.h"

#include <stdbool.h>
#include <stdint.h>

struct loading;

// `bell` is rung when there is a step to do. Both are borrowed.
struct loading *loading_new(struct pool *pool, struct bell *bell);

// Takes note of the newest session: when it asks for other frames, they are opened.
void loading_follow(struct loading *loading, const struct session *session);

// Takes note of the frame that is looked at: what is not loaded yet is loaded from there on.
void loading_look_at(struct loading *loading, int64_t source_index);

// Looks after the jobs.
void loading_step(struct loading *loading);

// Whether another recording is open and takes the place of the one that is there: the caller
// lets go of everything that reads the old one and calls loading_replace.
bool loading_is_ready(struct loading *loading);
void loading_replace(struct loading *loading);

// The recording that is there, or NULL; its number (the first is 1), and how far it is.
struct recording *loading_recording(const struct loading *loading);
uint64_t loading_number(const struct loading *loading);
enum load_stage loading_stage(const struct loading *loading);

// Whether its range, geometry, plan and ledger may be read.
bool loading_is_planned(const struct loading *loading);

// Whether its frames come in now; whether another recording is being opened.
bool loading_is_growing(const struct loading *loading);
bool loading_is_opening(const struct loading *loading);

// Seconds since the recording was opened, until it had ended loading.
double loading_seconds(const struct loading *loading);

// What there is to say that was not taken yet, or NULL: the description of the recording, and
// the newest message. The caller owns it.
struct about *loading_about(struct loading *loading);
bool loading_message(struct loading *loading, struct fault *message);

// Stops the opening of another recording, else the loading of the one that is there. Returns
// whether there was something to stop.
bool loading_cancel(struct loading *loading);

// Cancels, joins and frees; nobody may read the recording any more. Clears *loading.
void loading_free(struct loading **loading);

#endif
