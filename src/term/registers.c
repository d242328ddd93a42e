// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/registers.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

// Room for so many marks is kept free, so that the steps of a map are the same whether a frame
// has a saturated pixel or none.
#define MARKS_KEPT 4

static int distance(struct colour a, struct colour b) {
    int r = a.r - b.r, g = a.g - b.g, blue = a.b - b.b;
    return r * r + g * g + blue * blue;
}

// The register of a colour: one that has it, a new one, or, when all are taken, the nearest.
static uint8_t register_of(struct registers *registers, struct colour colour, uint32_t most) {
    uint32_t best = 0;
    int least = INT_MAX;
    for (uint32_t i = 0; i < registers->count; i++) {
        int apart = distance(registers->colours[i], colour);
        if (apart < least) {
            least = apart;
            best = i;
        }
    }
    if (least == 0 || registers->count == most)
        return (uint8_t)best;
    registers->colours[registers->count] = colour;
    return (uint8_t)registers->count++;
}

static void give(struct registers *registers, uint32_t index, uint8_t which) {
    for (int place = 0; place < REGISTER_PATTERN; place++)
        registers->of[place][index] = which;
}

// ── what is used ───────────────────────────────────────────────────────────────────────────

struct usage {
    bool used[CANVAS_COLOURS];
    uint32_t levels, marks; // different ones
};

static struct usage look(const struct canvas *canvas) {
    struct usage usage = { 0 };
    size_t pixels = (size_t)canvas->width * canvas->height;
    for (size_t i = 0; i < pixels; i++)
        usage.used[canvas->indices[i]] = true;
    for (uint32_t i = 0; i < canvas->colours; i++) {
        usage.levels += usage.used[i] && i < canvas->levels;
        usage.marks += usage.used[i] && i >= canvas->levels;
    }
    return usage;
}

// ── fewer levels ───────────────────────────────────────────────────────────────────────────

// Equal parts of the map, each in the colour of its middle.
static void divide_map(struct registers *registers, const struct canvas *canvas, uint32_t steps,
                       uint32_t most) {
    for (uint32_t i = 0; i < canvas->levels; i++) {
        uint32_t step = i * steps / canvas->levels;
        uint32_t middle = (2 * step + 1) * canvas->levels / (2 * steps);
        give(registers, i, register_of(registers, canvas->palette[middle], most));
    }
}

// A cube of fewer steps: blue loses them first, green last, as eyes see.
static void shrink_cube(uint32_t steps, uint32_t room, uint32_t to[3]) {
    static const int order[3] = { 2, 0, 1 };
    to[0] = to[1] = to[2] = steps;
    for (int turn = 0; to[0] * to[1] * to[2] > room && to[1] > 1; turn++)
        to[order[turn % 3]]--;
}

// A step between two of the smaller cube becomes a pattern of both, so that the mean stays.
static uint8_t cube_register(const struct registers *registers, const uint32_t steps[3],
                             const uint32_t to[3], uint32_t base, int place) {
    static const uint8_t bayer[REGISTER_PATTERN] = { 0, 8,  2, 10, 12, 4, 14, 6,
                                                     3, 11, 1, 9,  15, 7, 13, 5 };
    uint32_t index = 0;
    for (int channel = 0; channel < 3; channel++) {
        uint32_t whole = base - 1, sixteenths = 16 * steps[channel] * (to[channel] - 1);
        uint32_t step = (sixteenths + bayer[place] * whole) / (16 * whole);
        index = index * to[channel] + step;
    }
    return (uint8_t)(index < registers->count ? index : registers->count - 1);
}

static void divide_cube(struct registers *registers, const struct canvas *canvas, uint32_t room) {
    uint32_t to[3], base = canvas->cube;
    shrink_cube(base, room, to);
    for (uint32_t r = 0; r < to[0]; r++)
        for (uint32_t g = 0; g < to[1]; g++)
            for (uint32_t b = 0; b < to[2]; b++)
                registers->colours[registers->count++] =
                    (struct colour){ (uint8_t)(to[0] > 1 ? r * 255 / (to[0] - 1) : 0),
                                     (uint8_t)(to[1] > 1 ? g * 255 / (to[1] - 1) : 0),
                                     (uint8_t)(to[2] > 1 ? b * 255 / (to[2] - 1) : 0) };
    for (uint32_t i = 0; i < canvas->levels; i++) {
        uint32_t steps[3] = { i / (base * base), i / base % base, i % base };
        for (int place = 0; place < REGISTER_PATTERN; place++)
            registers->of[place][i] = cube_register(registers, steps, to, base, place);
    }
}

// ── all ────────────────────────────────────────────────────────────────────────────────────

void registers_choose(struct registers *registers, const struct canvas *canvas, uint32_t most) {
    struct usage usage = look(canvas);
    registers->count = registers->first = 0;
    memset(registers->of, 0, sizeof registers->of);
    memset(registers->is_unused, 0, sizeof registers->is_unused);
    uint32_t marks = usage.marks > MARKS_KEPT ? usage.marks : MARKS_KEPT;
    uint32_t room = most > marks + REGISTERS_LEAST ? most - marks : REGISTERS_LEAST;
    bool fits = usage.levels + usage.marks <= most;
    if (!fits && canvas->cube)
        divide_cube(registers, canvas, room);
    else if (!fits && usage.levels > room)
        divide_map(registers, canvas, room, most);
    for (uint32_t i = 0; i < canvas->colours; i++)
        if (usage.used[i] && (fits || i >= canvas->levels || usage.levels <= room))
            give(registers, i, register_of(registers, canvas->palette[i], most));
    // An empty canvas has a palette all the same.
    if (!registers->count)
        registers->count = 1;
}

void registers_fix(struct registers *registers, const struct canvas *canvas, uint32_t first) {
    struct usage usage = look(canvas);
    registers->first = first;
    registers->count = canvas->colours;
    memcpy(registers->colours, canvas->palette, sizeof registers->colours);
    for (uint32_t i = 0; i < canvas->colours; i++) {
        registers->is_unused[i] = !usage.used[i];
        give(registers, i, (uint8_t)i);
    }
}
