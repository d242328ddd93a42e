// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/task.h"

#include "base/alloc.h"
#include "base/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct task {
    pthread_t thread;
    const struct maker *maker;
    struct making making; // refers to the members below
    struct wish wish;
    struct products made;
    char *zones_key, *key;
    struct cancel cancel;
    struct underway underway;
    struct bell *bell;
    struct regions *adopted; // NULL, or those of `making`
    atomic_bool done;
    // The task's thread only, until it is joined.
    struct product *product;
    struct fault fault;
};

static void *task_main(void *argument) {
    struct task *task = argument;
    task->product = task->maker->make(&task->making, alloc_string(task->key), &task->fault);
    atomic_store(&task->done, true);
    bell_ring(task->bell);
    return NULL;
}

static void task_free(struct task *task) {
    product_release(underway_take(&task->underway));
    products_release(&task->made);
    wish_free(&task->wish);
    if (task->adopted)
        regions_free(task->adopted);
    free(task->adopted);
    free(task->zones_key);
    free(task->key);
    free(task);
}

struct task *task_start(const struct maker *maker, const struct making *making, char *key,
                        struct bell *bell, struct fault *fault) {
    struct task *task = alloc_zeroed(1, sizeof *task);
    task->maker = maker;
    task->key = key;
    task->bell = bell;
    wish_init(&task->wish);
    wish_copy(&task->wish, making->wish);
    task->made = *making->made;
    for (size_t kind = 0; kind < PRODUCT_KINDS; kind++)
        product_hold(task->made.by_kind[kind]);
    task->zones_key = alloc_string(making->zones_key);
    task->making = *making;
    task->making.wish = &task->wish;
    task->making.made = &task->made;
    task->making.zones_key = task->zones_key;
    task->making.cancel = &task->cancel;
    task->underway.bell = bell;
    task->making.underway = &task->underway;
    if (thread_start(&task->thread, "measure", task_main, task, fault))
        return task;
    task_free(task);
    return NULL;
}

const struct maker *task_maker(const struct task *task) {
    return task->maker;
}

const char *task_key(const struct task *task) {
    return task->key;
}

bool task_is_update(const struct task *task, const char *key) {
    const char *own = strrchr(task->key, '\n'), *other = strrchr(key, '\n');
    return own && other && own - task->key == other - key
           && strncmp(task->key, key, (size_t)(own - task->key)) == 0;
}

bool task_adopt(struct task *task, struct regions *regions) {
    if (task->making.regions != regions)
        return false;
    task->adopted = regions;
    return true;
}

struct product *task_take_partial(struct task *task) {
    return underway_take(&task->underway);
}

int task_percent(struct task *task) {
    return portion_percent(&task->underway.portion);
}

bool task_is_done(struct task *task) {
    return atomic_load(&task->done);
}

void task_cancel(struct task *task) {
    cancel_ask(&task->cancel);
}

bool task_finish(struct task **task_address, struct product **product, struct fault *fault) {
    struct task *task = *task_address;
    *task_address = NULL;
    pthread_join(task->thread, NULL);
    *product = task->product;
    bool good = task->product != NULL;
    if (!good && task->fault.kind == FAULT_NONE)
        fault_set(&task->fault, FAULT_CANCELLED, "stopped");
    if (!good)
        fault_move(fault, &task->fault);
    fault_clear(&task->fault);
    task_free(task);
    return good;
}
