// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Shapes drawn over a rendered canvas: outlines of zones and the cursor. Nothing outside the
// canvas is touched, whatever the numbers.

#ifndef BLITZ_VIEW_OVERLAY_H
#define BLITZ_VIEW_OVERLAY_H

#include "measure/line.h"
#include "measure/zone.h"
#include "term/canvas.h"
#include "view/picture_map.h"

// A line between two points in canvas coordinates (pixel (i,j) covers [i,i+1) x [j,j+1)).
void overlay_line(struct canvas *canvas, double x0, double y0, double x1, double y1, uint8_t index);

// The outline of a zone, in the colour of zone number `zone`; nothing for ZONE_ALL and ZONE_MASK.
void overlay_zone(struct canvas *canvas, const struct picture_map *map,
                  const struct zone_wish *wish, size_t zone);

// The path of a line in the same colours; with a width its two sides instead.
void overlay_path(struct canvas *canvas, const struct picture_map *map,
                  const struct line_wish *wish, size_t number);

// Four arms around the source pixel that holds (x, y), which itself stays visible.
void overlay_cursor(struct canvas *canvas, const struct picture_map *map, double x, double y);

#endif
