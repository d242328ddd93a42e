// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/choice.h"

// Of those made of characters, the one that is wished for or the best.
static enum graphics choose_cells(enum graphics wish, const struct caps *caps) {
    bool has_blocks = caps->utf8 && caps->colours != COLOURS_NONE;
    if (wish == GRAPHICS_BRAILLE && caps->utf8)
        return GRAPHICS_BRAILLE;
    if (wish == GRAPHICS_ASCII || !has_blocks)
        return GRAPHICS_ASCII;
    return wish == GRAPHICS_QUAD || wish == GRAPHICS_SEXTANT ? wish : GRAPHICS_HALF;
}

struct choice choice_make(enum graphics wish, const struct caps *caps,
                          const struct answers *answers, const struct tty_size *size) {
    struct sixel_limits limits;
    // Without colours nobody wants more than characters, unless they say so.
    bool wants_sixel =
        (wish == GRAPHICS_SIXEL && answers->is_done)
        || (wish == GRAPHICS_AUTO && answers->sixel && caps->colours != COLOURS_NONE);
    if (wants_sixel && answers_sixel_limits(answers, caps, size, &limits))
        return (struct choice){ GRAPHICS_SIXEL, limits };
    if (wish == GRAPHICS_NONE)
        return (struct choice){ .kind = GRAPHICS_NONE };
    return (struct choice){ .kind = choose_cells(wish, caps) };
}

bool choice_equal(const struct choice *a, const struct choice *b) {
    return a->kind == b->kind && a->sixel.registers == b->sixel.registers
           && a->sixel.bytes == b->sixel.bytes && a->sixel.cell_width == b->sixel.cell_width
           && a->sixel.cell_height == b->sixel.cell_height && a->sixel.widest == b->sixel.widest
           && a->sixel.highest == b->sixel.highest;
}

bool choice_plots(enum plots wish, const struct choice *choice, const struct caps *caps,
                  const struct answers *answers, uint32_t colours, struct sixel_limits *limits) {
    *limits = choice->sixel;
    limits->first = choice->sixel.registers;
    limits->registers = colours;
    bool fits = (int64_t)limits->first + colours <= answers->registers
                && limits->first + colours <= CANVAS_COLOURS;
    bool suits = wish == PLOTS_SIXEL || (!caps->is_tmux && answers->has_background);
    return choice->kind == GRAPHICS_SIXEL && wish != PLOTS_CELLS && fits && suits;
}

struct encoder *choice_encoder(const struct choice *choice, const struct caps *caps) {
    switch (choice->kind) {
    case GRAPHICS_SIXEL:
        return encoder_sixel_new(&choice->sixel);
    case GRAPHICS_QUAD:
        return encoder_quad_new(caps->colours);
    case GRAPHICS_SEXTANT:
        return encoder_sextant_new(caps->colours);
    case GRAPHICS_BRAILLE:
        return encoder_braille_new(caps->colours);
    case GRAPHICS_ASCII:
        return encoder_ascii_new(caps->colours);
    case GRAPHICS_NONE:
        return NULL;
    default:
        return encoder_half_new(caps->colours);
    }
}

const char *choice_name(enum graphics kind) {
    static const char *const names[] = {
        [GRAPHICS_AUTO] = "auto",   [GRAPHICS_SIXEL] = "sixel",     [GRAPHICS_HALF] = "half",
        [GRAPHICS_QUAD] = "quad",   [GRAPHICS_SEXTANT] = "sextant", [GRAPHICS_BRAILLE] = "braille",
        [GRAPHICS_ASCII] = "ascii", [GRAPHICS_NONE] = "none",
    };
    return names[kind];
}
