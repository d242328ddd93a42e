// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Quadrants (2 x 2 pixels a cell) and sextants (2 x 3). A cell has only two colours: the two of
// its pixels' that come nearest to all of them, exactly when it has no more.

#include "term/encoder.h"

#include "base/alloc.h"
#include "term/grid.h"
#include "term/quantise.h"

#include <limits.h>
#include <stdlib.h>

enum { ACROSS = 2, MOST_DOTS = 6 };

struct blocks_encoder {
    struct encoder encoder;
    enum colour_depth depth;
    struct quantised quantised;
    struct grid grid;
};

// A pixel of a cell. One outside of the canvas is like no colour there is.
struct dot {
    int r, g, b;
    uint32_t ink;
};

static struct dot dot_at(const struct blocks_encoder *blocks, const struct canvas *canvas,
                         uint32_t x, uint32_t y) {
    if (x >= canvas->width || y >= canvas->height)
        return (struct dot){ -1000, -1000, -1000, INK_DEFAULT };
    uint8_t index = canvas->indices[(size_t)y * canvas->width + x];
    struct colour colour = canvas->palette[index];
    return (struct dot){ colour.r, colour.g, colour.b,
                         quantised_ink(&blocks->quantised, index, x, y) };
}

static int distance(const struct dot *a, const struct dot *b) {
    int r = a->r - b->r, g = a->g - b->g, blue = a->b - b->b;
    return r * r + g * g + blue * blue;
}

// The code point that has the dots of the mask in ink; bits go by rows, from the left.
static uint32_t quadrant(unsigned mask) {
    static const uint16_t points[] = { ' ',    0x2598, 0x259d, 0x2580, 0x2596, 0x258c,
                                       0x259e, 0x259b, 0x2597, 0x259a, 0x2590, 0x259c,
                                       0x2584, 0x2599, 0x259f, 0x2588 };
    return points[mask];
}

// Those that are older characters (both halves, and all) are left out of the block of sextants.
static uint32_t sextant(unsigned mask) {
    enum { LEFT = 21, RIGHT = 42, ALL = 63 };
    if (mask == 0)
        return ' ';
    if (mask == LEFT || mask == RIGHT || mask == ALL)
        return mask == LEFT ? 0x258c : mask == RIGHT ? 0x2590 : 0x2588;
    return 0x1fb00 + mask - 1 - (mask > LEFT) - (mask > RIGHT);
}

static struct grid_cell cell_of(const struct dot *dots, int count) {
    int ink = 0, ground = 0, least = INT_MAX;
    for (int a = 0; a < count && least; a++)
        for (int b = a; b < count && least; b++) {
            int error = 0;
            for (int i = 0; i < count; i++) {
                int to_a = distance(&dots[i], &dots[a]), to_b = distance(&dots[i], &dots[b]);
                error += to_a < to_b ? to_a : to_b;
            }
            if (error >= least)
                continue;
            least = error;
            ground = a;
            ink = b;
        }
    unsigned mask = 0;
    for (int i = 0; i < count; i++)
        if (distance(&dots[i], &dots[ink]) < distance(&dots[i], &dots[ground]))
            mask |= 1u << i;
    return (struct grid_cell){ dots[ink].ink, dots[ground].ink,
                               count == MOST_DOTS ? sextant(mask) : quadrant(mask) };
}

static bool blocks_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                          bool full, struct text *bytes) {
    struct blocks_encoder *blocks = (struct blocks_encoder *)encoder;
    quantise(&blocks->quantised, blocks->depth, canvas);
    grid_prepare(&blocks->grid, area);
    struct grid_cell *cell = blocks->grid.next;
    int count = ACROSS * encoder->down;
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++, cell++) {
            struct dot dots[MOST_DOTS] = { 0 };
            for (int i = 0; i < count; i++)
                dots[i] = dot_at(blocks, canvas, (uint32_t)(ACROSS * column + i % ACROSS),
                                 (uint32_t)(encoder->down * row + i / ACROSS));
            *cell = cell_of(dots, count);
        }
    grid_emit(&blocks->grid, full, bytes);
    return true;
}

static void blocks_free(struct encoder *encoder) {
    struct blocks_encoder *blocks = (struct blocks_encoder *)encoder;
    grid_release(&blocks->grid);
    free(blocks);
}

static const struct encoder_kind quad_kind = { .name = "quad",
                                               .encode = blocks_encode,
                                               .free = blocks_free };
static const struct encoder_kind sextant_kind = { .name = "sextant",
                                                  .encode = blocks_encode,
                                                  .free = blocks_free };

static struct encoder *blocks_new(const struct encoder_kind *kind, int down,
                                  enum colour_depth depth) {
    struct blocks_encoder *blocks = alloc_zeroed(1, sizeof *blocks);
    blocks->encoder = (struct encoder){ .kind = kind, .across = ACROSS, .down = down };
    blocks->depth = depth;
    return &blocks->encoder;
}

struct encoder *encoder_quad_new(enum colour_depth depth) {
    return blocks_new(&quad_kind, 2, depth);
}

struct encoder *encoder_sextant_new(enum colour_depth depth) {
    return blocks_new(&sextant_kind, 3, depth);
}
