// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The mean of each zone over time, with where we are and what is marked.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/draw.h"
#include "ui/move.h"
#include "ui/plot_draw.h"
#include "ui/plot_paint.h"
#include "ui/plot_spots.h"
#include "ui/time_view.h"
#include "view/picture.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Red, green and blue as they are; zones in their colours.
static unsigned curve_style(const struct ui *ui, const void *context, size_t index) {
    const struct series *series = context;
    static const unsigned channels[] = { STYLE_RED, STYLE_GREEN, STYLE_BLUE };
    return series->channels == 3 && series->zones == 1
               ? channels[index % 3]
               : draw_zone_style(ui, index / series->channels);
}

// Zones by the number that they have in the picture, channels by their letter.
static void curve_mark(const struct ui *ui, const void *context, size_t index, char mark[8]) {
    const struct series *series = context;
    char channel[2] = { series->channels == 3 ? "RGB"[index % 3] : 0, 0 };
    (void)ui;
    if (series->zones > 1)
        snprintf(mark, 8, "%zu%s", index / series->channels % 1000 + 1, channel);
    else
        snprintf(mark, 8, "%s", channel);
}

// What their time is.
static bool time_label(const void *context, double x, char label[TICK_LABEL]) {
    const struct timeline_product *timeline = context;
    const struct indices *indices = &timeline->series.indices;
    double row = rint((x - (double)indices->first) / (double)indices->step);
    bool is_there = row >= 0 && row < (double)timeline->series.rows
                    && (double)indices->first + row * (double)indices->step == x;
    double time = is_there ? timeline->times[(size_t)row] : NAN;
    if (isfinite(time))
        snprintf(label, TICK_LABEL, "%.5g", time);
    return isfinite(time);
}

static bool has_times(const struct timeline_product *timeline) {
    return timeline->series.rows && isfinite(timeline->times[0]);
}

static void draw_names(const struct ui *ui, struct area pane,
                       const struct timeline_product *timeline) {
    const struct series *series = &timeline->series;
    bool has_focus = ui->focus == PANE_TIMELINE;
    int at = 2 + (int)sizeof "timeline";
    struct area title = pane;
    title.rows = 1;
    draw_title(ui, pane, has_focus, "timeline", NULL);
    for (size_t zone = 0; zone < series->zones; zone++) {
        unsigned style = series->channels == 3 ? STYLE_PLAIN : draw_zone_style(ui, zone);
        if ((int64_t)zone == ui->zone && ui->session.zone_count)
            style |= STYLE_BOLD | STYLE_UNDERLINE;
        if (series->zones > 1)
            at += draw_format(ui, title, 0, at, style, "%zu ", zone + 1);
        at += draw_text(ui, title, 0, at, style, series->names[zone]);
        at += draw_text(ui, title, 0, at, STYLE_PLAIN, " ");
    }
    at += draw_format(ui, title, 0, at, STYLE_PLAIN, "mean%s %s", series->divided ? "" : " [DN]",
                      timeline->is_complete ? "" : "(loading) ");
    int64_t first, last;
    if (time_view_ends(ui, &first, &last))
        draw_format(ui, title, 0, at, STYLE_PLAIN, "%" PRId64 ":%" PRId64 " ", first, last + 1);
}

// The frame that is shown, or at which side of the plot it is.
static void draw_place(const struct ui *ui, struct area area, const struct plot *plot) {
    double at = (double)ui->session.at;
    plot_draw_rule(ui, area, plot, at, STYLE_BOLD, ui->caps.utf8 ? "│" : "|");
    if (at < plot->x_low)
        draw_text(ui, area, 0, PLOT_LABEL_COLUMNS, STYLE_BOLD | STYLE_REVERSE, "<");
    else if (at > plot->x_high)
        draw_text(ui, area, 0, PLOT_LABEL_COLUMNS + plot->columns - 1, STYLE_BOLD | STYLE_REVERSE,
                  ">");
}

static void draw_marks(const struct ui *ui, struct area area, const struct plot *plot,
                       const struct timeline_product *timeline) {
    const struct session *session = &ui->session;
    if (session->has_mark_start)
        plot_draw_rule(ui, area, plot, (double)session->mark_start, STYLE_GREEN, "[");
    if (session->has_mark_stop)
        plot_draw_rule(ui, area, plot, (double)session->mark_stop - 1, STYLE_GREEN, "]");
    for (size_t i = 0; i < timeline->gap_count; i++)
        plot_draw_rule(ui, area, plot, (double)timeline->gaps[i].after + 0.5, STYLE_RED,
                       ui->caps.utf8 ? "┊" : ":");
    if (!session->reduction.count)
        draw_place(ui, area, plot);
    for (int letter = '!'; letter < 127; letter++) {
        int column =
            ui->bookmarks[letter] < 0 ? -1 : plot_column(plot, (double)ui->bookmarks[letter]);
        if (column >= 0)
            draw_format(ui, area, 0, PLOT_LABEL_COLUMNS + column, STYLE_YELLOW | STYLE_BOLD, "%c",
                        letter);
    }
}

// The same in pixels: the curves as they are, and over them what moves.
static void paint(struct ui *ui, struct area area) {
    const struct session *session = &ui->session;
    const struct timeline_product *timeline = ui_timeline(ui);
    const struct plot *plot = &ui->plotted.plot;
    struct canvas *canvas =
        plot_spots_canvas(ui, PLOT_TIMELINE, plot_paint_grid(area, plot), &ui->plotted.curves);
    if (!canvas)
        return;
    if (session->has_mark_start)
        plot_pixels_rule(canvas, plot, (double)session->mark_start, PLOT_GREEN, PLOT_RULE_START);
    if (session->has_mark_stop)
        plot_pixels_rule(canvas, plot, (double)session->mark_stop - 1, PLOT_GREEN, PLOT_RULE_STOP);
    for (size_t i = 0; i < timeline->gap_count; i++)
        plot_pixels_rule(canvas, plot, (double)timeline->gaps[i].after + 0.5, PLOT_RED,
                         PLOT_RULE_DASHED);
    double at = (double)session->at;
    if (!session->reduction.count && (at < plot->x_low || at > plot->x_high))
        plot_pixels_beyond(canvas, at > plot->x_high, PLOT_PLAIN);
    else if (!session->reduction.count)
        plot_pixels_rule(canvas, plot, at, PLOT_PLAIN, PLOT_RULE_SOLID);
    for (int letter = '!'; letter < 127; letter++)
        if (ui->bookmarks[letter] >= 0)
            plot_paint_letter(ui, canvas, plot, (double)ui->bookmarks[letter], PLOT_YELLOW,
                              (char)letter);
}

static void drop_plot(struct plotted *plotted) {
    plot_release(&plotted->plot);
    canvas_release(&plotted->curves);
    product_release((void *)plotted->of);
    *plotted = (struct plotted){ 0 };
}

// Whether the timeline that is plotted looks as this one would: the same, or, while it grows,
// less than a column of dots shorter.
static bool looks_the_same(const struct plotted *plotted, const struct timeline_product *timeline) {
    const struct timeline_product *of = plotted->of;
    if (!of || of == timeline)
        return of != NULL;
    size_t subject = strcspn(timeline->product.key, "\n");
    bool same = strncmp(of->product.key, timeline->product.key, subject + 1) == 0
                && of->series.rows == timeline->series.rows && plotted->last < 0;
    size_t column = timeline->series.rows / (2 * (size_t)plotted->columns);
    return same && !timeline->is_complete && timeline->measured - of->measured < column;
}

// So many values may be read while a key waits; of more, those that were thinned before show.
enum { READ_MOST = 1 << 17 };

// A curve of the frames from `first` to `last`, with every frame that has room; false when the
// thinned one will do.
static bool trace_part(const struct ui *ui, const struct timeline_product *timeline, size_t curve,
                       struct trace *trace) {
    const struct series *series = &timeline->series;
    size_t curves = series->zones * series->channels;
    int64_t first, last;
    if (!time_view_ends(ui, &first, &last))
        return false;
    size_t begin = (size_t)move_slot_of(ui, first), end = (size_t)move_slot_of(ui, last) + 1;
    if (end > series->rows || begin >= end || (end - begin) * curves > READ_MOST)
        return false;
    *trace = trace_make_part(series, curve / series->channels, curve % series->channels, begin, end,
                             trace_points(curves));
    return true;
}

static bool make_plot(const struct ui *ui, const struct timeline_product *timeline,
                      struct plot_wish *wish, struct plot *plot, struct canvas *pixels) {
    wish->count = timeline->series.zones * timeline->series.channels;
    struct plot_series *curves = alloc_zeroed(wish->count, sizeof *curves);
    struct trace *parts = alloc_zeroed(wish->count, sizeof *parts);
    for (size_t i = 0; i < wish->count; i++) {
        const struct trace *trace =
            trace_part(ui, timeline, i, &parts[i]) ? &parts[i] : &timeline->traces[i];
        curves[i] = (struct plot_series){ .x = trace->frame,
                                          .y = trace->mean,
                                          .count = trace->count,
                                          .low = ui->shows_band ? trace->low : NULL,
                                          .high = ui->shows_band ? trace->high : NULL };
    }
    wish->series = curves;
    bool good = plot_make(wish, plot);
    if (good)
        plot_paint_curves(ui, wish, plot, curve_style, curve_mark, &timeline->series, pixels);
    for (size_t i = 0; i < wish->count; i++)
        trace_free(&parts[i]);
    free(parts);
    free(curves);
    return good;
}

static void make(struct ui *ui, struct area area) {
    struct plotted *plotted = &ui->plotted;
    const struct timeline_product *timeline = ui_timeline(ui);
    struct plot_wish wish = { .columns = area.columns - PLOT_LABEL_COLUMNS,
                              .rows = plot_draw_rows(area.rows, timeline && has_times(timeline)) };
    if (!timeline || wish.columns < 1 || wish.rows < 1) {
        drop_plot(plotted);
        return;
    }
    int64_t first = 0, last = -1;
    if (time_view_ends(ui, &first, &last)) {
        wish.x_low = (double)first;
        wish.x_high = (double)last;
    } else {
        first = 0;
        last = -1;
    }
    if (looks_the_same(plotted, timeline) && plotted->columns == wish.columns
        && plotted->rows == wish.rows && plot_paint_suits(ui, &plotted->curves, &wish)
        && plotted->has_band == ui->shows_band && plotted->first == first && plotted->last == last)
        return;
    drop_plot(plotted);
    struct plot plot;
    struct canvas curves = { 0 };
    if (make_plot(ui, timeline, &wish, &plot, &curves))
        *plotted = (struct plotted){ .of = product_hold((void *)timeline),
                                     .columns = wish.columns,
                                     .rows = wish.rows,
                                     .has_band = ui->shows_band,
                                     .first = first,
                                     .last = last,
                                     .plot = plot,
                                     .curves = curves };
}

void pane_timeline_prepare(struct ui *ui) {
    struct area area = draw_inside(ui->layout.panes[PANE_TIMELINE]);
    make(ui, area);
    if (ui->plotted.of && ui_timeline(ui))
        paint(ui, area);
}

void pane_timeline_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_TIMELINE], area = draw_inside(pane);
    const struct timeline_product *timeline = ui_timeline(ui);
    const struct plot *plot = &ui->plotted.plot;
    if (!timeline) {
        draw_title(ui, pane, ui->focus == PANE_TIMELINE, "timeline", NULL);
        draw_text(ui, area, 0, 1, STYLE_DIM, "measured while loading");
        return;
    }
    draw_names(ui, pane, timeline);
    if (!ui->plotted.of)
        return;
    const struct series *series = &ui->plotted.of->series;
    // There is no tick between two frames.
    struct plot_axis axis = { .label = "frame", .whole = true };
    if (has_times(timeline) && area.rows - plot->rows > 1) {
        axis.other_label = "t [s]";
        axis.other = time_label;
        axis.context = timeline;
    }
    plot_draw_y_axis(ui, area, plot);
    plot_draw_x_axis(ui, area, plot, &axis);
    if (plot_spots_has(ui, PLOT_TIMELINE)) {
        screen_picture(ui->screen, plot_paint_grid(area, plot));
        return;
    }
    plot_draw_dots(ui, area, plot, curve_style, series);
    plot_draw_marks(ui, area, plot, series->zones * series->channels, curve_style, curve_mark,
                    series);
    draw_marks(ui, area, plot, timeline);
}
