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
    const struct zone *zone; // NULL: everything
    const struct correction *correction;
    size_t parts; // chunks of a frame
    walk_row *take;
    void *context;
    struct cancel *cancel;
    // References that slide follow a tile of samples through many frames.
    size_t tile, pass;                  // samples, frames
    struct correction_stream **streams; // one a hand, NULL without memory; NULL: nothing slides
};

// ── runs of samples ────────────────────────────────────────────────────────────────────────

// What is wanted and valid among samples from `at` to `stop` - 1 of a frame.
struct runs {
    const struct zone *zone;
    const struct frame_view *view;
    struct shape shape;
    size_t at, stop;
    size_t span; // of the zone: the next one
};

// The first span of the zone in row `row` or below.
static size_t first_span(const struct zone *zone, size_t row) {
    size_t low = 0, high = zone->span_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->spans[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct runs runs_of(const struct walk *walk, size_t frame, size_t from, size_t stop) {
    struct shape shape = walk->frames->shape;
    struct runs runs = { walk->zone, &walk->frames->views[frame], shape, from, stop, 0 };
    if (walk->zone)
        runs.span = first_span(walk->zone, from / ((size_t)shape.width * shape.channels));
    return runs;
}

// The samples of the next span, cut to what is asked for; false when there is none.
static bool next_span(struct runs *runs, size_t *start, size_t *end) {
    size_t channels = runs->shape.channels;
    for (; runs->span < runs->zone->span_count; runs->span++) {
        struct zone_span span = runs->zone->spans[runs->span];
        size_t row = (size_t)span.row * runs->shape.width;
        uint32_t stop = span.stop < runs->view->valid.width ? span.stop : runs->view->valid.width;
        *start = (row + span.start) * channels;
        *end = (row + stop) * channels;
        if (span.row >= runs->view->valid.height || *start >= runs->stop)
            return false;
        *start = *start > runs->at ? *start : runs->at;
        *end = *end < runs->stop ? *end : runs->stop;
        if (span.start < stop && *start < *end)
            return true;
    }
    return false;
}

// Spans that follow each other in memory are one run. Its length; 0 when there is no more.
static size_t next_run(struct runs *runs, size_t *first) {
    size_t start, end, length = 0;
    if (!runs->zone) {
        length = frame_valid_run(runs->view, runs->shape, runs->at, runs->stop, first);
        runs->at = length ? *first + length : runs->stop;
        return length;
    }
    for (; next_span(runs, &start, &end); runs->span++) {
        if (length && *first + length != start)
            break;
        *first = length ? *first : start;
        length += end - start;
        runs->at = end;
    }
    return length;
}

// ── chunks ─────────────────────────────────────────────────────────────────────────────────

static void walk_run(const struct walk *walk, size_t worker, const struct frame_view *view,
                     size_t start, size_t count) {
    enum element element = walk->frames->element;
    size_t size = element_size(element);
    while (count > 0) {
        size_t row = count < WALK_ROW ? count : WALK_ROW;
        const void *samples = (const unsigned char *)view->samples + start * size;
        _Alignas(64) float corrected[WALK_ROW];
        if (walk->correction) {
            correction_apply(walk->correction, element, view, start, row, corrected, NULL);
            samples = corrected;
        }
        walk->take(walk->context, worker, samples, row);
        start += row;
        count -= row;
    }
}

static void walk_part(const struct walk *walk, size_t worker, size_t frame, size_t from,
                      size_t stop) {
    struct runs runs = runs_of(walk, frame, from, stop);
    size_t start, length;
    while ((length = next_run(&runs, &start)))
        walk_run(walk, worker, runs.view, start, length);
}

// A stream follows the same samples from frame to frame: those from the first wanted one of a tile
// to the last.
static void walk_stream(const struct walk *walk, size_t worker, size_t frame, size_t from,
                        size_t stop) {
    _Alignas(64) float corrected[WALK_ROW];
    struct runs runs = runs_of(walk, frame, from, stop);
    size_t start, length, first = stop, end = from;
    if (!walk->streams[worker]) {
        walk_part(walk, worker, frame, from, stop);
        return;
    }
    while ((length = next_run(&runs, &start))) {
        first = start < first ? start : first;
        end = start + length;
    }
    if (first >= end)
        return;
    correction_stream_apply(walk->streams[worker], runs.view, first, end - first, corrected, NULL);
    runs = runs_of(walk, frame, from, stop);
    while ((length = next_run(&runs, &start)))
        walk->take(walk->context, worker, corrected + (start - first), length);
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
        walk_stream(walk, worker, i, from, smaller(from + walk->tile, samples));
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

bool walk_frames(const struct frames *frames, const struct zone *zone,
                 const struct correction *correction, struct pool *pool, struct cancel *cancel,
                 walk_row *take, void *context) {
    size_t samples = shape_samples(frames->shape);
    struct walk walk = { .frames = frames,
                         .zone = zone,
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
