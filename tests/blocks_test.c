// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Quadrants, sextants and Braille: what the emulator shows of them, against the canvas.

#include "pty/emulator.h"
#include "term/encoder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SCREEN_ROWS = 20, SCREEN_COLUMNS = 40 };

static const struct area place = { 2, 5, 7, 11 };
static uint32_t seed = 1;

static uint32_t random_below(uint32_t limit) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % limit;
}

// Levels and marks of colours at random; the glyph of the last mark is a blank.
static struct canvas make_canvas(const struct encoder *encoder) {
    struct canvas canvas = { .levels = 200, .colours = 203, .glyphs = "!? " };
    for (uint32_t i = 0; i < canvas.colours; i++) {
        canvas.palette[i] = (struct colour){ (uint8_t)random_below(256), (uint8_t)random_below(256),
                                             (uint8_t)random_below(256) };
        canvas.density[i] = i < canvas.levels ? (uint8_t)(i * 255 / (canvas.levels - 1)) : 255;
    }
    encoder_canvas_size(encoder, place, &canvas.width, &canvas.height);
    canvas.indices = calloc(canvas.width, canvas.height);
    return canvas;
}

static void show(struct encoder *encoder, const struct canvas *canvas, struct emulator *emulator) {
    struct text bytes = { 0 };
    emulator_open(emulator, SCREEN_COLUMNS, SCREEN_ROWS, &emulator_mute);
    assert_true(encoder_encode(encoder, canvas, place, true, &bytes));
    emulator_feed(emulator, bytes.data, bytes.length);
    for (int row = 0; row < SCREEN_ROWS; row++)
        for (int column = 0; column < SCREEN_COLUMNS; column++) {
            bool inside = row >= place.row && row < place.row + place.rows && column >= place.column
                          && column < place.column + place.columns;
            assert_int_equal(emulator_cell(emulator, row, column).written, inside);
        }
    assert_int_equal(emulator->unknown, 0);
    // A second time nothing changes.
    text_clear(&bytes);
    assert_true(encoder_encode(encoder, canvas, place, false, &bytes));
    assert_int_equal(bytes.length, 0);
    text_free(&bytes);
}

// Which of the 4 or 6 dots are in ink, by the names of the characters. The bits go by rows.
static unsigned dots_of(uint32_t code, int down) {
    static const uint32_t quadrants[] = { 0x2598, 1,  0x259d, 2,  0x2580, 3,  0x2596, 4,
                                          0x258c, 5,  0x259e, 6,  0x259b, 7,  0x2597, 8,
                                          0x259a, 9,  0x2590, 10, 0x259c, 11, 0x2584, 12,
                                          0x2599, 13, 0x259f, 14, 0x2588, 15 };
    // BLOCK SEXTANT-1, -2, -12, -3 ... go by the number of their dots as bits, without
    // -135 (left half), -246 (right half).
    if (code == ' ')
        return 0;
    if (down == 3) {
        if (code == 0x258c || code == 0x2590 || code == 0x2588)
            return code == 0x258c ? 1 + 4 + 16 : code == 0x2590 ? 2 + 8 + 32 : 63;
        assert_in_range(code, 0x1fb00, 0x1fb3b);
        unsigned mask = 0;
        for (uint32_t at = 0x1fb00; at <= code; at++)
            do
                mask++;
            while (mask == 1 + 4 + 16 || mask == 2 + 8 + 32);
        return mask;
    }
    for (size_t i = 0; i < sizeof quadrants / sizeof *quadrants; i += 2)
        if (quadrants[i] == code)
            return quadrants[i + 1];
    fail();
    return 0;
}

static int apart(long a, long b) {
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int part = (int)(a >> shift & 255) - (int)(b >> shift & 255);
        sum += part * part;
    }
    return sum;
}

// The least error that two of these colours can have.
static int least_error(const long *colours, int count) {
    int least = -1;
    for (int a = 0; a < count; a++)
        for (int b = 0; b < count; b++) {
            int error = 0;
            for (int i = 0; i < count; i++) {
                int to_a = apart(colours[i], colours[a]), to_b = apart(colours[i], colours[b]);
                error += to_a < to_b ? to_a : to_b;
            }
            least = least < 0 || error < least ? error : least;
        }
    return least;
}

// Colours of a cell, as the canvas has them.
static void wanted_of(const struct canvas *canvas, int row, int column, int down, long *wanted) {
    for (int i = 0; i < 2 * down; i++) {
        size_t y = (size_t)(down * row + i / 2), x = (size_t)(2 * column + i % 2);
        struct colour colour = canvas->palette[canvas->indices[y * canvas->width + x]];
        wanted[i] = (long)EMULATOR_RGB(colour.r, colour.g, colour.b);
    }
}

static void check_blocks(struct encoder *encoder, int down, uint32_t colours_a_cell) {
    struct canvas canvas = make_canvas(encoder);
    assert_int_equal(canvas.width, 2 * place.columns);
    assert_int_equal(canvas.height, down * place.rows);
    for (int round = 0; round < 50; round++) {
        struct emulator emulator;
        uint32_t first = random_below(100);
        for (size_t i = 0; i < (size_t)canvas.width * canvas.height; i++)
            canvas.indices[i] = (uint8_t)(first + random_below(colours_a_cell));
        show(encoder, &canvas, &emulator);
        for (int row = 0; row < place.rows; row++)
            for (int column = 0; column < place.columns; column++) {
                struct emulator_cell cell =
                    emulator_cell(&emulator, place.row + row, place.column + column);
                unsigned dots = dots_of(cell.code, down);
                long wanted[6];
                int error = 0;
                wanted_of(&canvas, row, column, down, wanted);
                for (int i = 0; i < 2 * down; i++)
                    error += apart(dots >> i & 1 ? cell.foreground : cell.background, wanted[i]);
                assert_int_equal(error, least_error(wanted, 2 * down));
                if (colours_a_cell <= 2)
                    assert_int_equal(error, 0);
            }
        emulator_close(&emulator);
    }
    free(canvas.indices);
}

static void two_colours_a_cell_are_exact(void **state) {
    (void)state;
    struct encoder *quad = encoder_quad_new(COLOURS_TRUE);
    struct encoder *sextant = encoder_sextant_new(COLOURS_TRUE);
    for (uint32_t colours = 1; colours <= 2; colours++) {
        check_blocks(quad, 2, colours);
        check_blocks(sextant, 3, colours);
    }
    encoder_free(&quad);
    encoder_free(&sextant);
}

static void more_colours_are_the_best_two(void **state) {
    (void)state;
    struct encoder *quad = encoder_quad_new(COLOURS_TRUE);
    struct encoder *sextant = encoder_sextant_new(COLOURS_TRUE);
    check_blocks(quad, 2, 100);
    check_blocks(sextant, 3, 100);
    check_blocks(sextant, 3, 3);
    assert_float_equal(encoder_aspect(quad, 8, 16), 0.5, 1e-9);
    assert_float_equal(encoder_aspect(sextant, 8, 16), 0.75, 1e-9);
    encoder_free(&quad);
    encoder_free(&sextant);
}

// U+2800 and the bits of dots 1 to 8: three down, three down, then the last row.
static bool braille_dot(uint32_t code, int x, int y) {
    int dot = y < 3 ? 3 * x + y : 6 + x;
    return code != ' ' && code - 0x2800 < 256 && ((code - 0x2800) >> dot & 1);
}

// Of each level, 16 pixels in a square have as many dots lit as its density says.
static void braille_is_as_light_as_its_level(void **state) {
    (void)state;
    struct encoder *encoder = encoder_braille_new(COLOURS_NONE);
    struct canvas canvas = make_canvas(encoder);
    assert_int_equal(canvas.height, 4 * place.rows);
    int before = 0;
    for (uint32_t level = 0; level < canvas.levels; level++) {
        struct emulator emulator;
        memset(canvas.indices, (int)level, (size_t)canvas.width * canvas.height);
        show(encoder, &canvas, &emulator);
        int lit = 0;
        for (int x = 0; x < 4; x++)
            for (int y = 0; y < 4; y++) {
                struct emulator_cell cell =
                    emulator_cell(&emulator, place.row, place.column + x / 2);
                assert_int_equal(cell.foreground, EMULATOR_DEFAULT);
                lit += braille_dot(cell.code, x % 2, y);
            }
        assert_in_range(lit * 255 - canvas.density[level] * 16 + 255, 0, 510);
        assert_true(lit >= before);
        before = lit;
        emulator_close(&emulator);
    }
    assert_int_equal(before, 16);
    free(canvas.indices);
    encoder_free(&encoder);
}

static void braille_marks_are_alone_in_their_cell(void **state) {
    (void)state;
    struct encoder *encoder = encoder_braille_new(COLOURS_TRUE);
    struct canvas canvas = make_canvas(encoder);
    struct emulator emulator;
    memset(canvas.indices, (int)canvas.levels - 1, (size_t)canvas.width * canvas.height);
    canvas.indices[0] = (uint8_t)canvas.levels;                          // '!' at 0,0
    canvas.indices[3] = (uint8_t)(canvas.levels + 2);                    // ' ' at 3,0
    canvas.indices[3 * canvas.width + 5] = (uint8_t)(canvas.levels + 1); // '?' at 5,3
    show(encoder, &canvas, &emulator);
    struct emulator_cell cells[4];
    for (int i = 0; i < 4; i++)
        cells[i] = emulator_cell(&emulator, place.row, place.column + i);
    assert_int_equal(cells[0].code, 0x2801);
    assert_int_equal(cells[1].code, 0x28ff - 0x08);
    assert_int_equal(cells[2].code, 0x2880);
    assert_int_equal(cells[3].code, 0x28ff);
    struct colour mark = canvas.palette[canvas.levels];
    assert_int_equal(cells[0].foreground, EMULATOR_RGB(mark.r, mark.g, mark.b));
    mark = canvas.palette[canvas.levels + 1];
    assert_int_equal(cells[2].foreground, EMULATOR_RGB(mark.r, mark.g, mark.b));
    assert_int_equal(cells[1].foreground, EMULATOR_DEFAULT);
    emulator_close(&emulator);
    free(canvas.indices);
    encoder_free(&encoder);
}

static void what_the_canvas_has_not_is_blank(void **state) {
    (void)state;
    static struct encoder *(*const makers[])(
        enum colour_depth) = { encoder_quad_new, encoder_sextant_new, encoder_braille_new };
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        for (enum colour_depth depth = COLOURS_8; depth <= COLOURS_TRUE; depth++) {
            struct encoder *encoder = makers[i](depth);
            struct canvas canvas = make_canvas(encoder);
            struct emulator emulator;
            canvas.width = 4;
            canvas.height = (uint32_t)(2 * encoder->down);
            memset(canvas.indices, 199, (size_t)canvas.width * canvas.height);
            show(encoder, &canvas, &emulator);
            for (int row = 0; row < place.rows; row++)
                for (int column = 0; column < place.columns; column++) {
                    struct emulator_cell cell =
                        emulator_cell(&emulator, place.row + row, place.column + column);
                    if (row < 2 && column < 2)
                        continue;
                    assert_int_equal(cell.code, ' ');
                    assert_int_equal(cell.background, EMULATOR_DEFAULT);
                }
            emulator_close(&emulator);
            struct text bytes = { 0 };
            for (int size = -1; size < 9; size++)
                encoder_encode(encoder, &canvas, (struct area){ 0, 0, size, 8 - size }, false,
                               &bytes);
            text_free(&bytes);
            free(canvas.indices);
            encoder_free(&encoder);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_colours_a_cell_are_exact),
        cmocka_unit_test(more_colours_are_the_best_two),
        cmocka_unit_test(braille_is_as_light_as_its_level),
        cmocka_unit_test(braille_marks_are_alone_in_their_cell),
        cmocka_unit_test(what_the_canvas_has_not_is_blank),
    };
    return cmocka_run_group_tests_name("blocks and Braille", tests, NULL, NULL);
}
