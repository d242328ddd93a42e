// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One frame rendered into a canvas: scaled by exact area mean (or maximum) when it shrinks, by
// the nearest pixel when it grows, then levels, then palette indices and marks. Prepared once,
// then made band by band, by any threads, in any order.

#ifndef BLITZ_VIEW_PICTURE_H
#define BLITZ_VIEW_PICTURE_H

#include "base/fault.h"
#include "stack/element.h"
#include "stack/ledger.h"
#include "term/canvas.h"
#include "view/levels.h"
#include "view/look.h"
#include "view/picture_map.h"

#include <stdbool.h>
#include <stddef.h>

// What is shown. Everything is borrowed until the last band is done.
struct picture_frame {
    enum element element;
    const void *samples; // shown: of map.geometry.shape, raw or corrected (f32)
    struct extent valid; // outside of it: MARK_INVALID
    // Where saturation is looked for: the raw frame of the same shape; NULL: nowhere.
    enum element raw_element;
    const void *raw;
    double saturation; // raw values >= it are saturated; HUGE_VAL: none
};

struct picture_wish {
    struct picture_map map;
    struct levels levels;
    enum shrink shrink;
    bool mark_saturated; // a canvas pixel with any saturated or NaN pixel under it is marked;
                         // without, only what is all NaN
    bool mark_ends;      // MARK_BELOW and MARK_ABOVE (colourmap_marks_ends)
};

struct picture;

// Prepares a picture. The canvas has the map's size and a palette from colourmap_palette (1
// channel) or colourmap_cube_palette (3 channels); its indices are filled by the bands. NULL
// with FAULT_LIMIT when there is no memory.
struct picture *picture_new(const struct picture_wish *wish, const struct picture_frame *frame,
                            struct canvas *canvas, struct fault *fault);

// How many bands it is made of: the chunks for pool_run.
size_t picture_bands(const struct picture *picture);

// Makes one band: a pool_chunk with the picture as context. False when there is no memory; its
// pixels are background then.
bool picture_band(void *picture, size_t band, size_t worker);

// Clears *picture.
void picture_free(struct picture **picture);

// Allocates the indices of a canvas of this size (all background: entry 0); false with
// FAULT_LIMIT. canvas_release frees them.
bool canvas_reserve(struct canvas *canvas, uint32_t width, uint32_t height, struct fault *fault);
void canvas_release(struct canvas *canvas);

#endif
