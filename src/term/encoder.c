// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/encoder.h"

#include "base/alloc.h"

#include <stdlib.h>

void encoder_canvas_size(const struct encoder *encoder, struct area area, uint32_t *width,
                         uint32_t *height) {
    *width = area.columns > 0 ? (uint32_t)(area.columns * encoder->across) : 0;
    *height = area.rows > 0 ? (uint32_t)(area.rows * encoder->down) : 0;
    if (encoder->widest && *width > encoder->widest)
        *width = encoder->widest;
    if (encoder->highest && *height > encoder->highest)
        *height = encoder->highest;
    if (encoder->step)
        *height -= *height % encoder->step;
}

double encoder_aspect(const struct encoder *encoder, int cell_width, int cell_height) {
    double cell = 0.5;
    // Sizes that no font has are a terminal's mistake.
    if (cell_width > 0 && cell_height > 0 && cell_width <= 4 * cell_height
        && cell_height <= 8 * cell_width)
        cell = (double)cell_width / cell_height;
    return cell * encoder->down / encoder->across;
}

bool encoder_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                    bool full, struct text *bytes) {
    encoder->break_count = 0;
    return encoder->kind->encode(encoder, canvas, area, full, bytes);
}

void encoder_break(struct encoder *encoder, size_t length) {
    encoder->breaks = alloc_grow(encoder->breaks, encoder->break_count, &encoder->break_room,
                                 sizeof *encoder->breaks);
    encoder->breaks[encoder->break_count++] = length;
}

void encoder_free(struct encoder **encoder) {
    if (*encoder) {
        free((*encoder)->breaks);
        (*encoder)->kind->free(*encoder);
    }
    *encoder = NULL;
}
