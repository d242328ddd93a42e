// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "pty/emulator.h"
#include "term/encoder.h"
#include "term/quantise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SCREEN_ROWS = 40, SCREEN_COLUMNS = 100 };
enum { ROW = 3, COLUMN = 7, ROWS = 9, COLUMNS = 21 };

static const struct area place = { ROW, COLUMN, ROWS, COLUMNS };
static uint32_t seed = 1;

static uint32_t random_below(uint32_t limit) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % limit;
}

// A grey canvas of 16 levels and three marks: red '!', magenta '?', dark ' '.
static struct canvas make_canvas(const struct encoder *encoder) {
    struct canvas canvas = { .levels = 16, .colours = 19, .glyphs = "!? " };
    for (int i = 0; i < 16; i++) {
        canvas.palette[i] =
            (struct colour){ (uint8_t)(i * 17), (uint8_t)(i * 17), (uint8_t)(i * 17) };
        canvas.density[i] = (uint8_t)(i * 17);
    }
    canvas.palette[16] = (struct colour){ 255, 0, 0 };
    canvas.palette[17] = (struct colour){ 255, 0, 255 };
    encoder_canvas_size(encoder, place, &canvas.width, &canvas.height);
    canvas.indices = calloc(canvas.width * canvas.height, 1);
    return canvas;
}

static void scatter(struct canvas *canvas, uint32_t one_in) {
    for (size_t i = 0; i < canvas->width * canvas->height; i++)
        if (random_below(one_in) == 0)
            canvas->indices[i] = (uint8_t)random_below(canvas->colours);
}

// A terminal on which nothing has been written.
static void open_terminal(struct emulator *emulator) {
    emulator_open(emulator, SCREEN_COLUMNS, SCREEN_ROWS, &emulator_mute);
}

static void check_nothing_outside(const struct emulator *emulator) {
    for (int row = 0; row < SCREEN_ROWS; row++)
        for (int column = 0; column < SCREEN_COLUMNS; column++)
            if (row < ROW || row >= ROW + ROWS || column < COLUMN || column >= COLUMN + COLUMNS)
                assert_int_equal(emulator_cell(emulator, row, column).written, 0);
    assert_int_equal(emulator->unknown, 0);
    assert_int_equal(emulator->pen.foreground, -1);
    assert_int_equal(emulator->pen.background, -1);
}

static long rgb(struct colour colour) {
    return 0x1000000 + (colour.r << 16 | colour.g << 8 | colour.b);
}

// Colour of the upper and lower half of a cell.
static void halves(struct emulator_cell cell, long *upper, long *lower) {
    assert_true(cell.code == 0x2580 || cell.code == ' ');
    *upper = cell.code == ' ' ? cell.background : cell.foreground;
    *lower = cell.background;
}

static void half_blocks_show_the_canvas(void **state) {
    (void)state;
    struct encoder *encoder = encoder_half_new(COLOURS_TRUE);
    struct canvas canvas = make_canvas(encoder);
    assert_int_equal(canvas.height, 2 * ROWS);
    struct emulator emulator;
    open_terminal(&emulator);
    for (int frame = 0; frame < 20; frame++) {
        struct text bytes = { 0 };
        scatter(&canvas, 1 + (uint32_t)frame);
        encoder_encode(encoder, &canvas, place, false, &bytes);
        emulator_feed(&emulator, bytes.data, bytes.length);
        check_nothing_outside(&emulator);
        for (int row = 0; row < ROWS; row++)
            for (int column = 0; column < COLUMNS; column++) {
                long upper, lower;
                halves(emulator_cell(&emulator, ROW + row, COLUMN + column), &upper, &lower);
                assert_int_equal(upper,
                                 rgb(canvas.palette[canvas.indices[2 * row * COLUMNS + column]]));
                assert_int_equal(
                    lower, rgb(canvas.palette[canvas.indices[(2 * row + 1) * COLUMNS + column]]));
            }
        text_free(&bytes);
    }
    emulator_close(&emulator);
    free(canvas.indices);
    encoder_free(&encoder);
}

static void only_changes_are_written(void **state) {
    (void)state;
    struct encoder *encoder = encoder_half_new(COLOURS_256);
    struct canvas canvas = make_canvas(encoder);
    struct emulator emulator;
    open_terminal(&emulator);
    struct text bytes = { 0 };
    scatter(&canvas, 1);
    encoder_encode(encoder, &canvas, place, false, &bytes);
    text_clear(&bytes);
    encoder_encode(encoder, &canvas, place, false, &bytes);
    assert_int_equal(bytes.length, 0);
    // One pixel: one cell.
    emulator_close(&emulator);
    open_terminal(&emulator);
    canvas.indices[5 * COLUMNS + 4] ^= 1;
    canvas.indices[5 * COLUMNS + 4] %= 16;
    encoder_encode(encoder, &canvas, place, false, &bytes);
    emulator_feed(&emulator, bytes.data, bytes.length);
    unsigned written = 0;
    for (int row = 0; row < SCREEN_ROWS; row++)
        for (int column = 0; column < SCREEN_COLUMNS; column++)
            written += emulator_cell(&emulator, row, column).written;
    assert_int_equal(written, 1);
    assert_int_equal(emulator_cell(&emulator, ROW + 2, COLUMN + 4).written, 1);
    assert_true(bytes.length < 40);
    // In full, or elsewhere: every cell once.
    for (int turn = 0; turn < 2; turn++) {
        struct area area = place;
        area.row += turn;
        emulator_close(&emulator);
        open_terminal(&emulator);
        text_clear(&bytes);
        encoder_encode(encoder, &canvas, area, turn == 0, &bytes);
        emulator_feed(&emulator, bytes.data, bytes.length);
        for (int row = 0; row < ROWS; row++)
            for (int column = 0; column < COLUMNS; column++)
                assert_int_equal(emulator_cell(&emulator, area.row + row, COLUMN + column).written,
                                 1);
    }
    text_free(&bytes);
    emulator_close(&emulator);
    free(canvas.indices);
    encoder_free(&encoder);
}

static int apart(struct colour a, struct colour b) {
    return (a.r - b.r) * (a.r - b.r) + (a.g - b.g) * (a.g - b.g) + (a.b - b.b) * (a.b - b.b);
}

static void the_256_colours_are_the_nearest(void **state) {
    (void)state;
    // Values from the definition of the cube and the grey ramp.
    assert_int_equal(nearest_of_256((struct colour){ 0, 0, 0 }), 16);
    assert_int_equal(nearest_of_256((struct colour){ 255, 255, 255 }), 231);
    assert_int_equal(nearest_of_256((struct colour){ 95, 135, 175 }), 16 + 36 + 2 * 6 + 3);
    assert_int_equal(nearest_of_256((struct colour){ 8, 8, 8 }), 232);
    assert_int_equal(nearest_of_256((struct colour){ 238, 238, 238 }), 255);
    for (int i = 0; i < 1000; i++) {
        struct colour colour = { (uint8_t)random_below(256), (uint8_t)random_below(256),
                                 (uint8_t)random_below(256) };
        int chosen = apart(colour, terminal_colour(nearest_of_256(colour)));
        for (unsigned other = 16; other < 256; other++)
            assert_true(chosen <= apart(colour, terminal_colour(other)));
    }
}

static void few_colours_still_show_a_gradient(void **state) {
    (void)state;
    static const enum colour_depth depths[] = { COLOURS_8, COLOURS_16 };
    for (size_t d = 0; d < 2; d++) {
        struct encoder *encoder = encoder_half_new(depths[d]);
        struct canvas canvas = make_canvas(encoder);
        free(canvas.indices);
        canvas.indices = calloc(16 * 16, 1);
        canvas.width = canvas.height = 16;
        double before = -1;
        for (int level = 0; level < 16; level++) {
            memset(canvas.indices, level, 16 * 16);
            struct text bytes = { 0 };
            struct emulator emulator;
            open_terminal(&emulator);
            encoder_encode(encoder, &canvas, (struct area){ 0, 0, 8, 16 }, true, &bytes);
            emulator_feed(&emulator, bytes.data, bytes.length);
            double light = 0;
            for (int row = 0; row < 8; row++)
                for (int column = 0; column < 16; column++) {
                    long half[2];
                    halves(emulator_cell(&emulator, row, column), &half[0], &half[1]);
                    for (int i = 0; i < 2; i++) {
                        assert_in_range(half[i], 0, depths[d] == COLOURS_8 ? 7 : 15);
                        struct colour colour = terminal_colour((unsigned)half[i]);
                        light += colour.r * colour.r + colour.g * colour.g + colour.b * colour.b;
                    }
                }
            // Each level is lighter than the one before, but for the top of 8 colours (229).
            if (level < 14)
                assert_true(light > before);
            assert_true(light >= before);
            before = light;
            text_free(&bytes);
            emulator_close(&emulator);
        }
        free(canvas.indices);
        encoder_free(&encoder);
    }
}

static void ascii_tells_values_and_marks_apart(void **state) {
    (void)state;
    static const enum colour_depth depths[] = { COLOURS_NONE, COLOURS_8, COLOURS_16, COLOURS_256,
                                                COLOURS_TRUE };
    for (size_t d = 0; d < 5; d++) {
        struct encoder *encoder = encoder_ascii_new(depths[d]);
        struct canvas canvas = make_canvas(encoder);
        assert_int_equal(canvas.height, ROWS);
        for (size_t i = 0; i < canvas.width * canvas.height; i++)
            canvas.indices[i] = (uint8_t)(i % 19);
        struct text bytes = { 0 };
        struct emulator emulator;
        open_terminal(&emulator);
        encoder_encode(encoder, &canvas, place, false, &bytes);
        for (size_t i = 0; i < bytes.length; i++)
            assert_true((unsigned char)bytes.data[i] < 0x80);
        emulator_feed(&emulator, bytes.data, bytes.length);
        check_nothing_outside(&emulator);
        struct emulator_cell cells[19];
        for (int i = 0; i < 19; i++)
            cells[i] = emulator_cell(&emulator, ROW, COLUMN + i);
        assert_int_equal(cells[16].code, '!');
        assert_int_equal(cells[17].code, '?');
        assert_int_equal(cells[18].code, ' ');
        if (depths[d] >= COLOURS_256) {
            assert_true(cells[0].background != cells[15].background);
        } else {
            assert_int_equal(cells[0].code, ' ');
            assert_int_equal(cells[15].code, '@');
            for (int i = 0; i < 16; i++)
                assert_true(cells[i].background == -1 && cells[i].foreground == -1
                            && !strchr("!?", (int)cells[i].code));
        }
        if (depths[d] == COLOURS_NONE)
            assert_true(cells[16].foreground == -1);
        text_free(&bytes);
        emulator_close(&emulator);
        free(canvas.indices);
        encoder_free(&encoder);
    }
}

static void sizes_that_do_not_fit_are_survived(void **state) {
    (void)state;
    struct encoder *encoder = encoder_half_new(COLOURS_TRUE);
    struct canvas canvas = make_canvas(encoder);
    struct text bytes = { 0 };
    for (int rows = -1; rows < 12; rows += 3)
        for (int columns = -1; columns < 30; columns += 5)
            encoder_encode(encoder, &canvas, (struct area){ 0, 0, rows, columns }, false, &bytes);
    struct canvas nothing = { .levels = 2, .colours = 2 };
    encoder_encode(encoder, &nothing, place, true, &bytes);
    assert_float_equal(encoder_aspect(encoder, 0, 0), 1, 1e-9);
    assert_float_equal(encoder_aspect(encoder, 9, 18), 1, 1e-9);
    assert_float_equal(encoder_aspect(encoder, 10, 16), 1.25, 1e-9);
    assert_float_equal(encoder_aspect(encoder, 5000, 1), 1, 1e-9);
    text_free(&bytes);
    free(canvas.indices);
    encoder_free(&encoder);
}

static void capabilities_follow_the_environment(void **state) {
    (void)state;
    static const struct {
        struct caps_environment environment;
        enum colour_choice choice;
        enum colour_depth depth;
        bool utf8, usable;
    } cases[] = {
        { { "xterm-256color", NULL, NULL, NULL, "UTF-8", 256 }, 0, COLOURS_256, true, true },
        { { "xterm-256color", "truecolor", NULL, NULL, "UTF-8", 256 },
          0,
          COLOURS_TRUE,
          true,
          true },
        { { "xterm", "24bit", "", NULL, "utf8", 8 }, 0, COLOURS_TRUE, true, true },
        { { "xterm", "yes", "1", NULL, "UTF-8", 8 }, 0, COLOURS_NONE, true, true },
        { { "xterm", NULL, "1", NULL, "UTF-8", 8 }, COLOUR_CHOICE_ALWAYS, COLOURS_8, true, true },
        { { "screen", NULL, NULL, "/tmp/s,1,0", "UTF-8", 8 }, 0, COLOURS_TRUE, true, true },
        { { "xterm-direct", NULL, NULL, NULL, "ANSI_X3.4-1968", 1 << 24 },
          0,
          COLOURS_TRUE,
          false,
          true },
        { { "linux", NULL, NULL, NULL, "UTF-8", 8 }, 0, COLOURS_8, true, true },
        { { "vt100", NULL, NULL, NULL, "UTF-8", -1 }, 0, COLOURS_NONE, true, true },
        { { "dumb", "truecolor", NULL, NULL, "UTF-8", -1 }, 0, COLOURS_NONE, true, false },
        { { NULL, NULL, NULL, NULL, NULL, 0 }, 0, COLOURS_8, false, false },
        { { "xterm-16color", NULL, NULL, NULL, "UTF-8", 16 }, 0, COLOURS_16, true, true },
        { { "xterm-256color", "truecolor", NULL, NULL, "UTF-8", 256 },
          COLOUR_CHOICE_NEVER,
          COLOURS_NONE,
          true,
          true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct caps caps = caps_decide(&cases[i].environment, cases[i].choice);
        assert_int_equal(caps.colours, cases[i].depth);
        assert_int_equal(caps.utf8, cases[i].utf8);
        assert_int_equal(caps.usable, cases[i].usable);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_blocks_show_the_canvas),
        cmocka_unit_test(only_changes_are_written),
        cmocka_unit_test(the_256_colours_are_the_nearest),
        cmocka_unit_test(few_colours_still_show_a_gradient),
        cmocka_unit_test(ascii_tells_values_and_marks_apart),
        cmocka_unit_test(sizes_that_do_not_fit_are_survived),
        cmocka_unit_test(capabilities_follow_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
