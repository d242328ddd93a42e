// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Zones become spans of stack pixels. Centres of columns grow from left to right, so the ends
// of a span are found by bisection with the very test that decides a single pixel.

#include "measure/zone.h"

#include "base/alloc.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct spans {
    struct zone_span *list;
    size_t count, capacity;
    uint64_t pixels;
    bool exhausted;
};

static void add_span(struct spans *spans, uint32_t row, uint32_t start, uint32_t stop) {
    if (start >= stop || spans->exhausted)
        return;
    if (spans->count == spans->capacity) {
        size_t capacity = spans->capacity ? spans->capacity * 2 : 64, bytes;
        struct zone_span *list =
            size_multiply(capacity, sizeof *list, &bytes) ? realloc(spans->list, bytes) : NULL;
        if (!list) {
            spans->exhausted = true;
            return;
        }
        spans->list = list;
        spans->capacity = capacity;
    }
    spans->list[spans->count++] = (struct zone_span){ row, start, stop };
    spans->pixels += stop - start;
}

// First column whose centre is at or right of x; the width when there is none.
static uint32_t first_column(const struct geometry *geometry, double x) {
    uint32_t low = 0, high = geometry->shape.width;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (geometry_centre_x(geometry, middle) >= x)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void span_rect(const double *n, const struct geometry *geometry, struct spans *spans) {
    uint32_t start = first_column(geometry, n[0]), stop = first_column(geometry, n[0] + n[2]);
    for (uint32_t row = 0; row < geometry->shape.height; row++) {
        double y = geometry_centre_y(geometry, row);
        if (y >= n[1] && y < n[1] + n[3])
            add_span(spans, row, start, stop);
    }
}

struct ellipse {
    double x, y, rx, ry;
    bool is_circle; // then radii are compared without division
};

static bool in_ellipse(const struct ellipse *e, double x, double y) {
    double dx = x - e->x, dy = y - e->y;
    if (e->is_circle)
        return dx * dx + dy * dy <= e->rx * e->rx;
    dx /= e->rx, dy /= e->ry;
    return dx * dx + dy * dy <= 1.0;
}

static void span_ellipse(const struct ellipse *e, const struct geometry *geometry,
                         struct spans *spans) {
    uint32_t middle = first_column(geometry, e->x);
    for (uint32_t row = 0; row < geometry->shape.height; row++) {
        double y = geometry_centre_y(geometry, row);
        uint32_t low = 0, high = middle;
        while (low < high) { // first column inside, left of the centre
            uint32_t half = low + (high - low) / 2;
            if (in_ellipse(e, geometry_centre_x(geometry, half), y))
                high = half;
            else
                low = half + 1;
        }
        uint32_t start = low;
        low = middle, high = geometry->shape.width;
        while (low < high) { // first column outside, right of the centre
            uint32_t half = low + (high - low) / 2;
            if (in_ellipse(e, geometry_centre_x(geometry, half), y))
                low = half + 1;
            else
                high = half;
        }
        add_span(spans, row, start, low);
    }
}

static int compare_doubles(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

// Even-odd: where the outline crosses the row's centre line, pairs of crossings enclose.
static void span_polygon(const double *n, size_t points, const struct geometry *geometry,
                         struct spans *spans) {
    double *crossings = alloc_zeroed(points, sizeof *crossings);
    for (uint32_t row = 0; row < geometry->shape.height; row++) {
        double y = geometry_centre_y(geometry, row);
        size_t count = 0;
        for (size_t i = 0; i < points; i++) {
            const double *a = n + 2 * i, *b = n + 2 * ((i + 1) % points);
            if ((a[1] <= y) != (b[1] <= y))
                crossings[count++] = a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]);
        }
        qsort(crossings, count, sizeof *crossings, compare_doubles);
        for (size_t i = 0; i + 1 < count; i += 2)
            add_span(spans, row, first_column(geometry, crossings[i]),
                     first_column(geometry, crossings[i + 1]));
    }
    free(crossings);
}

// The stack column or row that holds a source coordinate.
static bool stack_index(double at, uint32_t crop, uint32_t size, uint32_t bin, uint32_t *index) {
    double inside = floor(at) - (double)crop;
    if (!(inside >= 0.0 && inside < (double)size))
        return false;
    *index = (uint32_t)inside / bin;
    return true;
}

static void span_pixel(const double *n, const struct geometry *geometry, struct spans *spans) {
    uint32_t column, row;
    if (stack_index(n[0], geometry->crop_x, geometry->crop_width, geometry->bin, &column)
        && stack_index(n[1], geometry->crop_y, geometry->crop_height, geometry->bin, &row)
        && column < geometry->shape.width && row < geometry->shape.height)
        add_span(spans, row, column, column + 1);
}

static void span_mask(const struct zone_mask *mask, const struct geometry *geometry,
                      struct spans *spans) {
    for (uint32_t row = 0; row < geometry->shape.height; row++) {
        double y = floor(geometry_centre_y(geometry, row));
        if (y >= mask->height)
            continue;
        const uint8_t *line = mask->pixels + (size_t)y * mask->width;
        uint32_t start = 0;
        bool inside = false;
        for (uint32_t column = 0; column < geometry->shape.width; column++) {
            double x = floor(geometry_centre_x(geometry, column));
            bool now = x < mask->width && line[(size_t)x];
            if (inside && !now)
                add_span(spans, row, start, column);
            if (now && !inside)
                start = column;
            inside = now;
        }
        if (inside)
            add_span(spans, row, start, geometry->shape.width);
    }
}

bool zone_prepare(const struct zone_wish *wish, const char *name, const struct geometry *geometry,
                  const struct zone_mask *mask, struct zone *zone, struct fault *fault) {
    struct spans spans = { 0 };
    const double *n = wish->numbers;
    struct ellipse ellipse;
    switch (wish->shape) {
    case ZONE_ALL:
        for (uint32_t row = 0; row < geometry->shape.height; row++)
            add_span(&spans, row, 0, geometry->shape.width);
        break;
    case ZONE_RECT:
        span_rect(n, geometry, &spans);
        break;
    case ZONE_CIRCLE:
        ellipse = (struct ellipse){ n[0], n[1], n[2], n[2], true };
        span_ellipse(&ellipse, geometry, &spans);
        break;
    case ZONE_ELLIPSE:
        ellipse = (struct ellipse){ n[0], n[1], n[2], n[3], false };
        span_ellipse(&ellipse, geometry, &spans);
        break;
    case ZONE_POLYGON:
        span_polygon(n, wish->count / 2, geometry, &spans);
        break;
    case ZONE_PIXEL:
        span_pixel(n, geometry, &spans);
        break;
    case ZONE_MASK:
        if (!mask)
            return fault_set(fault, FAULT_FAILED, "the mask of zone '%s' is not loaded",
                             wish->name ? wish->name : name);
        span_mask(mask, geometry, &spans);
        break;
    }
    if (spans.exhausted) {
        free(spans.list);
        return fault_set(fault, FAULT_LIMIT, "no memory for the outline of zone '%s'",
                         wish->name ? wish->name : name);
    }
    *zone = (struct zone){ .name = alloc_string(wish->name ? wish->name : name),
                           .spans = spans.list,
                           .span_count = spans.count,
                           .pixels = spans.pixels };
    return true;
}

void zone_free(struct zone *zone) {
    free(zone->name);
    free(zone->spans);
    *zone = (struct zone){ 0 };
}
