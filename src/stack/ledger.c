// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/ledger.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

enum { FLAGS = sizeof((struct ledger_counts *)0)->flagged / sizeof(size_t) };

// Records are made in blocks, each when one of its records is first asked for: the first picture of
// a long recording doesn't wait for the records of all its frames.
enum { BLOCK = 256 };

typedef _Atomic(struct frame_record *) block_address;

struct ledger {
    size_t slots;
    int64_t first, step;
    block_address *blocks; // NULL: all of its frames wait
    atomic_size_t settled;
    atomic_size_t by_status[FRAME_STATUS_COUNT];
    atomic_size_t flagged[FLAGS];
};

const char *frame_status_name(enum frame_status status) {
    static const char *const names[FRAME_STATUS_COUNT] = {
        [FRAME_WAITING] = "waiting",     [FRAME_OK] = "ok",
        [FRAME_RECOVERED] = "recovered", [FRAME_UNREADABLE] = "unreadable",
        [FRAME_MISMATCH] = "mismatch",   [FRAME_PENDING] = "pending",
        [FRAME_SKIPPED] = "skipped",
    };
    return names[status];
}

struct ledger *ledger_new(size_t slots, int64_t first, int64_t step) {
    struct ledger *ledger = alloc_zeroed(1, sizeof *ledger);
    ledger->slots = slots;
    ledger->first = first;
    ledger->step = step;
    ledger->blocks = alloc_zeroed(slots / BLOCK + 1, sizeof *ledger->blocks);
    return ledger;
}

size_t ledger_slots(const struct ledger *ledger) {
    return ledger->slots;
}

int64_t ledger_source(const struct ledger *ledger, size_t slot) {
    return ledger->first + (int64_t)slot * ledger->step;
}

static struct frame_record *make_block(const struct ledger *ledger, size_t number) {
    struct frame_record *made = alloc_zeroed(BLOCK, sizeof *made);
    for (size_t i = 0; i < BLOCK && number * BLOCK + i < ledger->slots; i++) {
        made[i].source = ledger_source(ledger, number * BLOCK + i);
        made[i].time = NAN;
    }
    struct frame_record *there = NULL;
    if (atomic_compare_exchange_strong_explicit(&ledger->blocks[number], &there, made,
                                                memory_order_acq_rel, memory_order_acquire))
        return made;
    free(made); // another thread was faster
    return there;
}

static struct frame_record *find_record(const struct ledger *ledger, size_t slot) {
    struct frame_record *block =
        atomic_load_explicit(&ledger->blocks[slot / BLOCK], memory_order_acquire);
    if (!block)
        block = make_block(ledger, slot / BLOCK);
    return &block[slot % BLOCK];
}

struct frame_record *ledger_record(struct ledger *ledger, size_t slot) {
    return find_record(ledger, slot);
}

const struct frame_record *ledger_read(const struct ledger *ledger, size_t slot) {
    return find_record(ledger, slot);
}

enum frame_status ledger_status(const struct ledger *ledger, size_t slot) {
    struct frame_record *block =
        atomic_load_explicit(&ledger->blocks[slot / BLOCK], memory_order_acquire);
    if (!block)
        return FRAME_WAITING;
    return (enum frame_status)atomic_load_explicit(&block[slot % BLOCK].status,
                                                   memory_order_acquire);
}

void ledger_settle(struct ledger *ledger, size_t slot, enum frame_status status) {
    struct frame_record *record = find_record(ledger, slot);
    atomic_store_explicit(&record->status, (int)status, memory_order_release);
    atomic_fetch_add_explicit(&ledger->by_status[status], 1, memory_order_relaxed);
    for (int bit = 0; bit < FLAGS; bit++)
        if (record->flags >> bit & 1)
            atomic_fetch_add_explicit(&ledger->flagged[bit], 1, memory_order_relaxed);
    // Last: whoever sees the version sees the record and the counts.
    atomic_fetch_add_explicit(&ledger->settled, 1, memory_order_release);
}

size_t ledger_settled(const struct ledger *ledger) {
    return atomic_load_explicit(&ledger->settled, memory_order_acquire);
}

struct ledger_counts ledger_count(const struct ledger *ledger) {
    struct ledger_counts counts = { 0 };
    size_t settled = 0;
    for (int status = 0; status < FRAME_STATUS_COUNT; status++) {
        counts.by_status[status] =
            atomic_load_explicit(&ledger->by_status[status], memory_order_relaxed);
        settled += counts.by_status[status];
    }
    counts.by_status[FRAME_WAITING] = ledger->slots - settled;
    for (int bit = 0; bit < FLAGS; bit++)
        counts.flagged[bit] = atomic_load_explicit(&ledger->flagged[bit], memory_order_relaxed);
    return counts;
}

int64_t ledger_slot_of(const struct ledger *ledger, int64_t source) {
    if (source < ledger->first || ledger->step == 0)
        return -1;
    int64_t distance = source - ledger->first;
    if (distance % ledger->step)
        return -1;
    int64_t slot = distance / ledger->step;
    return slot >= 0 && (uint64_t)slot < ledger->slots ? slot : -1;
}

void ledger_free(struct ledger **ledger) {
    if (!*ledger)
        return;
    for (size_t number = 0; number <= (*ledger)->slots / BLOCK; number++) {
        struct frame_record *block = atomic_load(&(*ledger)->blocks[number]);
        for (size_t i = 0; block && i < BLOCK; i++)
            free(block[i].reason);
        free(block);
    }
    free((*ledger)->blocks);
    free(*ledger);
    *ledger = NULL;
}
