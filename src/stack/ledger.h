// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The ledger: for every slot of the stack its frame's number, time and status, what was done
// to its values, and its statistics. A bad frame keeps its place: no later frame ever moves.
//
// Threads: a slot is written once, by the worker that loads it, which ends with
// ledger_settle(). Readers call ledger_status() first; any status but FRAME_WAITING makes the
// rest of the record visible to them and final.

#ifndef BLITZ_STACK_LEDGER_H
#define BLITZ_STACK_LEDGER_H

#include "stack/element.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum frame_status {
    FRAME_WAITING, // not loaded yet
    FRAME_OK,
    FRAME_RECOVERED, // only the valid rectangle is there
    FRAME_UNREADABLE,
    FRAME_MISMATCH, // another size or type than the run
    FRAME_PENDING,  // still being written
    FRAME_SKIPPED,  // left out by plan or request
    FRAME_STATUS_COUNT
};

const char *frame_status_name(enum frame_status status); // "ok", "recovered" ...

// What was done to a frame's values, or what is to be known about them.
enum frame_flag {
    FRAME_ROUNDED = 1,        // a finite sample was not exact in f32
    FRAME_COLOUR_DROPPED = 2, // it shows colour, but the stack is grey
    FRAME_ALPHA_DROPPED = 4,
    FRAME_MORE_PAGES = 8, // the file holds more frames than the one taken
    FRAME_DAMAGED = 16,   // the decoder complained, yet gave the whole frame
    FRAME_CROPPED = 32,   // larger than the run, cut (--on-mismatch=crop)
    FRAME_PADDED = 64,    // smaller than the run, padded (--on-mismatch=pad)
};

// The rectangle from the top left in which a frame's pixels are real, in stack pixels.
struct extent {
    uint32_t width, height;
};

// Of one channel of one frame, taken while it was hot. n counts pixels that are not NaN;
// the moments are over those (NaN when n = 0).
struct frame_stats {
    uint64_t n, nan, saturated;
    double mean, std, min, max, sum;
};

struct frame_record {
    int64_t source; // source index
    double time;    // s, NaN: none
    unsigned flags; // enum frame_flag
    struct extent valid;
    char *reason;   // why it is not ok; safe to print; NULL when ok. Owned.
    bool has_stats; // whether they were taken
    struct frame_stats stats[3];
    _Atomic int status; // enum frame_status: ledger_status(), ledger_settle()
};

struct ledger_counts {
    size_t by_status[FRAME_STATUS_COUNT];
    size_t flagged[8]; // by bit number of enum frame_flag
};

struct ledger;

// One record a slot, all FRAME_WAITING, source index = first + slot * step, time NaN.
struct ledger *ledger_new(size_t slots, int64_t first, int64_t step);

// How many slots it has.
size_t ledger_slots(const struct ledger *ledger);

// The source index of a slot, which is known before it is loaded and costs no record. Any thread.
int64_t ledger_source(const struct ledger *ledger, size_t slot);

// The record of a slot, made when it is first asked for. Written only by its loader, before it
// settles.
struct frame_record *ledger_record(struct ledger *ledger, size_t slot);

// The same to read, once it has settled; then final. Any thread.
const struct frame_record *ledger_read(const struct ledger *ledger, size_t slot);

// FRAME_WAITING until it has settled. Any thread.
enum frame_status ledger_status(const struct ledger *ledger, size_t slot);

// Publishes a record. Any thread; once a slot.
void ledger_settle(struct ledger *ledger, size_t slot, enum frame_status status);

// How many slots have settled: the version of the stack.
size_t ledger_settled(const struct ledger *ledger);

// Counts of what has settled.
struct ledger_counts ledger_count(const struct ledger *ledger);

// Whether the pixels of a frame with this status may be used (ok or recovered).
static inline bool frame_is_usable(enum frame_status status) {
    return status == FRAME_OK || status == FRAME_RECOVERED;
}

// The slot that holds source index `source`, or -1.
int64_t ledger_slot_of(const struct ledger *ledger, int64_t source);

// Clears *ledger.
void ledger_free(struct ledger **ledger);

#endif
