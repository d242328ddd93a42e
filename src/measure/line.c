// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/line.h"

#include "base/alloc.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// What rounding may add to the length of a segment of whole pixels.
#define SLACK 1e-9
// Farther out no image is.
#define FAR 1e15

static bool reserve(struct line *line, size_t length, bool with_across, struct fault *fault) {
    line->length = length;
    line->at = alloc_try(length, sizeof *line->at);
    line->x = alloc_try(length, sizeof *line->x);
    line->y = alloc_try(length, sizeof *line->y);
    if (with_across)
        line->across = alloc_try(length, 2 * sizeof *line->across);
    if (line->at && line->x && line->y && (!with_across || line->across))
        return true;
    return fault_set(fault, FAULT_LIMIT, "not enough memory for a line of %zu positions", length);
}

// The stack row or column that holds a source coordinate; it may lie outside.
static int64_t index_of(double at, uint32_t crop, uint32_t bin) {
    double inside = fmin(fmax(floor(at), -FAR), FAR) - (double)crop;
    return (int64_t)floor(inside / bin);
}

static double centre_of(double at, int64_t index, uint32_t size, const struct geometry *geometry,
                        double (*centre)(const struct geometry *, uint32_t)) {
    return index >= 0 && index < size ? centre(geometry, (uint32_t)index) : floor(at) + 0.5;
}

static bool place_row(const double *n, struct line *line, struct fault *fault) {
    const struct geometry *geometry = &line->geometry;
    if (!reserve(line, geometry->shape.width, false, fault))
        return false;
    line->fixed = index_of(n[0], geometry->crop_y, geometry->bin);
    double y = centre_of(n[0], line->fixed, geometry->shape.height, geometry, geometry_centre_y);
    for (size_t i = 0; i < line->length; i++) {
        line->x[i] = geometry_centre_x(geometry, (uint32_t)i);
        line->y[i] = y;
        line->at[i] = line->x[i] - line->x[0];
    }
    return true;
}

static bool place_column(const double *n, struct line *line, struct fault *fault) {
    const struct geometry *geometry = &line->geometry;
    if (!reserve(line, geometry->shape.height, false, fault))
        return false;
    line->fixed = index_of(n[0], geometry->crop_x, geometry->bin);
    double x = centre_of(n[0], line->fixed, geometry->shape.width, geometry, geometry_centre_x);
    for (size_t i = 0; i < line->length; i++) {
        line->x[i] = x;
        line->y[i] = geometry_centre_y(geometry, (uint32_t)i);
        line->at[i] = line->y[i] - line->y[0];
    }
    return true;
}

static size_t steps_of(double length, uint32_t bin) {
    return (size_t)fmax(ceil(length / bin - SLACK), length > 0 ? 1 : 0);
}

// A joint belongs to the segment that ends there.
static void place_segment(const double *n, size_t steps, double start, double length, size_t from,
                          struct line *line) {
    double dx = n[2] - n[0], dy = n[3] - n[1], bin = line->geometry.bin;
    for (size_t i = from == 0 ? 0 : 1; i <= steps; i++) {
        size_t position = from + i;
        double done = (double)i, all = steps ? (double)steps : 1;
        line->x[position] = i < steps ? n[0] + dx * done / all : n[2];
        line->y[position] = i < steps ? n[1] + dy * done / all : n[3];
        line->at[position] = start + length * done / all;
        line->across[2 * position] = length > 0 ? -dy / length * bin : 0;
        line->across[2 * position + 1] = length > 0 ? dx / length * bin : bin;
    }
}

static bool place_polyline(const double *n, size_t points, struct line *line, struct fault *fault) {
    size_t positions = 1, from = 0;
    for (size_t i = 1; i < points; i++)
        positions += steps_of(hypot(n[2 * i] - n[2 * i - 2], n[2 * i + 1] - n[2 * i - 1]),
                              line->geometry.bin);
    if (!reserve(line, positions, true, fault))
        return false;
    double start = 0;
    for (size_t i = 1; i < points; i++) {
        const double *segment = n + 2 * (i - 1);
        double length = hypot(segment[2] - segment[0], segment[3] - segment[1]);
        size_t steps = steps_of(length, line->geometry.bin);
        if (steps == 0 && i > 1)
            continue; // a point that is given twice
        place_segment(segment, steps, start, length, from, line);
        from += steps;
        start += length;
    }
    return true;
}

bool line_prepare(const struct line_wish *wish, const char *name, const struct geometry *geometry,
                  struct line *line, struct fault *fault) {
    *line = (struct line){ .name = alloc_string(wish->name ? wish->name : name),
                           .shape = wish->shape,
                           .geometry = *geometry,
                           .reach = (wish->width - 1) / 2 / geometry->bin };
    bool good = wish->shape == LINE_ROW ? place_row(wish->numbers, line, fault)
                : wish->shape == LINE_COLUMN
                    ? place_column(wish->numbers, line, fault)
                    : place_polyline(wish->numbers, wish->count / 2, line, fault);
    if (!good)
        line_free(line);
    return good;
}

void line_free(struct line *line) {
    free(line->name);
    free(line->at);
    free(line->x);
    free(line->y);
    free(line->across);
    *line = (struct line){ 0 };
}

bool line_pixel(const struct line *line, size_t position, int64_t side, uint32_t *column,
                uint32_t *row) {
    const struct geometry *geometry = &line->geometry;
    double x = line->x[position] + (double)side * line->across[2 * position] - geometry->crop_x;
    double y = line->y[position] + (double)side * line->across[2 * position + 1] - geometry->crop_y;
    if (!(x >= 0 && x < geometry->crop_width && y >= 0 && y < geometry->crop_height))
        return false;
    *column = (uint32_t)x / geometry->bin;
    *row = (uint32_t)y / geometry->bin;
    return *column < geometry->shape.width && *row < geometry->shape.height;
}

// Where from + side * step lies in [0, size): the bounds are a sample too wide rather than narrow.
static void clip(double from, double step, double size, double *first, double *last) {
    if (step == 0) {
        if (!(from >= 0 && from < size))
            *last = *first - 1;
        return;
    }
    double a = (0 - from) / step, b = (size - from) / step;
    *first = fmax(*first, floor(fmin(a, b)) - 1);
    *last = fmin(*last, ceil(fmax(a, b)) + 1);
}

void line_sides(const struct line *line, size_t position, int64_t *first, int64_t *last) {
    const struct geometry *geometry = &line->geometry;
    double least = -(double)line->reach, most = line->reach;
    clip(line->x[position] - geometry->crop_x, line->across[2 * position], geometry->crop_width,
         &least, &most);
    clip(line->y[position] - geometry->crop_y, line->across[2 * position + 1],
         geometry->crop_height, &least, &most);
    *first = least <= most ? (int64_t)least : 0;
    *last = least <= most ? (int64_t)most : -1;
}
