// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Correction with references that slide. A frame alone makes its references anew (slide_row), a
// stream keeps what the windows of two frames share (slide_rows); both have the same bits.

#include "measure/correct_state.h"

#include "base/alloc.h"
#include "measure/slide_part.h"
#include "measure/slide_rows.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Samples that are corrected at once, of a frame alone.
#define SLIDE_ROW 1024

// A mean of integers that is taken away as it is: (n x - sum) / n is exact but for one rounding,
// which x - sum / n is not.
static bool takes_exact_mean(const struct correction *correction, enum element element) {
    const struct reference_wish *less = correction_less(correction);
    return element != ELEMENT_F32 && less->kind == REFERENCE_SLIDE
           && less->slide.op == REDUCTION_MEAN && less->amount == 1.0
           && correction_over(correction)->kind == REFERENCE_NONE;
}

void correction_invert(double *denominators, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double factor = 1.0 / denominators[i];
        if (isinf(factor) && denominators[i] != 0.0)
            factor = copysign(DBL_MAX, factor);
        denominators[i] = factor;
    }
}

static void take_reference(const struct sliding *sliding, const struct reference_wish *wish,
                           struct slide_rows *rows, const struct frame_view *frame, size_t first,
                           size_t count, double *into, double *n) {
    if (rows)
        slide_rows_take(rows, frame, first, count, into, n);
    else
        slide_row(&wish->slide, sliding->element, sliding->correction->shape, frame, first, count,
                  into, n);
}

static void offset_row(const struct sliding *sliding, const struct frame_view *frame, size_t first,
                       size_t count, double *into) {
    const struct reference_wish *less = correction_less(sliding->correction);
    if (less->kind == REFERENCE_SLIDE)
        take_reference(sliding, less, sliding->less, frame, first, count, into, NULL);
    for (size_t i = 0; i < count; i++)
        into[i] = less->kind == REFERENCE_SLIDE ? less->amount * into[i]
                                                : sliding->correction->offsets[first + i];
}

// Before a flat is normalised. A divisor that does not slide is here because the offset does.
static void denominator_row(const struct sliding *sliding, const struct frame_view *frame,
                            size_t first, size_t count, const double *offsets, double *into) {
    const struct correction *correction = sliding->correction;
    const struct reference_wish *over = correction_over(correction);
    if (over->kind == REFERENCE_SLIDE)
        take_reference(sliding, over, sliding->over, frame, first, count, into, NULL);
    for (size_t i = 0; i < count; i++) {
        if (over->kind == REFERENCE_SLIDE)
            into[i] = over->amount * into[i] + (correction->camera ? 0.0 : 1.0 - over->amount);
        else
            into[i] = correction->divisors[first + i];
        if (correction->camera)
            into[i] -= offsets[i];
    }
}

// m of each channel for the references of one frame.
static void frame_means(const struct correction *correction, enum element element,
                        const struct frame_view *frame, double *means) {
    double offsets[SLIDE_ROW], row[SLIDE_ROW];
    const struct sliding alone = { .correction = correction, .element = element };
    size_t samples = shape_samples(correction->shape), channels = correction->shape.channels;
    for (size_t channel = 0; channel < channels; channel++) {
        double sum = 0.0;
        size_t n = 0;
        for (size_t first = 0; first < samples; first += SLIDE_ROW) {
            size_t count = samples - first < SLIDE_ROW ? samples - first : SLIDE_ROW;
            offset_row(&alone, frame, first, count, offsets);
            denominator_row(&alone, frame, first, count, offsets, row);
            for (size_t i = 0; i < count; i++)
                if ((first + i) % channels == channel && isfinite(row[i])) {
                    sum += row[i];
                    n++;
                }
        }
        means[channel] = sum / (double)n;
    }
}

struct kept_means {
    double of[3];
    bool made;
};

struct flat_means {
    pthread_mutex_t lock;
    struct kept_means *kept; // by source index
    size_t count, capacity;
};

struct flat_means *flat_means_new(void) {
    struct flat_means *means = alloc_zeroed(1, sizeof *means);
    pthread_mutex_init(&means->lock, NULL);
    return means;
}

void flat_means_free(struct flat_means **means_address) {
    struct flat_means *means = *means_address;
    *means_address = NULL;
    if (!means)
        return;
    pthread_mutex_destroy(&means->lock);
    free(means->kept);
    free(means);
}

static bool find_means(struct flat_means *means, size_t frame, double *found) {
    pthread_mutex_lock(&means->lock);
    bool made = frame < means->count && means->kept[frame].made;
    if (made)
        memcpy(found, means->kept[frame].of, sizeof means->kept[frame].of);
    pthread_mutex_unlock(&means->lock);
    return made;
}

static void keep_means(struct flat_means *means, size_t frame, const double *made) {
    pthread_mutex_lock(&means->lock);
    while (means->count <= frame) {
        means->kept = alloc_grow(means->kept, means->count, &means->capacity, sizeof *means->kept);
        means->kept[means->count++].made = false;
    }
    memcpy(means->kept[frame].of, made, sizeof means->kept[frame].of);
    means->kept[frame].made = true;
    pthread_mutex_unlock(&means->lock);
}

// Two workers may make the same at the same time: both have the same bits.
static void means_of(const struct correction *correction, enum element element,
                     const struct frame_view *frame, double *means) {
    if (find_means(correction->means, (size_t)frame->source, means))
        return;
    frame_means(correction, element, frame, means);
    keep_means(correction->means, (size_t)frame->source, means);
}

static void less_exact_mean(const struct sliding *sliding, const struct frame_view *frame,
                            size_t first, size_t count, float *into, struct kernel_counts *counts) {
    const struct correction *correction = sliding->correction;
    double *sums = sliding->offsets, *n = sliding->denominators;
    take_reference(sliding, correction_less(correction), sliding->less, frame, first, count, sums,
                   n);
    for (size_t i = 0; i < count; i++) {
        double x = element_value(sliding->element, frame->samples, first + i);
        float value = (float)((n[i] * x - sums[i]) / n[i]);
        bool is_bad = !(n[i] > 0.0);
        into[i] = is_bad ? correction->bad_value : value;
        if (counts) {
            counts->bad += is_bad;
            counts->negative += !is_bad && value < 0.0F;
        }
    }
}

static void correct_row(const struct sliding *sliding, const struct frame_view *frame, size_t first,
                        size_t count, const double *means, float *into,
                        struct kernel_counts *counts) {
    const struct correction *correction = sliding->correction;
    enum element element = sliding->element;
    double *offsets = sliding->offsets, *denominators = NULL;
    offset_row(sliding, frame, first, count, offsets);
    if (correction_over(correction)->kind != REFERENCE_NONE) {
        denominators = sliding->denominators;
        denominator_row(sliding, frame, first, count, offsets, denominators);
        for (size_t i = 0; means && i < count; i++)
            if (denominators[i] != 0.0)
                denominators[i] /= means[(first + i) % correction->shape.channels];
        correction_invert(denominators, count);
    }
    correction->kernels->elements[element].correct(
        (const unsigned char *)frame->samples + first * element_size(element), offsets,
        denominators, count, correction->bad_value, into, counts);
}

void correction_slide_rows(const struct sliding *sliding, size_t most,
                           const struct frame_view *frame, size_t first, size_t count, float *into,
                           struct kernel_counts *counts) {
    const struct correction *correction = sliding->correction;
    double means[3] = { 1.0, 1.0, 1.0 };
    bool is_flat = correction->means != NULL;
    if (is_flat)
        means_of(correction, sliding->element, frame, means);
    while (count > 0) {
        size_t row = count < most ? count : most;
        if (takes_exact_mean(correction, sliding->element))
            less_exact_mean(sliding, frame, first, row, into, counts);
        else
            correct_row(sliding, frame, first, row, is_flat ? means : NULL, into, counts);
        first += row;
        into += row;
        count -= row;
    }
}

void correction_slide(const struct correction *correction, enum element element,
                      const struct frame_view *frame, size_t first, size_t count, float *into,
                      struct kernel_counts *counts) {
    double offsets[SLIDE_ROW], denominators[SLIDE_ROW];
    const struct sliding alone = { .correction = correction,
                                   .element = element,
                                   .offsets = offsets,
                                   .denominators = denominators };
    correction_slide_rows(&alone, SLIDE_ROW, frame, first, count, into, counts);
}
