// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/window.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// A window of this many bytes keeps the workers busy and the memory small.
static const uint64_t usual_bytes = (uint64_t)128 << 20;

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

bool window_open(struct window *window, struct recording *recording, uint64_t least, uint64_t most,
                 struct pool *pool, struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    size_t frame_bytes;
    window->recording = recording;
    if (!stack_frame_bytes(conversion->element, conversion->shape, &frame_bytes))
        return fault_set(fault, FAULT_LIMIT, "a frame is too large");
    uint64_t unused = recording_room(recording), room = unused / frame_bytes;
    // Results and decoding have their share, but what must be held at once comes first.
    uint64_t left = unused > recording->fixed ? unused - recording->fixed : 0;
    uint64_t slots = larger(usual_bytes / frame_bytes, larger(recording->workers, 2 * least));
    slots = smaller(larger(smaller(slots, left / frame_bytes), least), most);
    if (slots > room)
        return fault_set(fault, FAULT_LIMIT,
                         "%" PRIu64
                         " frame%s of %zu bytes must be held at once, the limit of %" PRIu64
                         " bytes (%s) has room for %" PRIu64
                         ": give more with --memory, or take fewer with --frames",
                         slots, slots == 1 ? "" : "s", frame_bytes, recording->plan.limit,
                         recording->limited_by, room);
    window->slots = (size_t)slots;
    window->views = alloc_try(window->slots, sizeof *window->views);
    if (!window->views)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %zu frames",
                         window->slots);
    if (!stack_reserve(&window->stack, conversion->element, conversion->shape, window->slots,
                       fault))
        return false;
    window->loader = loader_new(recording->source, conversion, pool, recording->workers);
    return true;
}

// What was found out about a frame in the window is kept in the recording's own ledger.
static void keep_record(struct recording *recording, const struct ledger *seen, size_t slot) {
    const struct frame_record *record = ledger_read(seen, slot);
    int64_t own = ledger_slot_of(recording->ledger, record->source);
    if (own < 0 || ledger_status(recording->ledger, (size_t)own) != FRAME_WAITING)
        return;
    struct frame_record *into = ledger_record(recording->ledger, (size_t)own);
    into->time = record->time;
    into->flags = record->flags;
    into->valid = record->valid;
    into->reason = alloc_string(record->reason);
    into->has_stats = record->has_stats;
    memcpy(into->stats, record->stats, sizeof into->stats);
    ledger_settle(recording->ledger, (size_t)own, ledger_status(seen, slot));
}

// Moves what the next frames share with the held ones to the first slots. Returns how many.
static size_t keep_shared(struct window *window, struct indices frames) {
    struct indices held = window->held;
    int64_t from = frames.first - held.first;
    if (held.step != 1 || frames.step != 1 || from < 0 || from >= held.count)
        return 0;
    size_t kept = (size_t)(held.count - from), first = (size_t)from;
    if (kept > (size_t)frames.count)
        kept = (size_t)frames.count;
    if (first == 0)
        return kept;
    const struct conversion *conversion = &window->recording->conversion;
    size_t bytes = shape_samples(conversion->shape) * element_size(conversion->element);
    for (size_t i = 0; i < kept; i++) {
        memcpy(stack_frame(&window->stack, i), stack_frame(&window->stack, first + i), bytes);
        window->views[i] = window->views[first + i];
        if (window->views[i].samples)
            window->views[i].samples = stack_frame(&window->stack, i);
    }
    return kept;
}

bool window_fill(struct window *window, struct indices frames, const struct indices *wanted,
                 struct cancel *cancel, struct fault *fault) {
    struct recording *recording = window->recording;
    size_t kept = keep_shared(window, frames), count = (size_t)frames.count - kept;
    window->held = (struct indices){ 0 };
    struct ledger *seen =
        ledger_new(count, frames.first + (int64_t)kept * frames.step, frames.step);
    struct loader_target target = { .stack = &window->stack,
                                    .first = kept,
                                    .ledger = seen,
                                    .count = count,
                                    .tally = recording->tally,
                                    .tallied = recording->ledger,
                                    .required = wanted,
                                    .fail_on_error = recording->fail_on_error,
                                    .fail_on_mismatch = recording->fail_on_mismatch };
    bool good = count == 0 || loader_fill(window->loader, &target, cancel, fault);
    for (size_t slot = 0; good && slot < count; slot++) {
        const struct frame_record *record = ledger_read(seen, slot);
        bool is_usable = frame_is_usable(ledger_status(seen, slot));
        keep_record(recording, seen, slot);
        window->views[kept + slot] =
            (struct frame_view){ .samples =
                                     is_usable ? stack_frame(&window->stack, kept + slot) : NULL,
                                 .valid = record->valid,
                                 .source = record->source };
        if (wanted && ledger_status(seen, slot) != FRAME_OK
            && ledger_slot_of(recording->ledger, record->source) < 0)
            recording->bad_neighbours++;
    }
    ledger_free(&seen);
    if (good)
        window->held = frames;
    return good;
}

void window_close(struct window *window) {
    loader_free(&window->loader);
    stack_release(&window->stack);
    free(window->views);
    window->views = NULL;
}
