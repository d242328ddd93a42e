// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From the palette of a canvas to the few colour registers that a terminal has for a picture
// of pixels.

#ifndef BLITZ_TERM_REGISTERS_H
#define BLITZ_TERM_REGISTERS_H

#include "term/canvas.h"

#include <stdbool.h>
#include <stdint.h>

#define REGISTERS_LEAST 2 // with fewer there is no picture

// Positions of a 4x4 pattern, in which two steps of a colour cube are mixed.
#define REGISTER_PATTERN 16

struct registers {
    uint32_t count, first; // numbers first to first + count - 1
    struct colour colours[CANVAS_COLOURS];
    bool is_unused[CANVAS_COLOURS]; // nothing has it, so that its colour need not be told
    uint8_t of[REGISTER_PATTERN][CANVAS_COLOURS];
};

// Chooses at most `most` registers (REGISTERS_LEAST to CANVAS_COLOURS) for what the canvas
// shows. When its colours fit they are kept exactly. Else a colour map has as many steps as
// there is room for, and so has a colour cube; marks keep their colours. Only when even the
// marks are too many do they share the nearest. Pure.
void registers_choose(struct registers *registers, const struct canvas *canvas, uint32_t most);

// Every entry of the palette is a register, in their order from number `first` on: first plus the
// entries are at most CANVAS_COLOURS. Pure.
void registers_fix(struct registers *registers, const struct canvas *canvas, uint32_t first);

// The register of an index at a canvas position, without `first`.
static inline uint8_t register_at(const struct registers *registers, uint8_t index, uint32_t x,
                                  uint32_t y) {
    return registers->of[(y & 3) * 4 + (x & 3)][index];
}

#endif
