// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/colourmap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void maps_have_their_published_colours(void **state) {
    (void)state;
    // Entries of the published tables of 256 colours.
    static const struct {
        const char *name;
        int entry, r, g, b, tolerance;
    } known[] = {
        { "viridis", 0, 68, 1, 84, 0 },      { "viridis", 40, 69, 55, 129, 2 },
        { "viridis", 128, 33, 145, 140, 2 }, { "viridis", 200, 112, 207, 87, 3 },
        { "inferno", 100, 144, 37, 104, 2 }, { "inferno", 255, 252, 255, 164, 0 },
        { "magma", 128, 183, 55, 121, 2 },   { "magma", 200, 253, 152, 105, 2 },
        { "plasma", 40, 89, 1, 165, 2 },     { "plasma", 255, 240, 249, 33, 0 },
        { "cividis", 0, 0, 34, 78, 0 },      { "cividis", 200, 196, 180, 104, 2 },
        { "turbo", 100, 63, 246, 138, 4 },   { "turbo", 128, 164, 252, 60, 2 },
        { "grey", 77, 77, 77, 77, 0 },       { "inverted", 77, 178, 178, 178, 0 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int map;
        assert_true(colourmap_find(known[i].name, &map));
        struct colour colour = colourmap_at(map, known[i].entry / 255.0);
        assert_in_range(colour.r + 10, known[i].r + 10 - known[i].tolerance,
                        known[i].r + 10 + known[i].tolerance);
        assert_in_range(colour.g + 10, known[i].g + 10 - known[i].tolerance,
                        known[i].g + 10 + known[i].tolerance);
        assert_in_range(colour.b + 10, known[i].b + 10 - known[i].tolerance,
                        known[i].b + 10 + known[i].tolerance);
    }
}

static void names_find_their_maps(void **state) {
    (void)state;
    int map = 3;
    for (size_t i = 0; i < colourmap_count(); i++) {
        assert_true(colourmap_find(colourmap_name((int)i), &map));
        assert_int_equal(map, i);
    }
    assert_false(colourmap_find("jet", &map));
    assert_string_equal(colourmap_name(-1), colourmap_name(0));
}

static void palettes_end_in_marks(void **state) {
    (void)state;
    struct canvas canvas = { 0 };
    for (size_t map = 0; map < colourmap_count(); map++) {
        colourmap_palette((int)map, 64, &canvas);
        assert_int_equal(canvas.levels, 64);
        assert_int_equal(canvas.colours, 64 + MARK_COUNT);
        struct colour last = colourmap_at((int)map, 1);
        assert_memory_equal(&canvas.palette[63], &last, sizeof last);
        assert_int_equal(canvas.glyphs[MARK_SATURATED], '!');
    }
    int grey, inverted;
    colourmap_find("grey", &grey);
    colourmap_find("inverted", &inverted);
    colourmap_palette(grey, 2, &canvas);
    assert_int_equal(canvas.density[0], 0);
    assert_int_equal(canvas.density[1], 255);
    colourmap_palette(inverted, CANVAS_COLOURS, &canvas);
    assert_int_equal(canvas.levels, CANVAS_LEVELS);
    assert_int_equal(canvas.density[0], 255);
    colourmap_cube_palette(&canvas);
    assert_int_equal(canvas.levels, 216);
    assert_int_equal(canvas.palette[5 * 36].r, 255);
    assert_int_equal(canvas.palette[5 * 36].g, 0);
    assert_int_equal(canvas.density[215], 255);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_have_their_published_colours),
        cmocka_unit_test(names_find_their_maps),
        cmocka_unit_test(palettes_end_in_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
