// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/loading.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdlib.h>

struct loading {
    struct pool *pool;
    struct bell *bell;
    struct session wanted; // the newest that asked for other frames than the one before
    bool has_wanted;
    bool is_outdated; // `wanted` is to be opened as soon as nothing else is
    struct load_job *next;
    bool next_is_cancelled;
    struct load_job *job; // of `recording`, until it has ended
    bool job_is_cancelled, is_stopped_by_user;
    struct recording *recording; // the job's while there is one, else our own
    struct session shown;        // what it was opened for
    uint64_t number;
    enum load_stage stage;
    bool is_planned;
    double began, ended;
    struct about *about;
    struct fault message; // the newest that was not taken
};

struct loading *loading_new(struct pool *pool, struct bell *bell) {
    struct loading *loading = alloc_zeroed(1, sizeof *loading);
    loading->pool = pool;
    loading->bell = bell;
    session_init(&loading->wanted);
    session_init(&loading->shown);
    return loading;
}

static void say(struct loading *loading, enum fault_kind kind, const char *text) {
    fault_set(&loading->message, kind, "%s", text);
}

static void cancel_next(struct loading *loading) {
    if (!loading->next)
        return;
    load_job_cancel(loading->next);
    loading->next_is_cancelled = true;
}

static void cancel_job(struct loading *loading) {
    if (!loading->job)
        return;
    load_job_cancel(loading->job);
    loading->job_is_cancelled = true;
}

void loading_follow(struct loading *loading, const struct session *session) {
    if (loading->has_wanted && !session_needs_reload(&loading->wanted, session))
        return;
    session_copy(&loading->wanted, session);
    loading->has_wanted = true;
    // Back to what is still there.
    bool is_there = loading->recording && loading->stage <= LOAD_DONE && !loading->job_is_cancelled
                    && !session_needs_reload(&loading->shown, session);
    loading->is_outdated = !is_there;
    cancel_next(loading);
}

void loading_look_at(struct loading *loading, int64_t source_index) {
    if (loading->recording)
        atomic_store(&loading->recording->near, source_index);
}

static void start_next(struct loading *loading, const struct session *session) {
    struct fault fault = { 0 };
    loading->next_is_cancelled = false;
    loading->next = load_job_start(session, loading->pool, loading->bell, &fault);
    if (!loading->next)
        say(loading, fault.kind, fault_text(&fault));
    fault_clear(&fault);
}

static void step_next(struct loading *loading) {
    if (loading->next && load_job_stage(loading->next) >= LOAD_DONE) {
        struct fault fault = { 0 };
        struct recording *recording = load_job_finish(&loading->next, &fault);
        recording_close(&recording);
        if (fault.kind != FAULT_NONE && !loading->next_is_cancelled)
            say(loading, fault.kind, fault_text(&fault));
        fault_clear(&fault);
    }
    if (!loading->next && loading->is_outdated) {
        loading->is_outdated = false;
        start_next(loading, &loading->wanted);
    }
    if (loading->next && !loading->next_is_cancelled
        && load_job_stage(loading->next) == LOAD_OPENED)
        cancel_job(loading);
}

// The automatic rule took the first frame for grey, and a later one shows colour: load again as
// RGB when that fits; else the frames stay flagged.
static void look_for_colour(struct loading *loading) {
    const struct recording *recording = loading->recording;
    if (loading->next || loading->is_outdated || !recording_found_colour(recording))
        return;
    if (recording->plan.bytes > recording->plan.limit / 3) {
        say(loading, FAULT_NONE, "some frames show colour, but the budget has room for grey only");
        return;
    }
    struct session session = { 0 };
    session_copy(&session, &loading->shown);
    session.source.channel = CHANNEL_RGB;
    say(loading, FAULT_NONE, "a frame shows colour: loading again as RGB");
    start_next(loading, &session);
    session_free(&session);
}

static void end_job(struct loading *loading) {
    struct fault fault = { 0 };
    load_job_finish(&loading->job, &fault); // gives what we have already
    bool is_news = fault.kind != FAULT_CANCELLED || loading->is_stopped_by_user;
    if (fault.kind != FAULT_NONE && is_news)
        say(loading, fault.kind, fault_text(&fault));
    fault_clear(&fault);
    loading->ended = clock_now();
    if (loading->stage == LOAD_DONE)
        look_for_colour(loading);
}

static void step_job(struct loading *loading) {
    if (!loading->job)
        return;
    enum load_stage stage = load_job_stage(loading->job);
    struct about *about = load_job_about(loading->job);
    if (about) {
        about_free(&loading->about);
        loading->about = about;
    }
    loading->stage = stage;
    loading->is_planned = stage >= LOAD_LOADING && loading->recording->is_planned;
    if (stage >= LOAD_DONE)
        end_job(loading);
}

void loading_step(struct loading *loading) {
    step_job(loading);
    step_next(loading);
}

bool loading_is_ready(struct loading *loading) {
    return loading->next && !loading->next_is_cancelled && !loading->job
           && load_job_stage(loading->next) == LOAD_OPENED;
}

void loading_replace(struct loading *loading) {
    recording_close(&loading->recording);
    loading->job = loading->next;
    loading->next = NULL;
    loading->job_is_cancelled = loading->is_stopped_by_user = false;
    loading->recording = load_job_recording(loading->job);
    session_copy(&loading->shown, &loading->wanted);
    loading->number++;
    loading->stage = LOAD_OPENED;
    loading->is_planned = false;
    loading->began = clock_now();
    about_free(&loading->about);
    loading->about = load_job_about(loading->job);
    load_job_proceed(loading->job);
}

struct recording *loading_recording(const struct loading *loading) {
    return loading->recording;
}

uint64_t loading_number(const struct loading *loading) {
    return loading->number;
}

enum load_stage loading_stage(const struct loading *loading) {
    if (loading->recording)
        return loading->stage;
    bool is_over = loading->has_wanted && !loading->next && !loading->is_outdated;
    return is_over ? LOAD_FAILED : LOAD_OPENING;
}

bool loading_is_planned(const struct loading *loading) {
    return loading->is_planned;
}

bool loading_is_growing(const struct loading *loading) {
    return loading->job && loading->stage == LOAD_LOADING;
}

bool loading_is_opening(const struct loading *loading) {
    return loading->next && !loading->next_is_cancelled;
}

double loading_seconds(const struct loading *loading) {
    return (loading->job ? clock_now() : loading->ended) - loading->began;
}

struct about *loading_about(struct loading *loading) {
    struct about *about = loading->about;
    loading->about = NULL;
    return about;
}

bool loading_message(struct loading *loading, struct fault *message) {
    bool has = loading->message.text != NULL;
    fault_move(message, &loading->message);
    return has;
}

bool loading_cancel(struct loading *loading) {
    if (loading_is_opening(loading)) {
        cancel_next(loading);
        say(loading, FAULT_NONE, "opening was stopped");
        return true;
    }
    if (!loading->job || loading->job_is_cancelled)
        return false;
    cancel_job(loading);
    loading->is_stopped_by_user = true;
    return true;
}

void loading_free(struct loading **loading_address) {
    struct loading *loading = *loading_address;
    *loading_address = NULL;
    if (!loading)
        return;
    cancel_next(loading);
    cancel_job(loading);
    if (loading->next) {
        struct recording *next = load_job_finish(&loading->next, NULL);
        recording_close(&next);
    }
    if (loading->job)
        load_job_finish(&loading->job, NULL);
    recording_close(&loading->recording);
    about_free(&loading->about);
    session_free(&loading->wanted);
    session_free(&loading->shown);
    fault_clear(&loading->message);
    free(loading);
}
