// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide_mean.h"

#include "base/alloc.h"
#include "base/size.h"
#include "measure/correct_state.h"
#include "measure/slide_part.h"

#include <stdlib.h>
#include <string.h>

// What a window holds of a tile stays in the second-level cache.
#define WINDOW_BYTES ((size_t)512 << 10)
// However wide a window is, shorter rows read memory too slowly.
#define LEAST_SAMPLES 256
// Integer sums are 32 bits: 2^15 x 65535.
#define WIDEST ((int64_t)1 << 15)

struct slide_mean {
    const struct kernels *kernels;
    struct slide_wish wish;
    enum element element;
    struct shape shape;
    size_t samples; // room
    // f32: sums of ends, of windows that begin with frame cut - width + k at [k], and of nothing.
    double *ends, *nothing;
    void *window;        // integers: int32_t sums; f32: double sums of the starts
    double *sums_before; // a tile that turns out not to be finite is put back
    // The call.
    const struct surroundings *around;
    size_t start, count;
    double *sums;
    int64_t cut;
};

bool slide_mean_suits(const struct correction *correction, enum element element) {
    const struct reference_wish *less = correction_less(correction);
    return less->kind == REFERENCE_SLIDE && less->slide.op == REDUCTION_MEAN && less->amount == 1.0
           && !correction_divides(correction)
           && (element == ELEMENT_F32 || less->slide.width < WIDEST);
}

size_t slide_mean_samples(const struct correction *correction, enum element element, size_t most) {
    const struct slide_wish *wish = &correction_less(correction)->slide;
    size_t each = element == ELEMENT_F32 ? sizeof(float) + sizeof(double) : element_size(element);
    size_t fit = WINDOW_BYTES / each / ((size_t)wish->width + 1);
    fit = fit < LEAST_SAMPLES ? LEAST_SAMPLES : fit;
    return fit < most ? fit / 64 * 64 : most;
}

struct slide_mean *slide_mean_new(const struct correction *correction, enum element element,
                                  struct shape shape, size_t samples) {
    struct slide_mean *mean = alloc_zeroed(1, sizeof *mean);
    mean->kernels = correction->kernels;
    mean->wish = correction_less(correction)->slide;
    mean->element = element;
    mean->shape = shape;
    mean->samples = samples;
    size_t ends = samples;
    bool good = (element != ELEMENT_F32
                 || (size_multiply((size_t)mean->wish.width, samples, &ends)
                     && (mean->ends = alloc_try(ends, sizeof(double)))
                     && (mean->nothing = alloc_try(samples, sizeof(double)))))
                && (mean->window = alloc_try(samples, sizeof(double)))
                && (mean->sums_before = alloc_try(samples, sizeof(double)));
    for (size_t i = 0; mean->nothing && i < samples; i++)
        mean->nothing[i] = 0.0;
    if (!good)
        slide_mean_free(&mean);
    return mean;
}

static const void *row_of(const struct slide_mean *mean, const struct frame_view *view) {
    return (const unsigned char *)view->samples + mean->start * element_size(mean->element);
}

static const struct frame_view *frame_of(const struct slide_mean *mean, int64_t source) {
    return &mean->around->views[source - mean->around->first];
}

static struct slide_window window_of(const struct slide_mean *mean, const struct frame_view *view) {
    return slide_window(&mean->wish, view->source, mean->around->frames);
}

static bool is_full(struct slide_window window) {
    return window.last >= window.first;
}

// The frames that have a window are those from *first to *stop - 1; their windows follow each other
// and all frames in them are whole.
static bool find_frames(const struct slide_mean *mean, const struct frame_view *views, size_t count,
                        size_t *first, size_t *stop) {
    *first = *stop = count;
    struct slide_window all = { 0, -1 };
    for (size_t i = 0; i < count; i++) {
        struct slide_window window = window_of(mean, &views[i]);
        if (!frame_is_whole(&views[i], mean->shape))
            return false;
        if (!is_full(window))
            continue;
        if (*first == count) {
            *first = i;
            all.first = window.first;
        } else if (*stop != i || window.last != all.last + 1
                   || views[i].source != views[i - 1].source + 1) {
            return false;
        }
        *stop = i + 1;
        all.last = window.last;
    }
    for (int64_t source = all.first; source <= all.last; source++)
        if (!frame_of(mean, source)->samples
            || !frame_is_whole(frame_of(mean, source), mean->shape))
            return false;
    return true;
}

// Rows that a kernel takes together, forwards or backwards from frame `from` on.
static size_t gather_rows(const struct slide_mean *mean, int64_t from, int64_t left, int64_t step,
                          const void *rows[KERNEL_ROWS]) {
    size_t count = left < KERNEL_ROWS ? (size_t)left : KERNEL_ROWS;
    for (size_t k = 0; k < count; k++)
        rows[k] = row_of(mean, frame_of(mean, from + (int64_t)k * step));
    return count;
}

// ── integers ───────────────────────────────────────────────────────────────────────────────

// Sums before the first frame enters: its window less the last frame, and the first one twice, for
// that is what leaves then.
static void start_integers(struct slide_mean *mean, struct slide_window window) {
    const struct kernel_integers *kernel = &mean->kernels->integers[mean->element];
    int32_t *sums = mean->window;
    memset(sums, 0, mean->count * sizeof *sums);
    const void *rows[KERNEL_ROWS];
    gather_rows(mean, window.first, 1, 1, rows);
    kernel->sum_rows(rows, 1, mean->count, mean->window);
    for (int64_t frame = window.first; frame < window.last;) {
        size_t count = gather_rows(mean, frame, window.last - frame, 1, rows);
        kernel->sum_rows(rows, count, mean->count, mean->window);
        frame += (int64_t)count;
    }
    int32_t bias = (int32_t)(mean->wish.width * kernel_bias(mean->element));
    for (size_t i = 0; i < mean->count; i++)
        sums[i] += bias;
}

static void take_integers(struct slide_mean *mean, const struct frame_view *views, size_t count) {
    struct kernel_slide slide = { .width = (size_t)mean->wish.width,
                                  .window = mean->window,
                                  .sums = mean->sums };
    start_integers(mean, window_of(mean, &views[0]));
    for (size_t i = 0; i < count; i++) {
        struct slide_window window = window_of(mean, &views[i]);
        int64_t leaving = i == 0 ? window.first : window.first - 1;
        size_t k = slide.row_count++;
        slide.rows[k] = row_of(mean, &views[i]);
        slide.entering[k] = row_of(mean, frame_of(mean, window.last));
        slide.leaving[k] = row_of(mean, frame_of(mean, leaving));
        if (slide.row_count == KERNEL_ROWS || i + 1 == count) {
            mean->kernels->integers[mean->element].slide_rows(&slide, mean->count);
            slide.row_count = 0;
        }
    }
}

// ── f32 ────────────────────────────────────────────────────────────────────────────────────

static double *end_at(const struct slide_mean *mean, int64_t frame) {
    return frame < mean->cut
               ? mean->ends + (size_t)(frame - mean->cut + mean->wish.width) * mean->samples
               : mean->nothing;
}

// Sums of all ends that windows from this one on may need, and of its start but for the last frame.
static void start_floats(struct slide_mean *mean, struct slide_window window) {
    const struct kernel_floats *kernel = &mean->kernels->floats;
    const void *rows[KERNEL_ROWS];
    double *ends[KERNEL_ROWS], *sums = mean->window;
    memset(sums, 0, mean->count * sizeof *sums);
    for (int64_t frame = mean->cut - 1; frame >= window.first;) {
        size_t count = gather_rows(mean, frame, frame - window.first + 1, -1, rows);
        for (size_t k = 0; k < count; k++)
            ends[k] = end_at(mean, frame - (int64_t)k);
        kernel->end_rows((const float *const *)rows, count, mean->count, sums, ends);
        frame -= (int64_t)count;
    }
    memset(sums, 0, mean->count * sizeof *sums);
    for (int64_t frame = mean->cut; frame < window.last;) {
        size_t count = gather_rows(mean, frame, window.last - frame, 1, rows);
        kernel->end_rows((const float *const *)rows, count, mean->count, sums, NULL);
        frame += (int64_t)count;
    }
}

static bool take_floats(struct slide_mean *mean, const struct frame_view *views, size_t count) {
    struct kernel_slide slide = { .width = (size_t)mean->wish.width,
                                  .window = mean->window,
                                  .sums = mean->sums };
    for (size_t i = 0; i < count; i++) {
        struct slide_window window = window_of(mean, &views[i]);
        int64_t cut = slide_cut(&mean->wish, window.last);
        if (i == 0 || cut != mean->cut) {
            mean->cut = cut;
            start_floats(mean, window);
        }
        size_t k = slide.row_count++;
        slide.rows[k] = row_of(mean, &views[i]);
        slide.entering[k] = row_of(mean, frame_of(mean, window.last));
        slide.ends[k] = end_at(mean, window.first);
        bool is_last = slide.row_count == KERNEL_ROWS || i + 1 == count
                       || slide_cut(&mean->wish, window.last + 1) != cut;
        if (!is_last)
            continue;
        if (!mean->kernels->floats.slide_rows(&slide, mean->count))
            return false;
        slide.row_count = 0;
    }
    return true;
}

// ── both ───────────────────────────────────────────────────────────────────────────────────

bool slide_mean_add(struct slide_mean *mean, const struct frame_view *views, size_t count,
                    size_t start, size_t samples, double *sums, uint32_t *missing) {
    size_t first, stop;
    mean->around = count ? views[0].around : NULL;
    if (!mean->around || !find_frames(mean, views, count, &first, &stop))
        return false;
    uint32_t without = (uint32_t)(count - (stop - first));
    mean->start = start;
    mean->count = samples;
    mean->sums = sums;
    if (first < stop && mean->element != ELEMENT_F32) {
        take_integers(mean, views + first, stop - first);
    } else if (first < stop) {
        memcpy(mean->sums_before, sums, samples * sizeof *sums);
        if (!take_floats(mean, views + first, stop - first)) {
            memcpy(sums, mean->sums_before, samples * sizeof *sums);
            return false;
        }
    }
    for (size_t i = 0; i < samples; i++)
        missing[i] += without;
    return true;
}

void slide_mean_free(struct slide_mean **mean_address) {
    struct slide_mean *mean = *mean_address;
    *mean_address = NULL;
    if (!mean)
        return;
    free(mean->ends);
    free(mean->nothing);
    free(mean->window);
    free(mean->sums_before);
    free(mean);
}
