// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Fills slots of a stack from a source: each worker reads a frame with its own cursor, converts
// it into its place (in a scattered stack: maps it from where it stands), takes its statistics
// while it is hot, and settles it in the ledger.

#ifndef BLITZ_ENGINE_LOADER_H
#define BLITZ_ENGINE_LOADER_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/range.h"
#include "engine/tally.h"
#include "source/convert.h"
#include "source/source.h"
#include "stack/ledger.h"
#include "stack/stack.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct loader;

// Borrows everything. `workers`: how many frames may be decoded at the same time.
struct loader *loader_new(struct source *source, const struct conversion *conversion,
                          struct pool *pool, size_t workers);

// Where frames go: stack slots first, first + 1 ... get the frames of the ledger's slots
// ledger_first, ledger_first + 1 ... A slot that has settled already is read again but keeps its
// record.
struct loader_target {
    struct stack *stack;
    size_t first;
    struct ledger *ledger;
    size_t ledger_first;
    size_t count;
    struct tally *tally;          // may be NULL
    const struct ledger *tallied; // NULL, or: takes statistics only of what still waits in this one
    const struct indices *required; // NULL, or: only these frames may stop the work
    const _Atomic int64_t *near;    // NULL, or: the frame that is looked at (load_order.h)
    uint64_t *sums;                 // NULL, or: takes the checksum of each frame, by stack slot
    size_t most_apart;  // of a scattered stack: frames that may be decoded into memory of their own
    bool fail_on_error; // stop at the first frame that is not ok
    bool fail_on_mismatch; // or at the first of another size or type
};

// Cuts the slots first ... first + count - 1 of a ledger into chunks of frames that one worker
// reads in order: whole runs (source_run_end), and some megabytes while there are enough for all.
// Returns the chunks' starts, counted from `first`, and behind them where the last one ends; the
// caller frees.
size_t *loader_chunks(const struct source *source, const struct ledger *ledger, size_t first,
                      size_t count, size_t frame_bytes, size_t workers, size_t *chunks);

// False when cancelled (FAULT_CANCELLED; what has settled stays) or with fail_on_error.
bool loader_fill(struct loader *loader, const struct loader_target *target, struct cancel *cancel,
                 struct fault *fault);

// Reads one frame into `into` (a frame of the stack) and describes it in *record, whose source
// index is given. `hand` below pool_hands.
bool loader_read(struct loader *loader, size_t hand, void *into, struct frame_record *record,
                 enum frame_status *status, struct fault *fault);

// Clears *loader.
void loader_free(struct loader **loader);

#endif
