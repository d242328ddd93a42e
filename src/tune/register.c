// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/register.h"

#include "tune/quad.h"
#include "tune/register_step.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum {
    REACH = 8,            // pixels of the coarsest level
    SIDE = 2 * REACH + 1, // of the surface
    PEAK = 2              // to either side of the highest correlation, is not noise
};

static const double APART = 2;      // chances that the second highest correlation is below
static const double MAJORITY = 0.5; // of the finest level that has to agree

// Correlations by shift; NaN where too few pixels overlap.
struct surface {
    double heights[SIDE * SIDE];
    int reach_x, reach_y;
};

static double *height_at(struct surface *surface, int dx, int dy) {
    return &surface->heights[(dy + REACH) * SIDE + dx + REACH];
}

static size_t larger(ptrdiff_t a, ptrdiff_t b) {
    return (size_t)(a > b ? a : b);
}

// Sums over the pixels that both have at a shift of whole pixels.
struct products {
    double both, first, second, pixels;
};

static inline void add_pairs(quad a, quad b, quad weights, quad *sums) {
    quad weighted = weights * a;
    sums[0] += weighted * b;
    sums[1] += weighted * a;
    sums[2] += weights * b * b;
    sums[3] += weights;
}

static struct products multiply(const struct register_level *reference,
                                const struct register_level *image, int dx, int dy) {
    size_t width = reference->width, height = reference->height;
    size_t left = larger(0, -dx), count = width - larger(0, dx) - left;
    quad last = quad_left(count);
    struct products total = { 0 };
    for (size_t y = larger(0, -dy); y < height - larger(0, dy); y++) {
        size_t here = y * width + left, x = 0;
        size_t there = (size_t)((ptrdiff_t)here + dy * (ptrdiff_t)width + dx);
        const float *a = reference->values + here, *b = image->values + there;
        const float *v = reference->weights + here, *w = image->weights + there;
        quad sums[4] = { 0 };
        for (; x + QUAD <= count; x += QUAD)
            add_pairs(quad_load(a + x), quad_load(b + x), quad_load(v + x) * quad_load(w + x),
                      sums);
        x = count - QUAD;
        add_pairs(quad_load(a + x), quad_load(b + x), quad_load(v + x) * quad_load(w + x) * last,
                  sums);
        total.both += quad_sum(sums[0]);
        total.first += quad_sum(sums[1]);
        total.second += quad_sum(sums[2]);
        total.pixels += quad_sum(sums[3]);
    }
    return total;
}

static double correlate(const struct register_level *reference, const struct register_level *image,
                        int dx, int dy) {
    struct products sums = multiply(reference, image, dx, dy);
    bool is_enough = sums.pixels * 4 >= (double)(reference->width * reference->height);
    return is_enough ? sums.both / sqrt(sums.first * sums.second) : NAN;
}

static int smaller(int a, size_t b) {
    return (size_t)a < b ? a : (int)b;
}

static void fill_surface(const struct register_level *reference, const struct register_level *image,
                         struct surface *surface) {
    surface->reach_x = smaller(REACH, reference->width / 4);
    surface->reach_y = smaller(REACH, reference->height / 4);
    for (int dy = -surface->reach_y; dy <= surface->reach_y; dy++)
        for (int dx = -surface->reach_x; dx <= surface->reach_x; dx++)
            *height_at(surface, dx, dy) = correlate(reference, image, dx, dy);
}

// The standard deviation of the correlation of images that have nothing in common but
// these autocorrelations (Bartlett, 1946): structure wider than a pixel is fewer independent
// pixels.
static double chance(const struct register_level *reference, const struct register_level *image,
                     const struct surface *surface) {
    double sum = 1;
    for (int dy = 0; dy <= surface->reach_y; dy++)
        for (int dx = dy ? -surface->reach_x : 1; dx <= surface->reach_x; dx++) {
            double product =
                correlate(reference, reference, dx, dy) * correlate(image, image, dx, dy);
            sum += isnan(product) ? 0 : 2 * product; // the other half of the plane is the same
        }
    double pixels = multiply(reference, image, 0, 0).pixels;
    return sqrt((sum > 1 ? sum : 1) / pixels);
}

static double highest(struct surface *surface, bool with_near, int *peak_x, int *peak_y) {
    int from_x = *peak_x, from_y = *peak_y;
    double best = -HUGE_VAL;
    for (int dy = -surface->reach_y; dy <= surface->reach_y; dy++)
        for (int dx = -surface->reach_x; dx <= surface->reach_x; dx++) {
            bool is_near = abs(dx - from_x) <= PEAK && abs(dy - from_y) <= PEAK;
            if ((!with_near && is_near) || !(*height_at(surface, dx, dy) > best))
                continue;
            best = *height_at(surface, dx, dy);
            *peak_x = dx;
            *peak_y = dy;
        }
    return best;
}

// The highest correlation and its quality. False where it says nothing: at the end of the reach, or
// when another one is nearly as high.
static bool find_peak(const struct register_level *reference, const struct register_level *image,
                      int *peak_x, int *peak_y, double *quality) {
    struct surface surface;
    fill_surface(reference, image, &surface);
    double best = highest(&surface, true, peak_x, peak_y),
           unit = chance(reference, image, &surface);
    int other_x = *peak_x, other_y = *peak_y;
    double other = highest(&surface, false, &other_x, &other_y);
    *quality = best > 0 && isfinite(best / unit) ? best / unit : 0;
    return abs(*peak_x) < surface.reach_x && abs(*peak_y) < surface.reach_y
           && best - other > APART * unit;
}

// From the coarsest level to the finest; what the tries before this one found is kept where it
// fails.
static void try_levels(const struct register_image *reference, const struct register_image *image,
                       const struct register_level *first, const struct register_level *second,
                       double least, struct register_shift *shift) {
    int peak_x = 0, peak_y = 0;
    double quality;
    bool is_certain = find_peak(first, second, &peak_x, &peak_y, &quality);
    shift->quality = quality > shift->quality ? quality : shift->quality;
    if (!is_certain || !(quality >= least))
        return;
    double dx = peak_x, dy = peak_y, agreed = 0;
    size_t level = reference->count - 1;
    for (;;) {
        if (!register_step(&reference->levels[level], &image->levels[level], image->beside,
                           reference->noise, &dx, &dy, &agreed))
            return;
        if (level-- == 0)
            break;
        dx *= 2;
        dy *= 2;
    }
    if (agreed < MAJORITY)
        return;
    *shift = (struct register_shift){ dx * (double)reference->scale, dy * (double)reference->scale,
                                      quality, true };
}

// Roots see the whole picture where a part of it is bright; a few spots in much noise are seen
// without.
struct register_shift register_find(const struct register_image *reference,
                                    const struct register_image *image, double least) {
    struct register_shift shift = { NAN, NAN, 0, false };
    size_t last = reference->count - 1;
    try_levels(reference, image, &reference->even, &image->even, least, &shift);
    if (!shift.is_good)
        try_levels(reference, image, &reference->levels[last], &image->levels[last], least, &shift);
    return shift;
}
