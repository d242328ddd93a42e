// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/screenful.h"

#include "base/alloc.h"
#include "ui/draw.h"
#include "ui/panes.h"
#include "ui/play.h"
#include "ui/plot_spots.h"
#include "ui/prompt_line.h"
#include "ui/sheet.h"
#include "ui/time_view.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void screenful_resize(struct ui *ui) {
    ui->size = tty_size(ui->tty);
    screen_resize(ui->screen, ui->size.rows, ui->size.columns);
    ui->is_dirty = true;
}

// Takes the encoder.
static void set_encoder(struct spot *spot, struct encoder *encoder) {
    encoder_free(&spot->encoder);
    spot->encoder = encoder;
    spot->encoder_is_new = true;
}

// What is on the screen stays until the first picture for another encoder is there.
static void choose_encoder(struct ui *ui) {
    struct choice choice = choice_make(ui->session.graphics, &ui->caps, &ui->answers, &ui->size);
    if (choice_equal(&choice, &ui->choice))
        return;
    for (int i = 0; i < STAGE_PICTURES; i++)
        set_encoder(&ui->pictures[i], choice_encoder(&choice, &ui->caps));
    struct choice cells = choice;
    if (choice.kind == GRAPHICS_SIXEL)
        cells = choice_make(GRAPHICS_HALF, &ui->caps, &ui->answers, &ui->size);
    set_encoder(&ui->bar, choice_encoder(&cells, &ui->caps));
    screen_pixels(ui->screen, choice.kind == GRAPHICS_SIXEL);
    ui->choice = choice;
    ui->is_dirty = true;
}

// What the picture needs of its pane; a kymograph takes all of it.
static void need_columns(const struct ui *ui, struct stage_wish *wish) {
    const struct picture_product *picture = ui_picture(ui);
    const struct look *look = &ui->session.look;
    const struct encoder *encoder = ui->pictures[0].encoder;
    if (!picture || picture->is_kymograph || ui_kymograph(ui) >= 0 || !encoder)
        return;
    const struct geometry *geometry = &picture->map.geometry;
    bool turned = look->orientation.quarter_turns & 1;
    double across = turned ? geometry->shape.height : geometry->shape.width;
    double down = turned ? geometry->shape.width : geometry->shape.height;
    double aspect = encoder_aspect(encoder, ui->size.cell_width, ui->size.cell_height);
    if (look->zoom > 0)
        wish->columns = (int)fmin(
            ceil(across * geometry->bin * look->zoom / aspect / encoder->across), INT_MAX);
    else
        wish->columns_a_row = across / down * encoder->down / aspect / encoder->across;
}

_Static_assert(BESIDE_MOST + 1 == STAGE_PICTURES, "a picture beside the frame has no place");

// Of the preview that the layout has.
static struct stage arrange_stage(const struct ui *ui) {
    struct stage_wish wish = { .pane = ui->layout.panes[PANE_PREVIEW],
                               .has_bar = ui->bar.encoder && !ui->session.hides_bar,
                               .has_profiles = ui->session.crosshair && ui->pictures[0].encoder };
    for (int i = 0; i < BESIDE_MOST && ui_kymograph(ui) < 0; i++)
        wish.beside += ui->session.beside[i] != BESIDE_NONE;
    need_columns(ui, &wish);
    return layout_has(&ui->layout, PANE_PREVIEW) ? stage_make(&wish) : (struct stage){ 0 };
}

void screenful_arrange(struct ui *ui) {
    choose_encoder(ui);
    screen_mouse(ui->screen, ui->session.mouse);
    screen_theme(ui->screen, theme_decide(ui->session.theme, &ui->answers));
    struct layout_wish wish = { .rows = ui->size.rows,
                                .columns = ui->size.columns,
                                .focus = ui->focus,
                                .is_alone = ui->is_enlarged };
    size_t zones = ui->session.zone_count, lines = (zones ? zones : 1) * ui_channels(ui);
    wish.zone_lines = lines < 100 ? (int)lines : 100;
    memcpy(wish.shows, ui->shows, sizeof wish.shows);
    memcpy(wish.sizes, ui->sizes, sizeof wish.sizes);
    ui->layout = layout_make(&wish);
    ui->stage = arrange_stage(ui);
    // Without room around the picture, the profiles are in their pane.
    if (ui->session.crosshair && !ui->stage.row_profile.rows && !wish.shows[PANE_PROFILE]) {
        wish.shows[PANE_PROFILE] = true;
        ui->layout = layout_make(&wish);
        ui->stage = arrange_stage(ui);
    }
    if (!layout_has(&ui->layout, ui->focus))
        ui->focus = PANE_PREVIEW;
    plot_spots_choose(ui);
}

// The longest of these that fits.
static void say_too_small(struct ui *ui) {
    int rows = ui->size.rows, columns = ui->size.columns;
    char *texts[] = {
        alloc_format("blitz needs %dx%d cells, this is %dx%d", LAYOUT_COLUMNS, LAYOUT_ROWS, columns,
                     rows),
        alloc_format("needs %dx%d cells", LAYOUT_COLUMNS, LAYOUT_ROWS),
        alloc_format("need %dx%d", LAYOUT_COLUMNS, LAYOUT_ROWS),
        alloc_format("%dx%d", LAYOUT_COLUMNS, LAYOUT_ROWS),
    };
    const char *chosen = texts[3];
    for (size_t i = 4; i-- > 0;) {
        if (screen_width(texts[i]) <= columns)
            chosen = texts[i];
    }
    screen_text(ui->screen, rows / 2, 0, columns, STYLE_PLAIN, chosen);
    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
}

static void draw_panes(struct ui *ui) {
    static void (*const draw[PANE_COUNT])(const struct ui *) = {
        [PANE_PREVIEW] = pane_preview_draw,     [PANE_TIMELINE] = pane_timeline_draw,
        [PANE_HISTOGRAM] = pane_histogram_draw, [PANE_ZONES] = pane_zones_draw,
        [PANE_PROFILE] = pane_profile_draw,     [PANE_PIXELS] = pane_pixels_draw,
        [PANE_INFO] = pane_info_draw,           [PANE_MESSAGES] = pane_messages_draw,
        [PANE_TUNING] = pane_tuning_draw,
    };
    time_view_settle(ui);
    pane_timeline_prepare(ui);
    pane_histogram_prepare(ui);
    pane_profile_prepare(ui);
    pane_tuning_prepare(ui);
    if (pane_preview_is_wiped(ui))
        screen_wipe(ui->screen);
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (layout_has(&ui->layout, pane))
            draw[pane](ui);
}

// One burst, with the question behind it.
static void send(struct ui *ui, const char *picture, size_t count, double now) {
    size_t queued = tty_total_queued(ui->tty);
    screen_flush(ui->screen, picture, count);
    queued = tty_total_queued(ui->tty) - queued;
    if (pace_sent(&ui->pace, queued, (double)ui->session.max_rate, now))
        tty_queue(ui->tty, PACE_QUESTION, strlen(PACE_QUESTION));
}

void screenful_slice(struct ui *ui, double now) {
    size_t count;
    const char *slice = slices_next(&ui->slices, &count);
    send(ui, slice, count, now);
}

void screenful_plots(struct ui *ui, double now) {
    struct text bytes = { 0 };
    plot_spots_encode(ui, false, &bytes);
    send(ui, text_string(&bytes), bytes.length, now);
    pace_not_measured(&ui->pace);
    text_free(&bytes);
}

void screenful_draw(struct ui *ui, double now) {
    struct text bytes = { 0 };
    screenful_arrange(ui);
    screen_erase(ui->screen);
    plot_spots_begin(ui);
    if (!ui->layout.fits) {
        say_too_small(ui);
    } else {
        pane_header_draw(ui);
        if (ui->sheet.is_open)
            sheet_draw(ui);
        else
            draw_panes(ui);
        status_line_draw(ui);
        if (ui->prompt.is_open)
            prompt_draw(ui);
        else
            hint_line_draw(ui, now);
    }
    if (ui->caps.is_tmux && ui->choice.kind == GRAPHICS_SIXEL)
        screen_keep_rows(ui->screen, ui->layout.body.row, ui->layout.body.rows);
    const struct picture_product *before = ui->pictures[0].drawn;
    bool whole = screen_compose(ui->screen) || pane_preview_is_wiped(ui);
    pane_preview_encode(ui, whole, &bytes);
    bool has_picture = bytes.length > 0;
    plot_spots_encode(ui, whole, &bytes);
    send(ui, text_string(&bytes), bytes.length, now);
    if (!has_picture && bytes.length)
        pace_not_measured(&ui->pace);
    if (ui->pictures[0].drawn != before && ui->playing.is_on)
        play_note_shown(ui, now);
    text_free(&bytes);
    ui->is_dirty = false;
    ui->redraws++;
}
