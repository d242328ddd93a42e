// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a correction holds, shared by the files that make it: correct.c (references that stay),
// correct_slide.c (references that slide) and correct_stream.c (frame after frame).

#ifndef BLITZ_MEASURE_CORRECT_STATE_H
#define BLITZ_MEASURE_CORRECT_STATE_H

#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure/correct_split.h"

struct flat_means;
struct slide_rows;

struct correction {
    const struct kernels *kernels;
    struct correction_wish wish; // no files
    bool camera;                 // dark and flat
    bool slides;
    struct shape shape;
    double *offsets;  // a S, or Dk; zeros when only divided; NULL when they slide
    double *divisors; // b D + 1 - b, or F, when the other reference slides
    double *factors;  // 1 / (b D + 1 - b), or m / (F - Dk); NULL when not divided or sliding
    // The same in f32 for integers; of nothing when they slide or cannot be split.
    struct correct_split split;
    float bad_value;
    const struct frame_view *lent; // frames beside the others, borrowed
    size_t lent_count;
    struct flat_means *means; // m of frames, when a dark or flat slides below a flat; else NULL
};

// The reference that is taken away, and the one that is divided by.
static inline const struct reference_wish *correction_less(const struct correction *correction) {
    return correction->camera ? &correction->wish.dark : &correction->wish.subtract;
}

static inline const struct reference_wish *correction_over(const struct correction *correction) {
    return correction->camera ? &correction->wish.flat : &correction->wish.divide;
}

// Reciprocals in place. Of a number so small that its reciprocal is infinite, the largest there
// is: what it multiplies is 0 or far outside of f32, as with the true one.
void correction_invert(double *denominators, size_t count);

// m of each channel of frames, made once and kept: it needs a whole frame. Any thread.
struct flat_means *flat_means_new(void);
void flat_means_free(struct flat_means **means);

// Where references come from, and rows for them and for what they are counted of.
struct sliding {
    const struct correction *correction;
    enum element element;
    struct slide_rows *less, *over; // NULL: of a frame alone
    double *offsets, *denominators;
};

// Corrects samples of a frame by rows of at most `most` samples, for which `sliding` has room.
void correction_slide_rows(const struct sliding *sliding, size_t most,
                           const struct frame_view *frame, size_t first, size_t count, float *into,
                           struct kernel_counts *counts);

// Corrects samples of one frame alone with references that slide, one of them at least.
void correction_slide(const struct correction *correction, enum element element,
                      const struct frame_view *frame, size_t first, size_t count, float *into,
                      struct kernel_counts *counts);

#endif
