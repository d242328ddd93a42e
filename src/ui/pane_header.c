// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The first row: what is open, its geometry and plan, and how far loading is.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/draw.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static void add_time(struct text *text, double seconds) {
    if (seconds < 100)
        text_addf(text, "%.0f s", ceil(seconds));
    else
        text_addf(text, "%.0f min", ceil(seconds / 60));
}

static void add_progress(const struct status_product *status, struct text *text) {
    switch (status->stage) {
    case LOAD_OPENING:
    case LOAD_OPENED:
        text_add(text, "opening");
        break;
    case LOAD_COUNTING:
        text_add(text, "counting");
        break;
    case LOAD_LOADING:
        text_addf(text, "loading %zu of %zu", status->loaded, status->total);
        if (status->total)
            text_addf(text, " (%zu %%)", status->loaded * 100 / status->total);
        if (status->bytes_per_second > 0) {
            text_add(text, ", ");
            text_add_size(text, (uint64_t)status->bytes_per_second);
            text_add(text, "/s");
        }
        if (status->remaining >= 0) {
            text_add(text, ", ");
            add_time(text, status->remaining);
            text_add(text, " left");
        }
        break;
    case LOAD_STOPPED:
        text_addf(text, "stopped: %zu of %zu loaded",
                  status->loaded - status->counts.by_status[FRAME_SKIPPED], status->total);
        break;
    case LOAD_FAILED:
        text_add(text, "loading failed: e has why");
        break;
    case LOAD_DONE:
        break;
    }
}

// The plan as about_plan() says it, but short.
static void add_plan(const struct about *about, struct text *text) {
    const struct plan *plan = &about->plan;
    if (about->is_planned)
        text_addf(text, "%" PRId64 " x ", plan->kept);
    text_addf(text, "%" PRIu32 " x %" PRIu32 "%s  ", about->shape.height, about->shape.width,
              about->shape.channels == 3 ? " RGB" : "");
    about_depth(about, text);
    text_addf(text, " %s", about->kind);
    if (!about->is_planned)
        return;
    text_add(text, "  ");
    text_add_size(text, plan->bytes);
    text_add(text, " of ");
    text_add_size(text, plan->limit);
    text_addf(text, ": %s", fit_name(plan->decision));
}

void pane_header_draw(const struct ui *ui) {
    const struct about *about = ui_about(ui);
    const struct status_product *status = ui_status(ui);
    struct area area = ui->layout.header;
    struct text right = { 0 }, middle = { 0 };
    screen_fill(ui->screen, area.row, area.column, area.columns, STYLE_REVERSE, " ");
    if (status)
        add_progress(status, &right);
    int end = area.columns - screen_width(text_string(&right));
    char *path = about                    ? alloc_string(about->path)
                 : ui->session.path_count ? text_safe(ui->session.paths[0])
                                          : alloc_string("");
    if (about) {
        add_plan(about, &middle);
    }
    struct area left = area;
    left.columns = end > 3 ? end - 2 : area.columns;
    // The end of a long path says more than its beginning.
    const char *name = path;
    int room = screen_width(path) + screen_width(text_string(&middle)) + 11 > left.columns
                   ? left.columns * 2 / 5
                   : left.columns;
    while (*name && screen_width(name) > room)
        name += draw_fitting(name, 1);
    int at = draw_text(ui, left, 0, 0, STYLE_REVERSE | STYLE_BOLD, " blitz ");
    at += draw_text(ui, left, 0, at, STYLE_REVERSE | STYLE_BOLD, name);
    at += draw_text(ui, left, 0, at, STYLE_REVERSE, "  ");
    draw_text(ui, left, 0, at, STYLE_REVERSE, text_string(&middle));
    draw_text(ui, area, 0, end > 0 ? end : 0, STYLE_REVERSE | STYLE_BOLD, text_string(&right));
    text_free(&right);
    text_free(&middle);
    free(path);
}
