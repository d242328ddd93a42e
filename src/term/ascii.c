// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Characters that every terminal has. With 256 colours a pixel is a coloured blank. With fewer,
// colours would leave 8 coarse steps, so the density of the character tells the value, and
// marks, which are no values, are characters of their own.

#include "term/encoder.h"

#include "base/alloc.h"
#include "term/grid.h"
#include "term/quantise.h"

#include <stdlib.h>

struct ascii_encoder {
    struct encoder encoder;
    enum colour_depth depth;
    struct quantised quantised;
    struct grid grid;
};

static struct grid_cell cell_of(const struct ascii_encoder *ascii, const struct canvas *canvas,
                                uint32_t x, uint32_t y) {
    static const char ramp[] = " .:-=+*#%@";
    struct grid_cell cell = { INK_DEFAULT, INK_DEFAULT, ' ' };
    if (x >= canvas->width || y >= canvas->height)
        return cell;
    uint8_t index = canvas->indices[(size_t)y * canvas->width + x];
    bool is_mark = index >= canvas->levels;
    if (is_mark && index - canvas->levels < CANVAS_MARKS)
        cell.character = (unsigned char)canvas->glyphs[index - canvas->levels];
    if (ascii->depth >= COLOURS_256) {
        cell.ground = quantised_ink(&ascii->quantised, index, x, y);
        cell.ink = INK_INDEX(is_mark ? 0 : 7);
    } else if (is_mark) {
        cell.ink = quantised_ink(&ascii->quantised, index, x, y);
    } else {
        cell.character = (unsigned char)ramp[canvas->density[index] * (sizeof ramp - 1) / 256];
    }
    return cell;
}

static bool ascii_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                         bool full, struct text *bytes) {
    struct ascii_encoder *ascii = (struct ascii_encoder *)encoder;
    quantise(&ascii->quantised, ascii->depth, canvas);
    grid_prepare(&ascii->grid, area);
    struct grid_cell *cell = ascii->grid.next;
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++, cell++)
            *cell = cell_of(ascii, canvas, (uint32_t)column, (uint32_t)row);
    grid_emit(&ascii->grid, full, bytes);
    return true;
}

static void ascii_free(struct encoder *encoder) {
    struct ascii_encoder *ascii = (struct ascii_encoder *)encoder;
    grid_release(&ascii->grid);
    free(ascii);
}

static const struct encoder_kind ascii_kind = { .name = "ascii",
                                                .encode = ascii_encode,
                                                .free = ascii_free };

struct encoder *encoder_ascii_new(enum colour_depth depth) {
    struct ascii_encoder *ascii = alloc_zeroed(1, sizeof *ascii);
    ascii->encoder = (struct encoder){ .kind = &ascii_kind, .across = 1, .down = 1 };
    ascii->depth = depth;
    return &ascii->encoder;
}
