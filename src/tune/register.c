// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/register.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum {
    REACH = 8,            // pixels of the coarsest level
    SIDE = 2 * REACH + 1, // of the surface
    PEAK = 2,             // to either side of the highest correlation, is not noise
    LANES = 8,            // sums side by side, joined in one order
    STEPS = 40            // at most, at each level
};

static const double CLOSE_ENOUGH = 1e-4; // pixels; a shorter step is the last one
static const double APART = 2;           // chances that the second highest correlation is below
static const double FARTHEST = 2;        // pixels of a level that steps may lead away

// ── whole pixels ───────────────────────────────────────────────────────────────────────────────

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

static struct products multiply(const struct register_level *reference,
                                const struct register_level *image, int dx, int dy) {
    size_t width = reference->width, height = reference->height;
    size_t left = larger(0, -dx), count = width - larger(0, dx) - left;
    struct products total = { 0 };
    for (size_t y = larger(0, -dy); y < height - larger(0, dy); y++) {
        size_t here = y * width + left;
        size_t there = (size_t)((ptrdiff_t)(y * width + left) + dy * (ptrdiff_t)width + dx);
        const float *a = reference->values + here, *b = image->values + there;
        const float *v = reference->weights + here, *w = image->weights + there;
        float sums[4][LANES] = { 0 };
        for (size_t x = 0; x < count; x += LANES)
            for (size_t lane = 0; lane < LANES && x + lane < count; lane++) {
                size_t i = x + lane;
                float weight = v[i] * w[i];
                sums[0][lane] += weight * a[i] * b[i];
                sums[1][lane] += weight * a[i] * a[i];
                sums[2][lane] += weight * b[i] * b[i];
                sums[3][lane] += weight;
            }
        for (size_t lane = 0; lane < LANES; lane++) {
            total.both += (double)sums[0][lane];
            total.first += (double)sums[1][lane];
            total.second += (double)sums[2][lane];
            total.pixels += (double)sums[3][lane];
        }
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

// ── parts of a pixel ───────────────────────────────────────────────────────────────────────────

// Over the pixels that both have, of the slopes of the reference (X, Y), its values (R) and the
// image's there (I).
enum { XX, XY, YY, XI, YI, XR, YR, II, IR, SUMS };

// A shift as whole pixels and what is left, with the weights of the four pixels around.
struct place {
    ptrdiff_t whole, nearest;
    float weights[4];
};

// Keys' cubic convolution.
static struct place place_of(double shift) {
    double whole = floor(shift), t = shift - whole;
    return (struct place){
        .whole = (ptrdiff_t)whole,
        .nearest = (ptrdiff_t)floor(shift + 0.5),
        .weights = { (float)(((-0.5 * t + 1) * t - 0.5) * t), (float)((1.5 * t - 2.5) * t * t + 1),
                     (float)(((-1.5 * t + 2) * t + 0.5) * t), (float)((0.5 * t - 0.5) * t * t) }
    };
}

// The rows or columns of the reference that have four of the image around, and two of their own.
static void limits(ptrdiff_t whole, size_t size, size_t *first, size_t *stop) {
    ptrdiff_t end = (ptrdiff_t)size - 2 - (whole > -1 ? whole : -1);
    *first = larger(1, 1 - whole);
    *stop = (ptrdiff_t)*first < end ? (size_t)end : *first;
}

// The row of the image between its rows, at the whole pixels of each column.
static void mix_rows(const float *values, size_t width, const struct place *down, float *into) {
    const float *a = values, *b = a + width, *c = b + width, *d = c + width;
    float w0 = down->weights[0], w1 = down->weights[1], w2 = down->weights[2],
          w3 = down->weights[3];
    for (size_t x = 0; x < width; x++)
        into[x] = a[x] * w0 + b[x] * w1 + c[x] * w2 + d[x] * w3;
}

// A row of both, from the first column that they share.
struct shared_row {
    const float *reference, *above, *below; // of the reference
    const float *image;                     // mixed, one column to the left
    const float *weights, *image_weights;
};

static inline void add_pixel(const struct shared_row *row, size_t x, const float *across,
                             float (*sums)[LANES], size_t lane) {
    const float *at = row->image + x;
    float image = at[0] * across[0] + at[1] * across[1] + at[2] * across[2] + at[3] * across[3];
    float reference = row->reference[x];
    float weight = row->weights[x] * row->image_weights[x];
    float slope_x = weight * 0.5f * (row->reference[x + 1] - (row->reference + x)[-1]);
    float slope_y = weight * 0.5f * (row->below[x] - row->above[x]);
    sums[XX][lane] += slope_x * slope_x;
    sums[XY][lane] += slope_x * slope_y;
    sums[YY][lane] += slope_y * slope_y;
    sums[XI][lane] += slope_x * image;
    sums[YI][lane] += slope_y * image;
    sums[XR][lane] += slope_x * reference;
    sums[YR][lane] += slope_y * reference;
    sums[II][lane] += weight * image * image;
    sums[IR][lane] += weight * image * reference;
}

static void add_row(const struct shared_row *row, size_t count, const float *across,
                    double *total) {
    float sums[SUMS][LANES] = { 0 };
    size_t x = 0;
    for (; x + LANES <= count; x += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            add_pixel(row, x + lane, across, sums, lane);
    for (size_t lane = 0; x < count; x++, lane++)
        add_pixel(row, x, across, sums, lane);
    for (size_t i = 0; i < SUMS; i++)
        for (size_t lane = 0; lane < LANES; lane++)
            total[i] += (double)sums[i][lane];
}

static void add_rows(const struct register_level *reference, const struct register_level *image,
                     double dx, double dy, float *mixed, double *total) {
    struct place across = place_of(dx), down = place_of(dy);
    size_t width = reference->width, first_x, stop_x, first_y, stop_y;
    limits(across.whole, width, &first_x, &stop_x);
    limits(down.whole, reference->height, &first_y, &stop_y);
    for (size_t y = first_y; y < stop_y; y++) {
        ptrdiff_t top = (ptrdiff_t)y + down.whole - 1, near = (ptrdiff_t)y + down.nearest;
        mix_rows(image->values + (size_t)top * width, width, &down, mixed);
        const float *line = reference->values + y * width + first_x;
        struct shared_row row = {
            .reference = line,
            .above = line - width,
            .below = line + width,
            .image = mixed + ((ptrdiff_t)first_x + across.whole - 1),
            .weights = reference->weights + y * width + first_x,
            .image_weights =
                image->weights + near * (ptrdiff_t)width + (ptrdiff_t)first_x + across.nearest,
        };
        add_row(&row, stop_x - first_x, across.weights, total);
    }
}

// Moves the shift to where the image, times the gain that suits it best, differs least from the
// reference at this level. The slopes are the reference's, so that noise of the image pulls the
// shift nowhere, and that of the reference only makes the steps shorter.
static bool step_on(const struct register_level *reference, const struct register_level *image,
                    float *mixed, double *dx, double *dy) {
    double from_x = *dx, from_y = *dy;
    for (int i = 0; i < STEPS; i++) {
        double s[SUMS] = { 0 };
        add_rows(reference, image, *dx, *dy, mixed, s);
        double area = s[XX] * s[YY] - s[XY] * s[XY];
        if (!(area > 1e-9 * s[XX] * s[YY]) || !(s[IR] > 0))
            return false; // no structure along one direction at least
        double gain = s[IR] / s[II];
        double along_x = gain * s[XI] - s[XR], along_y = gain * s[YI] - s[YR];
        double step_x = (s[XY] * along_y - s[YY] * along_x) / area;
        double step_y = (s[XY] * along_x - s[XX] * along_y) / area;
        *dx += step_x;
        *dy += step_y;
        if (!(fabs(*dx - from_x) <= FARTHEST && fabs(*dy - from_y) <= FARTHEST))
            return false;
        if (fabs(step_x) < CLOSE_ENOUGH && fabs(step_y) < CLOSE_ENOUGH)
            return true;
    }
    return false;
}

struct register_shift register_find(const struct register_image *reference,
                                    const struct register_image *image, double least) {
    struct register_shift shift = { NAN, NAN, 0, false };
    int peak_x = 0, peak_y = 0;
    size_t level = reference->count - 1;
    if (!find_peak(&reference->levels[level], &image->levels[level], &peak_x, &peak_y,
                   &shift.quality)
        || !(shift.quality >= least))
        return shift;
    double dx = peak_x, dy = peak_y;
    for (;;) {
        if (!step_on(&reference->levels[level], &image->levels[level], image->beside, &dx, &dy))
            return shift;
        if (level-- == 0)
            break;
        dx *= 2;
        dy *= 2;
    }
    shift.dx = dx;
    shift.dy = dy;
    shift.is_good = true;
    return shift;
}
