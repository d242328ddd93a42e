// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the verbs share: opening, planning, loading with progress, and what is said at the end
// about frames that are not ok.

#ifndef BLITZ_BATCH_RUN_H
#define BLITZ_BATCH_RUN_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/text.h"
#include "batch/exit_status.h"
#include "engine/about.h"
#include "engine/recording.h"
#include "session/session.h"

#include <stdbool.h>

struct run {
    struct session session; // own copy: the channel may be chosen anew
    enum verb verb;
    struct pool *pool;
    struct cancel *cancel; // asked by SIGINT, SIGTERM, SIGHUP
    struct recording *recording;
    struct about *about;       // after run_plan
    struct text out;           // what goes to stdout, in one piece at the end
    struct progress *progress; // while frames are streamed
    bool lacks_references;     // some of their frames could not be used
};

// A verb. Puts what it says into run->out and returns the status; with a fault: no result.
typedef enum exit_status verb_function(struct run *run, struct fault *fault);

verb_function verb_info, verb_check, verb_reduce, verb_series, verb_export, verb_bench,
    verb_profile, verb_kymograph, verb_histogram, verb_cache, verb_tune;

// Verbs without a recording.
enum exit_status verb_formats(const struct session *session, struct text *out);
enum exit_status verb_doctor(const struct session *session, struct text *out);

// For a verb that says something and has no results of its own: whether -o can be written, which
// says by its suffix whether it is text or JSON.
bool run_accept_output(struct run *run, struct fault *fault);

// Bytes of what a verb makes of the frames, when the first of them is known; what is no size stays
// 0, and is refused when it is made. False when what the session asks for is wrong.
typedef bool run_results(struct run *run, size_t *bytes, struct fault *fault);

// Opens and plans. `results` may be NULL: nothing large. False also when --dry-run has said it all:
// then *status is set and there is no fault.
bool run_plan(struct run *run, const struct plan_policy *policy, run_results *results,
              enum exit_status *status, struct fault *fault);

// Loads, with a progress line on a terminal. When the plan is to stream, nothing is read yet and
// the line stays until run_conclude.
bool run_load(struct run *run, struct fault *fault);

struct references;

// The references of the session, with a warning for those that are not fit or lack frames.
bool run_references(struct run *run, struct references *references, struct fault *fault);

struct regions;

// A word about zones that hold no pixel; true.
bool run_say_empty_zones(struct run *run, const struct regions *regions);

// The status that the asked-for frames deserve, and a word on stderr about those that are not ok;
// then --fail-on.
enum exit_status run_conclude(struct run *run);

// Whether a --fail-on condition holds; says on stderr which.
bool run_fails(struct run *run);

// A line on stderr, "blitz: ...", unless --quiet.
void run_say(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The same for what went wrong: said even then.
void run_warn(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
