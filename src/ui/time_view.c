// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/time_view.h"

#include "ui/move.h"

#include <inttypes.h>
#include <string.h>

// Frames of the smallest part.
enum { LEAST = 4 };

struct stretch {
    int64_t first, stop;
};

static struct stretch all_frames(const struct ui *ui) {
    int64_t count = move_slots(ui);
    return count < 1 ? (struct stretch){ 0, 0 }
                     : (struct stretch){ move_source(ui, 0), move_source(ui, count - 1) + 1 };
}

static struct stretch shown_frames(const struct ui *ui) {
    const struct time_view *view = &ui->time_view;
    return view->is_part ? (struct stretch){ view->first, view->stop } : all_frames(ui);
}

// Shows so many frames from `first` on, as far as there are any.
static void put(struct ui *ui, int64_t first, int64_t width) {
    struct time_view *view = &ui->time_view;
    struct stretch all = all_frames(ui);
    width = width < LEAST ? LEAST : width;
    view->is_part = width < all.stop - all.first;
    if (!view->is_part)
        return;
    if (first > all.stop - width)
        first = all.stop - width;
    view->first = first < all.first ? all.first : first;
    view->stop = view->first + width;
}

static void show_around(struct ui *ui, int64_t width) {
    put(ui, ui->session.at - width / 2, width);
}

static void take_range(struct ui *ui, const char *text) {
    struct range range;
    struct fault fault = { 0 };
    struct stretch all = all_frames(ui);
    if (!range_parse(text, &range, &fault)) {
        ui_complain(ui, "timeline takes A:B, all or around: %s", fault_text(&fault));
    } else {
        range.step = 1;
        struct indices indices = range_resolve(&range, all.stop);
        if (indices.count < 1)
            ui_complain(ui, "none of the frames is in %s", text);
        else
            put(ui, indices.first, indices.count);
    }
    fault_clear(&fault);
}

void time_view_take(struct ui *ui, const char *text) {
    struct stretch all = all_frames(ui), shown = shown_frames(ui);
    // What was asked for stays, until another frame is shown.
    ui->time_view.followed = ui->session.at;
    if (strcmp(text, "all") == 0)
        ui->time_view.is_part = false;
    else if (strcmp(text, "around") == 0)
        show_around(ui,
                    ui->time_view.is_part ? shown.stop - shown.first : (all.stop - all.first) / 10);
    else
        take_range(ui, text);
}

void time_view_zoom(struct ui *ui, int direction) {
    struct stretch shown = shown_frames(ui);
    int64_t width = shown.stop - shown.first, at = ui->session.at;
    int64_t wanted = direction > 0 ? width / 2 : width * 2;
    if (wanted < LEAST)
        wanted = LEAST;
    if (at < shown.first || at >= shown.stop)
        show_around(ui, wanted);
    else
        put(ui, at - (int64_t)((double)(at - shown.first) / (double)width * (double)wanted),
            wanted);
}

void time_view_pan(struct ui *ui, int direction) {
    struct stretch shown = shown_frames(ui);
    int64_t width = shown.stop - shown.first;
    if (ui->time_view.is_part)
        put(ui, shown.first + direction * (width / 4), width);
    else
        ui_say(ui, "all frames are shown: Up shows half of them");
}

void time_view_settle(struct ui *ui) {
    struct time_view *view = &ui->time_view;
    if (move_slots(ui) < 1 || !view->is_part)
        return;
    int64_t width = view->stop - view->first, at = ui->session.at, first = view->first;
    // With room in the direction in which one goes.
    if (at != view->followed && at >= view->stop)
        first = at - width / 4;
    else if (at != view->followed && at < view->first)
        first = at - (width - 1 - width / 4);
    view->followed = at;
    put(ui, first, width);
}

bool time_view_ends(const struct ui *ui, int64_t *first, int64_t *last) {
    *first = ui->time_view.first;
    *last = ui->time_view.stop - 1;
    return ui->time_view.is_part;
}
