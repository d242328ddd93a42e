// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/colourmap.h"
#include "view/overlay.h"
#include "view/picture.h"

#include "base/pool.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t seed;

static double random_part(void) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) / 16777216.0;
}

// ── the oracle: one canvas pixel at a time, straight from the definitions ──

struct scene {
    struct shape shape;
    float *values; // grey
    struct extent valid;
    struct look look;
    struct levels levels;
    uint32_t width, height;
    double aspect;
};

// Stack pixel coordinates of a point of the whole picture as shown.
static void oracle_unturn(const struct scene *scene, double *x, double *y) {
    double w = scene->shape.width, h = scene->shape.height;
    int turns = scene->look.orientation.quarter_turns;
    double shown_w = turns & 1 ? h : w, shown_h = turns & 1 ? w : h;
    if (scene->look.orientation.flip_x)
        *x = shown_w - *x;
    if (scene->look.orientation.flip_y)
        *y = shown_h - *y;
    // One quarter back, as often as it was turned: (x, y) -> (y, size - x).
    for (int i = 0; i < turns; i++) {
        double size = (turns - i) & 1 ? h : w; // width of the picture that is turned back
        double from_x = *x;
        *x = *y;
        *y = size - from_x;
    }
}

static double overlap(double from, double to, uint32_t pixel) {
    return fmax(0, fmin(to, pixel + 1.0) - fmax(from, pixel));
}

enum { ORACLE_OUTSIDE = -1, ORACLE_NAN = -2, ORACLE_INVALID = -3, ORACLE_EITHER = -4 };

// Mean (or maximum) under a canvas pixel, or what it is instead.
static double oracle_value(const struct scene *scene, uint32_t cx, uint32_t cy, int *what) {
    bool turned = scene->look.orientation.quarter_turns & 1;
    double shown_w = turned ? scene->shape.height : scene->shape.width;
    double shown_h = turned ? scene->shape.width : scene->shape.height;
    double scale = scene->look.zoom > 0
                       ? scene->look.zoom
                       : fmin(scene->width * scene->aspect / shown_w, scene->height / shown_h);
    double step_x = scene->aspect / scale, step_y = 1 / scale;
    // Without a zoom the picture is centred.
    double left = (shown_w - scene->width * step_x) / 2;
    double top = (shown_h - scene->height * step_y) / 2;
    double x0 = left + cx * step_x, y0 = top + cy * step_y;
    double x1 = x0 + step_x, y1 = y0 + step_y;
    oracle_unturn(scene, &x0, &y0);
    oracle_unturn(scene, &x1, &y1);
    double ax = fmin(x0, x1), bx = fmax(x0, x1), ay = fmin(y0, y1), by = fmax(y0, y1);
    double mx = (ax + bx) / 2, my = (ay + by) / 2;
    *what = 0;
    // The middle on a border: either side is the nearest.
    bool across = fabs(mx - round(mx)) < 1e-9, down = fabs(my - round(my)) < 1e-9;
    bool at_end =
        mx < 0.5 || mx > scene->shape.width - 0.5 || my < 0.5 || my > scene->shape.height - 0.5;
    if ((across && (at_end || bx - ax <= 1 + 1e-6)) || (down && (at_end || by - ay <= 1 + 1e-6))) {
        *what = ORACLE_EITHER;
        return 0;
    }
    if (mx < 0 || my < 0 || mx >= scene->shape.width || my >= scene->shape.height) {
        *what = ORACLE_OUTSIDE;
        return 0;
    }
    if (bx - ax <= 1 + 1e-6)
        ax = floor(mx), bx = ax + 1;
    if (by - ay <= 1 + 1e-6)
        ay = floor(my), by = ay + 1;
    double sum = 0, weights = 0, most = -HUGE_VAL;
    bool nan = false;
    for (uint32_t y = 0; y < scene->shape.height; y++)
        for (uint32_t x = 0; x < scene->shape.width; x++) {
            double weight = overlap(ax, bx, x) * overlap(ay, by, y);
            if (weight < 1e-6 || x >= scene->valid.width || y >= scene->valid.height)
                continue;
            double value = scene->values[(size_t)y * scene->shape.width + x];
            nan |= isnan(value);
            if (isnan(value))
                continue;
            sum += weight * value;
            weights += weight;
            most = fmax(most, value);
        }
    if (weights == 0)
        *what = nan ? ORACLE_NAN : ORACLE_INVALID;
    return scene->look.shrink == SHRINK_MAX ? most : sum / weights;
}

static void check_pixel(const struct scene *scene, const struct canvas *canvas, uint32_t x,
                        uint32_t y) {
    int what;
    double value = oracle_value(scene, x, y, &what);
    uint8_t index = canvas->indices[(size_t)y * canvas->width + x];
    if (what == ORACLE_EITHER)
        return;
    if (what == ORACLE_OUTSIDE) {
        assert_int_equal(index, canvas->levels + MARK_BACKGROUND);
    } else if (what == ORACLE_NAN) {
        assert_int_equal(index, canvas->levels + MARK_NAN);
    } else if (what == ORACLE_INVALID) {
        assert_int_equal(index, canvas->levels + MARK_INVALID);
    } else {
        double place =
            (value - scene->levels.low) / (scene->levels.high - scene->levels.low) * canvas->levels;
        double expected = fmin(fmax(floor(place), 0), canvas->levels - 1.0);
        // Rounding may decide between two levels only where the value is on their border.
        if (fabs(place - round(place)) > 1e-6)
            assert_true(index == expected);
        else
            assert_true(fabs(index - expected) <= 1);
    }
}

static struct geometry plain_geometry(struct shape shape) {
    return (struct geometry){
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
}

static void render(const struct picture_wish *wish, const struct picture_frame *frame,
                   struct canvas *canvas) {
    struct picture *picture = picture_new(wish, frame, canvas, NULL);
    assert_non_null(picture);
    for (size_t band = picture_bands(picture); band-- > 0;)
        assert_true(picture_band(picture, band, 0));
    picture_free(&picture);
}

// The values as an element type.
static void *convert(const struct scene *scene, enum element element) {
    size_t count = shape_samples(scene->shape);
    void *samples = calloc(count, element_size(element));
    for (size_t i = 0; i < count; i++)
        switch (element) {
        case ELEMENT_U8:
            ((uint8_t *)samples)[i] = (uint8_t)scene->values[i];
            break;
        case ELEMENT_U16:
            ((uint16_t *)samples)[i] = (uint16_t)scene->values[i];
            break;
        case ELEMENT_I16:
            ((int16_t *)samples)[i] = (int16_t)scene->values[i];
            break;
        default:
            ((float *)samples)[i] = scene->values[i];
            break;
        }
    return samples;
}

static void check_scene(struct scene *scene, enum element element) {
    struct geometry geometry = plain_geometry(scene->shape);
    struct picture_wish wish = {
        .map =
            picture_map_make(&scene->look, &geometry, scene->width, scene->height, scene->aspect),
        .levels = scene->levels,
        .shrink = scene->look.shrink,
    };
    void *samples = convert(scene, element);
    struct picture_frame frame = {
        .element = element, .samples = samples, .valid = scene->valid, .saturation = HUGE_VAL
    };
    struct canvas canvas = { 0 };
    assert_true(canvas_reserve(&canvas, scene->width, scene->height, NULL));
    colourmap_palette(0, 200, &canvas);
    render(&wish, &frame, &canvas);
    for (uint32_t y = 0; y < scene->height; y++)
        for (uint32_t x = 0; x < scene->width; x++)
            check_pixel(scene, &canvas, x, y);
    canvas_release(&canvas);
    free(samples);
}

static void pictures_are_what_a_naive_loop_makes(void **state) {
    (void)state;
    seed = 11;
    for (int round = 0; round < 160; round++) {
        struct scene scene = { .shape = { 1 + (uint32_t)(random_part() * 60),
                                          1 + (uint32_t)(random_part() * 60), 1 },
                               .levels = { 20, 230 },
                               .width = 1 + (uint32_t)(random_part() * 40),
                               .height = 1 + (uint32_t)(random_part() * 40),
                               .aspect = round % 3 ? 1 : 0.5 };
        scene.look.shrink = round & 1 ? SHRINK_MAX : SHRINK_MEAN;
        scene.look.orientation =
            (struct orientation){ round >> 1 & 1, round >> 2 & 1, round >> 3 & 3 };
        scene.valid = (struct extent){ scene.shape.width, scene.shape.height };
        if (round % 5 == 0)
            scene.valid.height = (uint32_t)(random_part() * scene.shape.height);
        enum element element = (enum element)(round % ELEMENT_COUNT);
        size_t count = shape_samples(scene.shape);
        scene.values = calloc(count, sizeof *scene.values);
        for (size_t i = 0; i < count; i++) {
            scene.values[i] = (float)floor(random_part() * 256);
            if (element == ELEMENT_F32 && random_part() < 0.3)
                scene.values[i] = NAN;
        }
        check_scene(&scene, element);
        free(scene.values);
    }
}

static void quarter_turns_are_clockwise(void **state) {
    (void)state;
    // 1 2      4 1
    // 3 4  ->  .. as a 3 x 2 picture:  1 2 3 / 4 5 6  ->  4 1 / 5 2 / 6 3
    uint8_t samples[] = { 1, 2, 3, 4, 5, 6 };
    static const uint8_t turned[] = { 4, 1, 5, 2, 6, 3 }, mirrored[] = { 1, 4, 2, 5, 3, 6 };
    struct shape shape = { 2, 3, 1 };
    struct geometry geometry = plain_geometry(shape);
    struct look look = { .orientation.quarter_turns = 1 };
    struct canvas canvas = { 0 };
    canvas_reserve(&canvas, 2, 3, NULL);
    colourmap_palette(0, 10, &canvas);
    struct picture_frame frame = { .element = ELEMENT_U8, .samples = samples, .valid = { 3, 2 } };
    struct picture_wish wish = { .map = picture_map_make(&look, &geometry, 2, 3, 1),
                                 .levels = { 0, 10 } };
    render(&wish, &frame, &canvas);
    assert_memory_equal(canvas.indices, turned, 6);
    look.orientation.flip_x = true; // flips come after the turn
    wish.map = picture_map_make(&look, &geometry, 2, 3, 1);
    render(&wish, &frame, &canvas);
    assert_memory_equal(canvas.indices, mirrored, 6);
    canvas_release(&canvas);
}

static void marks_say_what_is_no_value(void **state) {
    (void)state;
    float samples[16] = { 0 };
    uint16_t raw[16] = { 0 };
    samples[0] = NAN;
    raw[5] = 4095;
    samples[10] = 500;
    samples[15] = -500;
    struct shape shape = { 4, 4, 1 };
    struct geometry geometry = plain_geometry(shape);
    struct look look = { 0 };
    struct canvas canvas = { 0 };
    canvas_reserve(&canvas, 4, 4, NULL);
    colourmap_palette(0, 10, &canvas);
    struct picture_frame frame = { .element = ELEMENT_F32,
                                   .samples = samples,
                                   .valid = { 4, 4 },
                                   .raw_element = ELEMENT_U16,
                                   .raw = raw,
                                   .saturation = 4095 };
    struct picture_wish wish = { .map = picture_map_make(&look, &geometry, 4, 4, 1),
                                 .levels = { -10, 10 },
                                 .mark_saturated = true,
                                 .mark_ends = true };
    render(&wish, &frame, &canvas);
    assert_int_equal(canvas.indices[0], 10 + MARK_NAN);
    assert_int_equal(canvas.indices[5], 10 + MARK_SATURATED);
    assert_int_equal(canvas.indices[10], 10 + MARK_ABOVE);
    assert_int_equal(canvas.indices[15], 10 + MARK_BELOW);
    assert_int_equal(canvas.indices[1], 5);
    // Shrunk to 2 x 2, one marked pixel of four still shows; not asked for, the mean does.
    canvas_reserve(&canvas, 2, 2, NULL);
    wish.map = picture_map_make(&look, &geometry, 2, 2, 1);
    render(&wish, &frame, &canvas);
    assert_int_equal(canvas.indices[0], 10 + MARK_SATURATED);
    wish.mark_saturated = wish.mark_ends = false;
    render(&wish, &frame, &canvas);
    assert_int_equal(canvas.indices[0], 5);
    assert_int_equal(canvas.indices[3], 5); // (500 - 500) / 4
    canvas_release(&canvas);
}

static void colour_frames_use_the_cube(void **state) {
    (void)state;
    uint8_t samples[] = { 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255 };
    struct shape shape = { 2, 2, 3 };
    struct geometry geometry = plain_geometry(shape);
    struct look look = { 0 };
    struct canvas canvas = { 0 };
    canvas_reserve(&canvas, 2, 2, NULL);
    colourmap_cube_palette(&canvas);
    struct picture_frame frame = { .element = ELEMENT_U8, .samples = samples, .valid = { 2, 2 } };
    struct picture_wish wish = { .map = picture_map_make(&look, &geometry, 2, 2, 1),
                                 .levels = { 0, 255 } };
    render(&wish, &frame, &canvas);
    for (int i = 0; i < 4; i++)
        assert_memory_equal(&canvas.palette[canvas.indices[i]], samples + 3 * i, 3);
    canvas_release(&canvas);
}

static void mapping_there_and_back_is_the_same(void **state) {
    (void)state;
    seed = 5;
    for (int round = 0; round < 200; round++) {
        struct geometry geometry = {
            .crop_x = 100, .crop_y = 50, .bin = 1 + (uint32_t)(round % 3), .shape = { 40, 70, 1 }
        };
        struct look look = { .zoom = round & 1 ? random_part() * 9 + 0.1 : 0,
                             .centre_x = 100 + random_part() * 70,
                             .centre_y = 50 + random_part() * 40,
                             .orientation = { round >> 1 & 1, round >> 2 & 1, round >> 3 & 3 } };
        struct picture_map map = picture_map_make(&look, &geometry, 33, 21, 0.7);
        double x = random_part() * 33, y = random_part() * 21, sx, sy, bx, by;
        picture_map_to_source(&map, x, y, &sx, &sy);
        picture_map_from_source(&map, sx, sy, &bx, &by);
        assert_float_equal(x, bx, 1e-9);
        assert_float_equal(y, by, 1e-9);
        if (look.zoom > 0)
            assert_float_equal(picture_map_zoom(&map), look.zoom, 1e-9);
    }
    // Fitted and as stored: corners on corners, in source pixels.
    struct geometry geometry = { .crop_x = 100, .crop_y = 50, .bin = 2, .shape = { 40, 70, 1 } };
    struct look look = { 0 };
    struct picture_map map = picture_map_make(&look, &geometry, 70, 40, 1);
    double sx, sy;
    picture_map_to_source(&map, 70, 40, &sx, &sy);
    assert_float_equal(sx, 240, 1e-9);
    assert_float_equal(sy, 130, 1e-9);
    // Panned far away, the view stays on the frame.
    look.zoom = 5;
    look.centre_x = 1e6;
    map = picture_map_make(&look, &geometry, 70, 40, 1);
    picture_map_to_source(&map, 70, 0, &sx, &sy);
    assert_float_equal(sx, 240, 1e-9);
}

static void bands_on_workers_make_the_same_picture(void **state) {
    (void)state;
    enum { SIZE = 300 };
    uint16_t *samples = calloc(SIZE * SIZE, sizeof *samples);
    seed = 3;
    for (int i = 0; i < SIZE * SIZE; i++)
        samples[i] = (uint16_t)(random_part() * 4096);
    struct shape shape = { SIZE, SIZE, 1 };
    struct geometry geometry = plain_geometry(shape);
    struct look look = { .orientation.quarter_turns = 1 };
    struct canvas alone = { 0 }, shared = { 0 };
    canvas_reserve(&alone, 100, 77, NULL);
    canvas_reserve(&shared, 100, 77, NULL);
    colourmap_palette(2, 240, &alone);
    colourmap_palette(2, 240, &shared);
    struct picture_frame frame = { .element = ELEMENT_U16,
                                   .samples = samples,
                                   .valid = { SIZE, SIZE } };
    struct picture_wish wish = { .map = picture_map_make(&look, &geometry, 100, 77, 1),
                                 .levels = { 0, 4096 } };
    render(&wish, &frame, &alone);
    struct pool *pool = pool_new(3, NULL);
    struct picture *picture = picture_new(&wish, &frame, &shared, NULL);
    assert_true(pool_run(pool, POOL_FRONT, picture_bands(picture), picture_band, picture, NULL));
    assert_memory_equal(alone.indices, shared.indices, 100 * 77);
    picture_free(&picture);
    pool_free(&pool);
    canvas_release(&alone);
    canvas_release(&shared);
    free(samples);
}

static size_t count_index(const struct canvas *canvas, unsigned index) {
    size_t count = 0;
    for (size_t i = 0; i < (size_t)canvas->width * canvas->height; i++)
        count += canvas->indices[i] == index;
    return count;
}

static void outlines_lie_where_the_zones_are(void **state) {
    (void)state;
    struct geometry geometry = plain_geometry((struct shape){ 40, 40, 1 });
    struct look look = { 0 };
    struct canvas canvas = { 0 };
    canvas_reserve(&canvas, 40, 40, NULL);
    colourmap_palette(0, 10, &canvas);
    struct picture_map map = picture_map_make(&look, &geometry, 40, 40, 1);
    double rect[] = { 10, 5, 8, 6 };
    struct zone_wish wish = { .shape = ZONE_RECT, .numbers = rect, .count = 4 };
    overlay_zone(&canvas, &map, &wish, 2);
    // The outermost pixels inside the rectangle, and no others.
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 40; x++) {
            bool inside = x >= 10 && x < 18 && y >= 5 && y < 11;
            bool edge = inside && (x == 10 || x == 17 || y == 5 || y == 10);
            assert_int_equal(canvas.indices[y * 40 + x], edge ? 10 + MARK_ZONE + 2 : 0);
        }
    canvas_reserve(&canvas, 40, 40, NULL);
    double circle[] = { 20, 20, 10 };
    wish = (struct zone_wish){ .shape = ZONE_CIRCLE, .numbers = circle, .count = 3 };
    overlay_zone(&canvas, &map, &wish, 0);
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 40; x++)
            if (canvas.indices[y * 40 + x])
                assert_true(fabs(hypot(x + 0.5 - 20, y + 0.5 - 20) - 9.6) < 1.2);
    assert_true(count_index(&canvas, 10 + MARK_ZONE) > 40);
    // Numbers from outside.
    double wild[] = { 1e300, -1e300, HUGE_VAL, NAN, -5, 20, 80, 21 };
    wish = (struct zone_wish){ .shape = ZONE_POLYGON, .numbers = wild, .count = 8 };
    overlay_zone(&canvas, &map, &wish, 1);
    wish = (struct zone_wish){ .shape = ZONE_ELLIPSE, .numbers = wild, .count = 4 };
    overlay_zone(&canvas, &map, &wish, 1);
    overlay_cursor(&canvas, &map, NAN, 1e300);
    overlay_line(&canvas, -1e9, 20.5, 1e9, 20.5, 9);
    assert_int_equal(count_index(&canvas, 9), 40);
    canvas_release(&canvas);
}

static void the_cursor_leaves_its_pixel_visible(void **state) {
    (void)state;
    struct geometry geometry = plain_geometry((struct shape){ 40, 40, 1 });
    struct look look = { 0 };
    for (uint32_t size = 10; size <= 120; size *= 2) {
        struct canvas canvas = { 0 };
        canvas_reserve(&canvas, size, size, NULL);
        colourmap_palette(0, 10, &canvas);
        struct picture_map map = picture_map_make(&look, &geometry, size, size, 1);
        overlay_cursor(&canvas, &map, 20.5, 13.5);
        double x, y;
        picture_map_from_source(&map, 20.5, 13.5, &x, &y);
        assert_int_equal(canvas.indices[(size_t)y * size + (size_t)x], 0);
        size_t marked = count_index(&canvas, 10 + MARK_CURSOR);
        assert_true(marked >= 4);
        // A picture of 20 x 20 loses no more than its four neighbours.
        if (size <= 20)
            assert_true(marked <= 4);
        // Four arms of one length, wherever the pixel lies between two of the canvas.
        assert_int_equal(marked % 4, 0);
        canvas_release(&canvas);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_what_a_naive_loop_makes),
        cmocka_unit_test(quarter_turns_are_clockwise),
        cmocka_unit_test(marks_say_what_is_no_value),
        cmocka_unit_test(colour_frames_use_the_cube),
        cmocka_unit_test(mapping_there_and_back_is_the_same),
        cmocka_unit_test(bands_on_workers_make_the_same_picture),
        cmocka_unit_test(outlines_lie_where_the_zones_are),
        cmocka_unit_test(the_cursor_leaves_its_pixel_visible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
