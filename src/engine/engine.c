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
// newest wish, look after the load job, then go through the table of makers; publish.

#include "engine/engine.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/thread.h"
#include "engine/load_job.h"
#include "engine/making.h"
#include "engine/task.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// While something is loading, what depends on how far it is is looked at again this often.
static const double tick_seconds = 0.1;

struct engine {
    struct board *board;
    struct bell down;
    struct pool *pool;
    pthread_t thread;
    atomic_bool ending, cancelling;

    // The engine thread only.
    struct wish wish;
    bool has_wish;
    struct session opened; // as the newest load job was asked
    bool has_opened;
    struct load_job *job;
    struct recording *recording; // the job's while there is one, else the engine's own
    bool owns_recording;
    uint64_t recording_number;
    enum load_stage stage;
    double load_began, load_ended;
    struct regions regions;
    bool has_regions;
    char *zones_key;
    struct task *task;
    char *failed_keys[PRODUCT_KINDS]; // what could not be made is not tried again
    struct products made;
    size_t version;
    double version_at;
    char *message;
    enum fault_kind message_kind;
    uint64_t message_number;
    uint64_t key_number; // of products that are their own reason
    bool stop_asked;     // by the user, of the task that runs
};

static void say(struct engine *engine, enum fault_kind kind, const char *text) {
    free(engine->message);
    engine->message = alloc_string(text);
    engine->message_kind = kind;
    engine->message_number++;
}

static void complain(struct engine *engine, const struct fault *fault) {
    say(engine, fault->kind, fault_text(fault));
}

static void put(struct engine *engine, enum product_kind kind, struct product *product) {
    product_release(engine->made.by_kind[kind]);
    engine->made.by_kind[kind] = product;
}

static char *new_key(struct engine *engine) {
    return alloc_format("%" PRIu64, ++engine->key_number);
}

// ── letting go ─────────────────────────────────────────────────────────────────────────────

static void drop_task(struct engine *engine) {
    struct product *product = NULL;
    if (!engine->task)
        return;
    task_cancel(engine->task);
    task_finish(&engine->task, &product, NULL);
    product_release(product);
}

static void forget_failures(struct engine *engine) {
    for (size_t kind = 0; kind < PRODUCT_KINDS; kind++) {
        free(engine->failed_keys[kind]);
        engine->failed_keys[kind] = NULL;
    }
}

// Trigger, join, free: nothing may run that reads the recording.
static void drop_recording(struct engine *engine) {
    drop_task(engine);
    regions_free(&engine->regions);
    engine->has_regions = false;
    if (engine->owns_recording)
        recording_close(&engine->recording);
    engine->recording = NULL;
    engine->owns_recording = false;
    forget_failures(engine);
}

static void end_job(struct engine *engine) {
    struct fault fault = { 0 };
    struct recording *recording = load_job_finish(&engine->job, &fault);
    if (fault.kind != FAULT_NONE)
        complain(engine, &fault);
    fault_clear(&fault);
    if (recording != engine->recording)
        recording_close(&recording);
    else
        engine->owns_recording = recording != NULL;
}

// ── loading ────────────────────────────────────────────────────────────────────────────────

static void start_load(struct engine *engine, const struct session *session) {
    if (engine->job) {
        load_job_cancel(engine->job);
        end_job(engine);
    }
    session_copy(&engine->opened, session);
    engine->has_opened = true;
    struct fault fault = { 0 };
    engine->job = load_job_start(session, engine->pool, &engine->down, &fault);
    if (!engine->job)
        complain(engine, &fault);
    fault_clear(&fault);
}

// The automatic rule took the first frame for grey, and a later one shows colour: load again as
// RGB when that fits; else the frames stay flagged.
static void look_for_colour(struct engine *engine) {
    const struct recording *recording = engine->recording;
    if (engine->opened.source.channel != CHANNEL_AUTO || !recording_found_colour(recording))
        return;
    if (recording->plan.bytes > recording->plan.limit / 3) {
        say(engine, FAULT_NONE, "some frames show colour, but the budget has room for grey only");
        return;
    }
    struct session session = { 0 };
    session_copy(&session, &engine->opened);
    session.source.channel = CHANNEL_RGB;
    say(engine, FAULT_NONE, "a frame shows colour: loading again as RGB");
    start_load(engine, &session);
    session_free(&session);
}

static void take_new_recording(struct engine *engine) {
    drop_recording(engine);
    engine->recording = load_job_recording(engine->job);
    engine->recording_number++;
    engine->version = 0;
    engine->load_began = clock_now();
    load_job_proceed(engine->job);
}

static void look_after_job(struct engine *engine) {
    if (!engine->job)
        return;
    enum load_stage stage = load_job_stage(engine->job);
    bool is_new = load_job_recording(engine->job) != engine->recording;
    if (stage >= LOAD_OPENED && is_new && load_job_recording(engine->job))
        take_new_recording(engine);
    struct about *about = load_job_about(engine->job);
    if (about)
        put(engine, PRODUCT_ABOUT, &about_product_new(new_key(engine), about)->product);
    bool mine = engine->recording && load_job_recording(engine->job) == engine->recording;
    if (mine || !engine->recording)
        engine->stage = stage;
    if (stage < LOAD_DONE)
        return;
    engine->load_ended = clock_now();
    end_job(engine);
    if (engine->recording && !engine->recording->is_planned)
        drop_recording(engine); // it has no ledger: there is nothing to show of it
    if (stage == LOAD_DONE && mine)
        look_for_colour(engine);
}

static void refresh_version(struct engine *engine) {
    if (!engine->recording || engine->stage < LOAD_LOADING)
        return;
    size_t settled = ledger_settled(engine->recording->ledger);
    double now = clock_now();
    if (engine->stage < LOAD_DONE && engine->version && now - engine->version_at < tick_seconds)
        return;
    engine->version = settled;
    engine->version_at = now;
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

static void refresh_regions(struct engine *engine) {
    if (!engine->recording || engine->stage < LOAD_LOADING || !engine->has_wish)
        return;
    char *key = text_of_zones(&engine->wish.session);
    if (engine->has_regions && strcmp(key, engine->zones_key) == 0) {
        free(key);
        return;
    }
    struct regions regions;
    struct fault fault = { 0 };
    bool good = regions_prepare(engine->recording, &engine->wish.session, &regions, &fault);
    if (!good) {
        bool is_news = strcmp(key, engine->zones_key) != 0;
        if (is_news)
            complain(engine, &fault);
        fault_clear(&fault);
    } else {
        drop_task(engine); // it may be reading them
        regions_free(&engine->regions);
        engine->regions = regions;
        engine->has_regions = true;
    }
    free(engine->zones_key);
    engine->zones_key = key;
}

// ── making ─────────────────────────────────────────────────────────────────────────────────

static struct making what_there_is(struct engine *engine) {
    return (struct making){
        .recording = engine->recording, .recording_number = engine->recording_number,
        .stage = engine->stage, .version = engine->version, .wish = &engine->wish,
        .made = &engine->made, .regions = engine->has_regions ? &engine->regions : NULL,
        .zones_key = engine->zones_key, .pool = engine->pool,
    };
}

// Takes the key.
static void note_failure(struct engine *engine, enum product_kind kind, char *key,
                         const struct fault *fault) {
    free(engine->failed_keys[kind]);
    engine->failed_keys[kind] = key;
    complain(engine, fault);
}

static void collect_task(struct engine *engine) {
    if (!engine->task || !task_is_done(engine->task))
        return;
    struct product *product;
    struct fault fault = { 0 };
    const struct maker *maker = task_maker(engine->task);
    char *key = alloc_string(task_key(engine->task));
    if (task_finish(&engine->task, &product, &fault)) {
        put(engine, maker->kind, product);
        free(key);
    } else if (fault.kind != FAULT_CANCELLED || engine->stop_asked) {
        note_failure(engine, maker->kind, key, &fault);
    } else {
        free(key); // it was stopped because something else is wanted
    }
    engine->stop_asked = false;
    fault_clear(&fault);
}

static bool has_failed(const struct engine *engine, enum product_kind kind, const char *key) {
    return engine->failed_keys[kind] && strcmp(engine->failed_keys[kind], key) == 0;
}

// One row of the table. Takes the key.
static void follow(struct engine *engine, const struct maker *maker, char *key) {
    struct making making = what_there_is(engine);
    bool have = product_has_key(engine->made.by_kind[maker->kind], key)
        || has_failed(engine, maker->kind, key);
    bool behind = maker->is_behind && maker->is_behind(&making);
    struct fault fault = { 0 };
    if (have) {
        free(key);
    } else if (!behind) {
        char *copy = alloc_string(key);
        struct product *product = maker->make(&making, key, &fault);
        if (product) {
            put(engine, maker->kind, product);
            free(copy);
        } else {
            note_failure(engine, maker->kind, copy, &fault);
        }
    } else if (!engine->task) {
        engine->task = task_start(maker, &making, key, &engine->down, &fault);
        if (!engine->task)
            complain(engine, &fault);
    } else {
        if (task_maker(engine->task) == maker && strcmp(task_key(engine->task), key) != 0
            && !task_is_update(engine->task, key))
            task_cancel(engine->task);
        free(key);
    }
    fault_clear(&fault);
}

static void make_what_is_missing(struct engine *engine) {
    if (!engine->has_wish)
        return;
    for (size_t i = 0; i < maker_count; i++) {
        struct making making = what_there_is(engine);
        char *key = makers[i].key(&making);
        if (key)
            follow(engine, &makers[i], key);
        else if (engine->task && task_maker(engine->task) == &makers[i])
            task_cancel(engine->task); // nobody wants it any more
    }
}

// ── the state of things ────────────────────────────────────────────────────────────────────

static struct status_product *describe(struct engine *engine) {
    const struct recording *recording = engine->recording;
    char *key = alloc_format("%" PRIu64 " %d %d %zu %" PRIu64 " %s", engine->recording_number,
                             (int)engine->stage, engine->job != NULL, engine->version,
                             engine->message_number, engine->task ? task_key(engine->task) : "");
    if (product_has_key(engine->made.by_kind[PRODUCT_STATUS], key)) {
        free(key);
        return NULL;
    }
    struct status_product *status = status_product_new(key);
    status->stage = engine->job && !engine->recording ? LOAD_OPENING : engine->stage;
    status->busy = engine->task ? task_maker(engine->task)->doing : NULL;
    status->message = alloc_string(engine->message);
    status->message_kind = engine->message_kind;
    status->message_number = engine->message_number;
    status->remaining = -1;
    if (recording && engine->stage >= LOAD_LOADING) {
        status->loaded = engine->version;
        status->total = ledger_slots(recording->ledger);
        status->counts = ledger_count(recording->ledger);
        bool has_stack = atomic_load(&recording->has_stack);
        status->saturated = has_stack ? tally_saturated(recording->tally) : 0;
        status->torn = has_stack && recording->stack.is_file && stack_was_torn();
        status->seconds = (engine->stage >= LOAD_DONE ? engine->load_ended : clock_now())
            - engine->load_began;
        double rate = status->seconds > 0 ? (double)status->loaded / status->seconds : 0;
        status->bytes_per_second = has_stack ? rate * (double)recording->stack.frame_bytes : 0;
        if (rate > 0 && engine->stage < LOAD_DONE)
            status->remaining = (double)(status->total - status->loaded) / rate;
    }
    return status;
}

static void publish(struct engine *engine) {
    struct status_product *status = describe(engine);
    if (status)
        put(engine, PRODUCT_STATUS, &status->product);
    engine->made.answered = engine->has_wish ? engine->wish.number : 0;
    board_publish(engine->board, &engine->made);
}

static void obey_cancel(struct engine *engine) {
    if (!atomic_exchange(&engine->cancelling, false))
        return;
    if (engine->task) {
        engine->stop_asked = true;
        task_cancel(engine->task);
    } else if (engine->job)
        load_job_cancel(engine->job);
}

static void *engine_main(void *argument) {
    struct engine *engine = argument;
    while (!atomic_load(&engine->ending)) {
        bool growing = engine->job && engine->stage == LOAD_LOADING;
        bell_wait(&engine->down, growing ? (int)(tick_seconds * 1000) : -1);
        if (board_wish(engine->board, &engine->wish)) {
            if (!engine->has_opened
                || session_needs_reload(&engine->opened, &engine->wish.session))
                start_load(engine, &engine->wish.session);
            engine->has_wish = true;
        }
        obey_cancel(engine);
        look_after_job(engine);
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
    engine->zones_key = alloc_string("");
    wish_init(&engine->wish);
    session_init(&engine->opened);
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
    drop_task(engine);
    if (engine->job) {
        load_job_cancel(engine->job);
        end_job(engine);
    }
    drop_recording(engine);
    products_release(&engine->made);
    board_free(&engine->board);
    bell_close(&engine->down);
    wish_free(&engine->wish);
    session_free(&engine->opened);
    free(engine->zones_key);
    free(engine->message);
    free(engine);
}
