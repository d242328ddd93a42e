// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The values along the row and the column through the cursor, and along the session's lines.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/draw.h"
#include "ui/plot_draw.h"
#include "ui/plot_paint.h"
#include "ui/plot_spots.h"
#include "view/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t lines_through(const struct profile_product *profile) {
    size_t through = 0;
    for (size_t i = 0; i < profile->count; i++)
        through += !isnan(profile->curves[i].cursor);
    return through;
}

// Lines through the cursor come first; the others in their colours.
static unsigned style_of(const struct ui *ui, const struct profile_product *profile, size_t curve) {
    size_t through = lines_through(profile);
    if (curve >= through)
        return draw_line_style(ui, curve - through);
    return curve == 0 ? STYLE_PLAIN : STYLE_GREEN;
}

// Red, green and blue of the first line as they are.
static unsigned curve_style(const struct ui *ui, const void *context, size_t index) {
    static const unsigned channels[] = { STYLE_RED, STYLE_GREEN, STYLE_BLUE };
    const struct profile_product *profile = context;
    return profile->channels == 3 && index < 3 ? channels[index]
                                               : style_of(ui, profile, index / profile->channels);
}

// Lines through the cursor by the first letter of their names, others by the number that they have
// in the picture, channels by their letter.
static void curve_mark(const struct ui *ui, const void *context, size_t index, char mark[8]) {
    const struct profile_product *profile = context;
    size_t curve = index / profile->channels, through = lines_through(profile);
    char channel[2] = { profile->channels == 3 ? "RGB"[index % 3] : 0, 0 };
    if (curve < through)
        snprintf(mark, 8, "%c%s", profile->curves[curve].name[0], channel);
    else
        snprintf(mark, 8, "%zu%s", (ui->session.zone_count + curve - through) % 1000 + 1, channel);
}

static void drop_plot(struct profile_plotted *plotted) {
    plot_release(&plotted->plot);
    canvas_release(&plotted->curves);
    product_release((void *)plotted->of);
    *plotted = (struct profile_plotted){ 0 };
}

static void make(struct ui *ui, struct area area) {
    struct profile_plotted *plotted = &ui->profile_plotted;
    const struct profile_product *profile = ui_profile(ui);
    struct plot_wish wish = { .columns = area.columns - PLOT_LABEL_COLUMNS,
                              .rows = plot_draw_rows(area.rows, false) };
    if (!profile || wish.columns < 1 || wish.rows < 1) {
        drop_plot(plotted);
        return;
    }
    if (plotted->of == profile && plotted->columns == wish.columns && plotted->rows == wish.rows
        && plot_paint_suits(ui, &plotted->curves, &wish))
        return;
    drop_plot(plotted);
    wish.count = profile->count * profile->channels;
    struct plot_series *series = alloc_zeroed(wish.count + 1, sizeof *series);
    for (size_t i = 0; i < wish.count; i++) {
        const struct profile_curve *curve = &profile->curves[i / profile->channels];
        size_t from = i % profile->channels * curve->length;
        series[i] = (struct plot_series){ .x = curve->x,
                                          .y = curve->y + from,
                                          .count = curve->length,
                                          .low = curve->has_band ? curve->low + from : NULL,
                                          .high = curve->has_band ? curve->high + from : NULL };
    }
    wish.series = series;
    if (plot_make(&wish, &plotted->plot)) {
        plotted->of = product_hold((void *)profile);
        plotted->columns = wish.columns;
        plotted->rows = wish.rows;
        plot_paint_curves(ui, &wish, &plotted->plot, curve_style, curve_mark, profile,
                          &plotted->curves);
    }
    free(series);
}

void pane_profile_prepare(struct ui *ui) {
    struct area area = draw_inside(ui->layout.panes[PANE_PROFILE]);
    make(ui, area);
    const struct plot *plot = &ui->profile_plotted.plot;
    const struct profile_product *profile = ui->profile_plotted.of;
    struct canvas *canvas = NULL;
    if (profile && profile->count)
        canvas = plot_spots_canvas(ui, PLOT_PROFILE, plot_paint_grid(area, plot),
                                   &ui->profile_plotted.curves);
    for (size_t i = 0; canvas && i < profile->count; i++)
        if (!isnan(profile->curves[i].cursor))
            plot_pixels_rule(canvas, plot, profile->curves[i].cursor,
                             plot_paint_pen(style_of(ui, profile, i)), PLOT_RULE_SOLID);
}

static void draw_names(const struct ui *ui, struct area pane,
                       const struct profile_product *profile) {
    const char *unit = *ui_unit(ui) ? "[DN]" : "[1]";
    int at = 3 + (int)sizeof "profile" + (int)strlen(unit);
    struct area title = pane;
    title.rows = 1;
    draw_title(ui, pane, ui->focus == PANE_PROFILE, "profile", unit);
    size_t through = profile ? lines_through(profile) : 0;
    for (size_t i = 0; profile && i < profile->count; i++) {
        if (i >= through)
            at += draw_format(ui, title, 0, at, style_of(ui, profile, i), "%zu ",
                              ui->session.zone_count + i - through + 1);
        at += draw_text(ui, title, 0, at, style_of(ui, profile, i), profile->curves[i].name);
        at += draw_text(ui, title, 0, at, STYLE_PLAIN, " ");
    }
}

void pane_profile_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_PROFILE], area = draw_inside(pane);
    const struct profile_product *profile = ui_profile(ui);
    const struct plot *plot = &ui->profile_plotted.plot;
    draw_names(ui, pane, profile);
    if (!profile || !profile->count || !ui->profile_plotted.of) {
        draw_text(ui, area, 0, 1, STYLE_DIM, "there are no values");
        return;
    }
    plot_draw_y_axis(ui, area, plot);
    // In a kymograph one runs along the line and one through the frames.
    const struct plot_axis axis = { .label = ui->in_kymograph ? "index" : "px" };
    plot_draw_x_axis(ui, area, plot, &axis);
    if (plot_spots_has(ui, PLOT_PROFILE)) {
        screen_picture(ui->screen, plot_paint_grid(area, plot));
        return;
    }
    plot_draw_dots(ui, area, plot, curve_style, profile);
    plot_draw_marks(ui, area, plot, profile->count * profile->channels, curve_style, curve_mark,
                    profile);
    for (size_t i = 0; i < profile->count; i++)
        if (!isnan(profile->curves[i].cursor))
            plot_draw_rule(ui, area, plot, profile->curves[i].cursor, style_of(ui, profile, i),
                           ui->caps.utf8 ? "│" : "|");
}
