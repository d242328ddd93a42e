// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/coloured.h"

#include "base/alloc.h"
#include "measure/histogram.h"
#include "view/colourmap.h"
#include "view/levels.h"
#include "view/picture.h"

#include <math.h>
#include <stdlib.h>

struct coloured {
    struct look look;
    struct shape shape;
    struct picture_map map;
    struct canvas canvas;
    struct levels levels; // of the run, or fixed
    uint8_t *rgb;
};

struct coloured *coloured_new(const struct look *look, struct shape shape, struct fault *fault) {
    struct coloured *coloured = alloc_zeroed(1, sizeof *coloured);
    coloured->look = *look;
    coloured->look.zoom = 0;
    coloured->shape = shape;
    bool turned = look->orientation.quarter_turns & 1;
    uint32_t width = turned ? shape.height : shape.width;
    uint32_t height = turned ? shape.width : shape.height;
    struct geometry geometry = {
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    coloured->map = picture_map_make(&coloured->look, &geometry, width, height, 1);
    coloured->levels = (struct levels){ look->levels.low, look->levels.high };
    coloured->rgb = alloc_try((size_t)width * height, 3);
    if (!coloured->rgb || !canvas_reserve(&coloured->canvas, width, height, NULL)) {
        coloured_free(&coloured);
        fault_set(fault, FAULT_LIMIT, "not enough memory for a coloured image");
        return NULL;
    }
    if (shape.channels == 3)
        colourmap_cube_palette(&coloured->canvas);
    else
        colourmap_palette(look->lut, CANVAS_LEVELS, &coloured->canvas);
    return coloured;
}

static bool find_levels(const struct coloured *coloured, const struct frames *frames,
                        const struct correction *correction, struct pool *pool,
                        struct cancel *cancel, struct levels *levels, struct fault *fault) {
    const struct levels_wish *wish = &coloured->look.levels;
    double q[4] = { 0, 0, 0, 1 }, values[4];
    levels_fractions(wish, &q[0], &q[1]);
    if (!quantiles_of_frames(frames, correction, q, 4, pool, cancel, values, fault))
        return false;
    *levels = levels_choose(wish, values[0], values[1], values[2], values[3]);
    return true;
}

bool coloured_levels(struct coloured *coloured, const struct frames *frames,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     struct fault *fault) {
    return coloured->look.levels.mode != LEVELS_RUN
           || find_levels(coloured, frames, correction, pool, cancel, &coloured->levels, fault);
}

static struct colour mark_of(const struct coloured *coloured, enum mark mark) {
    return coloured->canvas.palette[coloured->canvas.levels + mark];
}

static uint8_t brightness(const struct levels *levels, double value) {
    double place = (value - levels->low) / (levels->high - levels->low) * 255;
    return (uint8_t)(place > 0 ? fmin(place + 0.5, 255) : 0);
}

static struct colour colour_at(const struct coloured *coloured, enum element element,
                               const struct frame_view *view, uint32_t x, uint32_t y) {
    if (x >= view->valid.width || y >= view->valid.height)
        return mark_of(coloured, MARK_INVALID);
    double value[3];
    for (size_t c = 0; c < 3; c++) {
        value[c] =
            element_value(element, view->samples, ((size_t)y * coloured->shape.width + x) * 3 + c);
        if (isnan(value[c]))
            return mark_of(coloured, MARK_NAN);
    }
    const struct levels *levels = &coloured->levels;
    return (struct colour){ brightness(levels, value[0]), brightness(levels, value[1]),
                            brightness(levels, value[2]) };
}

static void put(const struct coloured *coloured, size_t pixel, struct colour colour) {
    coloured->rgb[3 * pixel] = colour.r;
    coloured->rgb[3 * pixel + 1] = colour.g;
    coloured->rgb[3 * pixel + 2] = colour.b;
}

struct painting {
    const struct coloured *coloured;
    enum element element;
    const struct frame_view *view;
};

static bool paint_row(void *context, size_t row, size_t worker) {
    (void)worker;
    const struct painting *painting = context;
    const struct coloured *coloured = painting->coloured;
    for (uint32_t x = 0; x < coloured->canvas.width; x++) {
        double stack_x, stack_y;
        picture_map_to_source(&coloured->map, x + 0.5, (double)row + 0.5, &stack_x, &stack_y);
        put(coloured, row * coloured->canvas.width + x,
            colour_at(coloured, painting->element, painting->view, (uint32_t)stack_x,
                      (uint32_t)stack_y));
    }
    return true;
}

bool coloured_image(struct coloured *coloured, enum element element, const struct frame_view *view,
                    struct pool *pool, struct fault *fault) {
    struct frames one = { element, coloured->shape, view, 1 };
    if (coloured->look.levels.mode == LEVELS_FRAME
        && !find_levels(coloured, &one, NULL, pool, NULL, &coloured->levels, fault))
        return false;
    if (coloured->shape.channels == 3) {
        // A terminal has a cube of few colours; a file has them all.
        struct painting painting = { coloured, element, view };
        pool_run(pool, POOL_FRONT, coloured->canvas.height, paint_row, &painting, NULL);
        return true;
    }
    struct picture_wish wish = { .map = coloured->map,
                                 .levels = coloured->levels,
                                 .shrink = coloured->look.shrink,
                                 .mark_ends = colourmap_marks_ends(coloured->look.lut) };
    struct picture_frame frame = { .element = element,
                                   .samples = view->samples,
                                   .valid = view->valid,
                                   .raw_element = element,
                                   .saturation = HUGE_VAL };
    struct canvas *canvas = &coloured->canvas;
    struct picture *picture = picture_new(&wish, &frame, canvas, fault);
    if (!picture)
        return false;
    pool_run(pool, POOL_FRONT, picture_bands(picture), picture_band, picture, NULL);
    picture_free(&picture);
    for (size_t i = 0; i < (size_t)canvas->width * canvas->height; i++)
        put(coloured, i, canvas->palette[canvas->indices[i]]);
    return true;
}

struct shape coloured_shape(const struct coloured *coloured) {
    return (struct shape){ coloured->canvas.height, coloured->canvas.width, 3 };
}

const void *coloured_samples(const struct coloured *coloured) {
    return coloured->rgb;
}

void coloured_free(struct coloured **coloured_address) {
    struct coloured *coloured = *coloured_address;
    *coloured_address = NULL;
    if (!coloured)
        return;
    canvas_release(&coloured->canvas);
    free(coloured->rgb);
    free(coloured);
}
