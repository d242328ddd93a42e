// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How a recording comes into its stack: decoded into memory, mapped from its own files, decoded
// into a file of the disk cache, or mapped from there.

#include "engine/recording.h"

#include "base/file.h"
#include "base/text.h"
#include "engine/load_order.h"
#include "engine/loader.h"

#include <stdlib.h>
#include <unistd.h>

static bool map_stack(struct recording *recording, struct fault *fault) {
    const struct contiguous *run = &recording->source->info.contiguous;
    struct indices kept = recording->kept;
    int fd = file_open(recording->source->path, NULL, fault);
    if (fd < 0)
        return false;
    bool good =
        stack_map(&recording->stack, recording->conversion.element, recording->conversion.shape,
                  (size_t)kept.count, fd, run->offset + (uint64_t)kept.first * run->stride,
                  run->stride * (size_t)kept.step, fault);
    close(fd);
    return good;
}

struct settling {
    struct recording *recording;
    struct tally *tally;
    const struct store_records *records; // of frames from the disk cache
    struct load_order *order;
};

// A mapped frame is there at once; what remains is its statistics.
static bool settle_mapped(void *context, size_t turn, size_t worker) {
    (void)turn;
    struct settling *settling = context;
    size_t slot = load_order_take(settling->order);
    struct recording *recording = settling->recording;
    struct frame_record *record = ledger_record(recording->ledger, slot);
    record->valid =
        (struct extent){ recording->conversion.shape.width, recording->conversion.shape.height };
    record->time = source_frame_time(recording->source, record->source);
    if (settling->tally)
        tally_frame(settling->tally, worker, stack_frame(&recording->stack, slot), record);
    ledger_settle(recording->ledger, slot, FRAME_OK);
    return true;
}

static bool settle_all(struct recording *recording, const struct store_records *records,
                       pool_chunk *settle, struct pool *pool, struct cancel *cancel,
                       struct fault *fault) {
    size_t slots = (size_t)recording->kept.count;
    struct settling settling = {
        .recording = recording,
        .tally = recording->tally,
        .records = records,
        .order = load_order_new(recording->ledger, 0, NULL, slots, &recording->near),
    };
    bool done = pool_run(pool, POOL_BEHIND, slots, settle, &settling, cancel);
    load_order_free(&settling.order);
    return done || fault_set(fault, FAULT_CANCELLED, "loading was stopped");
}

static bool fill_stack(struct recording *recording, uint64_t *sums, struct pool *pool,
                       struct cancel *cancel, struct fault *fault) {
    struct loader *loader =
        loader_new(recording->source, &recording->conversion, pool, recording->workers);
    struct loader_target target = {
        .stack = &recording->stack,
        .ledger = recording->ledger,
        .count = (size_t)recording->kept.count,
        .tally = recording->tally,
        .near = &recording->near,
        .sums = sums,
        .most_apart = recording->apart,
        .fail_on_error = recording->fail_on_error,
        .fail_on_mismatch = recording->fail_on_mismatch,
    };
    bool good = loader_fill(loader, &target, cancel, fault);
    loader_free(&loader);
    return good;
}

static bool load_mapped(struct recording *recording, struct pool *pool, struct cancel *cancel,
                        struct fault *fault) {
    if (!map_stack(recording, fault))
        return false;
    atomic_store(&recording->has_stack, true);
    return settle_all(recording, NULL, settle_mapped, pool, cancel, fault);
}

// Into memory; or where they stand in files, which the loader finds out.
static bool load_frames(struct recording *recording, struct pool *pool, struct cancel *cancel,
                        struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    if (!(recording->is_scattered ? stack_scatter : stack_reserve)(
            &recording->stack, conversion->element, conversion->shape,
            (size_t)recording->kept.count, fault))
        return false;
    atomic_store(&recording->has_stack, true);
    return fill_stack(recording, NULL, pool, cancel, fault);
}

// ── the disk cache ─────────────────────────────────────────────────────────────────────────

static bool settle_cached(void *context, size_t turn, size_t worker) {
    (void)turn;
    struct settling *settling = context;
    size_t slot = load_order_take(settling->order);
    struct recording *recording = settling->recording;
    struct frame_record *record = ledger_record(recording->ledger, slot);
    enum frame_status status = store_record(settling->records, slot, record);
    if (settling->tally && frame_is_usable(status))
        tally_frame(settling->tally, worker, stack_frame(&recording->stack, slot), record);
    ledger_settle(recording->ledger, slot, status);
    return true;
}

static bool load_cached(struct recording *recording, const struct store_records *records,
                        struct pool *pool, struct cancel *cancel, struct fault *fault) {
    disk_cache_touch(&recording->place);
    atomic_store(&recording->has_stack, true);
    return settle_all(recording, records, settle_cached, pool, cancel, fault);
}

// Decodes into a new file.
static bool fill_cache(struct recording *recording, struct pool *pool, struct cancel *cancel,
                       struct fault *fault) {
    const struct disk_cache_place *place = &recording->place;
    const struct conversion *conversion = &recording->conversion;
    struct store store = { .fd = -1 };
    bool good = disk_cache_begin(place, recording->plan.bytes, &store, conversion->element,
                                 conversion->shape, (size_t)recording->kept.count,
                                 &recording->stack, fault);
    atomic_store(&recording->has_stack, good);
    good = good && fill_stack(recording, store.sums, pool, cancel, fault)
           && store_finish(&store, &recording->stack, place->key, recording->ledger, place->path,
                           fault);
    store_end(&store);
    return good;
}

static bool load_with_cache(struct recording *recording, struct pool *pool, struct cancel *cancel,
                            struct fault *fault) {
    const struct disk_cache_place *place = &recording->place;
    const struct conversion *conversion = &recording->conversion;
    struct store_records records;
    if (!store_open(place->path, place->key, conversion->element, conversion->shape,
                    (size_t)recording->kept.count, &recording->stack, &records))
        return fill_cache(recording, pool, cancel, fault);
    bool good = load_cached(recording, &records, pool, cancel, fault);
    store_records_free(&records);
    return good;
}

bool recording_load(struct recording *recording, bool with_tally, struct pool *pool,
                    struct cancel *cancel, struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    if (with_tally
        && !(recording->tally = tally_new(conversion->element, conversion->shape, pool_hands(pool),
                                          recording->saturation, fault)))
        return false;
    switch (recording->plan.decision) {
    case FIT_STREAM:
        return true;
    case FIT_MAP:
        recording->is_loaded =
            (recording->is_scattered ? load_frames : load_mapped)(recording, pool, cancel, fault);
        break;
    case FIT_CACHE:
        recording->is_loaded = load_with_cache(recording, pool, cancel, fault);
        break;
    default:
        recording->is_loaded = load_frames(recording, pool, cancel, fault);
    }
    return recording->is_loaded;
}
