// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/register_sums.h"

#include "tune/quad.h"

#include <math.h>
#include <string.h>

static size_t larger(ptrdiff_t a, ptrdiff_t b) {
    return (size_t)(a > b ? a : b);
}

// ── the sums of a shift ────────────────────────────────────────────────────────────────────────

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

static inline quad mix_quad(const float *at, size_t step, const float *weights) {
    return quad_load(at) * weights[0] + quad_load(at + step) * weights[1]
           + quad_load(at + 2 * step) * weights[2] + quad_load(at + 3 * step) * weights[3];
}

// The row of the image between its rows, at the whole pixels of each column.
static void mix_rows(const float *values, size_t width, const struct place *down, float *into) {
    for (size_t x = 0; x + QUAD <= width; x += QUAD)
        quad_store(into + x, mix_quad(values + x, width, down->weights));
    size_t last = width - QUAD;
    quad_store(into + last, mix_quad(values + last, width, down->weights));
}

// A row of both, from the first column that they share.
struct shared_row {
    const float *reference, *above, *below; // of the reference
    const float *image;                     // mixed, one column to the left
    const float *weights, *image_weights;
};

static inline void add_quad(const struct shared_row *row, size_t x, const float *across, quad last,
                            quad *sums) {
    quad image = mix_quad(row->image + x, 1, across);
    quad reference = quad_load(row->reference + x);
    quad weight = quad_load(row->weights + x) * quad_load(row->image_weights + x) * last;
    const float *beside = row->reference + x;
    quad slope_x = weight * 0.5f * (quad_load(beside + 1) - quad_load(beside - 1));
    quad slope_y = weight * 0.5f * (quad_load(row->below + x) - quad_load(row->above + x));
    sums[XX] += slope_x * slope_x;
    sums[XY] += slope_x * slope_y;
    sums[YY] += slope_y * slope_y;
    sums[XI] += slope_x * image;
    sums[YI] += slope_y * image;
    sums[XR] += slope_x * reference;
    sums[YR] += slope_y * reference;
    sums[II] += weight * image * image;
    sums[IR] += weight * image * reference;
    sums[RR] += weight * reference * reference;
    sums[PIXELS] += weight;
}

// Less than four columns, at the rim of what both have, are left out.
static void add_row(const struct shared_row *row, size_t count, const float *across,
                    double *total) {
    if (count < QUAD)
        return;
    quad sums[SUMS] = { 0 };
    for (size_t x = 0; x + QUAD <= count; x += QUAD)
        add_quad(row, x, across, quad_of(1), sums);
    add_quad(row, count - QUAD, across, quad_left(count), sums);
    for (size_t i = 0; i < SUMS; i++)
        total[i] += quad_sum(sums[i]);
}

static size_t tiles_along(size_t size) {
    size_t tiles = size / SMALLEST_TILE;
    return tiles < 1 ? 1 : tiles < TILES_ALONG ? tiles : TILES_ALONG;
}

void register_sums_make(const struct register_level *reference, const struct register_level *image,
                        double dx, double dy, float *mixed, struct register_sums *sums) {
    struct place across = place_of(dx), down = place_of(dy);
    size_t width = reference->width, first_x, stop_x, first_y, stop_y;
    size_t tiles_x = tiles_along(width), tiles_y = tiles_along(reference->height);
    limits(across.whole, width, &first_x, &stop_x);
    limits(down.whole, reference->height, &first_y, &stop_y);
    sums->count = tiles_x * tiles_y;
    memset(sums->tiles, 0, sums->count * sizeof *sums->tiles);
    for (size_t y = first_y; y < stop_y; y++) {
        ptrdiff_t top = (ptrdiff_t)y + down.whole - 1, near = (ptrdiff_t)y + down.nearest;
        mix_rows(image->values + (size_t)top * width, width, &down, mixed);
        const float *line = reference->values + y * width;
        const float *weights = reference->weights + y * width;
        const float *beside = image->weights + near * (ptrdiff_t)width + across.nearest;
        size_t tile_row = y * tiles_y / reference->height * tiles_x;
        for (size_t tile = 0; tile < tiles_x; tile++) {
            size_t from = tile * width / tiles_x, to = (tile + 1) * width / tiles_x;
            from = from > first_x ? from : first_x;
            to = to < stop_x ? to : stop_x;
            const struct shared_row row = {
                .reference = line + from,
                .above = line + from - width,
                .below = line + from + width,
                .image = mixed + ((ptrdiff_t)from + across.whole - 1),
                .weights = weights + from,
                .image_weights = beside + (ptrdiff_t)from,
            };
            if (from < to)
                add_row(&row, to - from, across.weights, sums->tiles[tile_row + tile]);
        }
    }
}
