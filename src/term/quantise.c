// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/quantise.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static const uint8_t cube_step[6] = { 0, 95, 135, 175, 215, 255 };

struct colour terminal_colour(unsigned index) {
    static const struct colour named[16] = {
        { 0, 0, 0 },       { 205, 0, 0 },   { 0, 205, 0 },   { 205, 205, 0 },
        { 0, 0, 238 },     { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
        { 127, 127, 127 }, { 255, 0, 0 },   { 0, 255, 0 },   { 255, 255, 0 },
        { 92, 92, 255 },   { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
    };
    if (index < 16)
        return named[index];
    if (index >= 232) {
        uint8_t grey = (uint8_t)(8 + 10 * ((index & 255) - 232));
        return (struct colour){ grey, grey, grey };
    }
    index -= 16;
    return (struct colour){ cube_step[index / 36], cube_step[index / 6 % 6], cube_step[index % 6] };
}

static int distance(struct colour a, struct colour b) {
    int r = a.r - b.r, g = a.g - b.g, blue = a.b - b.b;
    return r * r + g * g + blue * blue;
}

unsigned nearest_of_256(struct colour colour) {
    unsigned best = 16;
    int least = INT_MAX;
    for (unsigned i = 16; i < 256; i++) {
        int apart = distance(colour, terminal_colour(i));
        if (apart < least) {
            least = apart;
            best = i;
        }
    }
    return best;
}

static unsigned nearest_named(struct colour colour, unsigned count) {
    unsigned best = 0;
    for (unsigned i = 1; i < count; i++)
        if (distance(colour, terminal_colour(i)) < distance(colour, terminal_colour(best)))
            best = i;
    return best;
}

// How far apart two colours are in hue and saturation alone.
static int chroma_distance(struct colour a, struct colour b) {
    int r = (a.r - a.g) - (b.r - b.g), blue = (a.b - a.g) - (b.b - b.g);
    return r * r + blue * blue;
}

// Error of a mixture. The mean is taken of the values as they are: light adds otherwise, but
// then the dark half of a gradient would be one step. Coarse patterns, and coloured ones most,
// have a price, so that grey is never made of red and cyan.
static double mixture_error(struct colour wanted, struct colour a, struct colour b, double share) {
    double r = a.r + share * (b.r - a.r) - wanted.r, g = a.g + share * (b.g - a.g) - wanted.g;
    double blue = a.b + share * (b.b - a.b) - wanted.b;
    return r * r + g * g + blue * blue
           + share * (1 - share) * (0.02 * distance(a, b) + 0.1 * chroma_distance(a, b));
}

#define SHARES 16

// Finds the two colours and their mixture that come nearest to entry `index`.
static void mix_entry(struct quantised *quantised, uint32_t index, unsigned count) {
    struct colour wanted = quantised->palette[index];
    double least = HUGE_VAL;
    for (unsigned a = 0; a < count; a++)
        for (unsigned b = a; b < count; b++)
            for (int share = 0; share < SHARES; share += b == a ? SHARES : 1) {
                double error = mixture_error(wanted, terminal_colour(a), terminal_colour(b),
                                             (double)share / SHARES);
                if (error >= least)
                    continue;
                least = error;
                quantised->ink[index] = INK_INDEX(a);
                quantised->second[index] = INK_INDEX(b);
                quantised->share[index] = (uint8_t)share;
            }
}

static void quantise_entry(struct quantised *quantised, uint32_t index) {
    struct colour colour = quantised->palette[index];
    unsigned named = quantised->depth == COLOURS_16 ? 16 : 8;
    quantised->share[index] = 0;
    switch (quantised->depth) {
    case COLOURS_TRUE:
        quantised->ink[index] = INK_RGB(colour);
        break;
    case COLOURS_256:
        quantised->ink[index] = INK_INDEX(nearest_of_256(colour));
        break;
    case COLOURS_16:
    case COLOURS_8:
        if (index < quantised->levels)
            mix_entry(quantised, index, named);
        else
            quantised->ink[index] = INK_INDEX(nearest_named(colour, named));
        break;
    case COLOURS_NONE:
        quantised->ink[index] = INK_DEFAULT;
        break;
    }
    if (!quantised->share[index])
        quantised->second[index] = quantised->ink[index];
}

void quantise(struct quantised *quantised, enum colour_depth depth, const struct canvas *canvas) {
    if (quantised->depth == depth && quantised->colours == canvas->colours
        && quantised->levels == canvas->levels
        && memcmp(quantised->palette, canvas->palette, canvas->colours * sizeof *canvas->palette)
               == 0)
        return;
    quantised->depth = depth;
    quantised->colours = canvas->colours;
    quantised->levels = canvas->levels;
    memcpy(quantised->palette, canvas->palette, sizeof quantised->palette);
    for (uint32_t i = 0; i < canvas->colours; i++)
        quantise_entry(quantised, i);
}

uint32_t quantised_ink(const struct quantised *quantised, uint8_t index, uint32_t x, uint32_t y) {
    static const uint8_t bayer[4][4] = {
        { 0, 8, 2, 10 }, { 12, 4, 14, 6 }, { 3, 11, 1, 9 }, { 15, 7, 13, 5 }
    };
    return bayer[y & 3][x & 3] < quantised->share[index] ? quantised->second[index]
                                                         : quantised->ink[index];
}
