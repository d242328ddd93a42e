// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/cursor.h"

#include "ui/move.h"

#include <math.h>

// The stack's column (or row) that holds a source pixel, or the nearest.
static uint32_t column_at(uint32_t source, uint32_t crop, uint32_t bin, uint32_t size) {
    uint32_t column = source > crop ? (source - crop) / bin : 0;
    return column < size ? column : size - 1;
}

// The cursor has a place of its own in kymographs, at first at the frame that was shown.
static void change_image(struct ui *ui, const struct geometry *geometry) {
    const struct picture_product *picture = ui_picture(ui);
    if (picture->is_kymograph == ui->in_kymograph)
        return;
    struct cursor_place here = { ui->cursor_x, ui->cursor_y, ui->cursor_geometry };
    ui->in_kymograph = picture->is_kymograph;
    if (ui->left.geometry.bin) {
        ui->cursor_x = ui->left.x;
        ui->cursor_y = ui->left.y;
        ui->cursor_geometry = ui->left.geometry;
    } else {
        ui->cursor_x = geometry->shape.width / 2;
        ui->cursor_y = (uint32_t)move_slot(ui);
        ui->cursor_geometry = *geometry;
    }
    ui->left = here;
    ui->is_dirty = true;
}

void cursor_settle(struct ui *ui) {
    struct geometry geometry;
    if (!ui_geometry(ui, &geometry))
        return;
    change_image(ui, &geometry);
    if (!ui->has_cursor) {
        ui->has_cursor = true;
        // It may have a place from a saved session.
        if (!ui->cursor_geometry.bin) {
            ui->cursor_x = geometry.shape.width / 2;
            ui->cursor_y = geometry.shape.height / 2;
        }
        ui->is_dirty = true;
    }
    const struct geometry *old = &ui->cursor_geometry;
    if (old->bin) {
        ui->cursor_x = column_at(old->crop_x + ui->cursor_x * old->bin, geometry.crop_x,
                                 geometry.bin, geometry.shape.width);
        ui->cursor_y = column_at(old->crop_y + ui->cursor_y * old->bin, geometry.crop_y,
                                 geometry.bin, geometry.shape.height);
    }
    ui->cursor_geometry = geometry;
}

void cursor_turn(const struct orientation *orientation, int64_t right, int64_t down, int64_t *x,
                 int64_t *y) {
    int64_t along = orientation->flip_x ? -right : right;
    int64_t across = orientation->flip_y ? -down : down;
    // A picture that was turned clockwise is walked through turned back.
    for (int i = 0; i < (orientation->quarter_turns & 3); i++) {
        int64_t old = along;
        along = across;
        across = -old;
    }
    *x = along;
    *y = across;
}

static uint32_t step(uint32_t from, int64_t by, uint32_t size) {
    int64_t to = (int64_t)from + by;
    return to < 0 ? 0 : to >= size ? size - 1 : (uint32_t)to;
}

// Moves the centre of a zoomed view as little as needed for the cursor to be seen.
static void follow(struct ui *ui, const struct geometry *geometry) {
    const struct picture_product *picture = ui_picture(ui);
    struct look *look = &ui->session.look;
    if (look->zoom <= 0 || !picture || picture->is_kymograph || !picture->map.width
        || !picture->map.height)
        return;
    struct picture_map map = picture_map_make(look, geometry, picture->map.width,
                                              picture->map.height, ui->last_wish.pixel_aspect);
    double x, y;
    picture_map_from_source(&map, geometry_centre_x(geometry, ui->cursor_x),
                            geometry_centre_y(geometry, ui->cursor_y), &x, &y);
    double edge_x = fmin(4, map.width / 4.0), edge_y = fmin(4, map.height / 4.0);
    double shift_x = x < edge_x ? x - edge_x : fmax(0, x - (map.width - edge_x));
    double shift_y = y < edge_y ? y - edge_y : fmax(0, y - (map.height - edge_y));
    if (shift_x == 0 && shift_y == 0)
        return;
    picture_map_to_source(&map, map.width / 2.0 + shift_x, map.height / 2.0 + shift_y,
                          &look->centre_x, &look->centre_y);
}

void cursor_move(struct ui *ui, int64_t right, int64_t down) {
    struct geometry geometry;
    if (!ui_geometry(ui, &geometry))
        return;
    int64_t x, y;
    cursor_settle(ui);
    const struct orientation upright = { 0 };
    cursor_turn(ui->in_kymograph ? &upright : &ui->session.look.orientation, right, down, &x, &y);
    ui->cursor_x = step(ui->cursor_x, x, geometry.shape.width);
    ui->cursor_y = step(ui->cursor_y, y, geometry.shape.height);
    follow(ui, &geometry);
}

void cursor_place(struct ui *ui, double x, double y) {
    struct geometry geometry;
    if (!ui_geometry(ui, &geometry))
        return;
    cursor_settle(ui);
    ui->cursor_x =
        column_at(x > 0 ? (uint32_t)x : 0, geometry.crop_x, geometry.bin, geometry.shape.width);
    ui->cursor_y =
        column_at(y > 0 ? (uint32_t)y : 0, geometry.crop_y, geometry.bin, geometry.shape.height);
    follow(ui, &geometry);
}

static const double ladder[] = { 1 / 64., 1 / 32., 1 / 16., 1 / 12., 1 / 8., 1 / 6., 1 / 4.,
                                 1 / 3.,  1 / 2.,  1,       2,       3,      4,      6,
                                 8,       12,      16,      24,      32,     48,     64 };
enum { LADDER = sizeof ladder / sizeof *ladder };

static double next_zoom(double zoom, int direction) {
    if (direction > 0) {
        for (int i = 0; i < LADDER; i++)
            if (ladder[i] > zoom * 1.001)
                return ladder[i];
        return ladder[LADDER - 1];
    }
    for (int i = LADDER - 1; i >= 0; i--)
        if (ladder[i] < zoom * 0.999)
            return ladder[i];
    return ladder[0];
}

void cursor_zoom(struct ui *ui, int steps) {
    const struct picture_product *picture = ui_picture(ui);
    struct look *look = &ui->session.look;
    if (!picture || !picture->map.width)
        return;
    if (picture->is_kymograph) {
        ui_say(ui, "a kymograph fills its pane: Y goes back to the frames");
        return;
    }
    struct look fit = *look;
    fit.zoom = 0;
    struct picture_map whole = picture_map_make(&fit, &picture->map.geometry, picture->map.width,
                                                picture->map.height, ui->last_wish.pixel_aspect);
    double least = picture_map_zoom(&whole), zoom = look->zoom > 0 ? look->zoom : least;
    for (int i = 0; i < steps || i < -steps; i++)
        zoom = next_zoom(zoom, steps);
    if (steps < 0 && zoom <= least) {
        look->zoom = look->centre_x = look->centre_y = 0;
        return;
    }
    look->zoom = zoom;
    cursor_settle(ui);
    look->centre_x = geometry_centre_x(&picture->map.geometry, ui->cursor_x);
    look->centre_y = geometry_centre_y(&picture->map.geometry, ui->cursor_y);
}

void cursor_source(const struct ui *ui, const struct geometry *geometry, uint32_t *x, uint32_t *y) {
    *x = geometry->crop_x + ui->cursor_x * geometry->bin;
    *y = geometry->crop_y + ui->cursor_y * geometry->bin;
}
