// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sums, moments and extremes in one pass. A chunk of work is one tile of samples over a few
// hundred frames, frame after frame, so that the accumulators stay in the second-level cache:
//
//            tile 0        tile 1   ...
//   frame 0  ├────────────┼────────────┤
//   frame 1  ├────────────┼────────────┤    8 frames at a time into the accumulators
//   ...
//
// Every sample's values are taken in time order whatever the tiles are, so neither tiles nor
// threads nor the way frames are fed show in a result.

#include "measure/reduce_state.h"

#include "base/alloc.h"
#include "measure/slide_mean.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A tile's accumulators leave room for the rows in a second-level cache of 1 MiB. The longer a tile
// is, the better memory gives its rows, up to some limit.
#define TILE_BYTES (256U << 10)
#define TILE_SAMPLES (64U << 10)
// Corrected frames between two looks at the cancel flag: medians of wide windows take long.
#define CANCEL_FRAMES 64
// Bytes of input of one chunk: a few milliseconds; medians of windows are slower.
#define CHUNK_BYTES (16U << 20)
#define SLIDING_CHUNK_BYTES (4U << 20)

struct scratch {
    uint32_t *sums, *squares;
    uint32_t *uppers; // of squares; NULL for u8
    float *rows;      // KERNEL_ROWS pieces of corrected rows
    struct correction_stream *corrected;
    struct slide_mean *slide_mean; // when that is all there is to do
};

struct stream {
    struct reduction *reduction;
    const struct frame_view *views;
    size_t count;
    size_t before; // frames of the reduction before views[0]
    struct cancel *cancel;
    size_t tile;
    size_t piece;            // samples of corrected rows that are made at once
    struct scratch *scratch; // by worker
};

// Samples start to start + count - 1 of up to KERNEL_ROWS frames; `tile_start`: where the
// scratch begins.
struct group {
    const struct frame_view *views[KERNEL_ROWS]; // of corrected frames
    const void *rows[KERNEL_ROWS];
    size_t row_count, start, count, tile_start;
    bool shifted; // every shift of its samples is known
};

// Bytes of one row that all statistics take before the next ones: 8 rows of them stay in the
// first-level cache, so that many statistics read memory once.
#define PIECE_BYTES 1024
// Samples from corrected row to corrected row beyond a piece: skewed, so that they lie in different
// cache sets.
#define CORRECTED_SKEW 16

static void take_integers(const struct stream *stream, const struct scratch *scratch,
                          const struct group *group) {
    const struct reduction *r = stream->reduction;
    const struct kernel_integers *kernel = &r->kernels->integers[r->working];
    size_t offset = group->start - group->tile_start, size = element_size(r->working);
    void *min = r->min ? (unsigned char *)r->min + group->start * size : NULL;
    void *max = r->max ? (unsigned char *)r->max + group->start * size : NULL;
    if (r->wants_moments) {
        kernel->moment_rows(group->rows, group->row_count, group->count, scratch->sums + offset,
                            scratch->squares + offset,
                            scratch->uppers ? scratch->uppers + offset : NULL, min, max);
        return;
    }
    if (r->wants_sums)
        kernel->sum_rows(group->rows, group->row_count, group->count, scratch->sums + offset);
    if (r->wants_extremes)
        kernel->extreme_rows(group->rows, group->row_count, group->count, min, max);
}

static void take_floats(const struct stream *stream, struct group *group) {
    const struct reduction *r = stream->reduction;
    const struct kernel_floats *kernel = &r->kernels->floats;
    const float *rows[KERNEL_ROWS];
    for (size_t k = 0; k < group->row_count; k++)
        rows[k] = group->rows[k];
    size_t start = group->start, rows_in = group->row_count, count = group->count;
    float *min = r->min ? (float *)r->min + start : NULL;
    float *max = r->max ? (float *)r->max + start : NULL;
    if (r->wants_moments) {
        if (!group->shifted)
            group->shifted = kernel->shift_rows(rows, rows_in, count, r->shifts + start);
        kernel->moment_rows(rows, rows_in, count, r->shifts + start,
                            r->float_sums ? r->float_sums + start : NULL, r->missing + start,
                            r->first + start, r->second + start, min, max);
        return;
    }
    if (r->wants_sums)
        kernel->sum_rows(rows, rows_in, count, r->float_sums + start, r->missing + start);
    if (r->wants_extremes)
        kernel->extreme_rows(rows, rows_in, count, min, max);
}

static void take_piece(const struct stream *stream, const struct scratch *scratch,
                       struct group *group) {
    if (stream->reduction->working == ELEMENT_F32)
        take_floats(stream, group);
    else
        take_integers(stream, scratch, group);
}

// Rows of a piece, corrected into memory that the first-level cache holds.
static void correct_piece(const struct stream *stream, const struct scratch *scratch,
                          struct group *part) {
    for (size_t k = 0; k < part->row_count; k++) {
        float *row = scratch->rows + k * (stream->piece + CORRECTED_SKEW);
        correction_stream_apply(scratch->corrected, part->views[k], part->start, part->count, row,
                                NULL);
        part->rows[k] = row;
    }
}

// Means of corrected values need no corrected rows: as many samples as can be added at once.
static size_t add_corrected(const struct stream *stream, const struct group *group, size_t from) {
    const struct reduction *r = stream->reduction;
    if (r->wants_moments || r->wants_extremes || group->row_count < KERNEL_ROWS)
        return 0;
    const void *rows[KERNEL_ROWS];
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        rows[k] = (const unsigned char *)group->rows[k] + from * element_size(r->element);
    size_t start = group->start + from;
    return correction_add(r->correction, r->element, rows, start, group->count - from,
                          r->float_sums + start);
}

static void take(const struct stream *stream, const struct scratch *scratch, struct group *group) {
    const struct reduction *r = stream->reduction;
    size_t size = element_size(r->element), piece = stream->piece;
    bool many = r->wants_extremes && r->wants_sums && !r->wants_moments;
    if (!many && !r->correction)
        piece = group->count;
    if (group->row_count == 0)
        return;
    bool shifted = true;
    struct group part = *group;
    for (size_t from = 0; from < group->count; from += piece) {
        if (r->correction && (from += add_corrected(stream, group, from)) >= group->count)
            break;
        part.start = group->start + from;
        part.count = group->count - from < piece ? group->count - from : piece;
        part.shifted = group->shifted;
        for (size_t k = 0; k < group->row_count; k++)
            part.rows[k] = (const unsigned char *)group->rows[k] + from * size;
        if (r->correction)
            correct_piece(stream, scratch, &part);
        take_piece(stream, scratch, &part);
        shifted &= part.shifted;
    }
    group->shifted = shifted;
    group->row_count = 0;
}

// Adds the samples of one frame that the group is about.
static void add_row(const struct stream *stream, const struct scratch *scratch, struct group *group,
                    const struct frame_view *view) {
    group->views[group->row_count] = view;
    group->rows[group->row_count++] = (const unsigned char *)view->samples
                                      + group->start * element_size(stream->reduction->element);
    if (group->row_count == KERNEL_ROWS)
        take(stream, scratch, group);
}

// A recovered frame: its valid runs, each on its own.
static void add_partial(const struct stream *stream, const struct scratch *scratch,
                        const struct group *tile, const struct frame_view *view) {
    struct reduction *r = stream->reduction;
    size_t stop = tile->start + tile->count, from = tile->start, start, length;
    uint32_t *absent = r->working == ELEMENT_F32 ? r->missing : r->absent;
    while ((length = frame_valid_run(view, r->shape, from, stop, &start))) {
        for (size_t i = from; absent && i < start; i++)
            absent[i]++;
        struct group run = { .start = start, .count = length, .tile_start = tile->tile_start };
        add_row(stream, scratch, &run, view);
        take(stream, scratch, &run);
        from = start + length;
    }
    for (size_t i = from; absent && i < stop; i++)
        absent[i]++;
}

struct joined_moments reduction_join(const struct reduction *reduction, size_t frames,
                                     size_t sample) {
    double before = reduction->joined[sample];
    double added = (double)(frames - reduction->missing[sample]) - before;
    struct joined_moments result = { reduction->shifts[sample], reduction->spread[sample] };
    if (added == 0.0)
        return result;
    // Chan's pairwise update; the shift is the mean of what was joined before.
    double offset = reduction->first[sample] / added;
    double spread = reduction->second[sample] - reduction->first[sample] * offset;
    double all = before + added;
    result.mean += offset * (added / all);
    result.spread += (spread < 0.0 ? 0.0 : spread) + offset * offset * before * (added / all);
    return result;
}

// After so many frames.
static void join_tile(struct reduction *r, size_t frames, size_t start, size_t stop) {
    for (size_t i = start; i < stop; i++) {
        uint32_t values = (uint32_t)(frames - r->missing[i]);
        if (values == r->joined[i])
            continue;
        struct joined_moments joined = reduction_join(r, frames, i);
        r->shifts[i] = joined.mean;
        r->spread[i] = joined.spread;
        r->joined[i] = values;
        r->first[i] = r->second[i] = 0.0;
    }
}

// All frames of the pass, samples of one tile or of a part of it.
static void stream_samples(const struct stream *stream, const struct scratch *scratch,
                           struct group tile) {
    struct reduction *r = stream->reduction;
    bool joins = r->working == ELEMENT_F32 && r->wants_moments;
    for (size_t i = 0; i < stream->count; i++) {
        if (r->correction && i % CANCEL_FRAMES == 0 && cancel_asked(stream->cancel))
            return;
        if (joins && (stream->before + i) % MOMENT_FRAMES == 0) {
            take(stream, scratch, &tile);
            join_tile(r, stream->before + i, tile.start, tile.start + tile.count);
        }
        if (frame_is_whole(&stream->views[i], r->shape)) {
            add_row(stream, scratch, &tile, &stream->views[i]);
        } else {
            take(stream, scratch, &tile);
            add_partial(stream, scratch, &tile, &stream->views[i]);
        }
    }
    take(stream, scratch, &tile);
}

// References that slide follow the frames piece by piece: a piece is what they keep in the cache.
static void stream_sliding(const struct stream *stream, const struct scratch *scratch,
                           struct group tile) {
    struct reduction *r = stream->reduction;
    if (scratch->slide_mean
        && slide_mean_add(scratch->slide_mean, stream->views, stream->count, tile.start, tile.count,
                          r->float_sums + tile.start, r->missing + tile.start))
        return;
    size_t stop = tile.start + tile.count;
    for (; tile.start < stop; tile.start += tile.count) {
        tile.count = stop - tile.start < stream->piece ? stop - tile.start : stream->piece;
        stream_samples(stream, scratch, tile);
    }
}

static bool stream_tile(void *context, size_t chunk, size_t worker) {
    const struct stream *stream = context;
    struct reduction *r = stream->reduction;
    const struct scratch *scratch = &stream->scratch[worker];
    struct group tile = { .start = chunk * stream->tile };
    size_t left = r->samples - tile.start;
    tile.count = left < stream->tile ? left : stream->tile;
    tile.tile_start = tile.start;
    if (scratch->sums)
        memset(scratch->sums, 0, tile.count * sizeof *scratch->sums);
    if (scratch->squares)
        memset(scratch->squares, 0, tile.count * sizeof *scratch->squares);
    if (scratch->uppers)
        memset(scratch->uppers, 0, tile.count * sizeof *scratch->uppers);
    if (r->correction && correction_slides(r->correction))
        stream_sliding(stream, scratch, tile);
    else
        stream_samples(stream, scratch, tile);
    if (r->correction && cancel_asked(stream->cancel))
        return false;
    if (scratch->sums)
        r->kernels->integers[r->working].gather(scratch->sums, scratch->squares, scratch->uppers,
                                                tile.count, r->sums + tile.start,
                                                r->squares ? r->squares + tile.start : NULL);
    return true;
}

static bool only_sums(const struct reduction *reduction) {
    return !reduction->wants_moments && !reduction->wants_extremes;
}

static bool make_corrected(const struct stream *stream, struct scratch *scratch) {
    const struct reduction *r = stream->reduction;
    scratch->rows = alloc_try(stream->piece + CORRECTED_SKEW, KERNEL_ROWS * sizeof *scratch->rows);
    scratch->corrected = correction_stream_new(r->correction, r->element, stream->piece);
    bool good = scratch->rows && scratch->corrected;
    if (good && only_sums(r) && slide_mean_suits(r->correction, r->element))
        good = (scratch->slide_mean =
                    slide_mean_new(r->correction, r->element, r->shape, stream->tile));
    return good;
}

static bool make_scratch(struct stream *stream, size_t hands) {
    const struct reduction *r = stream->reduction;
    stream->scratch = alloc_zeroed(hands, sizeof *stream->scratch);
    bool integers = r->working != ELEMENT_F32, good = true;
    for (size_t i = 0; i < hands; i++) {
        struct scratch *scratch = &stream->scratch[i];
        if (integers && (r->wants_sums || r->wants_moments))
            good &= (scratch->sums = alloc_try(stream->tile, sizeof *scratch->sums)) != NULL;
        if (integers && r->wants_moments)
            good &= (scratch->squares = alloc_try(stream->tile, sizeof *scratch->squares)) != NULL;
        if (integers && r->wants_moments && r->working != ELEMENT_U8)
            good &= (scratch->uppers = alloc_try(stream->tile, sizeof *scratch->uppers)) != NULL;
        if (r->correction)
            good &= make_corrected(stream, scratch);
    }
    return good;
}

static void free_scratch(struct stream *stream, size_t hands) {
    for (size_t i = 0; i < hands; i++) {
        free(stream->scratch[i].sums);
        free(stream->scratch[i].squares);
        free(stream->scratch[i].uppers);
        free(stream->scratch[i].rows);
        correction_stream_free(&stream->scratch[i].corrected);
        slide_mean_free(&stream->scratch[i].slide_mean);
    }
    free(stream->scratch);
}

// Bytes of accumulators of a sample while frames are streamed, and of its references.
static size_t accumulated_bytes(const struct reduction *r) {
    size_t bytes =
        (r->wants_extremes ? 2 * element_size(r->working) : 0) + (r->correction ? 16 : 0);
    if (r->working != ELEMENT_F32)
        return bytes + (r->wants_moments ? 12 : 4);
    return bytes + 4 + (r->wants_sums ? 8 : 0) + (r->wants_moments ? 24 : 0);
}

// Large enough to stream, small enough that every worker has tiles to take. What slides keeps its
// windows in the cache too.
static size_t choose_tile(const struct reduction *reduction, size_t workers) {
    bool slides = reduction->correction && correction_slides(reduction->correction);
    size_t most = slides ? TILE_SAMPLES / 8 : TILE_BYTES / accumulated_bytes(reduction);
    if (most > TILE_SAMPLES)
        most = TILE_SAMPLES;
    size_t share = reduction->samples / (workers * 2) + 1;
    size_t tile = share < most ? share : most;
    return tile < 1024 ? 1024 : (tile + 63) / 64 * 64;
}

// Frames of a pass: a few milliseconds of work for each tile. What a window keeps is made anew for
// each pass, so that it must be several windows long.
static size_t choose_pass(const struct stream *stream) {
    const struct reduction *r = stream->reduction;
    bool slides = r->correction && correction_slides(r->correction);
    size_t bytes = slides ? SLIDING_CHUNK_BYTES : CHUNK_BYTES;
    size_t pass = bytes / (stream->tile * element_size(r->element));
    size_t width = r->correction ? correction_width(r->correction) : 0;
    pass = pass / 4 < width ? 4 * width : pass;
    if (!r->correction && pass > KERNEL_PARTIAL_ROWS)
        pass = KERNEL_PARTIAL_ROWS;
    return pass < KERNEL_ROWS ? KERNEL_ROWS : pass / KERNEL_ROWS * KERNEL_ROWS;
}

static void plan(struct stream *stream, size_t workers) {
    const struct reduction *r = stream->reduction;
    stream->tile = choose_tile(r, workers);
    stream->piece = PIECE_BYTES / element_size(r->working);
    if (!r->correction || !correction_slides(r->correction))
        return;
    if (only_sums(r) && slide_mean_suits(r->correction, r->element))
        stream->tile = slide_mean_samples(r->correction, r->element, stream->tile);
    stream->piece = correction_stream_samples(r->correction, r->element, stream->tile);
}

bool reduction_stream(struct reduction *reduction, const struct frames *frames, struct pool *pool,
                      struct cancel *cancel, struct fault *fault) {
    struct stream stream = { .reduction = reduction, .cancel = cancel };
    plan(&stream, pool_workers(pool));
    size_t hands = pool_hands(pool), pass = choose_pass(&stream);
    bool good = make_scratch(&stream, hands);
    if (!good)
        fault_set(fault, FAULT_LIMIT, "no memory for the workers of a reduction");
    size_t chunks = (reduction->samples + stream.tile - 1) / stream.tile;
    for (size_t done = 0; good && done < frames->count; done += stream.count) {
        stream.views = frames->views + done;
        stream.count = frames->count - done < pass ? frames->count - done : pass;
        stream.before = reduction->frames + done;
        good = pool_run(pool, POOL_BEHIND, chunks, stream_tile, &stream, cancel)
               || fault_set(fault, FAULT_CANCELLED, "the reduction was cancelled");
    }
    free_scratch(&stream, hands);
    return good;
}
