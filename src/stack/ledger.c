// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/ledger.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

enum { FLAGS = sizeof((struct ledger_counts *)0)->flagged / sizeof(size_t) };

struct ledger {
    size_t slots;
    int64_t first, step;
    struct frame_record *records;
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
    ledger->records = alloc_zeroed(slots ? slots : 1, sizeof *ledger->records);
    for (size_t slot = 0; slot < slots; slot++) {
        ledger->records[slot].source = first + (int64_t)slot * step;
        ledger->records[slot].time = NAN;
    }
    return ledger;
}

size_t ledger_slots(const struct ledger *ledger) {
    return ledger->slots;
}

struct frame_record *ledger_record(struct ledger *ledger, size_t slot) {
    return &ledger->records[slot];
}

const struct frame_record *ledger_read(const struct ledger *ledger, size_t slot) {
    return &ledger->records[slot];
}

enum frame_status ledger_status(const struct ledger *ledger, size_t slot) {
    return (enum frame_status)atomic_load_explicit(&ledger->records[slot].status,
                                                   memory_order_acquire);
}

void ledger_settle(struct ledger *ledger, size_t slot, enum frame_status status) {
    struct frame_record *record = &ledger->records[slot];
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
    for (size_t slot = 0; slot < (*ledger)->slots; slot++)
        free((*ledger)->records[slot].reason);
    free((*ledger)->records);
    free(*ledger);
    *ledger = NULL;
}
