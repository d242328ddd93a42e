// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Braille patterns: eight dots a cell, lit as often as the level is dense. Marks are lit in
// their colour, and alone in their cell, so that no value is taken for one.

#include "term/encoder.h"

#include "base/alloc.h"
#include "term/dots.h"
#include "term/grid.h"
#include "term/quantise.h"

#include <stdlib.h>

#define BRAILLE 0x2800

struct braille_encoder {
    struct encoder encoder;
    enum colour_depth depth;
    struct quantised quantised;
    struct grid grid;
};

static bool is_lit(uint8_t density, uint32_t x, uint32_t y) {
    static const uint8_t bayer[4][4] = {
        { 0, 8, 2, 10 }, { 12, 4, 14, 6 }, { 3, 11, 1, 9 }, { 15, 7, 13, 5 }
    };
    return 32 * density > (2 * bayer[y & 3][x & 3] + 1) * 255;
}

// Whether the index is a mark that shows: the background, for one, has a blank glyph.
static bool is_mark(const struct canvas *canvas, uint8_t index) {
    return index >= canvas->levels && index - canvas->levels < CANVAS_MARKS
           && canvas->glyphs[index - canvas->levels] != ' ';
}

static struct grid_cell cell_of(const struct braille_encoder *braille, const struct canvas *canvas,
                                uint32_t left, uint32_t top) {
    unsigned lit = 0, marked = 0;
    uint32_t ink = INK_DEFAULT;
    for (uint32_t y = 0; y < DOTS_DOWN && top + y < canvas->height; y++)
        for (uint32_t x = 0; x < DOTS_ACROSS && left + x < canvas->width; x++) {
            uint8_t index = canvas->indices[(size_t)(top + y) * canvas->width + left + x];
            if (is_mark(canvas, index)) {
                marked |= dot_bit(x, y);
                ink = quantised_ink(&braille->quantised, index, left + x, top + y);
            } else if (index < canvas->levels
                       && is_lit(canvas->density[index], left + x, top + y)) {
                lit |= dot_bit(x, y);
            }
        }
    unsigned mask = marked ? marked : lit;
    return (struct grid_cell){ ink, INK_DEFAULT, mask ? BRAILLE + mask : ' ' };
}

static bool braille_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                           bool full, struct text *bytes) {
    struct braille_encoder *braille = (struct braille_encoder *)encoder;
    quantise(&braille->quantised, braille->depth, canvas);
    grid_prepare(&braille->grid, area);
    struct grid_cell *cell = braille->grid.next;
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++, cell++)
            *cell = cell_of(braille, canvas, (uint32_t)(DOTS_ACROSS * column),
                            (uint32_t)(DOTS_DOWN * row));
    grid_emit(&braille->grid, full, bytes);
    return true;
}

static void braille_free(struct encoder *encoder) {
    struct braille_encoder *braille = (struct braille_encoder *)encoder;
    grid_release(&braille->grid);
    free(braille);
}

static const struct encoder_kind braille_kind = { .name = "braille",
                                                  .encode = braille_encode,
                                                  .free = braille_free };

struct encoder *encoder_braille_new(enum colour_depth depth) {
    struct braille_encoder *braille = alloc_zeroed(1, sizeof *braille);
    braille->encoder =
        (struct encoder){ .kind = &braille_kind, .across = DOTS_ACROSS, .down = DOTS_DOWN };
    braille->depth = depth;
    return &braille->encoder;
}
