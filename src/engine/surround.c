// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/surround.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

static struct slide_window needs_of(const struct recording *recording,
                                    const struct correction *correction, int64_t first,
                                    int64_t last) {
    return correction_needs(correction_wish_of(correction), first, last,
                            recording->source->info.frames);
}

static bool is_loaded(struct recording *recording, int64_t source) {
    int64_t slot = ledger_slot_of(recording->ledger, source);
    return slot >= 0 && ledger_status(recording->ledger, (size_t)slot) != FRAME_WAITING;
}

bool surround_is_in_stack(struct recording *recording, const struct correction *correction,
                          int64_t first, int64_t last) {
    if (!correction || !correction_slides(correction))
        return true;
    if (!atomic_load(&recording->has_stack))
        return false;
    struct slide_window needs = needs_of(recording, correction, first, last);
    for (int64_t source = needs.first; source <= needs.last; source++)
        if (!is_loaded(recording, source))
            return false;
    return true;
}

bool surround_gather(struct recording *recording, const struct correction *correction,
                     int64_t first, int64_t last, struct surround *surround, struct fault *fault) {
    *surround = (struct surround){ 0 };
    if (!correction || !correction_slides(correction))
        return true;
    struct slide_window needs = needs_of(recording, correction, first, last);
    size_t count = (size_t)(needs.last - needs.first + 1);
    struct frame_view *views = surround->views = alloc_try(count, sizeof *views);
    if (!views)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %zu frames", count);
    surround->around = (struct surroundings){ .first = needs.first,
                                              .count = count,
                                              .views = views,
                                              .frames = recording->source->info.frames };
    for (size_t i = 0; i < count; i++) {
        int64_t source = needs.first + (int64_t)i;
        if (!is_loaded(recording, source)) {
            surround_free(surround);
            return fault_set(fault, FAULT_LIMIT,
                             "a sliding reference needs frame %" PRId64
                             ", which is not in the stack: load frames %" PRId64 " to %" PRId64
                             " too (--frames), or give more with --memory",
                             source, needs.first, needs.last);
        }
        size_t slot = (size_t)ledger_slot_of(recording->ledger, source);
        views[i] = (struct frame_view){ .source = source, .around = &surround->around };
        if (!frame_is_usable(ledger_status(recording->ledger, slot)))
            continue;
        views[i].samples = stack_frame(&recording->stack, slot);
        views[i].valid = ledger_read(recording->ledger, slot)->valid;
    }
    return true;
}

const struct surroundings *surround_of(const struct surround *surround) {
    return surround->views ? &surround->around : NULL;
}

void surround_free(struct surround *surround) {
    free(surround->views);
    *surround = (struct surround){ 0 };
}
