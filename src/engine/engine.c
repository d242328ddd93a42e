// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
//   wish board ──► engine thread ──► product board ──► (bell) ──► screen
//                    │     ▲
//        starts, joins     │ (bell)
//                    ▼     │
//        load job, task (straight-line code on threads of their own) ──► pool
//
// The engine thread runs nothing longer than a picture. Each turn: drain the bell, take the
// newest wish, look after the loading, then go through the table of makers; publish.

#include "engine/engine.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/thread.h"
#include "engine/cache.h"
#include "engine/loading.h"
#include "engine/making.h"
#include "engine/task.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// While something is loading, what depends on how far it is is looked at again this often.
static const double tick_seconds = 0.1;

// While something is made behind, how far it is is looked at this often.
static const double task_seconds = 0.25;

struct engine {
    struct board *board;
    struct bell down;
    struct pool *pool;
    pthread_t thread;
    atomic_bool ending, cancelling;

    // The engine thread only.
    struct wish wish;
    bool has_wish;
    struct loading *loading;
    struct regions *regions; // NULL: not prepared yet, or the session's zones are wrong
    char *zones_key;         // of `regions`; NULL: to be prepared
    struct task *task;
    char *failed_keys[PRODUCT_KINDS]; // what could not be made is not tried again at once
    char *once_keys[PRODUCT_KINDS];   // of makers that are asked once for a key
    struct products made;
    struct cache *cache;
    size_t version;
    double version_at;
    struct fault message; // FAULT_NONE with a text: it is only said
    uint64_t message_number;
    uint64_t about_number;
    bool stop_asked; // by the user, of the task that runs
};

// Takes the fault.
static void say(struct engine *engine, struct fault *fault) {
    fault_move(&engine->message, fault);
    engine->message_number++;
}

static void put(struct engine *engine, enum product_kind kind, struct product *product) {
    product_release(engine->made.by_kind[kind]);
    engine->made.by_kind[kind] = product;
}

// ── letting go ─────────────────────────────────────────────────────────────────────────────

// Trigger, join, free.
static void drop_task(struct engine *engine) {
    struct product *product = NULL;
    engine->stop_asked = false;
    if (!engine->task)
        return;
    put(engine, PRODUCT_PARTIAL, NULL);
    const struct maker *maker = task_maker(engine->task);
    struct fault fault = { 0 };
    task_cancel(engine->task);
    bool good = task_finish(&engine->task, &product, &fault);
    if (maker->habit == MAKES_ONCE && good)
        put(engine, maker->kind, product);
    else
        product_release(product);
    if (maker->habit == MAKES_ONCE && !good)
        say(engine, &fault);
    fault_clear(&fault);
}

// A task that reads them frees them when it ends.
static void drop_regions(struct engine *engine) {
    free(engine->zones_key);
    engine->zones_key = NULL;
    struct regions *regions = engine->regions;
    engine->regions = NULL;
    if (!regions || (engine->task && task_adopt(engine->task, regions)))
        return;
    regions_free(regions);
    free(regions);
}

static void forget_failure(struct engine *engine, enum product_kind kind) {
    free(engine->failed_keys[kind]);
    engine->failed_keys[kind] = NULL;
}

// Nothing may run that reads the recording, and nothing stays that is about it.
static void let_go(struct engine *engine) {
    drop_task(engine);
    drop_regions(engine);
    cache_clear(engine->cache);
    for (enum product_kind kind = 0; kind < PRODUCT_KINDS; kind++) {
        forget_failure(engine, kind);
        if (kind != PRODUCT_STATUS && kind != PRODUCT_EXPORT)
            put(engine, kind, NULL);
    }
    engine->version = 0;
}

// ── loading ────────────────────────────────────────────────────────────────────────────────

static void look_after_loading(struct engine *engine) {
    struct loading *loading = engine->loading;
    loading_step(loading);
    if (loading_is_ready(loading)) {
        let_go(engine);
        loading_replace(loading);
    }
    struct about *about = loading_about(loading);
    if (about) {
        char *key = alloc_format("%" PRIu64, ++engine->about_number);
        put(engine, PRODUCT_ABOUT, &about_product_new(key, about)->product);
    }
    struct fault message = { 0 };
    if (loading_message(loading, &message))
        say(engine, &message);
}

static void refresh_version(struct engine *engine) {
    const struct loading *loading = engine->loading;
    if (!loading_is_planned(loading))
        return;
    const struct recording *recording = loading_recording(loading);
    double now = clock_now();
    if (loading_is_growing(loading) && engine->version && now - engine->version_at < tick_seconds)
        return;
    engine->version = ledger_settled(recording->ledger);
    engine->version_at = now;
    // An eighth of the memory for going back.
    cache_limit(engine->cache, recording->plan.limit / 8);
}

// ── zones ──────────────────────────────────────────────────────────────────────────────────

static char *text_of_zones(const struct session *session) {
    struct text text = { 0 };
    for (size_t i = 0; i < session->zone_count; i++) {
        zone_wish_format(&session->zones[i], &text);
        text_add_char(&text, ';');
    }
    return text_take(&text);
}

static void prepare_regions(struct engine *engine) {
    struct regions regions;
    struct fault fault = { 0 };
    if (regions_prepare(loading_recording(engine->loading), &engine->wish.session, &regions,
                        &fault))
        engine->regions = alloc_copy(&regions, sizeof regions);
    else
        say(engine, &fault);
}

static void refresh_regions(struct engine *engine) {
    if (!loading_is_planned(engine->loading) || !engine->has_wish)
        return;
    char *key = text_of_zones(&engine->wish.session);
    if (engine->zones_key && strcmp(key, engine->zones_key) == 0) {
        free(key);
        return;
    }
    drop_regions(engine);
    prepare_regions(engine);
    engine->zones_key = key;
}

// ── making ─────────────────────────────────────────────────────────────────────────────────

static struct making what_there_is(struct engine *engine) {
    const struct loading *loading = engine->loading;
    return (struct making){
        .recording = loading_recording(loading),
        .recording_number = loading_number(loading),
        .stage = loading_stage(loading),
        .is_planned = loading_is_planned(loading),
        .version = engine->version,
        .wish = &engine->wish,
        .made = &engine->made,
        .regions = engine->regions,
        .zones_key = engine->zones_key ? engine->zones_key : "",
        .pool = engine->pool,
    };
}

// Takes the key.
static void note_failure(struct engine *engine, enum product_kind kind, char *key,
                         struct fault *fault) {
    free(engine->failed_keys[kind]);
    engine->failed_keys[kind] = key;
    say(engine, fault);
}

// What the task has so far is only there as long as it works.
static void collect_partial(struct engine *engine) {
    struct product *partial = engine->task ? task_take_partial(engine->task) : NULL;
    if (partial || !engine->task)
        put(engine, PRODUCT_PARTIAL, partial);
}

static void collect_task(struct engine *engine) {
    collect_partial(engine);
    if (!engine->task || !task_is_done(engine->task))
        return;
    put(engine, PRODUCT_PARTIAL, NULL);
    struct product *product;
    struct fault fault = { 0 };
    const struct maker *maker = task_maker(engine->task);
    char *key = alloc_string(task_key(engine->task));
    if (task_finish(&engine->task, &product, &fault)) {
        put(engine, maker->kind, product);
        if (maker->habit == MAKES_KEPT && !loading_is_growing(engine->loading))
            cache_keep(engine->cache, maker->kind, product);
        free(key);
    } else if (fault.kind != FAULT_CANCELLED || engine->stop_asked) {
        note_failure(engine, maker->kind, key, &fault);
    } else {
        free(key); // it was stopped because something else is wanted
    }
    engine->stop_asked = false;
    fault_clear(&fault);
}

// Whether it could not be made. What was wanted differently in the meantime is tried again.
static bool has_failed(struct engine *engine, enum product_kind kind, const char *key) {
    if (!engine->failed_keys[kind])
        return false;
    if (key && strcmp(engine->failed_keys[kind], key) == 0)
        return true;
    forget_failure(engine, kind);
    return false;
}

static bool is_there(struct engine *engine, enum product_kind kind, const char *key) {
    if (product_has_key(engine->made.by_kind[kind], key))
        return true;
    struct product *product = cache_find(engine->cache, kind, key);
    if (product)
        put(engine, kind, product);
    return product != NULL;
}

static void make_now(struct engine *engine, const struct maker *maker, const struct making *making,
                     char *key) {
    struct fault fault = { 0 };
    char *copy = alloc_string(key);
    struct product *product = maker->make(making, key, &fault);
    if (product) {
        put(engine, maker->kind, product);
        free(copy);
    } else {
        note_failure(engine, maker->kind, copy, &fault);
    }
    fault_clear(&fault);
}

static void make_behind(struct engine *engine, const struct maker *maker,
                        const struct making *making, char *key) {
    struct fault fault = { 0 };
    char *copy = alloc_string(key);
    engine->task = task_start(maker, making, key, &engine->down, &fault);
    if (engine->task)
        free(copy);
    else
        note_failure(engine, maker->kind, copy, &fault);
    fault_clear(&fault);
}

// The task of this maker goes on as long as what it makes, or an update of it, is wanted.
static void stop_unwanted(struct engine *engine, const struct maker *maker, const char *key) {
    if (!engine->task || task_maker(engine->task) != maker || maker->habit == MAKES_ONCE)
        return;
    const char *own = task_key(engine->task);
    if (!key || (strcmp(own, key) != 0 && !task_is_update(engine->task, key)))
        task_cancel(engine->task);
}

// Whether it was begun already; notes that it is now.
static bool was_begun(struct engine *engine, const struct maker *maker, const char *key) {
    char **known = &engine->once_keys[maker->kind];
    if (*known && strcmp(*known, key) == 0)
        return true;
    if (!engine->task) {
        free(*known);
        *known = alloc_string(key);
    }
    return false;
}

// One row of the table. Takes the key.
static void follow(struct engine *engine, const struct maker *maker, char *key) {
    struct making making = what_there_is(engine);
    stop_unwanted(engine, maker, key);
    bool failed = has_failed(engine, maker->kind, key);
    bool is_once = maker->habit == MAKES_ONCE || maker->habit == MAKES_LAST;
    if (!key || failed || is_there(engine, maker->kind, key)
        || (is_once && was_begun(engine, maker, key)))
        free(key);
    else if (!maker->is_behind || !maker->is_behind(&making))
        make_now(engine, maker, &making, key);
    else if (!engine->task)
        make_behind(engine, maker, &making, key);
    else
        free(key); // its turn comes when the task has ended
}

static void make_what_is_missing(struct engine *engine) {
    if (!engine->has_wish)
        return;
    for (size_t i = 0; i < maker_count; i++) {
        struct making making = what_there_is(engine);
        follow(engine, &makers[i], makers[i].key(&making));
    }
}

// ── the state of things ────────────────────────────────────────────────────────────────────

static const char *what_runs(const struct engine *engine) {
    if (engine->task)
        return task_maker(engine->task)->doing;
    bool other = loading_recording(engine->loading) && loading_is_opening(engine->loading);
    return other ? "opening" : NULL;
}

static void describe_frames(const struct engine *engine, struct status_product *status) {
    const struct recording *recording = loading_recording(engine->loading);
    bool has_stack = atomic_load(&recording->has_stack);
    status->loaded = engine->version;
    status->total = ledger_slots(recording->ledger);
    status->counts = ledger_count(recording->ledger);
    status->saturated = has_stack ? tally_saturated(recording->tally) : 0;
    status->torn = has_stack && recording->stack.is_file && stack_was_torn();
    status->seconds = loading_seconds(engine->loading);
    double rate = status->seconds > 0 ? (double)status->loaded / status->seconds : 0;
    status->bytes_per_second = has_stack ? rate * (double)recording->stack.frame_bytes : 0;
    if (rate > 0 && status->stage < LOAD_DONE)
        status->remaining = (double)(status->total - status->loaded) / rate;
}

// NULL when it is as it was.
static struct product *describe(struct engine *engine) {
    const struct loading *loading = engine->loading;
    const char *busy = what_runs(engine);
    int percent = engine->task ? task_percent(engine->task) : -1;
    char *key = alloc_format("%" PRIu64 " %d %zu %" PRIu64 " %d %d %s", loading_number(loading),
                             (int)loading_stage(loading), engine->version, engine->message_number,
                             stack_was_torn(), percent, busy ? busy : "");
    if (product_has_key(engine->made.by_kind[PRODUCT_STATUS], key)) {
        free(key);
        return NULL;
    }
    struct status_product *status = status_product_new(key);
    status->stage = loading_stage(loading);
    status->busy = busy;
    status->percent = percent;
    status->message = alloc_string(engine->message.text);
    status->message_kind = engine->message.kind;
    status->message_number = engine->message_number;
    status->remaining = -1;
    if (loading_is_planned(loading))
        describe_frames(engine, status);
    return &status->product;
}

static void publish(struct engine *engine) {
    struct product *status = describe(engine);
    if (status)
        put(engine, PRODUCT_STATUS, status);
    engine->made.answered = engine->has_wish ? engine->wish.number : 0;
    board_publish(engine->board, &engine->made);
}

static void obey_cancel(struct engine *engine) {
    if (!atomic_exchange(&engine->cancelling, false))
        return;
    if (loading_cancel(engine->loading) || !engine->task)
        return;
    engine->stop_asked = true;
    task_cancel(engine->task);
}

static void take_wish(struct engine *engine) {
    if (!board_wish(engine->board, &engine->wish))
        return;
    engine->has_wish = true;
    loading_follow(engine->loading, &engine->wish.session);
}

// Milliseconds after which something may have come further that rings no bell; -1: never.
static int next_look(const struct engine *engine) {
    if (loading_is_growing(engine->loading))
        return (int)(tick_seconds * 1000);
    return engine->task ? (int)(task_seconds * 1000) : -1;
}

static void *engine_main(void *argument) {
    struct engine *engine = argument;
    while (!atomic_load(&engine->ending)) {
        bell_wait(&engine->down, next_look(engine));
        take_wish(engine);
        obey_cancel(engine);
        look_after_loading(engine);
        loading_look_at(engine->loading, engine->wish.session.at);
        refresh_version(engine);
        refresh_regions(engine);
        collect_task(engine);
        make_what_is_missing(engine);
        publish(engine);
    }
    return NULL;
}

struct engine *engine_new(struct pool *pool, struct bell *up, struct fault *fault) {
    struct engine *engine = alloc_zeroed(1, sizeof *engine);
    engine->pool = pool;
    engine->cache = cache_new();
    engine->loading = loading_new(pool, &engine->down);
    wish_init(&engine->wish);
    if (!bell_open(&engine->down, fault)) {
        engine_free(&engine);
        return NULL;
    }
    engine->board = board_new(up, &engine->down);
    if (!thread_start(&engine->thread, "engine", engine_main, engine, fault)) {
        board_free(&engine->board);
        engine_free(&engine);
    }
    return engine;
}

void engine_post(struct engine *engine, const struct wish *wish) {
    board_post(engine->board, wish);
}

void engine_take(struct engine *engine, struct products *products) {
    board_take(engine->board, products);
}

void engine_cancel(struct engine *engine) {
    atomic_store(&engine->cancelling, true);
    bell_ring(&engine->down);
}

void engine_free(struct engine **engine_address) {
    struct engine *engine = *engine_address;
    *engine_address = NULL;
    if (!engine)
        return;
    if (engine->board) {
        atomic_store(&engine->ending, true);
        bell_ring(&engine->down);
        pthread_join(engine->thread, NULL);
    }
    let_go(engine);
    loading_free(&engine->loading);
    products_release(&engine->made);
    board_free(&engine->board);
    bell_close(&engine->down);
    wish_free(&engine->wish);
    for (size_t kind = 0; kind < PRODUCT_KINDS; kind++)
        free(engine->once_keys[kind]);
    cache_free(&engine->cache);
    fault_clear(&engine->message);
    free(engine);
}
