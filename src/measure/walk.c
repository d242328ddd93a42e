// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/walk.h"

#include "base/alloc.h"
#include "measure/correct.h"

#include <stdlib.h>

// Samples of a chunk: whole pixels, however many channels they have.
#define CHUNK_SAMPLES ((size_t)WALK_ROW * 256)
// What tiles are a multiple of: whole pixels and whole vectors.
#define TILE_STEP 48

struct walk {
    const struct frames *frames;
    const struct correction *correction;
    size_t parts; // chunks of a frame
    walk_row *take;
    void *context;
    struct cancel *cancel;
    // References that slide follow a tile of samples through many frames.
    size_t tile, pass;                  // samples, frames
    struct correction_stream **streams; // one a hand, NULL without memory; NULL: nothing slides
};

static void walk_run(const struct walk *walk, size_t worker, const struct frame_view *view,
                     size_t start, size_t count) {
    enum element element = walk->frames->element;
    size_t size = element_size(element);
    while (count > 0) {
        size_t row = count < WALK_ROW ? count : WALK_ROW;
        const void *samples = (const unsigned char *)view->samples + start * size;
        _Alignas(64) float corrected[WALK_ROW];
        if (walk->correction && walk->streams && walk->streams[worker])
            correction_stream_apply(walk->streams[worker], view, start, row, corrected, NULL);
        else if (walk->correction)
            correction_apply(walk->correction, element, view, start, row, corrected, NULL);
        if (walk->correction)
            samples = corrected;
        walk->take(walk->context, worker, samples, row);
        start += row;
        count -= row;
    }
}

static void walk_part(const struct walk *walk, size_t worker, size_t frame, size_t from,
                      size_t stop) {
    const struct frame_view *view = &walk->frames->views[frame];
    size_t start, length;
    while ((length = frame_valid_run(view, walk->frames->shape, from, stop, &start))) {
        walk_run(walk, worker, view, start, length);
        from = start + length;
    }
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

// Many small frames or a part of a large one.
static bool walk_chunk(void *context, size_t chunk, size_t worker) {
    const struct walk *walk = context;
    size_t samples = shape_samples(walk->frames->shape);
    if (walk->parts > 1) {
        size_t from = chunk % walk->parts * CHUNK_SAMPLES;
        walk_part(walk, worker, chunk / walk->parts, from, smaller(from + CHUNK_SAMPLES, samples));
        return true;
    }
    size_t frames = CHUNK_SAMPLES / samples, first = chunk * frames;
    for (size_t i = first; i < smaller(first + frames, walk->frames->count); i++)
        walk_part(walk, worker, i, 0, samples);
    return true;
}

static bool walk_tile(void *context, size_t chunk, size_t worker) {
    const struct walk *walk = context;
    size_t samples = shape_samples(walk->frames->shape);
    size_t tiles = (samples + walk->tile - 1) / walk->tile;
    size_t first = chunk / tiles * walk->pass, from = chunk % tiles * walk->tile;
    for (size_t i = first; i < smaller(first + walk->pass, walk->frames->count); i++) {
        if (cancel_asked(walk->cancel)) // with wide windows it takes long
            return false;
        walk_part(walk, worker, i, from, smaller(from + walk->tile, samples));
    }
    return true;
}

// What a window keeps is made anew for each chunk, so that it must be several windows long.
static bool walk_sliding(struct walk *walk, struct pool *pool, struct cancel *cancel) {
    size_t samples = shape_samples(walk->frames->shape), hands = pool_hands(pool);
    size_t width = correction_width(walk->correction);
    walk->tile = correction_stream_samples(walk->correction, walk->frames->element, WALK_ROW);
    walk->tile = walk->tile < TILE_STEP ? TILE_STEP : walk->tile / TILE_STEP * TILE_STEP;
    walk->pass = CHUNK_SAMPLES / walk->tile;
    if (walk->pass / 4 < width)
        walk->pass = 4 * width;
    walk->streams = alloc_zeroed(hands, sizeof *walk->streams);
    for (size_t i = 0; i < hands; i++)
        walk->streams[i] =
            correction_stream_new(walk->correction, walk->frames->element, walk->tile);
    size_t tiles = (samples + walk->tile - 1) / walk->tile;
    size_t passes = (walk->frames->count + walk->pass - 1) / walk->pass;
    bool good = pool_run(pool, POOL_BEHIND, passes * tiles, walk_tile, walk, cancel);
    for (size_t i = 0; i < hands; i++)
        correction_stream_free(&walk->streams[i]);
    free(walk->streams);
    return good;
}

bool walk_frames(const struct frames *frames, const struct correction *correction,
                 struct pool *pool, struct cancel *cancel, walk_row *take, void *context) {
    size_t samples = shape_samples(frames->shape);
    struct walk walk = { .frames = frames,
                         .correction = correction,
                         .parts = (samples + CHUNK_SAMPLES - 1) / CHUNK_SAMPLES,
                         .take = take,
                         .context = context,
                         .cancel = cancel };
    if (frames->count > 1 && correction && correction_slides(correction))
        return walk_sliding(&walk, pool, cancel);
    size_t together = walk.parts > 1 ? 1 : CHUNK_SAMPLES / samples;
    size_t chunks = (frames->count + together - 1) / together * walk.parts;
    return pool_run(pool, frames->count == 1 ? POOL_FRONT : POOL_BEHIND, chunks, walk_chunk, &walk,
                    cancel);
}

void walk_frame(enum element element, struct shape shape, const struct frame_view *frame,
                walk_row *take, void *context) {
    struct frames frames = { element, shape, frame, 1 };
    struct walk walk = { .frames = &frames, .parts = 1, .take = take, .context = context };
    walk_part(&walk, 0, 0, 0, shape_samples(shape));
}
