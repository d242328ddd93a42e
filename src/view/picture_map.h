// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Where a canvas pixel is in the frame and back. Three coordinate systems: *source* pixels of
// the full frame (what a person sees and types), *stack* pixels (after crop and bin), and
// *canvas* pixels. In all of them pixel (i,j) covers [i,i+1) x [j,j+1).

#ifndef BLITZ_VIEW_PICTURE_MAP_H
#define BLITZ_VIEW_PICTURE_MAP_H

#include "measure/frames.h"
#include "view/look.h"

#include <stdbool.h>
#include <stdint.h>

// A plain value: valid for one look, one geometry and one canvas size.
struct picture_map {
    struct geometry geometry;
    struct orientation orientation;
    uint32_t width, height; // canvas
    double left, top;       // turned stack pixels at the canvas' top left corner
    double step_x, step_y;  // turned stack pixels a canvas pixel
};

// `aspect`: width of a canvas pixel over its height on the screen (half blocks on 1:2 cells: 1;
// whole 1:2 cells: 0.5). With a zoom, a source pixel is `zoom` canvas pixel heights high. The
// frame is centred in a direction in which all of it fits; else the view stays inside it.
struct picture_map picture_map_make(const struct look *look, const struct geometry *geometry,
                                    uint32_t width, uint32_t height, double aspect);

// The whole of an image over all of the canvas, whatever becomes of its aspect.
struct picture_map picture_map_fill(const struct geometry *geometry, uint32_t width,
                                    uint32_t height);

// The zoom that is in force: look->zoom, or what fitting came to.
double picture_map_zoom(const struct picture_map *map);

// A point of the canvas (canvas pixels, 0,0 its top left corner) in source pixels of the full
// frame, and the other way.
void picture_map_to_source(const struct picture_map *map, double x, double y, double *source_x,
                           double *source_y);
void picture_map_from_source(const struct picture_map *map, double source_x, double source_y,
                             double *x, double *y);

// Ends of canvas column `x` (or row `y`) on the stack's axis that it runs along: the x axis
// for columns without or with two quarter turns, else the y axis. *from < *to.
void picture_map_column(const struct picture_map *map, uint32_t x, double *from, double *to);
void picture_map_row(const struct picture_map *map, uint32_t y, double *from, double *to);

// Whether canvas columns run along the stack's y axis.
static inline bool picture_map_is_turned(const struct picture_map *map) {
    return map->orientation.quarter_turns & 1;
}

#endif
