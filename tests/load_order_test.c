// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Which frames are loaded first: those at and behind the frame that is looked at, then the others;
// every one once, whatever is looked at meanwhile.

#include "base/pool.h"
#include "engine/load_order.h"
#include "engine/loader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 40, SIDE = 4 };

// ── a source that notes what is read, and where the person goes meanwhile ──────────────────

struct noting {
    struct source head;
    _Atomic int64_t near;
    int64_t seen[FRAMES];
    size_t count;
    size_t jump_at; // when so many were read
    int64_t jump_to;
    struct cancel *cancel; // asked for at the jump; may be NULL
};

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    (void)source;
    (void)fault;
    return malloc(sizeof(struct source_cursor));
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    free(cursor);
}

static void read_noting(struct source *source, struct source_cursor *cursor, int64_t index,
                        void *into, struct frame_note *note) {
    (void)cursor;
    (void)note;
    struct noting *noting = (struct noting *)source;
    assert_true(noting->count < FRAMES);
    noting->seen[noting->count++] = index;
    memset(into, (int)index, SIDE * SIDE);
    if (noting->count != noting->jump_at)
        return;
    atomic_store(&noting->near, noting->jump_to);
    if (noting->cancel)
        cancel_ask(noting->cancel);
}

static const struct source_format noting_format = {
    .name = "noting",
    .cursor_open = open_cursor,
    .read = read_noting,
    .cursor_close = close_cursor,
};

static struct noting *noting_new(size_t jump_at, int64_t jump_to) {
    struct noting *noting = source_start(sizeof *noting, &noting_format, "noting");
    struct source_info *info = &noting->head.info;
    info->width = info->height = SIDE;
    info->channels = 1;
    info->sample = SAMPLE_U8;
    info->frames = FRAMES;
    info->access = ACCESS_RANDOM;
    noting->jump_at = jump_at;
    noting->jump_to = jump_to;
    return noting;
}

// Loads with one worker, which takes chunks of ten frames. The ledger is the caller's.
static struct ledger *load(struct noting *noting, bool expect) {
    struct fault fault = { 0 };
    struct pool *pool = pool_new(1, &fault);
    struct conversion conversion = { .is_identity = true,
                                     .element = ELEMENT_U8,
                                     .shape = { SIDE, SIDE, 1 } };
    struct stack stack = { 0 };
    assert_true(stack_reserve(&stack, ELEMENT_U8, conversion.shape, FRAMES, &fault));
    struct ledger *ledger = ledger_new(FRAMES, 0, 1);
    struct loader *loader = loader_new(&noting->head, &conversion, pool, 1);
    struct loader_target target = {
        .stack = &stack, .ledger = ledger, .count = FRAMES, .near = &noting->near
    };
    assert_int_equal(loader_fill(loader, &target, noting->cancel, &fault), expect);
    for (size_t slot = 0; slot < FRAMES; slot++)
        if (ledger_status(ledger, slot) == FRAME_OK)
            assert_int_equal(*(unsigned char *)stack_frame(&stack, slot), slot);
    fault_clear(&fault);
    loader_free(&loader);
    stack_release(&stack);
    pool_free(&pool);
    return ledger;
}

static void check_seen(const struct noting *noting, const int64_t *starts, size_t count) {
    assert_int_equal(noting->count, count * 10);
    for (size_t i = 0; i < count * 10; i++)
        assert_int_equal(noting->seen[i], starts[i / 10] + (int64_t)(i % 10));
}

static void check_order(size_t jump_at, int64_t jump_to, const int64_t *starts) {
    struct noting *noting = noting_new(jump_at, jump_to);
    struct source *source = &noting->head;
    struct ledger *ledger = load(noting, true);
    check_seen(noting, starts, 4);
    ledger_free(&ledger);
    source_close(&source);
}

static void frames_come_in_order(void **state) {
    (void)state;
    check_order(0, 0, (const int64_t[]){ 0, 10, 20, 30 });
}

static void a_jump_ahead_is_loaded_first(void **state) {
    (void)state;
    check_order(3, 25, (const int64_t[]){ 0, 20, 30, 10 });
    check_order(3, 39, (const int64_t[]){ 0, 30, 10, 20 });
    check_order(15, 1000000, (const int64_t[]){ 0, 10, 30, 20 });
}

static void a_jump_to_what_is_there_changes_nothing(void **state) {
    (void)state;
    check_order(15, 4, (const int64_t[]){ 0, 10, 20, 30 });
    check_order(15, -7, (const int64_t[]){ 0, 10, 20, 30 });
}

static void what_is_loaded_stays_when_it_is_stopped(void **state) {
    (void)state;
    struct cancel cancel = { 0 };
    struct noting *noting = noting_new(13, 30);
    struct source *source = &noting->head;
    noting->cancel = &cancel;
    struct ledger *ledger = load(noting, false);
    assert_int_equal(noting->count, 13);
    for (size_t slot = 0; slot < FRAMES; slot++)
        assert_int_equal(ledger_status(ledger, slot), slot < 13 ? FRAME_OK : FRAME_WAITING);
    ledger_free(&ledger);
    source_close(&source);
}

// ── the order alone ────────────────────────────────────────────────────────────────────────

// Every part is taken once, wherever somebody looks; every second frame of a recording from 100 on.
static void every_part_is_taken_once(void **state) {
    (void)state;
    enum { PARTS = 500 };
    struct ledger *ledger = ledger_new(PARTS, 100, 2);
    _Atomic int64_t near = 0;
    struct load_order *order = load_order_new(ledger, 0, NULL, PARTS, &near);
    bool taken[PARTS] = { false };
    uint32_t random = 1;
    for (size_t i = 0; i < PARTS; i++) {
        random = random * 1664525 + 1013904223;
        int64_t frame = (int64_t)(random >> 20) - 1000;
        atomic_store(&near, frame);
        size_t slot = frame < 100 ? 0 : frame >= 1100 ? PARTS - 1 : (size_t)(frame - 100) / 2;
        while (taken[slot])
            slot = (slot + 1) % PARTS;
        assert_int_equal(load_order_take(order), slot);
        taken[slot] = true;
    }
    load_order_free(&order);
    ledger_free(&ledger);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_in_order),
        cmocka_unit_test(a_jump_ahead_is_loaded_first),
        cmocka_unit_test(a_jump_to_what_is_there_changes_nothing),
        cmocka_unit_test(what_is_loaded_stays_when_it_is_stopped),
        cmocka_unit_test(every_part_is_taken_once),
    };
    return cmocka_run_group_tests_name("load_order", tests, NULL, NULL);
}
