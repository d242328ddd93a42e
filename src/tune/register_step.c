// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/register_step.h"

#include "tune/register_sums.h"

#include <math.h>
#include <stdlib.h>

enum {
    STEPS = 40,   // at most
    SETTLING = 5, // steps after which the weights of the tiles stay, so that the others end
    TILES = TILES_ALONG * TILES_ALONG
};

static const double CLOSE_ENOUGH = 5e-4;   // pixels; a shorter step is the last one
static const double FARTHEST = 2;          // pixels that steps may lead away
static const double ALIKE = 0.1;           // pixels that tiles may differ by, however little noise
static const double CORRELATED = 8;        // pixels that smoothing makes one, about
static const double TUKEY = 4.685;         // standard deviations from which a tile counts nothing
static const double NEGLIGIBLE = 1e-6;     // part of the squares that interpolation may leave
static const double MEDIAN_SQUARE = 1.386; // of chi squared, two degrees of freedom

// What a tile says: where it would move, and the covariance of that.
struct opinion {
    double x, y;
    double xx, xy, yy;
    double trust; // 1 / variance; 0: it says nothing
    double off;   // squared distance from what most say, in standard deviations
    double rest;  // mean square of the difference that is left
};

struct tiles {
    struct register_sums sums;
    double weights[TILES];
    struct opinion opinions[TILES];
};

// The gain is that of values, not of their regression: noise on one side must not make it less,
// or what a tile cuts in two would seem to move.
static double find_gain(const struct tiles *tiles) {
    double ii = 0, ir = 0, rr = 0;
    for (size_t i = 0; i < tiles->sums.count; i++) {
        ii += tiles->weights[i] * tiles->sums.tiles[i][II];
        ir += tiles->weights[i] * tiles->sums.tiles[i][IR];
        rr += tiles->weights[i] * tiles->sums.tiles[i][RR];
    }
    return ir > 0 && ii > 0 ? sqrt(rr / ii) : 0;
}

static struct opinion ask(const double *s, double gain) {
    struct opinion opinion = { 0 };
    double area = s[XX] * s[YY] - s[XY] * s[XY];
    if (!(area > 1e-9 * s[XX] * s[YY]) || !(s[PIXELS] > 0))
        return opinion;
    double along_x = s[XR] - gain * s[XI], along_y = s[YR] - gain * s[YI];
    double square = (gain * gain * s[II] - 2 * gain * s[IR] + s[RR]) / s[PIXELS];
    opinion.rest = square > 0 ? square : 0;
    double noise = CORRELATED * opinion.rest / area;
    opinion.x = (s[YY] * along_x - s[XY] * along_y) / area;
    opinion.y = (s[XX] * along_y - s[XY] * along_x) / area;
    opinion.xx = noise * s[YY] + ALIKE * ALIKE;
    opinion.xy = -noise * s[XY];
    opinion.yy = noise * s[XX] + ALIKE * ALIKE;
    opinion.trust = 2 / (opinion.xx + opinion.yy);
    return opinion;
}

struct weighted {
    double value, weight;
};

static int compare_values(const void *a, const void *b) {
    double left = ((const struct weighted *)a)->value, right = ((const struct weighted *)b)->value;
    return (left > right) - (left < right);
}

// The value that has half of the weight on either side; sorts.
static double median(struct weighted *values, size_t count) {
    double half = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        half += values[i].weight / 2;
    qsort(values, count, sizeof *values, compare_values);
    size_t at = 0;
    while (at + 1 < count && (sum += values[at].weight) < half)
        at++;
    return count ? values[at].value : 0;
}

// The mean square that is left of a tile like most, and never nothing.
static double usual_rest(const struct tiles *tiles) {
    struct weighted rests[TILES];
    double squares = 0, pixels = 0;
    for (size_t i = 0; i < tiles->sums.count; i++) {
        bool speaks = tiles->opinions[i].trust > 0;
        rests[i] = (struct weighted){ tiles->opinions[i].rest, speaks ? 1 : 0 };
        squares += tiles->sums.tiles[i][RR];
        pixels += tiles->sums.tiles[i][PIXELS];
    }
    return median(rests, tiles->sums.count) + (pixels > 0 ? NEGLIGIBLE * squares / pixels : 0);
}

// Tukey's biweight of every tile, by how far it is from the median of all, and less where more of
// the difference is left than elsewhere.
static void weigh(struct tiles *tiles, double gain) {
    struct weighted xs[TILES], ys[TILES], offs[TILES];
    size_t count = tiles->sums.count;
    for (size_t i = 0; i < count; i++) {
        struct opinion *opinion = &tiles->opinions[i];
        *opinion = ask(tiles->sums.tiles[i], gain);
        xs[i] = (struct weighted){ opinion->x, opinion->trust };
        ys[i] = (struct weighted){ opinion->y, opinion->trust };
    }
    double centre_x = median(xs, count), centre_y = median(ys, count);
    for (size_t i = 0; i < count; i++) {
        struct opinion *o = &tiles->opinions[i];
        double x = o->x - centre_x, y = o->y - centre_y;
        double area = o->xx * o->yy - o->xy * o->xy;
        o->off = o->trust > 0 ? (x * x * o->yy - 2 * x * y * o->xy + y * y * o->xx) / area : 0;
        offs[i] = (struct weighted){ o->off, o->trust };
    }
    double unit = median(offs, count) / MEDIAN_SQUARE;
    double farthest = TUKEY * TUKEY * (unit > 1 ? unit : 1);
    double usual = usual_rest(tiles);
    for (size_t i = 0; i < count; i++) {
        const struct opinion *o = &tiles->opinions[i];
        double near = 1 - o->off / farthest, quiet = usual / (usual + o->rest);
        tiles->weights[i] = near > 0 && o->trust > 0 && usual > 0 ? near * near * quiet : 0;
    }
}

// Each tile counts at most once, however bright it is, and less when it is mostly noise.
static double agreement(const struct tiles *tiles, double gain, double noise) {
    double sum = 0, all = 0;
    for (size_t i = 0; i < tiles->sums.count; i++) {
        const double *s = tiles->sums.tiles[i];
        double structure = s[RR] - noise * noise * s[PIXELS];
        if (!(structure > 0))
            continue;
        double found = tiles->weights[i] > 0 ? gain * s[IR] / structure : 0;
        double weight = structure / s[RR];
        all += weight;
        sum += weight * (found < 0 ? 0 : found > 1 ? 1 : found);
    }
    return all > 0 ? sum / all : 0;
}

// The slopes are the reference's, so that noise of the image pulls the shift nowhere, and that of
// the reference only makes the steps shorter.
static bool find_step(const struct tiles *tiles, double gain, double *step_x, double *step_y) {
    double s[SUMS] = { 0 };
    for (size_t i = 0; i < tiles->sums.count; i++)
        for (size_t k = 0; k < SUMS; k++)
            s[k] += tiles->weights[i] * tiles->sums.tiles[i][k];
    double area = s[XX] * s[YY] - s[XY] * s[XY];
    if (!(area > 1e-9 * s[XX] * s[YY]) || !(s[IR] > 0))
        return false; // no structure along one direction at least
    double along_x = gain * s[XI] - s[XR], along_y = gain * s[YI] - s[YR];
    *step_x = (s[XY] * along_y - s[YY] * along_x) / area;
    *step_y = (s[XY] * along_x - s[XX] * along_y) / area;
    return true;
}

bool register_step(const struct register_level *reference, const struct register_level *image,
                   float *mixed, double noise, double *dx, double *dy, double *agreed) {
    double from_x = *dx, from_y = *dy, step_x, step_y;
    struct tiles tiles;
    *agreed = 0;
    for (size_t i = 0; i < TILES; i++)
        tiles.weights[i] = 1;
    for (int i = 0; i < STEPS; i++) {
        register_sums_make(reference, image, *dx, *dy, mixed, &tiles.sums);
        double gain = find_gain(&tiles);
        if (i < SETTLING)
            weigh(&tiles, gain);
        if (!find_step(&tiles, gain, &step_x, &step_y))
            return false;
        *dx += step_x;
        *dy += step_y;
        if (!(fabs(*dx - from_x) <= FARTHEST && fabs(*dy - from_y) <= FARTHEST))
            return false;
        if (fabs(step_x) < CLOSE_ENOUGH && fabs(step_y) < CLOSE_ENOUGH) {
            *agreed = agreement(&tiles, gain, noise);
            return true;
        }
    }
    return true;
}
