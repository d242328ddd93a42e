// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Pictures of pixels: what libsixel's decoder reads out of them, against the canvas.

#include "term/encoder.h"
#include "term/registers.h"
#include "term/sixel.h"
#include "view/colourmap.h"
#include "view/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sixel.h>

static uint32_t seed = 1;

static uint32_t random_below(uint32_t limit) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % limit;
}

// A canvas of a map with `levels` steps, all indices below `colours` at random.
static struct canvas make_canvas(uint32_t width, uint32_t height, uint32_t levels,
                                 uint32_t colours) {
    struct canvas canvas = { 0 };
    assert_true(canvas_reserve(&canvas, width, height, NULL));
    colourmap_palette(0, levels, &canvas);
    for (size_t i = 0; i < (size_t)width * height; i++)
        canvas.indices[i] = (uint8_t)random_below(colours);
    return canvas;
}

struct decoded {
    unsigned char *pixels, *palette;
    int width, height, colours;
};

static struct decoded decode(const char *bytes, size_t count) {
    struct decoded decoded = { 0 };
    unsigned char *copy = malloc(count);
    memcpy(copy, bytes, count);
    assert_true(SIXEL_SUCCEEDED(sixel_decode_raw(copy, (int)count, &decoded.pixels, &decoded.width,
                                                 &decoded.height, &decoded.palette,
                                                 &decoded.colours, NULL)));
    free(copy);
    return decoded;
}

static void decoded_free(struct decoded *decoded) {
    free(decoded->pixels);
    free(decoded->palette);
}

// Percent and back: what is left of a colour on the way.
static int by_percent(int value) {
    return ((value * 100 + 127) / 255 * 255 + 50) / 100;
}

static int channel_of(const struct decoded *decoded, uint32_t x, uint32_t y, int channel) {
    size_t at = (size_t)y * (size_t)decoded->width + x;
    return decoded->palette[3 * decoded->pixels[at] + channel];
}

static void check_same(const struct decoded *decoded, const struct canvas *canvas) {
    for (uint32_t y = 0; y < canvas->height; y++)
        for (uint32_t x = 0; x < canvas->width; x++) {
            struct colour colour = canvas->palette[canvas->indices[y * canvas->width + x]];
            const int wanted[3] = { colour.r, colour.g, colour.b };
            for (int channel = 0; channel < 3; channel++)
                assert_in_range(
                    channel_of(decoded, x, y, channel) - by_percent(wanted[channel]) + 1, 0, 2);
        }
}

// Numbers of the registers that the string defines or draws with.
static unsigned highest_register(const struct text *bytes) {
    unsigned highest = 0;
    for (const char *at = text_string(bytes); (at = strchr(at, '#')); at++) {
        unsigned number = (unsigned)atoi(at + 1);
        highest = number > highest ? number : highest;
    }
    return highest;
}

static void colours_that_fit_are_exact(void **state) {
    (void)state;
    static const uint32_t sizes[][2] = { { 1, 1 },   { 1, 6 },     { 7, 5 },  { 40, 96 },
                                         { 61, 97 }, { 300, 200 }, { 5, 193 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct canvas canvas = make_canvas(sizes[i][0], sizes[i][1], 40, 40 + 15);
        struct sixel_limits limits = { .registers = 64 };
        struct text bytes = { 0 };
        assert_true(sixel_write(&canvas, &limits, NULL, &bytes));
        char head[64];
        snprintf(head, sizeof head, "\033P0;0;0q\"1;1;%u;%u#0;2;", canvas.width, canvas.height);
        assert_memory_equal(bytes.data, head, strlen(head));
        assert_memory_equal(bytes.data + bytes.length - 2, "\033\\", 2);
        assert_ptr_equal(strchr(bytes.data + 1, '\033'), bytes.data + bytes.length - 2);
        struct decoded decoded = decode(bytes.data, bytes.length);
        assert_int_equal(decoded.width, canvas.width);
        assert_true(decoded.height >= (int)canvas.height);
        check_same(&decoded, &canvas);
        decoded_free(&decoded);
        text_free(&bytes);
        canvas_release(&canvas);
    }
}

// Entry i is register `first` + i: others' are left alone, and what is not used is not told.
static void registers_of_others_are_left_alone(void **state) {
    (void)state;
    struct canvas canvas = make_canvas(61, 97, 40, 30);
    for (size_t i = 0; i < (size_t)canvas.width * canvas.height; i++)
        canvas.indices[i] = (uint8_t)(canvas.indices[i] / 3 * 3);
    struct sixel_limits limits = { .registers = 30, .first = 64 };
    struct text bytes = { 0 };
    assert_true(sixel_write(&canvas, &limits, NULL, &bytes));
    for (const char *at = text_string(&bytes); (at = strchr(at, '#')); at++) {
        assert_in_range(atoi(at + 1), 64, 64 + 29);
        assert_int_equal((atoi(at + 1) - 64) % 3, 0);
    }
    struct decoded decoded = decode(bytes.data, bytes.length);
    check_same(&decoded, &canvas);
    decoded_free(&decoded);
    text_free(&bytes);
    canvas_release(&canvas);
}

// Every pixel of a block has the colour of its first mark, or else of its middle.
static void blocks_have_one_colour(void **state) {
    (void)state;
    static const uint32_t blocks[] = { 1, 2, 3, 6 };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        uint32_t block = blocks[i];
        struct canvas canvas = make_canvas(205, 100, 40, 40 + 15);
        struct sixel_limits limits = { .registers = 64, .block = block };
        struct canvas expected = make_canvas(205, 100, 40, 40 + 15);
        for (uint32_t y = 0; y < canvas.height; y++)
            for (uint32_t x = 0; x < canvas.width; x++) {
                uint32_t left = x - x % block, top = y - y % block;
                uint32_t right = left + block < 205 ? left + block : 205;
                uint32_t below = top + block < 100 ? top + block : 100;
                uint8_t index =
                    canvas.indices[(top + (below - top) / 2) * 205 + left + (right - left) / 2];
                for (uint32_t k = (right - left) * (below - top); k-- > 0;) {
                    uint32_t row = top + k / (right - left), column = left + k % (right - left);
                    if (canvas.indices[row * 205 + column] >= canvas.levels)
                        index = canvas.indices[row * 205 + column];
                }
                expected.indices[y * 205 + x] = index;
            }
        struct text bytes = { 0 };
        assert_true(sixel_write(&canvas, &limits, NULL, &bytes));
        struct decoded decoded = decode(bytes.data, bytes.length);
        check_same(&decoded, &expected);
        decoded_free(&decoded);
        text_free(&bytes);
        canvas_release(&canvas);
        canvas_release(&expected);
    }
}

static void any_number_of_workers_writes_the_same_bytes(void **state) {
    (void)state;
    struct canvas canvas = make_canvas(200, 403, 240, 255);
    struct sixel_limits limits = { .registers = 64 };
    struct text alone = { 0 };
    assert_true(sixel_write(&canvas, &limits, NULL, &alone));
    for (size_t workers = 1; workers < 6; workers += 2) {
        struct text bytes = { 0 };
        struct pool *pool = pool_new(workers, NULL);
        assert_true(sixel_write(&canvas, &limits, pool, &bytes));
        assert_int_equal(bytes.length, alone.length);
        assert_memory_equal(bytes.data, alone.data, alone.length);
        sixel_prepare(&canvas, &limits, pool);
        assert_int_equal(canvas.sixel_count, alone.length);
        assert_memory_equal(canvas.sixels, alone.data, alone.length);
        pool_free(&pool);
        text_free(&bytes);
    }
    text_free(&alone);
    canvas_release(&canvas);
}

// With fewer registers than levels each level is shown in the colour of another that is near.
static void few_registers_are_kept_to(void **state) {
    (void)state;
    static const uint32_t registers[] = { 2, 3, 16, 17, 64, 255, 256 };
    struct canvas canvas = make_canvas(120, 100, 240, 255);
    for (size_t i = 0; i < sizeof registers / sizeof *registers; i++) {
        struct sixel_limits limits = { .registers = registers[i] };
        struct text bytes = { 0 };
        assert_true(sixel_write(&canvas, &limits, NULL, &bytes));
        assert_true(highest_register(&bytes) < registers[i]);
        struct decoded decoded = decode(bytes.data, bytes.length);
        // 15 marks are used; grey levels have the rest, in equal parts.
        int part = registers[i] > 17 ? 255 / (int)(registers[i] - 15) : 255;
        for (uint32_t y = 0; y < canvas.height; y++)
            for (uint32_t x = 0; x < canvas.width; x++) {
                uint8_t index = canvas.indices[y * canvas.width + x];
                if (index >= canvas.levels)
                    continue;
                int apart = channel_of(&decoded, x, y, 0) - canvas.palette[index].r;
                assert_true(abs(apart) <= part / 2 + 4 || registers[i] < 18);
            }
        decoded_free(&decoded);
        text_free(&bytes);
    }
    canvas_release(&canvas);
}

// Marks are no values: with 64 registers they keep their own colours.
static void marks_keep_their_colours(void **state) {
    (void)state;
    struct canvas canvas = make_canvas(64, 64, 240, 255);
    struct registers chosen;
    registers_choose(&chosen, &canvas, 64);
    assert_in_range(chosen.count, 60, 64); // a level may have the colour of a mark
    for (uint32_t mark = canvas.levels; mark < canvas.colours; mark++) {
        struct colour got = chosen.colours[register_at(&chosen, (uint8_t)mark, 0, 0)];
        assert_memory_equal(&got, &canvas.palette[mark], sizeof got);
    }
    // A saturated pixel that comes and goes does not change the levels beside it.
    struct registers without, with;
    for (size_t i = 0; i < 64 * 64; i++)
        canvas.indices[i] = (uint8_t)(i % 240);
    registers_choose(&without, &canvas, 64);
    canvas.indices[0] = (uint8_t)(canvas.levels + MARK_SATURATED);
    registers_choose(&with, &canvas, 64);
    for (uint32_t i = 0; i < canvas.levels; i++)
        assert_int_equal(without.of[0][i], with.of[0][i]);
    canvas_release(&canvas);
}

// Colour frames have 216 colours; with fewer registers the mean of a surface stays.
static void a_colour_cube_keeps_its_means(void **state) {
    (void)state;
    struct canvas canvas = { 0 };
    assert_true(canvas_reserve(&canvas, 216, 4, NULL));
    colourmap_cube_palette(&canvas);
    for (uint32_t i = 0; i < 216 * 4; i++)
        canvas.indices[i] = (uint8_t)(i % 216);
    static const uint32_t most[] = { 16, 64, 100 };
    for (size_t m = 0; m < sizeof most / sizeof *most; m++) {
        struct registers chosen;
        registers_choose(&chosen, &canvas, most[m]);
        assert_true(chosen.count <= most[m]);
        for (uint32_t index = 0; index < 216; index++) {
            int sum[3] = { 0 };
            for (uint32_t place = 0; place < 16; place++) {
                uint8_t which = register_at(&chosen, (uint8_t)index, place % 4, place / 4);
                assert_true(which < chosen.count);
                sum[0] += chosen.colours[which].r;
                sum[1] += chosen.colours[which].g;
                sum[2] += chosen.colours[which].b;
            }
            const struct colour *wanted = &canvas.palette[index];
            assert_in_range(sum[0] / 16 - wanted->r + 18, 0, 36);
            assert_in_range(sum[1] / 16 - wanted->g + 18, 0, 36);
            assert_in_range(sum[2] / 16 - wanted->b + 18, 0, 36);
        }
    }
    canvas_release(&canvas);
}

static void a_string_that_would_be_too_long_has_fewer_colours(void **state) {
    (void)state;
    struct canvas canvas = make_canvas(400, 300, 240, 240);
    struct text whole = { 0 }, bytes = { 0 };
    struct sixel_limits limits = { .registers = 64 };
    assert_true(sixel_write(&canvas, &limits, NULL, &whole));
    limits.bytes = whole.length / 2;
    text_add(&bytes, "before");
    assert_true(sixel_write(&canvas, &limits, NULL, &bytes));
    assert_true(bytes.length - 6 <= limits.bytes);
    assert_memory_equal(bytes.data, "before\033P", 8);
    struct decoded decoded = decode(bytes.data + 6, bytes.length - 6);
    assert_int_equal(decoded.width, 400);
    decoded_free(&decoded);
    text_free(&whole);
    text_free(&bytes);
    canvas_release(&canvas);
}

// Each slice is a picture of its own at its cells; together they are the whole.
static void slices_are_the_picture_in_parts(void **state) {
    (void)state;
    static const struct area area = { 3, 7, 12, 21 };
    static const uint32_t slices[] = { 1, 2, 5, 9, 12, 40 };
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
        struct sixel_limits limits = {
            .registers = 64, .slice = slices[i], .cell_width = 9, .cell_height = 17
        };
        struct encoder *encoder = encoder_sixel_new(&limits);
        uint32_t width, height, row = 0, slice = slices[i] * 17;
        encoder_canvas_size(encoder, area, &width, &height);
        struct canvas canvas = make_canvas(width, height, 40, 40 + 15);
        struct text bytes = { 0 };
        sixel_prepare(&canvas, &limits, NULL);
        text_add(&bytes, "before");
        assert_true(encoder_encode(encoder, &canvas, area, false, &bytes));
        size_t at = 6;
        for (size_t part = 0; part < encoder->break_count; part++) {
            char place[32];
            int length = snprintf(place, sizeof place, "\033[%d;8H", 4 + (int)row / 17);
            assert_memory_equal(bytes.data + at, place, (size_t)length);
            at += (size_t)length;
            struct decoded decoded = decode(bytes.data + at, encoder->breaks[part] - at);
            struct canvas rows = canvas;
            rows.indices += (size_t)row * width;
            rows.height = height - row < slice ? height - row : slice;
            assert_int_equal(decoded.width, width);
            check_same(&decoded, &rows);
            decoded_free(&decoded);
            row += rows.height;
            at = encoder->breaks[part];
        }
        assert_int_equal(row, height);
        assert_int_equal(at, bytes.length);
        text_free(&bytes);
        canvas_release(&canvas);
        encoder_free(&encoder);
    }
}

static void the_picture_is_at_its_place_and_not_larger(void **state) {
    (void)state;
    static const struct area area = { 3, 7, 9, 21 };
    struct sixel_limits limits = { .registers = 32, .cell_width = 9, .cell_height = 17 };
    struct encoder *encoder = encoder_sixel_new(&limits);
    uint32_t width, height;
    encoder_canvas_size(encoder, area, &width, &height);
    assert_int_equal(width, 21 * 9);
    assert_int_equal(height, 9 * 17 / 6 * 6);
    assert_float_equal(encoder_aspect(encoder, 9, 17), 1, 1e-9);
    static const uint32_t more[] = { 0, 50 };
    for (size_t i = 0; i < 2; i++) {
        struct canvas canvas = make_canvas(width + more[i], height + more[i], 16, 16);
        struct text bytes = { 0 };
        for (int turn = 0; turn < 2; turn++) {
            text_clear(&bytes);
            assert_true(encoder_encode(encoder, &canvas, area, false, &bytes));
            assert_memory_equal(bytes.data, "\033[4;8H\033P", 8);
            struct decoded decoded = decode(bytes.data + 6, bytes.length - 6);
            assert_int_equal(decoded.width, width);
            assert_int_equal(decoded.height, height);
            decoded_free(&decoded);
            sixel_prepare(&canvas, &limits, NULL);
        }
        text_free(&bytes);
        canvas_release(&canvas);
    }
    encoder_free(&encoder);
    limits.widest = 100;
    limits.highest = 50;
    encoder = encoder_sixel_new(&limits);
    encoder_canvas_size(encoder, area, &width, &height);
    assert_int_equal(width, 100);
    assert_int_equal(height, 48);
    encoder_free(&encoder);
}

static void odd_areas_are_survived(void **state) {
    (void)state;
    struct sixel_limits limits = { .registers = 64, .cell_width = 2, .cell_height = 2 };
    struct encoder *encoder = encoder_sixel_new(&limits);
    struct canvas canvas = make_canvas(30, 30, 16, 31), nothing = { .levels = 2, .colours = 2 };
    struct text bytes = { 0 };
    for (int rows = -1; rows < 20; rows += 3)
        for (int columns = -1; columns < 20; columns += 3)
            assert_true(encoder_encode(encoder, &canvas, (struct area){ 0, 0, rows, columns }, true,
                                       &bytes));
    size_t before = bytes.length;
    assert_true(encoder_encode(encoder, &nothing, (struct area){ 0, 0, 9, 9 }, true, &bytes));
    assert_int_equal(bytes.length, before);
    text_free(&bytes);
    canvas_release(&canvas);
    encoder_free(&encoder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_that_fit_are_exact),
        cmocka_unit_test(registers_of_others_are_left_alone),
        cmocka_unit_test(blocks_have_one_colour),
        cmocka_unit_test(any_number_of_workers_writes_the_same_bytes),
        cmocka_unit_test(few_registers_are_kept_to),
        cmocka_unit_test(marks_keep_their_colours),
        cmocka_unit_test(a_colour_cube_keeps_its_means),
        cmocka_unit_test(a_string_that_would_be_too_long_has_fewer_colours),
        cmocka_unit_test(slices_are_the_picture_in_parts),
        cmocka_unit_test(the_picture_is_at_its_place_and_not_larger),
        cmocka_unit_test(odd_areas_are_survived),
    };
    return cmocka_run_group_tests_name("sixel", tests, NULL, NULL);
}
