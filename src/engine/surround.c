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

// What frames look at moves on with them: only what is behind that of the frame before is new.
bool surround_each(const struct recording *recording, const struct correction *correction,
                   struct indices indices, surround_see *see, void *context) {
    int64_t next = 0;
    for (int64_t i = 0; i < indices.count; i++) {
        int64_t frame = indices.first + i * indices.step;
        struct slide_window needs = needs_of(recording, correction, frame, frame);
        for (next = needs.first > next ? needs.first : next; next <= needs.last; next++)
            if (!see(context, next))
                return false;
    }
    return true;
}

bool surround_has_slot(const struct recording *recording, int64_t source) {
    int64_t slot = ledger_slot_of(recording->ledger, source);
    return slot >= 0 && ledger_status(recording->ledger, (size_t)slot) != FRAME_WAITING;
}

static const struct frame_view *lent_view(const struct correction *correction, int64_t source) {
    size_t count, low = 0;
    const struct frame_view *views = correction_lent(correction, &count);
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (views[middle].source < source)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && views[low].source == source ? &views[low] : NULL;
}

struct gathering {
    struct recording *recording;
    const struct correction *correction;
    struct surround *surround; // NULL: it is only asked whether all are there
    int64_t missing;           // the frame that is not
};

static bool gather_one(void *context, int64_t source) {
    struct gathering *gathering = context;
    const struct recording *recording = gathering->recording;
    const struct frame_view *lent = lent_view(gathering->correction, source);
    gathering->missing = source;
    if (!lent && !surround_has_slot(recording, source))
        return false;
    if (!gathering->surround)
        return true;
    struct surround *surround = gathering->surround;
    struct frame_view *view = &surround->views[source - surround->around.first];
    if (lent) {
        view->samples = lent->samples;
        view->valid = lent->valid;
        return true;
    }
    size_t slot = (size_t)ledger_slot_of(recording->ledger, source);
    if (!frame_is_usable(ledger_status(recording->ledger, slot)))
        return true;
    view->samples = stack_frame(&recording->stack, slot);
    view->valid = ledger_read(recording->ledger, slot)->valid;
    return true;
}

bool surround_is_there(struct recording *recording, const struct correction *correction,
                       struct indices indices) {
    if (!correction || !correction_slides(correction))
        return true;
    struct gathering gathering = { recording, correction, NULL, -1 };
    return atomic_load(&recording->has_stack)
           && surround_each(recording, correction, indices, gather_one, &gathering);
}

// No frame of its own for each source index, until gather_one finds it.
static bool reserve(struct surround *surround, const struct recording *recording,
                    struct slide_window needs, struct fault *fault) {
    size_t count = (size_t)(needs.last - needs.first + 1);
    struct frame_view *views = surround->views = alloc_try(count, sizeof *views);
    if (!views)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %zu frames", count);
    surround->around = (struct surroundings){ .first = needs.first,
                                              .count = count,
                                              .views = views,
                                              .frames = recording->source->info.frames };
    for (size_t i = 0; i < count; i++)
        views[i] =
            (struct frame_view){ .source = needs.first + (int64_t)i, .around = &surround->around };
    return true;
}

bool surround_gather(struct recording *recording, const struct correction *correction,
                     struct indices indices, struct surround *surround, struct fault *fault) {
    *surround = (struct surround){ 0 };
    if (!correction || !correction_slides(correction) || indices.count < 1)
        return true;
    int64_t last = indices.first + (indices.count - 1) * indices.step;
    struct slide_window needs = needs_of(recording, correction, indices.first, last);
    if (!reserve(surround, recording, needs, fault))
        return false;
    struct gathering gathering = { recording, correction, surround, -1 };
    if (surround_each(recording, correction, indices, gather_one, &gathering))
        return true;
    surround_free(surround);
    return fault_set(fault, FAULT_LIMIT,
                     "a sliding reference needs frame %" PRId64
                     ", which is not in the stack and has no room beside it: give more with "
                     "--memory, or load frames %" PRId64 " to %" PRId64 " too (--frames)",
                     gathering.missing, needs.first, needs.last);
}

const struct surroundings *surround_of(const struct surround *surround) {
    return surround->views ? &surround->around : NULL;
}

void surround_free(struct surround *surround) {
    free(surround->views);
    *surround = (struct surround){ 0 };
}
