// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/overlay.h"

#include "view/colourmap.h"

#include <math.h>

// Cuts the part t0..t1 of a line to where from + t * change lies in [0, size). Liang and Barsky.
static bool clip(double from, double change, double size, double *t0, double *t1) {
    if (change == 0)
        return from >= 0 && from < size;
    double a = (0 - from) / change, b = (size - from) / change;
    *t0 = fmax(*t0, fmin(a, b));
    *t1 = fmin(*t1, fmax(a, b));
    return *t0 <= *t1;
}

void overlay_line(struct canvas *canvas, double x0, double y0, double x1, double y1,
                  uint8_t index) {
    double change_x = x1 - x0, change_y = y1 - y0, t0 = 0, t1 = 1;
    if (!isfinite(change_x) || !isfinite(change_y) || !isfinite(x0) || !isfinite(y0)
        || !clip(x0, change_x, canvas->width, &t0, &t1)
        || !clip(y0, change_y, canvas->height, &t0, &t1))
        return;
    double length = fmax(fabs(change_x), fabs(change_y)) * (t1 - t0);
    size_t steps = (size_t)ceil(fmin(length, 2.0 * (canvas->width + (double)canvas->height))) + 1;
    for (size_t i = 0; i <= steps; i++) {
        double t = t0 + (t1 - t0) * (double)i / (double)steps;
        double x = floor(x0 + change_x * t), y = floor(y0 + change_y * t);
        if (x >= 0 && x < canvas->width && y >= 0 && y < canvas->height)
            canvas->indices[(size_t)y * canvas->width + (size_t)x] = index;
    }
}

// A line between two points in source pixels. An edge that runs between two canvas pixels is
// drawn on the one inside: towards (inside_x, inside_y), also in source pixels.
struct pen {
    struct canvas *canvas;
    const struct picture_map *map;
    double inside_x, inside_y; // canvas pixels
    uint8_t index;
};

static double pull(double at, double inside) {
    return at > inside ? fmax(at - 0.5, inside) : fmin(at + 0.5, inside);
}

static void pen_line(const struct pen *pen, double x0, double y0, double x1, double y1) {
    picture_map_from_source(pen->map, x0, y0, &x0, &y0);
    picture_map_from_source(pen->map, x1, y1, &x1, &y1);
    overlay_line(pen->canvas, pull(x0, pen->inside_x), pull(y0, pen->inside_y),
                 pull(x1, pen->inside_x), pull(y1, pen->inside_y), pen->index);
}

static void draw_rectangle(const struct pen *pen, double x, double y, double w, double h) {
    pen_line(pen, x, y, x + w, y);
    pen_line(pen, x + w, y, x + w, y + h);
    pen_line(pen, x + w, y + h, x, y + h);
    pen_line(pen, x, y + h, x, y);
}

static void draw_ellipse(const struct pen *pen, double x, double y, double rx, double ry) {
    enum { SIDES = 96 }; // within 0.06 % of the radius
    double turn = 2 * acos(-1.0) / SIDES;
    for (int i = 0; i < SIDES; i++)
        pen_line(pen, x + rx * cos(turn * i), y + ry * sin(turn * i), x + rx * cos(turn * (i + 1)),
                 y + ry * sin(turn * (i + 1)));
}

static void draw_polygon(const struct pen *pen, const double *numbers, size_t points) {
    for (size_t i = 0; i < points; i++) {
        const double *a = numbers + 2 * i, *b = numbers + 2 * ((i + 1) % points);
        pen_line(pen, a[0], a[1], b[0], b[1]);
    }
}

void overlay_zone(struct canvas *canvas, const struct picture_map *map,
                  const struct zone_wish *wish, size_t zone) {
    double x, y, w, h;
    const double *n = wish->numbers;
    switch (wish->shape) {
    case ZONE_RECT:
        x = n[0], y = n[1], w = n[2], h = n[3];
        break;
    case ZONE_CIRCLE:
    case ZONE_ELLIPSE:
        x = n[0], y = n[1], w = h = 0;
        break;
    case ZONE_PIXEL:
        x = floor(n[0]), y = floor(n[1]), w = h = 1;
        break;
    case ZONE_POLYGON:
        x = y = w = h = 0;
        for (size_t i = 0; i + 1 < wish->count; i += 2) {
            x += n[i] * 2 / (double)wish->count;
            y += n[i + 1] * 2 / (double)wish->count;
        }
        break;
    default:
        return;
    }
    struct pen pen = { .canvas = canvas,
                       .map = map,
                       .index = (uint8_t)(canvas->levels + MARK_ZONE + zone % MARK_ZONES) };
    picture_map_from_source(map, x + w / 2, y + h / 2, &pen.inside_x, &pen.inside_y);
    if (wish->shape == ZONE_POLYGON)
        draw_polygon(&pen, n, wish->count / 2);
    else if (wish->shape == ZONE_CIRCLE)
        draw_ellipse(&pen, x, y, n[2], n[2]);
    else if (wish->shape == ZONE_ELLIPSE)
        draw_ellipse(&pen, x, y, n[2], n[3]);
    else
        draw_rectangle(&pen, x, y, w, h);
}

// One segment, or its two sides when it is wider than a pixel.
static void draw_segment(struct canvas *canvas, const struct picture_map *map, const double *n,
                         double width, uint8_t index) {
    double dx = n[2] - n[0], dy = n[3] - n[1], length = hypot(dx, dy);
    double out = width > 1 && length > 0 ? width / 2 / length : 0;
    for (int side = -1; side <= (out > 0 ? 1 : -1); side += 2) {
        double x0, y0, x1, y1, across_x = -dy * out * side, across_y = dx * out * side;
        picture_map_from_source(map, n[0] + across_x, n[1] + across_y, &x0, &y0);
        picture_map_from_source(map, n[2] + across_x, n[3] + across_y, &x1, &y1);
        overlay_line(canvas, x0, y0, x1, y1, index);
    }
}

void overlay_path(struct canvas *canvas, const struct picture_map *map,
                  const struct line_wish *wish, size_t number) {
    const struct geometry *geometry = &map->geometry;
    uint8_t index = (uint8_t)(canvas->levels + MARK_ZONE + number % MARK_ZONES);
    double left = geometry->crop_x, top = geometry->crop_y, width = wish->width;
    double middle = floor(wish->numbers[0]) + 0.5;
    double row[] = { left, middle, left + geometry->crop_width, middle };
    double column[] = { middle, top, middle, top + geometry->crop_height };
    if (wish->shape == LINE_ROW)
        draw_segment(canvas, map, row, width, index);
    else if (wish->shape == LINE_COLUMN)
        draw_segment(canvas, map, column, width, index);
    for (size_t i = 0; wish->shape == LINE_POLYLINE && i + 3 < wish->count; i += 2)
        draw_segment(canvas, map, wish->numbers + i, width, index);
}

void overlay_cursor(struct canvas *canvas, const struct picture_map *map, double x, double y) {
    // The corners of the source pixel, in whole canvas pixels that it covers.
    double x0, y0, x1, y1;
    picture_map_from_source(map, floor(x), floor(y), &x0, &y0);
    picture_map_from_source(map, floor(x) + 1, floor(y) + 1, &x1, &y1);
    double left = fmin(x0, x1), right = fmax(x0, x1), top = fmin(y0, y1), bottom = fmax(y0, y1);
    double middle_x = (left + right) / 2, middle_y = (top + bottom) / 2;
    if (!isfinite(middle_x) || !isfinite(middle_y))
        return;
    // Arms start in the pixel beside the one that holds the middle, at least.
    left = floor(fmin(left, middle_x));
    top = floor(fmin(top, middle_y));
    right = fmax(ceil(right), floor(middle_x) + 1);
    bottom = fmax(ceil(bottom), floor(middle_y) + 1);
    // Of a small picture it must not hide much.
    double arm = fmax(1, floor(fmin(canvas->width, canvas->height) / 24.0));
    uint8_t index = (uint8_t)(canvas->levels + MARK_CURSOR);
    overlay_line(canvas, left - arm, middle_y, left - 0.01, middle_y, index);
    overlay_line(canvas, right, middle_y, right + arm - 0.01, middle_y, index);
    overlay_line(canvas, middle_x, top - arm, middle_x, top - 0.01, index);
    overlay_line(canvas, middle_x, bottom, middle_x, bottom + arm - 0.01, index);
}
