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

// How much of the plan is said: what there is room for, and nothing that is cut in two.
enum detail { DETAIL_NONE, DETAIL_SHAPE, DETAIL_FIT, DETAIL_SIZE, DETAIL_ALL };

// The plan as about_plan() says it, but short.
static void add_plan(const struct about *about, enum detail detail, struct text *text) {
    const struct plan *plan = &about->plan;
    if (detail == DETAIL_NONE)
        return;
    text_add(text, "  ");
    if (about->is_planned)
        text_addf(text, "%" PRId64 " x ", plan->kept);
    text_addf(text, "%" PRIu32 " x %" PRIu32 "%s", about->shape.height, about->shape.width,
              about->shape.channels == 3 ? " RGB" : "");
    if (detail > DETAIL_FIT) {
        text_add(text, "  ");
        about_depth(about, text);
        text_addf(text, " %s", about->kind);
    }
    if (!about->is_planned || detail == DETAIL_SHAPE)
        return;
    text_add(text, "  ");
    if (detail > DETAIL_FIT)
        text_add_size(text, plan->bytes);
    if (detail == DETAIL_ALL) {
        text_add(text, " of ");
        text_add_size(text, plan->limit);
    }
    text_addf(text, "%s%s", detail > DETAIL_FIT ? ": " : "", fit_name(plan->decision));
}

// The end of a path that is too long says more than its beginning.
static char *shorten(const char *path, int columns) {
    const char *end = path;
    if (screen_width(path) <= columns)
        return alloc_string(path);
    while (*end && screen_width(end) + 3 > columns)
        end += draw_fitting(end, 1);
    return alloc_format("...%s", end);
}

// The most that fits: the whole path and less of the plan before a shorter path. The caller
// frees.
static char *title_that_fits(const char *path, const struct about *about, int columns) {
    static const struct {
        bool shortens;
        enum detail detail;
    } choices[] = { { false, DETAIL_ALL },  { false, DETAIL_SIZE }, { true, DETAIL_SIZE },
                    { false, DETAIL_FIT },  { true, DETAIL_FIT },   { false, DETAIL_SHAPE },
                    { true, DETAIL_SHAPE }, { true, DETAIL_NONE } };
    for (size_t i = 0;; i++) {
        struct text plan = { 0 };
        if (about)
            add_plan(about, choices[i].detail, &plan);
        char *name = choices[i].shortens ? shorten(path, columns * 2 / 5) : alloc_string(path);
        char *title = alloc_format("%s%s", name, text_string(&plan));
        free(name);
        text_free(&plan);
        if (screen_width(title) <= columns || i + 1 == sizeof choices / sizeof *choices)
            return title;
        free(title);
    }
}

void pane_header_draw(const struct ui *ui) {
    const struct about *about = ui_about(ui);
    const struct status_product *status = ui_status(ui);
    struct area area = ui->layout.header;
    struct text right = { 0 };
    screen_fill(ui->screen, area.row, area.column, area.columns, STYLE_REVERSE, " ");
    if (status)
        add_progress(status, &right);
    int end = area.columns - screen_width(text_string(&right));
    char *path = about                    ? alloc_string(about->path)
                 : ui->session.path_count ? text_safe(ui->session.paths[0])
                                          : alloc_string("");
    struct area left = area;
    left.columns = right.length ? (end > 2 ? end - 2 : 0) : area.columns;
    int at = draw_text(ui, left, 0, 0, STYLE_REVERSE | STYLE_BOLD, " blitz ");
    char *title = title_that_fits(path, about, left.columns > at ? left.columns - at : 0);
    draw_text(ui, left, 0, at, STYLE_REVERSE, title);
    draw_text(ui, area, 0, end > 0 ? end : 0, STYLE_REVERSE | STYLE_BOLD, text_string(&right));
    text_free(&right);
    free(title);
    free(path);
}
