// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/plot_spots.h"

#include "term/quantise.h"
#include "view/picture.h"
#include "view/plot_pixels.h"

#include <string.h>

// ── whether ────────────────────────────────────────────────────────────────────────────────

// Bytes that a pixel of a plot takes when nothing is known of it: few of them are no ground.
static const double usual_density = 0.06;

// Of all that are shown.
static size_t bytes_of(const struct ui *ui, const struct sixel_limits *limits) {
    static const enum pane panes[PLOT_PLACES] = { PANE_TIMELINE, PANE_HISTOGRAM, PANE_PROFILE };
    double sum = 0, cell = (double)limits->cell_width * limits->cell_height;
    for (int i = 0; i < PLOT_PLACES; i++) {
        struct area pane = ui->layout.panes[panes[i]];
        double density = ui->plot_spots.spots[i].density;
        if (layout_has(&ui->layout, panes[i]))
            sum += (density > 0 ? density : usual_density) * pane.rows * pane.columns * cell;
    }
    return (size_t)sum;
}

static bool same_limits(const struct sixel_limits *a, const struct sixel_limits *b) {
    return a->first == b->first && a->cell_width == b->cell_width
           && a->cell_height == b->cell_height && a->widest == b->widest && a->highest == b->highest
           && a->bytes == b->bytes;
}

void plot_spots_choose(struct ui *ui) {
    struct plot_spots *plots = &ui->plot_spots;
    struct sixel_limits limits;
    bool can = choice_plots(ui->session.plots, &ui->choice, &ui->caps, &ui->answers, PLOT_COLOURS,
                            &limits);
    // Who asks for them has them at any rate.
    plots->were_too_much =
        can && ui->session.plots == PLOTS_AUTO
        && !pace_bears_plots(&ui->pace, bytes_of(ui, &limits), !plots->were_too_much,
                             (double)ui->session.max_rate);
    can = can && !plots->were_too_much;
    if (can == (plots->encoder != NULL) && (!can || same_limits(&limits, &plots->limits)))
        return;
    encoder_free(&plots->encoder);
    plots->encoder = can ? encoder_sixel_new(&limits) : NULL;
    plots->limits = limits;
    for (int i = 0; i < PLOT_PLACES; i++)
        plots->spots[i].is_drawn = false;
    ui->is_dirty = true;
}

// ── what ───────────────────────────────────────────────────────────────────────────────────

void plot_spots_size(const struct ui *ui, struct area grid, uint32_t *width, uint32_t *height) {
    const struct plot_spots *plots = &ui->plot_spots;
    *width = *height = 0;
    if (!plots->encoder || grid.rows < 1 || grid.columns < 1)
        return;
    const struct sixel_limits *limits = &plots->limits;
    bool fits = !limits->widest || limits->widest >= (uint32_t)limits->cell_width;
    encoder_canvas_size(plots->encoder, grid, width, height);
    *width = (uint32_t)(grid.columns * limits->cell_width); // in parts beside each other
    // A terminal that takes no picture as high as this gets characters.
    if (!fits
        || *height + (uint32_t)limits->cell_height <= (uint32_t)(grid.rows * limits->cell_height))
        *width = *height = 0;
}

void plot_spots_begin(struct ui *ui) {
    for (int i = 0; i < PLOT_PLACES; i++)
        ui->plot_spots.spots[i].area = (struct area){ 0 };
}

// Of text, so that a curve and its name have the same; for the background that is there.
static void set_palette(const struct ui *ui, struct canvas *canvas) {
    static const struct colour black = { 0, 0, 0 }, white = { 255, 255, 255 };
    const int *told = ui->answers.background;
    enum theme theme = theme_decide(THEME_AUTO, &ui->answers);
    if (theme == THEME_AUTO)
        theme = ui->session.theme == THEME_LIGHT ? THEME_LIGHT : THEME_DARK;
    bool is_light = theme == THEME_LIGHT;
    bool is_plain = ui->session.theme == THEME_PLAIN || ui->caps.colours == COLOURS_NONE;
    struct colour ground = is_light ? white : black, pens[PLOT_PENS];
    if (ui->answers.has_background)
        ground = (struct colour){ (uint8_t)told[0], (uint8_t)told[1], (uint8_t)told[2] };
    pens[PLOT_PLAIN] = is_light ? (struct colour){ 40, 40, 40 } : (struct colour){ 220, 220, 220 };
    for (int pen = 1; pen < PLOT_PENS; pen++)
        pens[pen] = is_plain
                        ? pens[PLOT_PLAIN]
                        : terminal_colour((unsigned)theme_colour(theme, pen - 1, CANVAS_COLOURS));
    plot_pixels_palette(pens, ground, canvas);
}

struct canvas *plot_spots_canvas(struct ui *ui, enum plot_place place, struct area grid,
                                 const struct canvas *curves) {
    struct plot_spot *spot = &ui->plot_spots.spots[place];
    struct canvas *canvas = &spot->wanted;
    uint32_t width, height;
    plot_spots_size(ui, grid, &width, &height);
    bool suits = !curves || (curves->width == width && curves->height == height);
    if (!width || !height || !suits || !canvas_reserve(canvas, width, height, NULL))
        return NULL;
    if (curves)
        memcpy(canvas->indices, curves->indices, (size_t)width * height);
    set_palette(ui, canvas);
    spot->area = grid;
    return canvas;
}

bool plot_spots_has(const struct ui *ui, enum plot_place place) {
    return ui->plot_spots.spots[place].area.rows > 0;
}

bool plot_spots_moved(const struct ui *ui) {
    bool moved = false;
    for (int i = 0; i < PLOT_PLACES; i++) {
        const struct plot_spot *spot = &ui->plot_spots.spots[i];
        moved = moved || (spot->area.rows && !area_equal(spot->area, spot->drawn_area));
    }
    return moved;
}

// ── sending ────────────────────────────────────────────────────────────────────────────────

static bool is_left(const struct plot_spot *spot) {
    const struct canvas *a = &spot->wanted, *b = &spot->drawn;
    return spot->area.rows
           && (!spot->is_drawn || a->width != b->width || a->height != b->height
               || memcmp(a->indices, b->indices, (size_t)a->width * a->height) != 0
               || memcmp(a->palette, b->palette, PLOT_COLOURS * sizeof *a->palette) != 0);
}

bool plot_spots_are_left(const struct ui *ui) {
    bool left = false;
    for (int i = 0; i < PLOT_PLACES; i++)
        left = left || is_left(&ui->plot_spots.spots[i]);
    return left;
}

// Columns of cells of one picture.
static int widest_part(const struct sixel_limits *limits, int columns) {
    int most = limits->widest ? (int)limits->widest / limits->cell_width : columns;
    return most < columns ? most : columns;
}

// The part of a canvas that lies over these cells.
static bool cut(const struct canvas *canvas, uint32_t left, uint32_t width, struct canvas *part) {
    if (!canvas_reserve(part, width, canvas->height, NULL))
        return false;
    for (uint32_t y = 0; y < canvas->height; y++)
        memcpy(part->indices + (size_t)y * width,
               canvas->indices + (size_t)y * canvas->width + left, width);
    memcpy(part->palette, canvas->palette, sizeof part->palette);
    part->colours = part->levels = canvas->colours;
    return true;
}

static bool encode_parts(struct plot_spots *plots, const struct plot_spot *spot,
                         struct text *bytes) {
    struct canvas part = { 0 };
    struct area area = spot->area;
    int across = plots->limits.cell_width, end = area.column + area.columns;
    bool good = true;
    area.columns = widest_part(&plots->limits, area.columns);
    for (; good && area.column < end; area.column += area.columns) {
        if (area.column + area.columns > end)
            area.columns = end - area.column;
        good = cut(&spot->wanted, (uint32_t)((area.column - spot->area.column) * across),
                   (uint32_t)(area.columns * across), &part)
               && encoder_encode(plots->encoder, &part, area, true, bytes);
    }
    canvas_release(&part);
    return good;
}

static bool encode(struct plot_spots *plots, struct plot_spot *spot, struct text *bytes) {
    size_t before = bytes->length, pixels = (size_t)spot->wanted.width * spot->wanted.height;
    struct canvas *drawn = &spot->drawn;
    if (!encode_parts(plots, spot, bytes)
        || !canvas_reserve(drawn, spot->wanted.width, spot->wanted.height, NULL)) {
        bytes->length = before;
        return false;
    }
    memcpy(drawn->indices, spot->wanted.indices, pixels);
    memcpy(drawn->palette, spot->wanted.palette, sizeof drawn->palette);
    spot->density = (double)(bytes->length - before) / (double)pixels;
    spot->is_drawn = true;
    return true;
}

void plot_spots_encode(struct ui *ui, bool whole, struct text *bytes) {
    struct plot_spots *plots = &ui->plot_spots;
    bool may_send = !ui->link_is_busy && !slices_are_left(&ui->slices), good = true;
    for (int i = 0; i < PLOT_PLACES; i++) {
        struct plot_spot *spot = &plots->spots[i];
        spot->is_drawn = spot->is_drawn && !whole && area_equal(spot->area, spot->drawn_area);
        spot->drawn_area = spot->area;
    }
    for (int i = 0; i < PLOT_PLACES && may_send && good; i++)
        if (is_left(&plots->spots[i]))
            good = encode(plots, &plots->spots[i], bytes);
    if (!good) {
        ui_complain(ui, "a plot could not be made of pixels: characters show it");
        ui_set(ui, "plots", "cells");
    }
}
