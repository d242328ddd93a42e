// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// recording_visit: one way for every measurement to get its frames, whether they are in the
// stack or have to be streamed. A streamed frame is read into a window, seen, and overwritten.

#include "engine/recording.h"

#include "base/alloc.h"
#include "engine/loader.h"
#include "engine/surround.h"

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

static void block_add(struct block *block, const void *samples, const struct frame_record *record,
                      const struct surroundings *around) {
    block->views[block->count] = (struct frame_view){
        .samples = samples, .valid = record->valid, .source = record->source, .around = around
    };
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

static int64_t last_of(struct indices indices) {
    return indices.first + (indices.count - 1) * indices.step;
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

static bool visit_stack(struct recording *recording, struct indices indices,
                        const struct correction *correction, recording_see *see, void *context,
                        struct block *block, struct fault *fault) {
    struct surround surround;
    if (!surround_gather(recording, correction, indices.first, last_of(indices), &surround, fault))
        return false;
    for (int64_t i = 0; i < indices.count; i++) {
        size_t slot = (size_t)ledger_slot_of(recording->ledger, indices.first + i * indices.step);
        if (frame_is_usable(ledger_status(recording->ledger, slot)))
            block_add(block, stack_frame(&recording->stack, slot),
                      ledger_read(recording->ledger, slot), surround_of(&surround));
    }
    bool good = show_block(recording, block, see, context, fault);
    surround_free(&surround);
    return good;
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
    // When references slide: the frames that are shown, and the memory of what surrounds them.
    const struct indices *wanted;
    struct surroundings around;
    struct frame_view *views;
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

// The window holds all that the wanted frames look at: what was read is what surrounds them.
static void surround_block(struct window *window, struct indices read) {
    struct block *block = &window->block;
    for (int64_t i = 0; i < read.count; i++)
        window->views[i] = (struct frame_view){ .source = read.first + i };
    for (size_t i = 0; i < block->count; i++)
        window->views[block->sources[i] - read.first] = block->views[i];
    window->around = (struct surroundings){ .first = read.first,
                                            .count = (size_t)read.count,
                                            .views = window->views,
                                            .frames = window->recording->source->info.frames };
    size_t kept = 0;
    for (size_t i = 0; i < block->count; i++) {
        if (!indices_contain(window->wanted, block->sources[i]))
            continue;
        block->views[kept] = block->views[i];
        block->views[kept].around = &window->around;
        block->sources[kept++] = block->sources[i];
    }
    block->count = kept;
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
            block_add(&window->block, stack_frame(&window->stack, slot), ledger_read(seen, slot),
                      NULL);
    }
    if (good && window->wanted)
        surround_block(window, indices);
    good = good && show_block(window->recording, &window->block, see, context, fault);
    ledger_free(&seen);
    return good;
}

static bool visit_source(struct recording *recording, struct indices indices, bool at_once,
                         const struct indices *wanted, struct pool *pool, struct cancel *cancel,
                         recording_see *see, void *context, struct block *block,
                         struct fault *fault) {
    struct window window = { .recording = recording, .block = *block, .wanted = wanted };
    bool good = true;
    if (wanted && !(window.views = alloc_try((size_t)indices.count, sizeof *window.views)))
        good = fault_set(fault, FAULT_LIMIT, "not enough memory for a list of frames");
    good = good && window_open(&window, indices, at_once, pool, fault);
    for (int64_t i = 0; good && i < indices.count; i += (int64_t)window.slots)
        good = window_step(&window, indices, i, cancel, see, context, fault);
    loader_free(&window.loader);
    stack_release(&window.stack);
    free(window.views);
    return good;
}

// All frames that corrections of these look at.
static struct indices with_needs(const struct recording *recording, struct indices indices,
                                 const struct correction *correction) {
    struct slide_window needs = correction_needs(correction_wish_of(correction), indices.first,
                                                 last_of(indices), recording->source->info.frames);
    return (
        struct indices){ .first = needs.first, .step = 1, .count = needs.last - needs.first + 1 };
}

bool recording_visit(struct recording *recording, struct indices indices, bool at_once,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     recording_see *see, void *context, struct fault *fault) {
    if (indices.count < 1)
        return fault_set(fault, FAULT_NOTHING, "the range holds no frames");
    bool slides = correction && correction_slides(correction);
    bool in_stack = is_in_stack(recording, indices)
                    && surround_is_in_stack(recording, correction, indices.first, last_of(indices));
    struct indices read = slides ? with_needs(recording, indices, correction) : indices;
    struct block block = {
        .views = alloc_try((size_t)read.count, sizeof *block.views),
        .sources = alloc_try((size_t)read.count, sizeof *block.sources),
    };
    bool good = block.views && block.sources;
    if (!good)
        fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %" PRId64 " frames",
                  read.count);
    else if (in_stack)
        good = visit_stack(recording, indices, correction, see, context, &block, fault);
    else
        good = visit_source(recording, read, at_once || slides, slides ? &indices : NULL, pool,
                            cancel, see, context, &block, fault);
    free(block.views);
    free(block.sources);
    return good;
}
