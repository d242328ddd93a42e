// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// recording_visit: one way for every measurement to get its frames, whether they are in the
// stack or have to be streamed. A streamed frame is read into a window, seen, and overwritten.

#include "engine/recording.h"

#include "base/alloc.h"
#include "engine/loader.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// A window of this many bytes keeps the workers busy and the memory small.
static const size_t window_bytes = (size_t)128 << 20;

// The frames of one block that may be used.
struct block {
    struct frame_view *views;
    int64_t *sources;
    size_t count;
};

static void block_add(struct block *block, const void *samples, const struct frame_record *record) {
    block->views[block->count] =
        (struct frame_view){ .samples = samples, .valid = record->valid, .source = record->source };
    block->sources[block->count++] = record->source;
}

static bool show_block(const struct recording *recording, const struct block *block,
                       recording_see *see, void *context, struct fault *fault) {
    struct frames frames = { .element = recording->conversion.element,
                             .shape = recording->conversion.shape,
                             .views = block->views,
                             .count = block->count };
    return see(context, &frames, block->sources, fault);
}

// Whether the stack holds every one of them, loaded.
static bool is_in_stack(struct recording *recording, struct indices indices) {
    if (!atomic_load(&recording->has_stack))
        return false;
    for (int64_t i = 0; i < indices.count; i++) {
        int64_t slot = ledger_slot_of(recording->ledger, indices.first + i * indices.step);
        if (slot < 0 || ledger_status(recording->ledger, (size_t)slot) == FRAME_WAITING)
            return false;
    }
    return true;
}

static bool visit_stack(struct recording *recording, struct indices indices, recording_see *see,
                        void *context, struct block *block, struct fault *fault) {
    for (int64_t i = 0; i < indices.count; i++) {
        size_t slot = (size_t)ledger_slot_of(recording->ledger, indices.first + i * indices.step);
        if (frame_is_usable(ledger_status(recording->ledger, slot)))
            block_add(block, stack_frame(&recording->stack, slot),
                      ledger_read(recording->ledger, slot));
    }
    return show_block(recording, block, see, context, fault);
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

struct window {
    struct recording *recording;
    struct stack stack;
    struct loader *loader;
    size_t slots;
    struct block block;
};

static bool window_open(struct window *window, struct indices indices, bool at_once,
                        struct pool *pool, struct fault *fault) {
    struct recording *recording = window->recording;
    const struct conversion *conversion = &recording->conversion;
    size_t frame_bytes;
    if (!stack_frame_bytes(conversion->element, conversion->shape, &frame_bytes))
        return fault_set(fault, FAULT_LIMIT, "a frame is too large");
    uint64_t budget = recording->plan.limit;
    uint64_t held =
        recording->stack.frames && !recording->stack.is_file ? recording->plan.bytes : 0;
    uint64_t room = budget > held ? (budget - held) / frame_bytes : 0;
    // Results and decoding have their share, but one frame there must be.
    uint64_t left = budget > held + recording->fixed ? budget - held - recording->fixed : 0;
    uint64_t slots = at_once ? (uint64_t)indices.count : window_bytes / frame_bytes;
    if (!at_once && slots < recording->workers)
        slots = recording->workers;
    if (!at_once && slots > left / frame_bytes)
        slots = left > frame_bytes ? left / frame_bytes : 1;
    if (slots > (uint64_t)indices.count)
        slots = (uint64_t)indices.count;
    if (slots > room && (at_once || room == 0))
        return fault_set(
            fault, FAULT_LIMIT,
            "%" PRIu64 " frame%s of %zu bytes must be held at once, the limit of %" PRIu64
            " bytes (%s) has room for %" PRIu64
            ": give more with --memory, or take fewer with --frames",
            slots, slots == 1 ? "" : "s", frame_bytes, budget, recording->limited_by, room);
    window->slots = (size_t)slots;
    if (!stack_reserve(&window->stack, conversion->element, conversion->shape, window->slots,
                       fault))
        return false;
    window->loader = loader_new(recording->source, conversion, pool, recording->workers);
    return true;
}

// Fills the window with frames i, i + 1 ... of the indices and shows them.
static bool window_step(struct window *window, struct indices indices, int64_t i,
                        struct cancel *cancel, recording_see *see, void *context,
                        struct fault *fault) {
    int64_t left = indices.count - i;
    size_t count = left < (int64_t)window->slots ? (size_t)left : window->slots;
    struct ledger *seen = ledger_new(count, indices.first + i * indices.step, indices.step);
    struct loader_target target = { .stack = &window->stack,
                                    .ledger = seen,
                                    .count = count,
                                    .tally = window->recording->tally,
                                    .tallied = window->recording->ledger,
                                    .fail_on_error = window->recording->fail_on_error,
                                    .fail_on_mismatch = window->recording->fail_on_mismatch };
    bool good = loader_fill(window->loader, &target, cancel, fault);
    window->block.count = 0;
    for (size_t slot = 0; good && slot < count; slot++) {
        keep_record(window->recording, seen, slot);
        if (frame_is_usable(ledger_status(seen, slot)))
            block_add(&window->block, stack_frame(&window->stack, slot), ledger_read(seen, slot));
    }
    good = good && show_block(window->recording, &window->block, see, context, fault);
    ledger_free(&seen);
    return good;
}

static bool visit_source(struct recording *recording, struct indices indices, bool at_once,
                         struct pool *pool, struct cancel *cancel, recording_see *see,
                         void *context, struct block *block, struct fault *fault) {
    struct window window = { .recording = recording, .block = *block };
    bool good = window_open(&window, indices, at_once, pool, fault);
    for (int64_t i = 0; good && i < indices.count; i += (int64_t)window.slots)
        good = window_step(&window, indices, i, cancel, see, context, fault);
    loader_free(&window.loader);
    stack_release(&window.stack);
    return good;
}

bool recording_visit(struct recording *recording, struct indices indices, bool at_once,
                     struct pool *pool, struct cancel *cancel, recording_see *see, void *context,
                     struct fault *fault) {
    if (indices.count < 1)
        return fault_set(fault, FAULT_NOTHING, "the range holds no frames");
    struct block block = {
        .views = alloc_try((size_t)indices.count, sizeof *block.views),
        .sources = alloc_try((size_t)indices.count, sizeof *block.sources),
    };
    bool good = block.views && block.sources;
    if (!good)
        fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %" PRId64 " frames",
                  indices.count);
    else if (is_in_stack(recording, indices))
        good = visit_stack(recording, indices, see, context, &block, fault);
    else
        good = visit_source(recording, indices, at_once, pool, cancel, see, context, &block, fault);
    free(block.views);
    free(block.sources);
    return good;
}
