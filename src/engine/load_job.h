// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Loading behind the viewer: one thread that opens, counts, plans and loads a recording in a
// straight line, borrowing workers. It waits once, after opening, for the recording before it
// to be let go, so that two are never in memory and a source that cannot be opened costs
// nothing of what is there.

#ifndef BLITZ_ENGINE_LOAD_JOB_H
#define BLITZ_ENGINE_LOAD_JOB_H

#include "base/bell.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/about.h"
#include "engine/recording.h"
#include "session/session.h"

#include <stdbool.h>

enum load_stage {
    LOAD_OPENING,
    LOAD_OPENED, // the first frame is there; waits for load_job_proceed
    LOAD_COUNTING,
    LOAD_LOADING, // planned: ledger and stack may be read
    LOAD_DONE,
    LOAD_STOPPED, // cancelled: what is loaded is kept
    LOAD_FAILED,  // see the fault
};

struct load_job;

// Starts the thread; `bell` is rung at each stage. Copies the session.
struct load_job *load_job_start(const struct session *session, struct pool *pool, struct bell *bell,
                                struct fault *fault);

enum load_stage load_job_stage(struct load_job *job);

// From LOAD_OPENED on: the recording. Owned by the job until load_job_finish.
struct recording *load_job_recording(struct load_job *job);

// The newest description that was not taken yet, or NULL. The caller owns it.
struct about *load_job_about(struct load_job *job);

void load_job_proceed(struct load_job *job);

// Asks it to stop; the stage becomes LOAD_STOPPED (or LOAD_FAILED before there is a stack).
void load_job_cancel(struct load_job *job);

// Joins the thread (which must have ended or been cancelled), gives the recording to the caller
// (NULL when there is none) and its fault, and clears *job.
struct recording *load_job_finish(struct load_job **job, struct fault *fault);

#endif
