// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Half blocks: U+2580 has its upper half in the ink and its lower half in the ground, so a cell
// shows two pixels.

#include "term/encoder.h"

#include "base/alloc.h"
#include "term/grid.h"
#include "term/quantise.h"

#include <stdlib.h>

#define UPPER_HALF 0x2580

struct half_encoder {
    struct encoder encoder;
    enum colour_depth depth;
    struct quantised quantised;
    struct grid grid;
};

static uint32_t ink_at(const struct half_encoder *half, const struct canvas *canvas, uint32_t x,
                       uint32_t y) {
    if (x >= canvas->width || y >= canvas->height)
        return INK_DEFAULT;
    return quantised_ink(&half->quantised, canvas->indices[(size_t)y * canvas->width + x], x, y);
}

static bool half_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                        bool full, struct text *bytes) {
    struct half_encoder *half = (struct half_encoder *)encoder;
    quantise(&half->quantised, half->depth, canvas);
    grid_prepare(&half->grid, area);
    struct grid_cell *cell = half->grid.next;
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++, cell++) {
            uint32_t upper = ink_at(half, canvas, (uint32_t)column, (uint32_t)(2 * row));
            uint32_t lower = ink_at(half, canvas, (uint32_t)column, (uint32_t)(2 * row + 1));
            *cell = (struct grid_cell){ upper, lower, UPPER_HALF };
            if (upper == lower)
                cell->character = ' ';
        }
    grid_emit(&half->grid, full, bytes);
    return true;
}

static void half_free(struct encoder *encoder) {
    struct half_encoder *half = (struct half_encoder *)encoder;
    grid_release(&half->grid);
    free(half);
}

static const struct encoder_kind half_kind = { .name = "half",
                                               .encode = half_encode,
                                               .free = half_free };

struct encoder *encoder_half_new(enum colour_depth depth) {
    struct half_encoder *half = alloc_zeroed(1, sizeof *half);
    half->encoder = (struct encoder){ .kind = &half_kind, .across = 1, .down = 2 };
    half->depth = depth;
    return &half->encoder;
}
