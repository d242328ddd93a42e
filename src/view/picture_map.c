// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/picture_map.h"

#include <math.h>

struct point {
    double x, y;
};

// From the picture as it is shown, whole and unscaled, to stack pixels: undoes the flips, then
// the quarter turns.
static struct point unturn(const struct picture_map *map, struct point shown) {
    double width = map->geometry.shape.width, height = map->geometry.shape.height;
    bool turned = picture_map_is_turned(map);
    if (map->orientation.flip_x)
        shown.x = (turned ? height : width) - shown.x;
    if (map->orientation.flip_y)
        shown.y = (turned ? width : height) - shown.y;
    switch (map->orientation.quarter_turns & 3) {
    case 1:
        return (struct point){ shown.y, height - shown.x };
    case 2:
        return (struct point){ width - shown.x, height - shown.y };
    case 3:
        return (struct point){ width - shown.y, shown.x };
    default:
        return shown;
    }
}

static struct point turn(const struct picture_map *map, struct point stack) {
    double width = map->geometry.shape.width, height = map->geometry.shape.height;
    bool turned = picture_map_is_turned(map);
    struct point shown = stack;
    switch (map->orientation.quarter_turns & 3) {
    case 1:
        shown = (struct point){ height - stack.y, stack.x };
        break;
    case 2:
        shown = (struct point){ width - stack.x, height - stack.y };
        break;
    case 3:
        shown = (struct point){ stack.y, width - stack.x };
        break;
    }
    if (map->orientation.flip_x)
        shown.x = (turned ? height : width) - shown.x;
    if (map->orientation.flip_y)
        shown.y = (turned ? width : height) - shown.y;
    return shown;
}

// Start of the view on one axis: centred when everything fits, else kept inside.
static double place(double centre, double view, double whole) {
    if (view >= whole)
        return (whole - view) / 2;
    return fmin(fmax(centre - view / 2, 0), whole - view);
}

struct picture_map picture_map_make(const struct look *look, const struct geometry *geometry,
                                    uint32_t width, uint32_t height, double aspect) {
    struct picture_map map = {
        .geometry = *geometry, .orientation = look->orientation, .width = width, .height = height
    };
    bool turned = picture_map_is_turned(&map);
    double whole_x = turned ? geometry->shape.height : geometry->shape.width;
    double whole_y = turned ? geometry->shape.width : geometry->shape.height;
    if (!(aspect > 0))
        aspect = 1;
    // Canvas pixel heights a stack pixel.
    double scale = look->zoom * geometry->bin;
    if (!(scale > 0) || !isfinite(scale))
        scale = fmin(width * aspect / whole_x, height / whole_y);
    scale = fmin(fmax(scale, 1e-6), 1e6);
    map.step_x = aspect / scale;
    map.step_y = 1 / scale;

    struct point centre = { whole_x / 2, whole_y / 2 };
    if (look->zoom > 0 && isfinite(look->centre_x) && isfinite(look->centre_y))
        centre = turn(&map, (struct point){ (look->centre_x - geometry->crop_x) / geometry->bin,
                                            (look->centre_y - geometry->crop_y) / geometry->bin });
    map.left = place(centre.x, width * map.step_x, whole_x);
    map.top = place(centre.y, height * map.step_y, whole_y);
    return map;
}

struct picture_map picture_map_fill(const struct geometry *geometry, uint32_t width,
                                    uint32_t height) {
    return (struct picture_map){ .geometry = *geometry,
                                 .width = width,
                                 .height = height,
                                 .step_x = (double)geometry->shape.width / width,
                                 .step_y = (double)geometry->shape.height / height };
}

double picture_map_zoom(const struct picture_map *map) {
    return 1 / (map->step_y * map->geometry.bin);
}

void picture_map_to_source(const struct picture_map *map, double x, double y, double *source_x,
                           double *source_y) {
    struct point stack =
        unturn(map, (struct point){ map->left + x * map->step_x, map->top + y * map->step_y });
    *source_x = map->geometry.crop_x + stack.x * map->geometry.bin;
    *source_y = map->geometry.crop_y + stack.y * map->geometry.bin;
}

void picture_map_from_source(const struct picture_map *map, double source_x, double source_y,
                             double *x, double *y) {
    struct point shown =
        turn(map, (struct point){ (source_x - map->geometry.crop_x) / map->geometry.bin,
                                  (source_y - map->geometry.crop_y) / map->geometry.bin });
    *x = (shown.x - map->left) / map->step_x;
    *y = (shown.y - map->top) / map->step_y;
}

static void ordered(double a, double b, double *from, double *to) {
    *from = fmin(a, b);
    *to = fmax(a, b);
}

void picture_map_column(const struct picture_map *map, uint32_t x, double *from, double *to) {
    struct point a = unturn(map, (struct point){ map->left + x * map->step_x, 0 });
    struct point b = unturn(map, (struct point){ map->left + (x + 1.0) * map->step_x, 0 });
    if (picture_map_is_turned(map))
        ordered(a.y, b.y, from, to);
    else
        ordered(a.x, b.x, from, to);
}

void picture_map_row(const struct picture_map *map, uint32_t y, double *from, double *to) {
    struct point a = unturn(map, (struct point){ 0, map->top + y * map->step_y });
    struct point b = unturn(map, (struct point){ 0, map->top + (y + 1.0) * map->step_y });
    if (picture_map_is_turned(map))
        ordered(a.x, b.x, from, to);
    else
        ordered(a.y, b.y, from, to);
}
