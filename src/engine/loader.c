// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/loader.h"

#include "base/alloc.h"
#include "engine/load_order.h"
#include "stack/checksum.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Bytes of frames that one worker fills in turn: two that meet in one huge page of fresh memory
// both clear it.
#define CHUNK_BYTES ((size_t)4 << 20)

// What one thread reads with; made when it first reads.
struct hand {
    struct source_cursor *cursor;
    void *stored; // one frame as stored, when it must be converted
};

struct loader {
    struct source *source;
    const struct conversion *conversion;
    struct pool *pool;
    size_t workers;
    struct hand *hands; // pool_hands()
};

struct loader *loader_new(struct source *source, const struct conversion *conversion,
                          struct pool *pool, size_t workers) {
    struct loader *loader = alloc_zeroed(1, sizeof *loader);
    loader->source = source;
    loader->conversion = conversion;
    loader->pool = pool;
    loader->workers = source->info.access == ACCESS_SEQUENTIAL ? 1 : workers;
    loader->hands = alloc_zeroed(pool_hands(pool), sizeof *loader->hands);
    return loader;
}

static bool prepare_hand(struct loader *loader, struct hand *hand, struct fault *fault) {
    if (!hand->cursor && !(hand->cursor = source_cursor_open(loader->source, fault)))
        return false;
    if (loader->conversion->is_identity || hand->stored)
        return true;
    size_t bytes;
    if (!source_frame_bytes(loader->source, &bytes) || !(hand->stored = alloc_try(bytes, 1)))
        return fault_set(fault, FAULT_LIMIT, "not enough memory to decode a frame");
    return true;
}

static void take_note(struct frame_record *record, const struct frame_note *note,
                      enum frame_status *status) {
    record->flags = note->flags;
    record->valid = note->valid;
    record->time = note->time;
    record->reason = note->reason;
    *status = note->status;
}

bool loader_read(struct loader *loader, size_t hand_index, void *into, struct frame_record *record,
                 enum frame_status *status, struct fault *fault) {
    struct hand *hand = &loader->hands[hand_index];
    if (!prepare_hand(loader, hand, fault))
        return false;
    const struct conversion *conversion = loader->conversion;
    struct frame_note note = { 0 };
    source_read(loader->source, hand->cursor, record->source,
                conversion->is_identity ? into : hand->stored, &note);
    take_note(record, &note, status);
    if (!frame_is_usable(note.status)) {
        record->valid = (struct extent){ 0 };
        memset(into, 0, shape_samples(conversion->shape) * element_size(conversion->element));
    } else if (!conversion->is_identity) {
        record->flags |= conversion_apply(conversion, hand->stored, into, &record->valid);
    }
    return true;
}

struct filling {
    struct loader *loader;
    const struct loader_target *target;
    struct cancel *cancel;
    size_t *starts; // of the chunks, and where the last one ends
    struct load_order *order;
    _Atomic size_t apart; // frames of a scattered stack that were not where they could be mapped
    pthread_mutex_t lock;
    struct fault fault; // the first; protected by lock
};

static bool stop_with(struct filling *filling, struct fault *fault) {
    pthread_mutex_lock(&filling->lock);
    if (filling->fault.kind == FAULT_NONE)
        fault_move(&filling->fault, fault);
    pthread_mutex_unlock(&filling->lock);
    fault_clear(fault);
    return false;
}

static bool refuse_frame(struct filling *filling, int64_t source_index, const char *reason) {
    struct fault fault = { 0 };
    char *name = source_frame_name(filling->loader->source, source_index);
    fault_set(&fault, FAULT_FAILED, "frame %" PRId64 " (%s): %s; %s goes on without it",
              source_index, name, reason ? reason : "not ok",
              filling->target->fail_on_error ? "--on-error=keep" : "--on-mismatch=flag");
    free(name);
    return stop_with(filling, &fault);
}

static bool is_tallied(const struct loader_target *target, int64_t source_index) {
    if (!target->tally || !target->tallied)
        return target->tally != NULL;
    int64_t slot = ledger_slot_of(target->tallied, source_index);
    return slot >= 0 && ledger_status(target->tallied, (size_t)slot) == FRAME_WAITING;
}

// Of a scattered stack: maps the frame, or decodes it where that cannot be.
static bool place_frame(struct filling *filling, size_t worker, size_t slot,
                        struct frame_record *record, enum frame_status *status,
                        struct fault *fault) {
    struct loader *loader = filling->loader;
    struct frame_place place;
    struct frame_note note;
    if (source_locate(loader->source, record->source, &place, &note)) {
        bool good = stack_place(filling->target->stack, slot, place.fd, place.offset, fault);
        close(place.fd);
        take_note(record, &note, status);
        return good;
    }
    if (atomic_fetch_add(&filling->apart, 1) >= filling->target->most_apart) {
        *status = FRAME_UNREADABLE;
        record->reason = alloc_string("its file was changed while it was loaded: load it again");
        record->valid = (struct extent){ 0 };
        return true;
    }
    void *into = stack_own(filling->target->stack, slot, fault);
    return into && loader_read(loader, worker, into, record, status, fault);
}

static bool fill_slot(struct filling *filling, size_t index, size_t worker) {
    const struct loader_target *target = filling->target;
    struct ledger *ledger = target->ledger;
    size_t slot = target->ledger_first + index;
    struct frame_record scratch = *ledger_read(ledger, slot);
    bool again = ledger_status(ledger, slot) != FRAME_WAITING;
    struct frame_record *record = again ? &scratch : ledger_record(ledger, slot);
    enum frame_status status;
    struct fault fault = { 0 };
    scratch.reason = NULL;
    if (target->stack->starts
            ? !place_frame(filling, worker, target->first + index, record, &status, &fault)
            : !loader_read(filling->loader, worker,
                           stack_frame(target->stack, target->first + index), record, &status,
                           &fault))
        return stop_with(filling, &fault);
    void *into = stack_frame(target->stack, target->first + index);
    if (target->sums)
        target->sums[target->first + index] = checksum(into, target->stack->frame_bytes);
    if (again) {
        free(scratch.reason);
        return true;
    }
    if (frame_is_usable(status) && is_tallied(target, record->source))
        tally_frame(target->tally, worker, into, record);
    bool may_stop = !target->required || indices_contain(target->required, record->source);
    bool refused = (target->fail_on_error && status != FRAME_OK)
                   || (target->fail_on_mismatch && status == FRAME_MISMATCH);
    ledger_settle(ledger, slot, status);
    return !refused || !may_stop || refuse_frame(filling, record->source, record->reason);
}

static bool fill_chunk(void *context, size_t chunk, size_t worker) {
    struct filling *filling = context;
    (void)chunk; // how many were begun before; which one this is, the order says
    size_t part = load_order_take(filling->order);
    for (size_t i = filling->starts[part]; i < filling->starts[part + 1]; i++)
        if (cancel_asked(filling->cancel) || !fill_slot(filling, i, worker))
            return false;
    return true;
}

size_t *loader_chunks(const struct source *source, const struct ledger *ledger, size_t first,
                      size_t count, size_t frame_bytes, size_t workers, size_t *chunks) {
    size_t most = count / (4 * workers), frames = CHUNK_BYTES / frame_bytes;
    frames = frames < most ? frames : most;
    size_t *starts = alloc_zeroed(count + 1, sizeof *starts);
    *chunks = 0;
    for (size_t i = 0; i < count;) {
        starts[(*chunks)++] = i;
        size_t start = i;
        int64_t run_end;
        do
            run_end = source_run_end(source, ledger_source(ledger, first + i++));
        while (i < count && (i - start < frames || ledger_source(ledger, first + i) < run_end));
    }
    starts[*chunks] = count;
    return starts;
}

// Decoders with a state go through the frames in order; the calling thread may be any, so it
// takes the hand that no worker has.
static bool fill_in_order(struct filling *filling) {
    size_t hand = pool_workers(filling->loader->pool);
    for (size_t i = 0; i < filling->target->count; i++)
        if (cancel_asked(filling->cancel) || !fill_slot(filling, i, hand))
            return false;
    return true;
}

bool loader_fill(struct loader *loader, const struct loader_target *target, struct cancel *cancel,
                 struct fault *fault) {
    struct filling filling = {
        .loader = loader, .target = target, .cancel = cancel, .lock = PTHREAD_MUTEX_INITIALIZER
    };
    size_t chunks;
    filling.starts =
        loader_chunks(loader->source, target->ledger, target->ledger_first, target->count,
                      target->stack->frame_bytes, loader->workers, &chunks);
    filling.order =
        load_order_new(target->ledger, target->ledger_first, filling.starts, chunks, target->near);
    bool done =
        loader->source->info.access == ACCESS_SEQUENTIAL
            ? fill_in_order(&filling)
            : pool_run_few(loader->pool, loader->workers, chunks, fill_chunk, &filling, cancel);
    load_order_free(&filling.order);
    free(filling.starts);
    pthread_mutex_destroy(&filling.lock);
    if (filling.fault.kind != FAULT_NONE)
        return fault_move(fault, &filling.fault);
    if (!done)
        return fault_set(fault, FAULT_CANCELLED, "loading was stopped");
    return true;
}

void loader_free(struct loader **loader_address) {
    struct loader *loader = *loader_address;
    *loader_address = NULL;
    if (!loader)
        return;
    for (size_t i = 0; i < pool_hands(loader->pool); i++) {
        if (loader->hands[i].cursor)
            source_cursor_close(loader->source, &loader->hands[i].cursor);
        free(loader->hands[i].stored);
    }
    free(loader->hands);
    free(loader);
}
