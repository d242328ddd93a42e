// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/aside.h"

#include "base/alloc.h"
#include "engine/loader.h"
#include "engine/surround.h"

#include <stdlib.h>

struct listing {
    struct recording *recording;
    struct frame_view *views; // NULL: they are only counted
    size_t count;
};

static bool list_missing(void *context, int64_t source) {
    struct listing *listing = context;
    if (surround_has_slot(listing->recording, source))
        return true;
    if (listing->views)
        listing->views[listing->count] = (struct frame_view){ .source = source };
    listing->count++;
    return true;
}

// Half of what is left: while references are made, those before them may still be shown.
static bool fits(const struct recording *recording, size_t count) {
    uint64_t room = recording_room(recording);
    room = room > recording->fixed ? (room - recording->fixed) / 2 : 0;
    return count <= room / recording->stack.frame_bytes;
}

static bool reserve(struct aside *aside, const struct recording *recording, size_t count,
                    struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    if (!fits(recording, count))
        return fault_set(fault, FAULT_LIMIT,
                         "%zu frames that windows look at beside the stack do not fit: give more "
                         "with --memory",
                         count);
    aside->views = alloc_try(count, sizeof *aside->views);
    if (!aside->views)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %zu frames", count);
    return stack_reserve(&aside->stack, conversion->element, conversion->shape, count, fault);
}

static bool fill(struct aside *aside, struct recording *recording, struct pool *pool,
                 struct cancel *cancel, struct fault *fault) {
    struct ledger *ledger = ledger_new(aside->count, 0, 1);
    for (size_t i = 0; i < aside->count; i++)
        ledger_record(ledger, i)->source = aside->views[i].source;
    struct loader *loader =
        loader_new(recording->source, &recording->conversion, pool, recording->workers);
    struct loader_target target = { .stack = &aside->stack,
                                    .ledger = ledger,
                                    .count = aside->count };
    bool good = loader_fill(loader, &target, cancel, fault);
    for (size_t i = 0; good && i < aside->count; i++) {
        enum frame_status status = ledger_status(ledger, i);
        aside->bad += status != FRAME_OK;
        if (!frame_is_usable(status))
            continue;
        aside->views[i].samples = stack_frame(&aside->stack, i);
        aside->views[i].valid = ledger_read(ledger, i)->valid;
    }
    loader_free(&loader);
    ledger_free(&ledger);
    return good;
}

bool aside_read(struct aside *aside, struct recording *recording,
                const struct correction *correction, struct pool *pool, struct cancel *cancel,
                struct fault *fault) {
    *aside = (struct aside){ 0 };
    if (!correction_slides(correction) || !atomic_load(&recording->has_stack))
        return true;
    struct listing listing = { .recording = recording };
    surround_each(recording, correction, recording->kept, list_missing, &listing);
    if (listing.count == 0)
        return true;
    bool good = reserve(aside, recording, listing.count, fault);
    if (good) {
        aside->count = listing.count;
        listing.views = aside->views;
        listing.count = 0;
        surround_each(recording, correction, recording->kept, list_missing, &listing);
        good = fill(aside, recording, pool, cancel, fault);
    }
    if (!good)
        aside_free(aside);
    return good;
}

size_t aside_bytes(const struct aside *aside) {
    return aside->count * aside->stack.frame_bytes;
}

void aside_free(struct aside *aside) {
    stack_release(&aside->stack);
    free(aside->views);
    *aside = (struct aside){ 0 };
}
