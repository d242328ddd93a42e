// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/colourmap.h"

#include <math.h>
#include <string.h>

// Control points as 0xRRGGBB at equal distances, joined by straight lines in sRGB. 33 points
// keep within 2 of 255 of the published maps (plasma 3.1, cividis 5.6, both at one kink).
#define POINTS 33

static const unsigned viridis[POINTS] = {
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989, 0x3b528b,
    0x375a8d, 0x33638d, 0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c, 0x1f988b,
    0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b, 0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58, 0x82d34c,
    0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725,
};

static const unsigned inferno[POINTS] = {
    0x000004, 0x040312, 0x0b0724, 0x150b37, 0x210c4a, 0x2e0a5a, 0x3c0965, 0x4a0c6b, 0x57106d,
    0x63146e, 0x70196e, 0x7d1e6d, 0x89226a, 0x962766, 0xa32b61, 0xaf315c, 0xbb3755, 0xc63e4d,
    0xd14644, 0xdb4f3b, 0xe35932, 0xeb6528, 0xf1711e, 0xf67f14, 0xf98d0a, 0xfb9c06, 0xfcab0f,
    0xfbba1f, 0xf9ca32, 0xf5d949, 0xf2e865, 0xf3f586, 0xfcffa4,
};

static const unsigned magma[POINTS] = {
    0x000004, 0x030311, 0x0a0822, 0x130d33, 0x1d1146, 0x28115a, 0x36106a, 0x430f76, 0x50127c,
    0x5d177f, 0x691c81, 0x762181, 0x822681, 0x8f2a81, 0x9c2e7f, 0xa9327d, 0xb63779, 0xc33b75,
    0xcf4170, 0xdb486a, 0xe65163, 0xee5c5e, 0xf5695c, 0xf9785d, 0xfb8761, 0xfd9668, 0xfea571,
    0xfeb47b, 0xfec387, 0xfed194, 0xfde0a2, 0xfceeb0, 0xfcfdbf,
};

static const unsigned plasma[POINTS] = {
    0x0d0887, 0x220690, 0x310596, 0x3f049c, 0x4c02a1, 0x5901a5, 0x6600a7, 0x7201a8, 0x7e03a8,
    0x8909a6, 0x9511a2, 0x9f1a9c, 0xa92396, 0xb22c8e, 0xbb3587, 0xc33e80, 0xcb4778, 0xd25071,
    0xd9596a, 0xe06263, 0xe66c5c, 0xeb7555, 0xf07f4f, 0xf48a48, 0xf89441, 0xfb9f3a, 0xfdab33,
    0xfeb72d, 0xfdc328, 0xfcd025, 0xf9dd25, 0xf5eb27, 0xf0f921,
};

static const unsigned cividis[POINTS] = {
    0x00224e, 0x00285b, 0x002e6a, 0x043371, 0x1a386f, 0x273e6e, 0x32436d, 0x3b496c, 0x434e6c,
    0x4b546c, 0x52596d, 0x5a5f6e, 0x61656f, 0x686a71, 0x6f7073, 0x757676, 0x7c7b78, 0x848179,
    0x8b8778, 0x938d78, 0x9b9376, 0xa39a75, 0xaba072, 0xb3a670, 0xbbad6c, 0xc3b469, 0xccba64,
    0xd4c15f, 0xddc958, 0xe6d051, 0xefd748, 0xf8df3c, 0xfee838,
};

static const unsigned turbo[POINTS] = {
    0x30123b, 0x392a73, 0x4040a1, 0x4456c7, 0x466be3, 0x467ff6, 0x4293ff, 0x37a7fa, 0x29bbec,
    0x1dcdd8, 0x18dcc3, 0x1ee8b0, 0x31f299, 0x4cf97e, 0x6bfd64, 0x8aff4d, 0xa3fd3c, 0xb8f735,
    0xcced34, 0xdee037, 0xedd03a, 0xf8c03a, 0xfdae35, 0xfe982c, 0xfb8022, 0xf56817, 0xec520f,
    0xe04009, 0xd23105, 0xc02302, 0xac1701, 0x950d01, 0x7a0403,
};

static const unsigned grey[] = { 0x000000, 0xffffff };
static const unsigned inverted[] = { 0xffffff, 0x000000 };

// Blue over white to red, symmetric in lightness, white exactly in the middle.
static const unsigned diverging[] = { 0x0b2a66, 0x2a62b0, 0x6fa3d8, 0xbcd6ee, 0xf7f7f7,
                                      0xf3c8b4, 0xe08a6b, 0xb83a35, 0x66101c };

static const struct {
    const char *name;
    const unsigned *points;
    size_t count;
    bool marks_ends;
} maps[] = {
    { "grey", grey, 2, false },
    { "inverted", inverted, 2, false },
    { "viridis", viridis, POINTS, false },
    { "inferno", inferno, POINTS, false },
    { "magma", magma, POINTS, false },
    { "plasma", plasma, POINTS, false },
    { "cividis", cividis, POINTS, false },
    { "turbo", turbo, POINTS, false },
    { "diverging", diverging, sizeof diverging / sizeof *diverging, false },
    { "clipped", grey, 2, true },
};

#define MAPS (sizeof maps / sizeof *maps)

static const struct {
    struct colour colour;
    char glyph;
} marks[MARK_COUNT] = {
    [MARK_BACKGROUND] = { { 0x1c, 0x1c, 0x1c }, ' ' },
    [MARK_SATURATED] = { { 0xff, 0x00, 0x00 }, '!' },
    [MARK_NAN] = { { 0xff, 0x00, 0xff }, '?' },
    [MARK_INVALID] = { { 0x87, 0x5f, 0x00 }, 'x' },
    [MARK_BELOW] = { { 0x00, 0x5f, 0xff }, '<' },
    [MARK_ABOVE] = { { 0xff, 0x5f, 0x00 }, '>' },
    [MARK_CURSOR] = { { 0x00, 0xff, 0x00 }, '+' },
    [MARK_ZONE] = { { 0xff, 0xd7, 0x00 }, '1' },
    [MARK_ZONE + 1] = { { 0x00, 0xd7, 0xff }, '2' },
    [MARK_ZONE + 2] = { { 0xff, 0x87, 0xaf }, '3' },
    [MARK_ZONE + 3] = { { 0xaf, 0xff, 0x00 }, '4' },
    [MARK_ZONE + 4] = { { 0xaf, 0x87, 0xff }, '5' },
    [MARK_ZONE + 5] = { { 0xff, 0x87, 0x00 }, '6' },
    [MARK_ZONE + 6] = { { 0x5f, 0xff, 0xd7 }, '7' },
    [MARK_ZONE + 7] = { { 0xd7, 0xd7, 0xaf }, '8' },
};

_Static_assert(MARK_COUNT <= CANVAS_MARKS, "marks fit in the palette");

size_t colourmap_count(void) {
    return MAPS;
}

const char *colourmap_name(int map) {
    return map >= 0 && (size_t)map < MAPS ? maps[map].name : maps[0].name;
}

bool colourmap_find(const char *name, int *map) {
    for (size_t i = 0; i < MAPS; i++)
        if (strcmp(name, maps[i].name) == 0) {
            *map = (int)i;
            return true;
        }
    return false;
}

bool colourmap_marks_ends(int map) {
    return map >= 0 && (size_t)map < MAPS && maps[map].marks_ends;
}

static uint8_t mix(unsigned from, unsigned to, int shift, double part) {
    double a = from >> shift & 255, b = to >> shift & 255;
    return (uint8_t)lrint(a + (b - a) * part);
}

struct colour colourmap_at(int map, double position) {
    size_t which = map >= 0 && (size_t)map < MAPS ? (size_t)map : 0;
    const unsigned *points = maps[which].points;
    double place = fmin(fmax(position, 0), 1) * (double)(maps[which].count - 1);
    size_t from = (size_t)place;
    if (from > maps[which].count - 2)
        from = maps[which].count - 2;
    double part = place - (double)from;
    return (struct colour){ mix(points[from], points[from + 1], 16, part),
                            mix(points[from], points[from + 1], 8, part),
                            mix(points[from], points[from + 1], 0, part) };
}

struct colour mark_colour(enum mark mark) {
    return marks[mark].colour;
}

static void add_marks(struct canvas *canvas) {
    for (size_t i = 0; i < MARK_COUNT; i++) {
        canvas->palette[canvas->levels + i] = marks[i].colour;
        canvas->density[canvas->levels + i] = 255;
        canvas->glyphs[i] = marks[i].glyph;
    }
    canvas->colours = canvas->levels + MARK_COUNT;
}

static double luminance(struct colour colour) {
    return 0.2126 * colour.r + 0.7152 * colour.g + 0.0722 * colour.b;
}

void colourmap_palette(int map, uint32_t levels, struct canvas *canvas) {
    canvas->cube = 0;
    canvas->levels = levels < 2 ? 2 : levels > CANVAS_LEVELS ? CANVAS_LEVELS : levels;
    // Density follows the value, not the lightness, so that turbo reads without colours too;
    // a map that ends darker than it begins turns it round.
    bool turned = luminance(colourmap_at(map, 1)) < luminance(colourmap_at(map, 0)) - 64;
    for (uint32_t i = 0; i < canvas->levels; i++) {
        double position = (double)i / (canvas->levels - 1);
        canvas->palette[i] = colourmap_at(map, position);
        canvas->density[i] = (uint8_t)lrint(255 * (turned ? 1 - position : position));
    }
    add_marks(canvas);
}

void colourmap_cube_palette(struct canvas *canvas) {
    uint32_t index = 0;
    for (int r = 0; r < COLOUR_CUBE; r++)
        for (int g = 0; g < COLOUR_CUBE; g++)
            for (int b = 0; b < COLOUR_CUBE; b++, index++) {
                int step = 255 / (COLOUR_CUBE - 1);
                struct colour colour = { (uint8_t)(r * step), (uint8_t)(g * step),
                                         (uint8_t)(b * step) };
                canvas->palette[index] = colour;
                canvas->density[index] = (uint8_t)lrint(luminance(colour));
            }
    canvas->levels = index;
    canvas->cube = COLOUR_CUBE;
    add_marks(canvas);
}
