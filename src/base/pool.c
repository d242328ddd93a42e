// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
//   pool_run ──► list of work in front ──► worker 0 .. n-1
//          └───► list of work behind ──┘   (front first; then behind, in turn)
//
// One lock guards the lists and each work's counters: chunks last around a millisecond, so
// the lock is taken a few thousand times a second at most and never contended in practice.

#include "base/pool.h"

#include "base/alloc.h"
#include "base/thread.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct work {
    pool_chunk *do_chunk;
    void *context;
    struct cancel *cancel;
    size_t chunks;
    size_t at_most; // chunks under way at a time
    // Protected by the pool's lock.
    size_t next;    // first chunk that has not begun
    size_t running; // chunks under way
    bool stopped;   // a chunk returned false or cancel was seen: begin no more
    struct work *following;
};

struct pool {
    pthread_t *threads;
    size_t workers;
    pthread_mutex_t lock;
    pthread_cond_t wanted;   // there may be a chunk to begin, or the pool ends
    pthread_cond_t finished; // some work is over
    // Protected by the lock.
    struct work *lists[2]; // by enum pool_side
    bool ending;
    size_t begun;
    size_t started; // threads that have taken their number
    bool helped;    // a caller helps with its work in front
};

static bool has_more(struct work *work) {
    if (!work->stopped && cancel_asked(work->cancel))
        work->stopped = true;
    return !work->stopped && work->next < work->chunks;
}

static bool can_begin(struct work *work) {
    return has_more(work) && work->running < work->at_most;
}

static bool is_over(struct work *work) {
    return !work->running && !has_more(work);
}

// The next work that has a chunk to begin; behind, it moves to the end of its list so that
// a load and a reduction share the workers.
static struct work *choose(struct pool *pool) {
    for (int side = POOL_FRONT; side <= POOL_BEHIND; side++) {
        for (struct work **link = &pool->lists[side]; *link; link = &(*link)->following) {
            struct work *work = *link;
            if (!can_begin(work)) {
                // It was cancelled before it got a worker: nobody else would tell its caller.
                if (is_over(work))
                    pthread_cond_broadcast(&pool->finished);
                continue;
            }
            *link = work->following;
            while (*link)
                link = &(*link)->following;
            *link = work;
            work->following = NULL;
            return work;
        }
    }
    return NULL;
}

// Called and returns with the lock held.
static void begin_chunk(struct pool *pool, struct work *work, size_t worker) {
    size_t chunk = work->next++;
    work->running++;
    pool->begun++;
    pthread_mutex_unlock(&pool->lock);
    bool good = work->do_chunk(work->context, chunk, worker);
    pthread_mutex_lock(&pool->lock);
    if (!good)
        work->stopped = true;
    if (work->running-- == work->at_most)
        pthread_cond_broadcast(&pool->wanted);
    if (is_over(work))
        pthread_cond_broadcast(&pool->finished);
}

static void *worker_main(void *argument) {
    struct pool *pool = argument;
    pthread_mutex_lock(&pool->lock);
    size_t worker = pool->started++;
    while (!pool->ending) {
        struct work *work = choose(pool);
        if (work)
            begin_chunk(pool, work, worker);
        else
            pthread_cond_wait(&pool->wanted, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *pool_new(size_t workers, struct fault *fault) {
    if (workers < 1)
        workers = 1;
    struct pool *pool = alloc_zeroed(1, sizeof *pool);
    pool->threads = alloc_zeroed(workers, sizeof *pool->threads);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wanted, NULL);
    pthread_cond_init(&pool->finished, NULL);
    for (; pool->workers < workers; pool->workers++) {
        char name[32];
        snprintf(name, sizeof name, "worker-%zu", pool->workers);
        if (!thread_start(&pool->threads[pool->workers], name, worker_main, pool, fault)) {
            pool_free(&pool);
            return NULL;
        }
    }
    return pool;
}

size_t pool_workers(const struct pool *pool) {
    return pool->workers;
}

size_t pool_hands(const struct pool *pool) {
    return pool->workers + 1;
}

static void leave_list(struct pool *pool, enum pool_side side, const struct work *work) {
    struct work **link = &pool->lists[side];
    while (*link != work)
        link = &(*link)->following;
    *link = work->following;
}

static bool run_work(struct pool *pool, enum pool_side side, struct work *work) {
    pthread_mutex_lock(&pool->lock);
    work->following = pool->lists[side];
    pool->lists[side] = work;
    pthread_cond_broadcast(&pool->wanted);
    if (side == POOL_FRONT && !pool->helped) {
        pool->helped = true;
        while (can_begin(work))
            begin_chunk(pool, work, pool->workers);
        pool->helped = false;
    }
    while (!is_over(work))
        pthread_cond_wait(&pool->finished, &pool->lock);
    leave_list(pool, side, work);
    pthread_mutex_unlock(&pool->lock);
    return !work->stopped && work->next == work->chunks;
}

bool pool_run(struct pool *pool, enum pool_side side, size_t chunks, pool_chunk *do_chunk,
              void *context, struct cancel *cancel) {
    struct work work = { .do_chunk = do_chunk,
                         .context = context,
                         .cancel = cancel,
                         .chunks = chunks,
                         .at_most = SIZE_MAX };
    return run_work(pool, side, &work);
}

bool pool_run_few(struct pool *pool, size_t at_most, size_t chunks, pool_chunk *do_chunk,
                  void *context, struct cancel *cancel) {
    struct work work = { .do_chunk = do_chunk,
                         .context = context,
                         .cancel = cancel,
                         .chunks = chunks,
                         .at_most = at_most ? at_most : 1 };
    return run_work(pool, POOL_BEHIND, &work);
}

size_t pool_begun(struct pool *pool) {
    pthread_mutex_lock(&pool->lock);
    size_t begun = pool->begun;
    pthread_mutex_unlock(&pool->lock);
    return begun;
}

void pool_free(struct pool **pool_address) {
    struct pool *pool = *pool_address;
    *pool_address = NULL;
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->wanted);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->workers; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->finished);
    pthread_cond_destroy(&pool->wanted);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}
