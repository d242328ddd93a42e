// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/encoder.h"

struct encoder *encoder_new(const struct caps *caps) {
    return caps->utf8 && caps->colours != COLOURS_NONE ? encoder_half_new(caps->colours)
                                                       : encoder_ascii_new(caps->colours);
}

void encoder_canvas_size(const struct encoder *encoder, struct area area, uint32_t *width,
                         uint32_t *height) {
    *width = area.columns > 0 ? (uint32_t)(area.columns * encoder->kind->across) : 0;
    *height = area.rows > 0 ? (uint32_t)(area.rows * encoder->kind->down) : 0;
}

double encoder_aspect(const struct encoder *encoder, int cell_width, int cell_height) {
    double cell = 0.5;
    // Sizes that no font has are a terminal's mistake.
    if (cell_width > 0 && cell_height > 0 && cell_width <= 4 * cell_height
        && cell_height <= 8 * cell_width)
        cell = (double)cell_width / cell_height;
    return cell * encoder->kind->down / encoder->kind->across;
}

void encoder_encode(struct encoder *encoder, const struct canvas *canvas, struct area area,
                    bool full, struct text *bytes) {
    encoder->kind->encode(encoder, canvas, area, full, bytes);
}

void encoder_free(struct encoder **encoder) {
    if (*encoder)
        (*encoder)->kind->free(*encoder);
    *encoder = NULL;
}
