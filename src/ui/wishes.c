// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/wishes.h"

#include "ui/panes.h"

static bool same_wish(const struct wish *a, const struct wish *b) {
    return session_equal(&a->session, &b->session) && a->canvas_width == b->canvas_width
           && a->canvas_height == b->canvas_height && a->pixel_aspect == b->pixel_aspect
           && a->sixel.registers == b->sixel.registers && a->sixel.block == b->sixel.block
           && a->sixel.slice == b->sixel.slice && a->sixel.bytes == b->sixel.bytes
           && a->has_cursor == b->has_cursor && a->cursor_x == b->cursor_x
           && a->cursor_y == b->cursor_y && a->selected_zone == b->selected_zone
           && a->shows_timeline == b->shows_timeline && a->shows_histogram == b->shows_histogram
           && a->shows_profile == b->shows_profile && a->beside == b->beside
           && a->table_columns == b->table_columns && a->table_rows == b->table_rows
           && a->kymograph == b->kymograph && a->export.number == b->export.number
           && a->tuning.number == b->tuning.number;
}

// While pictures follow each other fast, a slow link gets the next one in less quality; the
// one that is there stays as it is.
static void choose_quality(const struct ui *ui, struct wish *wish, double now) {
    const struct sixel_limits *last = &ui->last_wish.sixel;
    struct pace_quality quality = { ui->choice.sixel.registers, 1 };
    bool rests = !ui->playing.is_on && now >= ui->keyed_at + WISHES_REST;
    wish->sixel = ui->choice.sixel;
    wish->sixel.registers = last->registers;
    wish->sixel.block = last->block;
    wish->sixel.slice = last->slice;
    bool is_full = last->registers == quality.registers && last->block == 1;
    bool is_same = same_wish(wish, &ui->last_wish);
    // In other slices it would be another picture.
    if (is_same && (!rests || is_full))
        return;
    // A key may have waited for the link for longer than keys rest.
    if (!is_same && (!rests || ui->keyed_at > ui->posted_at))
        quality = pace_choose(&ui->pace, quality.registers, (double)ui->session.max_rate);
    wish->sixel.registers = quality.registers;
    wish->sixel.block = quality.block;
    wish->sixel.slice =
        (uint32_t)pace_slice(&ui->pace, quality, ui->choice.sixel.registers,
                             ui->stage.pictures[0].rows, (double)ui->session.max_rate);
}

void wishes_post(struct ui *ui, double now) {
    bool in_flight =
        ui->products.answered < ui->posted || tty_pending(ui->tty) > 0 || ui->link_is_busy;
    if (ui->posted && in_flight)
        return;
    struct wish wish;
    wish_init(&wish);
    session_copy(&wish.session, &ui->session);
    export_wish_copy(&wish.export, &ui->export);
    tuning_wish_copy(&wish.tuning, &ui->tuning);
    pane_preview_canvas(ui, &wish.canvas_width, &wish.canvas_height, &wish.pixel_aspect);
    // What is measured with the picture is wanted without one too.
    if (!wish.canvas_width || !wish.canvas_height)
        wish.canvas_width = wish.canvas_height = 1;
    for (int i = 1; i < STAGE_PICTURES; i++)
        wish.beside += ui->stage.pictures[i].rows > 0;
    pane_pixels_room(ui, &wish.table_columns, &wish.table_rows);
    wish.has_cursor = ui->has_cursor;
    wish.cursor_x = ui->cursor_x;
    wish.cursor_y = ui->cursor_y;
    wish.selected_zone = ui->zone;
    wish.shows_timeline = layout_has(&ui->layout, PANE_TIMELINE);
    wish.shows_histogram = layout_has(&ui->layout, PANE_HISTOGRAM);
    wish.shows_profile = layout_has(&ui->layout, PANE_PROFILE) || ui->stage.row_profile.rows > 0;
    wish.kymograph = ui_kymograph(ui);
    choose_quality(ui, &wish, now);
    if (!ui->posted || !same_wish(&wish, &ui->last_wish)) {
        wish.number = ++ui->posted;
        ui->posted_at = now;
        wish_copy(&ui->last_wish, &wish);
        engine_post(ui->engine, &wish);
    }
    wish_free(&wish);
}
