// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/drawing.h"

#include "view/colourmap.h"
#include "view/overlay.h"
#include "view/picture.h"

#include <math.h>

bool drawing_own_levels(const struct making *making, const struct levels_wish *wish,
                        const struct shown *shown, struct picture_product *made,
                        struct fault *fault) {
    double q[4] = { 0, 0, 0, 1 }, values[4] = { NAN, NAN, NAN, NAN };
    levels_fractions(wish, &q[0], &q[1]);
    struct frame_view view = { .samples = shown->samples, .valid = shown->valid };
    struct frames frames = {
        .element = shown->element, .shape = made->shape, .views = &view, .count = 1
    };
    if (shown->samples
        && !quantiles_of_frames(&frames, NULL, q, 4, making->pool, NULL, values, fault))
        return false;
    made->levels = levels_choose(wish, values[0], values[1], values[2], values[3]);
    return true;
}

static bool draw_image(const struct making *making, const struct shown *shown, int lut,
                       struct picture_product *made, struct fault *fault) {
    const struct wish *wish = making->wish;
    const struct look *look = &wish->session.look;
    struct canvas *canvas = &made->canvas;
    if (!canvas_reserve(canvas, wish->canvas_width, wish->canvas_height, fault))
        return false;
    if (made->shape.channels == 3)
        colourmap_cube_palette(canvas);
    else
        colourmap_palette(lut, CANVAS_LEVELS, canvas);
    if (!shown->samples)
        return true;
    struct picture_wish picture_wish = {
        .map = made->map,
        .levels = made->levels,
        .shrink = look->shrink,
        .mark_saturated = look->mark_saturated,
        .mark_ends = colourmap_marks_ends(lut),
    };
    struct picture_frame frame = {
        .element = shown->element,
        .samples = shown->samples,
        .valid = shown->valid,
        .raw_element = shown->raw_element,
        .raw = shown->raw,
        .saturation = making->recording->saturation,
    };
    struct picture *picture = picture_new(&picture_wish, &frame, canvas, fault);
    if (!picture)
        return false;
    pool_run(making->pool, POOL_FRONT, picture_bands(picture), picture_band, picture, NULL);
    picture_free(&picture);
    return true;
}

// At both edges of a kymograph, the row of the frame that it was called from.
static void mark_frame(const struct making *making, struct picture_product *made) {
    const struct indices *rows = &making_kymograph(making)->indices;
    int64_t row = (making->wish->session.at - rows->first) / rows->step;
    double x, y, reach = fmax(1, floor(made->canvas.width / 24.0)), right = made->canvas.width;
    uint8_t index = (uint8_t)(made->canvas.levels + MARK_CURSOR);
    picture_map_from_source(&made->map, 0, (double)row + 0.5, &x, &y);
    overlay_line(&made->canvas, 0, y, reach - 0.01, y, index);
    overlay_line(&made->canvas, right - reach, y, right - 0.01, y, index);
}

static void draw_over(const struct making *making, struct picture_product *made) {
    const struct wish *wish = making->wish;
    const struct session *session = &wish->session;
    const struct geometry *geometry = &made->map.geometry;
    for (size_t i = 0; i < session->zone_count && !made->is_kymograph; i++)
        overlay_zone(&made->canvas, &made->map, &session->zones[i], i);
    for (size_t i = 0; i < session->line_count && !made->is_kymograph; i++)
        overlay_path(&made->canvas, &made->map, &session->lines[i], session->zone_count + i);
    if (made->is_kymograph)
        mark_frame(making, made);
    if (wish->has_cursor && wish->cursor_x < geometry->shape.width
        && wish->cursor_y < geometry->shape.height)
        overlay_cursor(&made->canvas, &made->map, geometry_centre_x(geometry, wish->cursor_x),
                       geometry_centre_y(geometry, wish->cursor_y));
}

// What the cursor's column and row of a kymograph mean.
static void place_cursor(const struct making *making, struct picture_product *made) {
    const struct kymographs *kymographs = making_kymograph(making);
    const struct line *line = &kymographs->lines.lines[0];
    const struct indices *rows = &kymographs->indices;
    made->cursor_at = made->cursor_x < line->length ? line->at[made->cursor_x] : NAN;
    made->cursor_frame = rows->first + (int64_t)made->cursor_y * rows->step;
}

static void read_cursor(const struct making *making, const struct shown *shown,
                        struct picture_product *made) {
    const struct wish *wish = making->wish;
    made->cursor_x = wish->cursor_x;
    made->cursor_y = wish->cursor_y;
    if (made->is_kymograph)
        place_cursor(making, made);
    if (!wish->has_cursor || !shown->samples || wish->cursor_x >= shown->valid.width
        || wish->cursor_y >= shown->valid.height)
        return;
    made->has_reading = true;
    size_t channels = made->shape.channels;
    size_t at = ((size_t)wish->cursor_y * made->shape.width + wish->cursor_x) * channels;
    for (size_t c = 0; c < channels; c++) {
        made->value[c] = element_value(shown->element, shown->samples, at + c);
        made->raw[c] =
            shown->raw ? element_value(shown->raw_element, shown->raw, at + c) : made->value[c];
    }
}

bool drawing_make(const struct making *making, const struct shown *shown, int lut,
                  struct picture_product *made, struct fault *fault) {
    if (!draw_image(making, shown, lut, made, fault))
        return false;
    draw_over(making, made);
    if (making->wish->sixel.registers)
        sixel_prepare(&made->canvas, &making->wish->sixel, making->pool);
    read_cursor(making, shown, made);
    return true;
}
