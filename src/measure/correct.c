// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/correct.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/correct_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// m of one channel: mean of the finite denominators.
static double flat_mean(const double *denominators, size_t samples, size_t channels,
                        size_t channel) {
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = channel; i < samples; i += channels)
        if (isfinite(denominators[i])) {
            sum += denominators[i];
            n++;
        }
    return sum / (double)n;
}

// (x - Dk) / (F - Dk) m = (x - Dk) / ((F - Dk) / m). A zero denominator stays zero even if m
// is zero, so that the pixel is bad as the formula has it.
static void normalise_flat(double *denominators, struct shape shape) {
    size_t samples = shape_samples(shape);
    for (size_t channel = 0; channel < shape.channels; channel++) {
        double mean = flat_mean(denominators, samples, shape.channels, channel);
        for (size_t i = channel; i < samples; i += shape.channels)
            if (denominators[i] != 0.0)
                denominators[i] /= mean;
    }
}

static double *scaled(const double *image, double amount, size_t samples) {
    double *values = alloc_try(samples, sizeof *values);
    for (size_t i = 0; values && i < samples; i++)
        values[i] = image ? amount * image[i] : 0.0;
    return values;
}

static bool lacks_image(const struct reference_wish *wish, const double *image) {
    return wish->kind != REFERENCE_NONE && wish->kind != REFERENCE_SLIDE && !image;
}

// False without memory.
static bool set_images(struct correction *correction, const struct reference_images *images) {
    size_t samples = shape_samples(correction->shape);
    const struct reference_wish *less = correction_less(correction),
                                *over = correction_over(correction);
    bool camera = correction->camera;
    if (less->kind != REFERENCE_SLIDE
        && !(correction->offsets =
                 scaled(camera ? images->dark : images->subtract, less->amount, samples)))
        return false;
    if (over->kind == REFERENCE_NONE || over->kind == REFERENCE_SLIDE)
        return correction->slides
               || correct_split_make(&correction->split, correction->offsets, NULL, samples);
    double *values = scaled(camera ? images->flat : images->divide, over->amount, samples);
    if (!values)
        return false;
    for (size_t i = 0; !camera && i < samples; i++)
        values[i] += 1.0 - over->amount;
    // With a sliding dark, what is divided by is another one for each frame.
    if (!correction->offsets) {
        correction->divisors = values;
        return true;
    }
    for (size_t i = 0; camera && i < samples; i++)
        values[i] -= correction->offsets[i];
    if (camera)
        normalise_flat(values, correction->shape);
    correction_invert(values, samples);
    correction->factors = values;
    return correct_split_make(&correction->split, correction->offsets, values, samples);
}

struct correction *correction_new(const struct correction_wish *wish, struct shape shape,
                                  const struct reference_images *images, struct fault *fault) {
    if (!correction_wish_check(wish, fault))
        return NULL;
    if (correction_wish_is_none(wish)) {
        fault_set(fault, FAULT_USAGE, "no reference is given for a correction");
        return NULL;
    }
    if (lacks_image(&wish->subtract, images->subtract) || lacks_image(&wish->divide, images->divide)
        || lacks_image(&wish->dark, images->dark) || lacks_image(&wish->flat, images->flat)) {
        fault_set(fault, FAULT_FAILED, "a reference of the correction has no image");
        return NULL;
    }
    struct correction *correction = alloc_zeroed(1, sizeof *correction);
    correction->kernels = kernels_used();
    correction->bad_value = wish->bad_is_zero ? 0.0F : NAN;
    correction->wish = *wish;
    correction->wish.subtract.file = correction->wish.divide.file = NULL;
    correction->wish.dark.file = correction->wish.flat.file = NULL;
    correction->camera = wish->dark.kind || wish->flat.kind;
    correction->slides = correction_wish_slides(wish);
    correction->shape = shape;
    if (correction->slides && correction->camera && correction_divides(correction))
        correction->means = flat_means_new();
    if (!set_images(correction, images)) {
        fault_set(fault, FAULT_LIMIT, "no memory for a correction of %zu samples a frame",
                  shape_samples(shape));
        correction_free(&correction);
    }
    return correction;
}

void correction_lend(struct correction *correction, const struct frame_view *views, size_t count) {
    correction->lent = views;
    correction->lent_count = count;
}

const struct frame_view *correction_lent(const struct correction *correction, size_t *count) {
    *count = correction->lent_count;
    return correction->lent;
}

// The part of it from sample `first` on. False when frames of this element are corrected in double.
static bool split_from(const struct correction *correction, enum element element, size_t first,
                       struct kernel_split *split) {
    *split = correction->split.arrays;
    if (!correction->split.memory || element == ELEMENT_F32)
        return false;
    split->offsets += first;
    split->rests += first;
    split->factors = split->factors ? split->factors + first : NULL;
    split->factor_rests = split->factor_rests ? split->factor_rests + first : NULL;
    return true;
}

static void apply_fixed(const struct correction *correction, enum element element,
                        const void *samples, size_t first, size_t count, float *into,
                        struct kernel_counts *counts) {
    struct kernel_split split;
    if (split_from(correction, element, first, &split))
        correction->kernels->integers[element].correct_split(samples, &split, count,
                                                             correction->bad_value, into, counts);
    else
        correction->kernels->elements[element].correct(
            samples, correction->offsets + first,
            correction->factors ? correction->factors + first : NULL, count, correction->bad_value,
            into, counts);
}

void correction_apply(const struct correction *correction, enum element element,
                      const struct frame_view *frame, size_t first, size_t count, float *into,
                      struct correction_counts *counts) {
    struct kernel_counts found = { 0 };
    if (frame->corrected)
        memcpy(into, frame->corrected + first, count * sizeof *into);
    else if (correction->slides)
        correction_slide(correction, element, frame, first, count, into, counts ? &found : NULL);
    else
        apply_fixed(correction, element,
                    (const unsigned char *)frame->samples + first * element_size(element), first,
                    count, into, counts ? &found : NULL);
    if (counts) {
        counts->bad += found.bad;
        counts->negative += found.negative;
    }
}

size_t correction_add(const struct correction *correction, enum element element,
                      const void *const *rows, size_t first, size_t count, double *sums) {
    struct kernel_split split;
    if (correction->slides)
        return 0;
    if (split_from(correction, element, first, &split))
        return correction->kernels->integers[element].correct_split_sums(rows, count, &split, sums);
    return correction->kernels->elements[element].correct_sums(
        rows, count, correction->offsets + first,
        correction->factors ? correction->factors + first : NULL, sums);
}

bool correction_divides(const struct correction *correction) {
    return correction_over(correction)->kind != REFERENCE_NONE;
}

const struct correction_wish *correction_wish_of(const struct correction *correction) {
    return &correction->wish;
}

bool correction_slides(const struct correction *correction) {
    return correction->slides;
}

void correction_free(struct correction **correction_address) {
    struct correction *correction = *correction_address;
    *correction_address = NULL;
    if (!correction)
        return;
    free(correction->offsets);
    free(correction->divisors);
    free(correction->factors);
    flat_means_free(&correction->means);
    correct_split_free(&correction->split);
    free(correction);
}
