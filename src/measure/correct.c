// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/correct.h"

#include "base/alloc.h"
#include "kernel/kernels.h"

#include <math.h>
#include <stdlib.h>

struct correction {
    const struct kernels *kernels;
    double *offsets;      // a S, or Dk; zeros when only divided
    double *denominators; // b D + 1 - b, or (F - Dk) / m; NULL when not divided
    float bad_value;
};

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

static void set_offsets(struct correction *correction, const double *image, double amount,
                        size_t samples) {
    for (size_t i = 0; i < samples; i++)
        correction->offsets[i] = image ? amount * image[i] : 0.0;
}

struct correction *correction_new(const struct correction_wish *wish, struct shape shape,
                                  const struct reference_images *images, struct fault *fault) {
    if (!correction_wish_check(wish, fault))
        return NULL;
    if (correction_wish_is_none(wish)) {
        fault_set(fault, FAULT_USAGE, "no reference is given for a correction");
        return NULL;
    }
    if ((wish->subtract.kind && !images->subtract) || (wish->divide.kind && !images->divide)
        || (wish->dark.kind && !images->dark) || (wish->flat.kind && !images->flat)) {
        fault_set(fault, FAULT_FAILED, "a reference of the correction has no image");
        return NULL;
    }
    size_t samples = shape_samples(shape);
    bool camera = wish->dark.kind || wish->flat.kind;
    struct correction *correction = alloc_zeroed(1, sizeof *correction);
    correction->kernels = kernels_used();
    correction->bad_value = wish->bad_is_zero ? 0.0F : NAN;
    bool divides = wish->divide.kind || wish->flat.kind;
    correction->offsets = alloc_try(samples, sizeof *correction->offsets);
    if (divides)
        correction->denominators = alloc_try(samples, sizeof *correction->denominators);
    if (!correction->offsets || (divides && !correction->denominators)) {
        fault_set(fault, FAULT_LIMIT, "no memory for a correction of %zu samples a frame", samples);
        correction_free(&correction);
        return NULL;
    }
    const struct reference_wish *less = camera ? &wish->dark : &wish->subtract;
    set_offsets(correction, less->kind ? (camera ? images->dark : images->subtract) : NULL,
                less->amount, samples);
    double *denominators = correction->denominators;
    if (wish->flat.kind) {
        for (size_t i = 0; i < samples; i++)
            denominators[i] = wish->flat.amount * images->flat[i] - correction->offsets[i];
        normalise_flat(denominators, shape);
    } else if (wish->divide.kind) {
        double b = wish->divide.amount;
        for (size_t i = 0; i < samples; i++)
            denominators[i] = b * images->divide[i] + (1.0 - b);
    }
    return correction;
}

void correction_apply(const struct correction *correction, enum element element,
                      const void *samples, size_t first, size_t count, float *into,
                      struct correction_counts *counts) {
    const struct kernel_elements *kernel = &correction->kernels->elements[element];
    struct kernel_counts found = { 0 };
    if (correction->denominators)
        kernel->divide(samples, correction->offsets + first, correction->denominators + first,
                       count, correction->bad_value, into, &found);
    else
        kernel->subtract(samples, correction->offsets + first, count, correction->bad_value, into,
                         &found);
    if (counts) {
        counts->bad += found.bad;
        counts->negative += found.negative;
    }
}

bool correction_divides(const struct correction *correction) {
    return correction->denominators != NULL;
}

void correction_free(struct correction **correction_address) {
    struct correction *correction = *correction_address;
    *correction_address = NULL;
    if (!correction)
        return;
    free(correction->offsets);
    free(correction->denominators);
    free(correction);
}
