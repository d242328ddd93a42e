// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Colour maps: from a level to a colour, and the palette of a picture with its marks.

#ifndef BLITZ_VIEW_COLOURMAP_H
#define BLITZ_VIEW_COLOURMAP_H

#include "term/canvas.h"

#include <stdbool.h>
#include <stddef.h>

// What a pixel can be that is no value. Entry `levels` + mark of the palette.
enum mark {
    MARK_BACKGROUND, // outside the frame
    MARK_SATURATED,
    MARK_NAN,
    MARK_INVALID, // in the frame, but not read: outside its valid rectangle
    MARK_BELOW,   // below the levels, in maps that say so
    MARK_ABOVE,
    MARK_CURSOR,
    MARK_ZONE, // first of MARK_ZONES
    MARK_COUNT = MARK_ZONE + 8
};

#define MARK_ZONES 8

// The number of maps; look.lut is below it.
size_t colourmap_count(void);

// "grey" "inverted" "viridis" ... Static.
const char *colourmap_name(int map);

// False when no map has this name.
bool colourmap_find(const char *name, int *map);

// Whether the map gives pixels outside the levels colours of their own.
bool colourmap_marks_ends(int map);

// Colour at `position` 0 to 1.
struct colour colourmap_at(int map, double position);

// Fills palette, density and glyphs of a canvas for grey frames: `levels` (2 to
// CANVAS_LEVELS) steps of the map, then the marks.
void colourmap_palette(int map, uint32_t levels, struct canvas *canvas);

// The same for colour frames: a cube of COLOUR_CUBE steps a channel, red slowest.
#define COLOUR_CUBE 6
void colourmap_cube_palette(struct canvas *canvas);

// The colour of a mark, also used for the same thing in text and plots.
struct colour mark_colour(enum mark mark);

#endif
