// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// recording_visit: one way for every measurement to get its frames, whether they are in the
// stack or have to be streamed. A streamed frame is read into a window, seen, and overwritten.

#include "engine/recording.h"

#include "base/alloc.h"
#include "engine/surround.h"
#include "engine/window.h"

#include <inttypes.h>
#include <stdlib.h>

// Of mapped files that are larger than the memory, so much is looked at before it is let go.
static const size_t part_bytes = (size_t)64 << 20;

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

// What becomes of the frames of a block, run by run of slots.
static void advise(const struct recording *recording, const struct block *block,
                   enum mapping_use use) {
    for (size_t i = 0, count; i < block->count; i += count) {
        int64_t slot = ledger_slot_of(recording->ledger, block->sources[i]);
        for (count = 1; i + count < block->count; count++)
            if (ledger_slot_of(recording->ledger, block->sources[i + count])
                != slot + (int64_t)count)
                break;
        stack_advise(&recording->stack, (size_t)slot, count, use);
    }
}

static struct block part_of_block(const struct block *block, size_t from, size_t most) {
    size_t left = block->count - from;
    return (struct block){ block->views + from, block->sources + from, left < most ? left : most };
}

// Files that are larger than the memory go by part by part, the next one on its way while one is
// looked at: the kernel takes long to find memory for it when all before is still mapped.
static bool show_parts(const struct recording *recording, const struct block *block,
                       recording_see *see, void *context, struct fault *fault) {
    size_t most = part_bytes / recording->stack.frame_bytes + 1, done = 0;
    bool good;
    do {
        struct block part = part_of_block(block, done, most);
        done += part.count;
        struct block next = part_of_block(block, done, most);
        advise(recording, &next, MAPPING_SOON);
        good = show_block(recording, &part, see, context, fault);
        advise(recording, &part, MAPPING_SEEN);
    } while (good && done < block->count);
    return good;
}

static bool visit_stack(struct recording *recording, struct indices indices, bool at_once,
                        const struct correction *correction, recording_see *see, void *context,
                        struct block *block, struct fault *fault) {
    struct surround surround;
    if (!surround_gather(recording, correction, indices, &surround, fault))
        return false;
    for (int64_t i = 0; i < indices.count; i++) {
        size_t slot = (size_t)ledger_slot_of(recording->ledger, indices.first + i * indices.step);
        if (frame_is_usable(ledger_status(recording->ledger, slot)))
            block_add(block, stack_frame(&recording->stack, slot),
                      ledger_read(recording->ledger, slot), surround_of(&surround));
    }
    bool in_parts = recording->stack.is_file && recording->plan.bytes > recording->plan.limit
                    && !at_once && !surround_of(&surround);
    bool good = in_parts ? show_parts(recording, block, see, context, fault)
                         : show_block(recording, block, see, context, fault);
    surround_free(&surround);
    return good;
}

// Frames of the window that may be used and were asked for.
static bool show_window(const struct window *window, const struct indices *wanted,
                        const struct surroundings *around, recording_see *see, void *context,
                        struct block *block, struct fault *fault) {
    block->count = 0;
    for (size_t i = 0; i < (size_t)window->held.count; i++) {
        const struct frame_view *view = &window->views[i];
        if (!view->samples || (wanted && !indices_contain(wanted, view->source)))
            continue;
        block->views[block->count] = *view;
        block->views[block->count].around = around;
        block->sources[block->count++] = view->source;
    }
    return show_block(window->recording, block, see, context, fault);
}

static bool visit_source(struct recording *recording, struct indices indices, bool at_once,
                         struct pool *pool, struct cancel *cancel, recording_see *see,
                         void *context, struct block *block, struct fault *fault) {
    struct window window = { 0 };
    uint64_t most = (uint64_t)indices.count;
    bool good = window_open(&window, recording, at_once ? most : 1, most, pool, fault);
    for (int64_t i = 0; good && i < indices.count; i += (int64_t)window.slots) {
        int64_t left = indices.count - i, slots = (int64_t)window.slots;
        struct indices some = { .first = indices.first + i * indices.step,
                                .step = indices.step,
                                .count = left < slots ? left : slots };
        good = window_fill(&window, some, NULL, cancel, fault)
               && show_window(&window, NULL, NULL, see, context, block, fault);
    }
    window_close(&window);
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

static struct indices part_of(struct indices indices, int64_t from, int64_t count) {
    return (struct indices){ .first = indices.first + from * indices.step,
                             .step = indices.step,
                             .count = count };
}

// As many of the wanted frames, from number `from` on, as fit with all that they look at; 0 when
// one does not.
static int64_t fitting(const struct recording *recording, struct indices wanted, int64_t from,
                       const struct correction *correction, size_t slots) {
    int64_t least = 0, most = wanted.count - from;
    while (least < most) {
        int64_t count = least + (most - least + 1) / 2;
        if (with_needs(recording, part_of(wanted, from, count), correction).count <= (int64_t)slots)
            least = count;
        else
            most = count - 1;
    }
    return least;
}

// What one frame looks at, wherever it is.
static uint64_t needs_of_one(const struct recording *recording, struct indices wanted,
                             const struct correction *correction) {
    uint64_t most = 1;
    for (int64_t i = 0; i < 3; i++) {
        int64_t at = (wanted.count - 1) * i / 2;
        uint64_t count = (uint64_t)with_needs(recording, part_of(wanted, at, 1), correction).count;
        most = count > most ? count : most;
    }
    return most;
}

// With references that slide: what the next frames share with those before is kept.
static bool visit_sliding(struct recording *recording, struct indices wanted, bool at_once,
                          const struct correction *correction, struct pool *pool,
                          struct cancel *cancel, recording_see *see, void *context,
                          struct block *block, struct fault *fault) {
    struct window window = { 0 };
    recording->bad_neighbours = 0;
    uint64_t most = (uint64_t)with_needs(recording, wanted, correction).count;
    uint64_t least = at_once ? most : needs_of_one(recording, wanted, correction);
    bool good = window_open(&window, recording, least, most, pool, fault);
    for (int64_t i = 0, count; good && i < wanted.count; i += count) {
        count = fitting(recording, wanted, i, correction, window.slots);
        if (count == 0) {
            good = fault_set(fault, FAULT_LIMIT,
                             "the windows of one frame do not fit: give more with --memory");
            break;
        }
        struct indices some = part_of(wanted, i, count);
        struct indices read = with_needs(recording, some, correction);
        struct surroundings around = { .first = read.first,
                                       .count = (size_t)read.count,
                                       .views = window.views,
                                       .frames = recording->source->info.frames };
        good = window_fill(&window, read, &wanted, cancel, fault)
               && show_window(&window, &some, &around, see, context, block, fault);
    }
    window_close(&window);
    return good;
}

bool recording_visit(struct recording *recording, struct indices indices, bool at_once,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     recording_see *see, void *context, struct fault *fault) {
    if (indices.count < 1)
        return fault_set(fault, FAULT_NOTHING, "the range holds no frames");
    bool slides = correction && correction_slides(correction);
    bool in_stack =
        is_in_stack(recording, indices) && surround_is_there(recording, correction, indices);
    struct block block = {
        .views = alloc_try((size_t)indices.count, sizeof *block.views),
        .sources = alloc_try((size_t)indices.count, sizeof *block.sources),
    };
    bool good = block.views && block.sources;
    if (!good)
        fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %" PRId64 " frames",
                  indices.count);
    else if (in_stack)
        good = visit_stack(recording, indices, at_once, correction, see, context, &block, fault);
    else if (slides)
        good = visit_sliding(recording, indices, at_once, correction, pool, cancel, see, context,
                             &block, fault);
    else
        good = visit_source(recording, indices, at_once, pool, cancel, see, context, &block, fault);
    free(block.views);
    free(block.sources);
    return good;
}
