// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/load_job.h"

#include "base/alloc.h"
#include "base/size.h"
#include "base/thread.h"
#include "engine/reduced.h"
#include "engine/references.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct load_job {
    pthread_t thread;
    struct pool *pool;
    struct bell *bell;
    struct cancel cancel;
    struct session session; // the job's thread only
    pthread_mutex_t lock;
    pthread_cond_t changed;
    // Protected by the lock.
    enum load_stage stage;
    bool may_proceed;
    struct about *about;
    struct recording *recording;
    // The job's thread only, until it is joined.
    struct fault fault;
};

static void enter_stage(struct load_job *job, enum load_stage stage) {
    struct about *about = job->recording ? about_new(job->recording, &job->session) : NULL;
    pthread_mutex_lock(&job->lock);
    struct about *old = about ? job->about : NULL;
    if (about)
        job->about = about;
    job->stage = stage;
    pthread_mutex_unlock(&job->lock);
    about_free(&old);
    bell_ring(job->bell);
}

// Waits until the recording before this one is gone. False when cancelled.
static bool wait_for_leave(struct load_job *job) {
    pthread_mutex_lock(&job->lock);
    while (!job->may_proceed && !cancel_asked(&job->cancel))
        pthread_cond_wait(&job->changed, &job->lock);
    bool may = job->may_proceed;
    pthread_mutex_unlock(&job->lock);
    return may;
}

// Frames that were not loaded any more keep their place, as skipped.
static void skip_rest(struct recording *recording) {
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++)
        if (ledger_status(recording->ledger, slot) == FRAME_WAITING) {
            ledger_record(recording->ledger, slot)->reason =
                alloc_string("not loaded: loading was stopped");
            ledger_settle(recording->ledger, slot, FRAME_SKIPPED);
        }
}

// What the session will keep beside the frames: a correction with its references, reductions.
static uint64_t results_of(const struct recording *recording, const struct session *session) {
    size_t reduced = 0, references = 0, both;
    size_t samples = shape_samples(recording->first_conversion.shape);
    bool fits = (!session->reduction.count || reduced_bytes(recording, session, &reduced))
                && (correction_wish_is_none(&session->correction)
                    || size_multiply(samples, (ROLE_COUNT + 2) * sizeof(double), &references))
                && size_add(reduced, references, &both);
    return fits ? both : UINT64_MAX / 2;
}

static void *load_main(void *argument) {
    struct load_job *job = argument;
    struct recording *recording = recording_open(&job->session, &job->fault);
    pthread_mutex_lock(&job->lock);
    job->recording = recording;
    pthread_mutex_unlock(&job->lock);
    if (!recording) {
        enter_stage(job, LOAD_FAILED);
        return NULL;
    }
    enter_stage(job, LOAD_OPENED);
    const struct plan_policy policy = { .may_thin = true,
                                        .results = results_of(recording, &job->session) };
    bool planned = wait_for_leave(job);
    if (planned) {
        enter_stage(job, LOAD_COUNTING);
        planned = recording_plan(recording, &job->session, &policy, pool_workers(job->pool),
                                 &job->cancel, &job->fault);
    }
    if (!planned) {
        enter_stage(job, LOAD_FAILED);
        return NULL;
    }
    enter_stage(job, LOAD_LOADING);
    bool loaded = recording_load(recording, true, job->pool, &job->cancel, &job->fault);
    if (!loaded)
        skip_rest(recording);
    enter_stage(job, loaded                               ? LOAD_DONE
                     : job->fault.kind == FAULT_CANCELLED ? LOAD_STOPPED
                                                          : LOAD_FAILED);
    return NULL;
}

struct load_job *load_job_start(const struct session *session, struct pool *pool, struct bell *bell,
                                struct fault *fault) {
    struct load_job *job = alloc_zeroed(1, sizeof *job);
    job->pool = pool;
    job->bell = bell;
    session_init(&job->session);
    session_copy(&job->session, session);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->changed, NULL);
    if (thread_start(&job->thread, "load", load_main, job, fault))
        return job;
    pthread_cond_destroy(&job->changed);
    pthread_mutex_destroy(&job->lock);
    session_free(&job->session);
    free(job);
    return NULL;
}

enum load_stage load_job_stage(struct load_job *job) {
    pthread_mutex_lock(&job->lock);
    enum load_stage stage = job->stage;
    pthread_mutex_unlock(&job->lock);
    return stage;
}

struct recording *load_job_recording(struct load_job *job) {
    pthread_mutex_lock(&job->lock);
    struct recording *recording = job->recording;
    pthread_mutex_unlock(&job->lock);
    return recording;
}

struct about *load_job_about(struct load_job *job) {
    pthread_mutex_lock(&job->lock);
    struct about *about = job->about;
    job->about = NULL;
    pthread_mutex_unlock(&job->lock);
    return about;
}

void load_job_proceed(struct load_job *job) {
    pthread_mutex_lock(&job->lock);
    job->may_proceed = true;
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

void load_job_cancel(struct load_job *job) {
    pthread_mutex_lock(&job->lock);
    cancel_ask(&job->cancel);
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

struct recording *load_job_finish(struct load_job **job_address, struct fault *fault) {
    struct load_job *job = *job_address;
    *job_address = NULL;
    pthread_join(job->thread, NULL);
    struct recording *recording = job->recording;
    fault_move(fault, &job->fault);
    about_free(&job->about);
    session_free(&job->session);
    pthread_cond_destroy(&job->changed);
    pthread_mutex_destroy(&job->lock);
    free(job);
    return recording;
}
