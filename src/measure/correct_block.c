// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/correct_block.h"

#include "base/alloc.h"
#include "base/size.h"

#include <stdlib.h>

// Samples of all frames of a block together.
#define BLOCK_BYTES ((size_t)64 << 20)
#define TILE_SAMPLES 2048

struct correction_block {
    const struct correction *correction;
    size_t size, samples; // frames, samples of one
    struct frame_view *views;
    float *corrected; // frame after frame
};

struct making {
    const struct correction_block *block;
    const struct frames *frames;
    size_t count, tile;
    struct correction_stream **streams; // one a hand
    struct correction_counts *counts;   // the same
    struct cancel *cancel;
};

struct correction_block *correction_block_new(const struct correction *correction,
                                              const struct frames *frames, struct fault *fault) {
    struct correction_block *block = alloc_zeroed(1, sizeof *block);
    size_t most = BLOCK_BYTES / sizeof(float), samples = shape_samples(frames->shape), all;
    block->correction = correction;
    block->samples = samples;
    block->size = samples < most ? most / samples : 1;
    if (block->size > frames->count)
        block->size = frames->count ? frames->count : 1;
    if (size_multiply(block->size, samples, &all)
        && (block->corrected = alloc_try(all, sizeof *block->corrected))
        && (block->views = alloc_try(block->size, sizeof *block->views)))
        return block;
    correction_block_free(&block);
    fault_set(fault, FAULT_LIMIT, "no memory for the correction of some frames");
    return NULL;
}

size_t correction_block_size(const struct correction_block *block) {
    return block->size;
}

static bool correct_tile(void *context, size_t chunk, size_t worker) {
    const struct making *making = context;
    const struct correction_block *block = making->block;
    size_t from = chunk * making->tile, left = block->samples - from;
    size_t stop = from + (left < making->tile ? left : making->tile);
    for (size_t i = 0; i < making->count; i++) {
        size_t at = from, start, length;
        // Medians of wide windows take long.
        if (cancel_asked(making->cancel))
            return false;
        while (
            (length = frame_valid_run(&block->views[i], making->frames->shape, at, stop, &start))) {
            correction_stream_apply(making->streams[worker], &block->views[i], start, length,
                                    block->corrected + i * block->samples + start,
                                    &making->counts[worker]);
            at = start + length;
        }
    }
    return true;
}

bool correction_block_make(struct correction_block *block, const struct frames *frames,
                           size_t first, size_t count, struct pool *pool, struct cancel *cancel,
                           struct correction_counts *counts, struct fault *fault) {
    size_t hands = pool_hands(pool);
    struct making making = {
        .block = block,
        .frames = frames,
        .count = count,
        .tile = correction_stream_samples(block->correction, frames->element, TILE_SAMPLES),
        .streams = alloc_zeroed(hands, sizeof *making.streams),
        .counts = alloc_zeroed(hands, sizeof *making.counts),
        .cancel = cancel,
    };
    bool good = true;
    for (size_t i = 0; i < hands; i++)
        good &= (making.streams[i] =
                     correction_stream_new(block->correction, frames->element, making.tile))
                != NULL;
    for (size_t i = 0; i < count; i++) {
        block->views[i] = frames->views[first + i];
        block->views[i].corrected = NULL;
    }
    if (!good)
        fault_set(fault, FAULT_LIMIT, "no memory for the windows of a correction");
    else
        good = pool_run(pool, POOL_BEHIND, (block->samples + making.tile - 1) / making.tile,
                        correct_tile, &making, cancel)
               || fault_set(fault, FAULT_CANCELLED, "correcting was stopped");
    for (size_t i = 0; i < count; i++)
        block->views[i].corrected = block->corrected + i * block->samples;
    for (size_t i = 0; i < hands; i++) {
        correction_stream_free(&making.streams[i]);
        if (counts) {
            counts->bad += making.counts[i].bad;
            counts->negative += making.counts[i].negative;
        }
    }
    free(making.streams);
    free(making.counts);
    return good;
}

const struct frame_view *correction_block_views(const struct correction_block *block) {
    return block->views;
}

void correction_block_free(struct correction_block **block_address) {
    struct correction_block *block = *block_address;
    *block_address = NULL;
    if (!block)
        return;
    free(block->corrected);
    free(block->views);
    free(block);
}
