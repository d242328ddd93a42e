// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Encoders: a canvas in, bytes out. They write nothing and know no terminal but the depth of
// its colours. Each kind is one file and one table of verbs.

#ifndef BLITZ_TERM_ENCODER_H
#define BLITZ_TERM_ENCODER_H

#include "base/text.h"
#include "term/area.h"
#include "term/canvas.h"
#include "term/caps.h"

#include <stdbool.h>
#include <stdint.h>

struct encoder;
struct sixel_limits;

struct encoder_kind {
    const char *name;
    bool is_pixels; // the picture lies over the cells, which must be blank below it
    bool (*encode)(struct encoder *encoder, const struct canvas *canvas, struct area area,
                   bool full, struct text *bytes);
    void (*free)(struct encoder *encoder);
};

// The common head of every encoder's struct.
struct encoder {
    const struct encoder_kind *kind;
    int across, down;         // canvas pixels a cell
    uint32_t widest, highest; // canvas pixels at most; 0: any
    uint32_t step;            // the canvas' height is a multiple of it; 0: any
    // Lengths of `bytes` up to which what was appended last may be sent, and the rest later.
    size_t *breaks;
    size_t break_count, break_room;
};

// Half blocks: two pixels a cell; quadrants 2 x 2, sextants 2 x 3, in two colours a cell. All
// need UTF-8 and colours. Braille: 2 x 4 dots a cell, lit or not, needs UTF-8. ASCII: one pixel a
// cell; coloured blanks with 256 colours or more, else characters of rising density. Sixel
// (term/sixel.h): as many pixels as a cell has on the screen; the area must end above the last row.
// Never NULL.
struct encoder *encoder_half_new(enum colour_depth depth);
struct encoder *encoder_quad_new(enum colour_depth depth);
struct encoder *encoder_sextant_new(enum colour_depth depth);
struct encoder *encoder_braille_new(enum colour_depth depth);
struct encoder *encoder_ascii_new(enum colour_depth depth);
struct encoder *encoder_sixel_new(const struct sixel_limits *limits);

// Pixels of the canvas that fills an area.
void encoder_canvas_size(const struct encoder *encoder, struct area area, uint32_t *width,
                         uint32_t *height);

// Width of a canvas pixel over its height, for cells of this many screen pixels (0: unknown,
// taken as 1:2).
double encoder_aspect(const struct encoder *encoder, int cell_width, int cell_height);

// Appends what changes the area from what this encoder drew last to the canvas: cursor moves,
// colours, characters; ends with default colours and the cursor anywhere. Never outside the
// area. `full`, another area or another size: everything. A canvas that is smaller than the
// area leaves the rest blank, or, of pixels, as it is. False when it could not be encoded:
// nothing is appended.
bool encoder_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                    bool full, struct text *bytes);

// For encoders: what has been appended may be sent up to `length`.
void encoder_break(struct encoder *encoder, size_t length);

// Clears *encoder.
void encoder_free(struct encoder **encoder);

#endif
