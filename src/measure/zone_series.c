// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/zone_series.h"

#include "base/alloc.h"
#include "measure/correct_block.h"

#include <stdint.h>
#include <stdlib.h>

enum { CACHE_LINE = 64 };
// Of one frame, touched before it is measured.
#define MOST_BYTES ((size_t)640 << 10)

// The part of a row that zones need, from the first to the last of them.
struct needed_row {
    uint32_t row, start, stop;
};

struct measuring {
    const struct frames *frames;
    struct needed_row *rows;
    size_t row_count;
    const struct zone *zones;
    size_t count;
    const struct zone_taking *taking;
    struct zone_stats *const *into;
    struct zone_scratch **scratch; // one a hand, made when it is needed
    struct cancel *cancel;
};

// Zones beside each other share rows, and short spans that are far apart are slow to read: a
// frame's rows are read in the order of memory, a byte of each cache line, before its zones are
// measured from the second-level cache. (Prefetch instructions are dropped when many are under
// way: they gained nothing.)
static void touch_rows(const struct measuring *measuring, const struct frame_view *frame) {
    const struct shape shape = measuring->frames->shape;
    size_t size = shape.channels * element_size(measuring->frames->element);
    for (size_t i = 0; i < measuring->row_count; i++) {
        const struct needed_row *needed = &measuring->rows[i];
        const unsigned char *row =
            (const unsigned char *)frame->samples + (size_t)needed->row * shape.width * size;
        for (size_t byte = needed->start * size; byte < needed->stop * size; byte += CACHE_LINE)
            (void)*(const volatile unsigned char *)(row + byte);
    }
}

// None when a zone is as wide as the frame, which is read well as it is, or when the rows exceed
// what the cache holds.
static void find_rows(struct measuring *measuring) {
    const struct shape shape = measuring->frames->shape;
    size_t bytes = 0, size = shape.channels * element_size(measuring->frames->element);
    struct needed_row *by_row = alloc_zeroed(shape.height, sizeof *by_row);
    for (size_t i = 0; i < measuring->count; i++)
        for (size_t k = 0; k < measuring->zones[i].span_count; k++) {
            struct zone_span span = measuring->zones[i].spans[k];
            struct needed_row *row = &by_row[span.row];
            if (row->stop == 0 || span.start < row->start)
                row->start = span.start;
            if (span.stop > row->stop)
                row->stop = span.stop;
        }
    measuring->rows = by_row;
    for (uint32_t y = 0; y < shape.height; y++) {
        struct needed_row row = by_row[y];
        if (row.stop == 0)
            continue;
        bytes += (row.stop - row.start) * size;
        if (bytes > MOST_BYTES || (row.start == 0 && row.stop == shape.width)) {
            measuring->row_count = 0;
            return;
        }
        row.row = y;
        by_row[measuring->row_count++] = row;
    }
}

static bool measure_frame(void *context, size_t frame, size_t worker) {
    const struct measuring *measuring = context;
    const struct frames *frames = measuring->frames;
    const struct zone_taking *taking = measuring->taking;
    struct zone_scratch **scratch = &measuring->scratch[worker];
    touch_rows(measuring, &frames->views[frame]);
    if (!*scratch)
        *scratch = zone_scratch_new();
    for (size_t i = 0; i < measuring->count; i++)
        if (cancel_asked(measuring->cancel)
            || !zone_measure(&measuring->zones[i], frames->element, frames->shape,
                             &frames->views[frame], taking->correction, taking->saturation,
                             taking->with_median, *scratch,
                             &measuring->into[frame][i * frames->shape.channels]))
            return false;
    return true;
}

// With references that slide, some frames are corrected at a time.
static bool measure_blocks(struct measuring *measuring, const struct frames *frames,
                           struct pool *pool, struct cancel *cancel) {
    const struct correction *correction = measuring->taking->correction;
    struct correction_block *block = correction_block_new(correction, frames, NULL);
    bool good = block != NULL;
    struct frames some = *frames;
    struct zone_stats *const *into = measuring->into;
    measuring->frames = &some;
    for (size_t first = 0; good && first < frames->count; first += some.count) {
        size_t left = frames->count - first, most = correction_block_size(block);
        some.count = left < most ? left : most;
        good = correction_block_make(block, frames, first, some.count, pool, cancel, NULL, NULL);
        some.views = correction_block_views(block);
        measuring->into = into + first;
        good = good && pool_run(pool, POOL_BEHIND, some.count, measure_frame, measuring, cancel);
    }
    correction_block_free(&block);
    return good;
}

bool zone_series(const struct frames *frames, const struct zone *zones, size_t count,
                 const struct zone_taking *taking, struct pool *pool, struct cancel *cancel,
                 struct zone_stats *const *into, struct fault *fault) {
    struct measuring measuring = {
        .frames = frames,
        .zones = zones,
        .count = count,
        .taking = taking,
        .into = into,
        .scratch = alloc_zeroed(pool_hands(pool), sizeof *measuring.scratch),
        .cancel = cancel,
    };
    find_rows(&measuring);
    bool slides = taking->correction && correction_slides(taking->correction);
    bool good = slides
                    ? measure_blocks(&measuring, frames, pool, cancel)
                    : pool_run(pool, POOL_BEHIND, frames->count, measure_frame, &measuring, cancel);
    for (size_t i = 0; i < pool_hands(pool); i++)
        zone_scratch_free(&measuring.scratch[i]);
    free(measuring.scratch);
    free(measuring.rows);
    if (good)
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "measuring was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to measure a zone");
}
