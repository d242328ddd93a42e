// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/background.h"

#include "tune/optimise.h"

#include <math.h>

#define LEAST_SHARE 1e-3 // of the structure that an amount of 1 has to change
#define NO_SHARE 1e-12   // of its square, that is only rounding
#define LEAST_APART 1e-4 // 1 less the squared correlation of what two amounts change

// A corrected pixel and its derivatives by the amounts.
struct corrected {
    double value, by[BACKGROUND_AMOUNTS];
};

// Mean squares of what is left, half its derivatives, and the mean products of these derivatives.
struct moments {
    double square, slope[BACKGROUND_AMOUNTS], product[BACKGROUND_AMOUNTS][BACKGROUND_AMOUNTS];
};

static struct corrected correct(const struct background *background, const double *amounts,
                                size_t pixel) {
    const double *offsets = background->references[BACKGROUND_OFFSET];
    const double *divisors = background->references[BACKGROUND_DIVISOR];
    double offset = offsets ? offsets[pixel] : 0;
    double left = background->pixels[pixel] - amounts[BACKGROUND_OFFSET] * offset;
    if (!divisors)
        return (struct corrected){ left, { -offset, 0 } };
    double divisor = divisors[pixel], amount = amounts[BACKGROUND_DIVISOR];
    bool is_camera = background->is_camera;
    double below =
        amount * divisor + (is_camera ? -amounts[BACKGROUND_OFFSET] * offset : 1 - amount);
    double value = left / below;
    return (struct corrected){ value,
                               { (is_camera ? value - 1 : -1) * offset / below,
                                 -value * (is_camera ? divisor : divisor - 1) / below } };
}

static struct corrected mean_of(const struct background *background, const double *amounts) {
    struct corrected mean = { 0 };
    for (size_t i = 0; i < background->count; i++) {
        struct corrected pixel = correct(background, amounts, i);
        mean.value += pixel.value;
        for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
            mean.by[k] += pixel.by[k];
    }
    double count = (double)background->count;
    mean.value /= count;
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        mean.by[k] /= count;
    return mean;
}

// What differs from the mean; with a divisor, from 1, of pixels divided by their mean.
static struct corrected differ(const struct background *background, struct corrected pixel,
                               const struct corrected *mean) {
    bool is_relative = background->references[BACKGROUND_DIVISOR];
    double unit = is_relative ? mean->value : 1;
    double part = is_relative ? pixel.value / unit : 1;
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        pixel.by[k] = (pixel.by[k] - part * mean->by[k]) / unit;
    pixel.value = (pixel.value - mean->value) / unit;
    return pixel;
}

static struct moments measure(const struct background *background, const double *amounts) {
    struct corrected mean = mean_of(background, amounts);
    struct moments moments = { 0 };
    double count = (double)background->count;
    for (size_t i = 0; i < background->count; i++) {
        struct corrected pixel = differ(background, correct(background, amounts, i), &mean);
        moments.square += pixel.value * pixel.value / count;
        for (int k = 0; k < BACKGROUND_AMOUNTS; k++) {
            moments.slope[k] += pixel.value * pixel.by[k] / count;
            for (int j = 0; j < BACKGROUND_AMOUNTS; j++)
                moments.product[k][j] += pixel.by[k] * pixel.by[j] / count;
        }
    }
    return moments;
}

double background_structure(const struct background *background, const double *amounts) {
    return sqrt(measure(background, amounts).square);
}

// The amounts that are sought, each in a unit in which all have the same effect at the beginning.
struct search {
    const struct background *background;
    double amounts[BACKGROUND_AMOUNTS];
    int sought[BACKGROUND_AMOUNTS];
    size_t count;
    double units[BACKGROUND_AMOUNTS], effect; // the largest mean square of an amount of 1
};

static double structure_at(void *context, const double *x, double *gradient) {
    struct search *search = context;
    for (size_t i = 0; i < search->count; i++)
        search->amounts[search->sought[i]] = x[i] * search->units[i];
    struct moments moments = measure(search->background, search->amounts);
    for (size_t i = 0; i < search->count; i++)
        gradient[i] = 2 * moments.slope[search->sought[i]] * search->units[i] / search->effect;
    return moments.square / search->effect;
}

static bool can_be_told(const struct search *search, const struct moments *moments,
                        struct fault *fault) {
    static const char *const names[] = { "subtracted or dark", "divided by or flat" };
    for (size_t i = 0; i < search->count; i++) {
        int k = search->sought[i];
        double effect = moments->product[k][k];
        if (!(effect > 0) || effect < LEAST_SHARE * LEAST_SHARE * moments->square)
            return fault_set(fault, FAULT_FAILED,
                             "the amount of the %s reference changes no structure here: it cannot "
                             "be found",
                             names[k]);
    }
    double both = moments->product[0][1] * moments->product[0][1];
    double each = moments->product[0][0] * moments->product[1][1];
    if (search->count > 1 && each - both < LEAST_APART * each)
        return fault_set(fault, FAULT_FAILED,
                         "the two amounts cannot be told apart here: take another zone or other "
                         "frames, or leave one reference out");
    return true;
}

// False when a parameter changes nothing.
static bool choose_units(struct search *search, const struct moments *moments, double *x) {
    for (size_t i = 0; i < search->count; i++)
        search->effect =
            fmax(search->effect, moments->product[search->sought[i]][search->sought[i]]);
    for (size_t i = 0; i < search->count; i++) {
        double effect = moments->product[search->sought[i]][search->sought[i]];
        if (!(effect > NO_SHARE * moments->square))
            return false;
        search->units[i] = sqrt(search->effect / effect);
        x[i] = search->amounts[search->sought[i]] / search->units[i];
    }
    return true;
}

bool background_find(const struct background *background, struct cancel *cancel, double *amounts,
                     struct fault *fault) {
    struct search search = { .background = background, .amounts = { amounts[0], amounts[1] } };
    // Of light of one brightness, a camera's dark and flat leave nothing with a whole line of
    // amounts.
    bool dark_stays = background->is_camera && background->references[BACKGROUND_DIVISOR];
    for (int k = dark_stays ? BACKGROUND_DIVISOR : 0; k < BACKGROUND_AMOUNTS; k++)
        if (background->references[k])
            search.sought[search.count++] = k;
    if (dark_stays && !background->references[BACKGROUND_OFFSET])
        return fault_set(fault, FAULT_FAILED,
                         "a flat without a dark leaves the same structure with any amount");
    if (background->count < 2)
        return fault_set(fault, FAULT_FAILED, "there are not two pixels to compare");
    struct moments moments = measure(background, amounts);
    if (!isfinite(moments.square))
        return fault_set(fault, FAULT_FAILED,
                         "the corrected pixels are not finite, or 0 in the mean: begin with other "
                         "amounts");
    double x[BACKGROUND_AMOUNTS], high[BACKGROUND_AMOUNTS];
    static const double low[BACKGROUND_AMOUNTS] = { 0 };
    if (!choose_units(&search, &moments, x))
        return can_be_told(&search, &moments, fault);
    for (size_t i = 0; i < search.count; i++)
        high[i] = 1 / search.units[i];
    struct objective objective = { structure_at, &search, search.count, low,
                                   background->is_camera ? NULL : high };
    // Below the root of the rounding of the objective no step makes it less.
    struct optimise_rule rule = {
        .iterations = 500,
        .tolerance = 1e-7 * fmax(1, sqrt(moments.square / search.effect)),
        .step = 0.1,
        .cancel = cancel,
    };
    struct optimum optimum;
    if (!optimise_lbfgs(&objective, &rule, x, &optimum, fault))
        return false;
    structure_at(&search, x, high);
    moments = measure(background, search.amounts);
    if (!can_be_told(&search, &moments, fault))
        return false;
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        amounts[k] = search.amounts[k];
    return true;
}
