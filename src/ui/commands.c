// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/commands.h"

#include "base/alloc.h"
#include "ui/clipboard.h"
#include "ui/cursor.h"
#include "ui/exports.h"
#include "ui/help_sheet.h"
#include "ui/lines.h"
#include "ui/looks.h"
#include "ui/measuring.h"
#include "ui/move.h"
#include "ui/pane_size.h"
#include "ui/play.h"
#include "ui/prompt_line.h"
#include "ui/resume.h"
#include "ui/scrolling.h"
#include "ui/stepping.h"
#include "ui/time_view.h"
#include "ui/tuning.h"
#include "ui/zones_edit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// So many actions may wait for the frames to be counted.
enum { DEFERRED_MOST = 1 << 20 };

// ── cursor, zones, panes ───────────────────────────────────────────────────────────────────

static void left(struct ui *ui, const struct request *request) {
    cursor_move(ui, -request_count(request), 0);
}

static void right(struct ui *ui, const struct request *request) {
    cursor_move(ui, request_count(request), 0);
}

static void up(struct ui *ui, const struct request *request) {
    cursor_move(ui, 0, -request_count(request));
}

static void down(struct ui *ui, const struct request *request) {
    cursor_move(ui, 0, request_count(request));
}

static void zoom_in(struct ui *ui, const struct request *request) {
    cursor_zoom(ui, (int)(request_count(request) < 30 ? request_count(request) : 30));
}

static void zoom_out(struct ui *ui, const struct request *request) {
    cursor_zoom(ui, -(int)(request_count(request) < 30 ? request_count(request) : 30));
}

static void zoom_fit(struct ui *ui, const struct request *request) {
    (void)request;
    ui->session.look.zoom = ui->session.look.centre_x = ui->session.look.centre_y = 0;
}

static void add_zone(struct ui *ui, const struct request *request) {
    zone_add(ui, request->has_count ? request->count : 0);
    ui->shows[PANE_ZONES] = true;
    ui->focus = PANE_ZONES;
}

static void next_zone(struct ui *ui, const struct request *request) {
    zone_select(ui, request_count(request));
}

static void name_zone(struct ui *ui, const struct request *request) {
    if (request->text || !ui->session.zone_count)
        zone_name(ui, request->text);
    else
        prompt_open(ui, PROMPT_COMMAND, "zone-name ");
}

static void delete_zone(struct ui *ui, const struct request *request) {
    zone_delete(ui, request->text);
}

static void smaller_zone(struct ui *ui, const struct request *request) {
    zone_resize(ui, -request_count(request));
}

static void larger_zone(struct ui *ui, const struct request *request) {
    zone_resize(ui, request_count(request));
}

static void toggle_pane(struct ui *ui, enum pane pane) {
    ui->shows[pane] = !ui->shows[pane] || !layout_has(&ui->layout, pane);
    if (ui->shows[pane])
        ui->focus = pane;
    else if (ui->focus == pane)
        ui->focus = PANE_PREVIEW;
}

static void toggle_histogram(struct ui *ui, const struct request *request) {
    (void)request;
    toggle_pane(ui, PANE_HISTOGRAM);
}

static void toggle_profile(struct ui *ui, const struct request *request) {
    (void)request;
    toggle_pane(ui, PANE_PROFILE);
}

static void toggle_pixels(struct ui *ui, const struct request *request) {
    (void)request;
    toggle_pane(ui, PANE_PIXELS);
}

static void toggle_timeline(struct ui *ui, const struct request *request) {
    if (!request->text) {
        toggle_pane(ui, PANE_TIMELINE);
        return;
    }
    ui->shows[PANE_TIMELINE] = true;
    ui->focus = PANE_TIMELINE;
    time_view_take(ui, request->text);
}

static void toggle_info(struct ui *ui, const struct request *request) {
    (void)request;
    toggle_pane(ui, PANE_INFO);
}

static void toggle_zones(struct ui *ui, const struct request *request) {
    (void)request;
    toggle_pane(ui, PANE_ZONES);
}

static void toggle_messages(struct ui *ui, const struct request *request) {
    (void)request;
    toggle_pane(ui, PANE_MESSAGES);
}

static void toggle_band(struct ui *ui, const struct request *request) {
    (void)request;
    ui->shows_band = !ui->shows_band;
    ui->shows[PANE_TIMELINE] = true;
}

static void next_pane(struct ui *ui, const struct request *request) {
    (void)request;
    for (int i = 0; i < PANE_COUNT; i++) {
        ui->focus = (ui->focus + 1) % PANE_COUNT;
        if (ui->is_enlarged ? ui->shows[ui->focus] : layout_has(&ui->layout, ui->focus))
            return;
    }
}

static void enlarge(struct ui *ui, const struct request *request) {
    (void)request;
    ui->is_enlarged = !ui->is_enlarged;
}

// ── the program ────────────────────────────────────────────────────────────────────────────

static void ask(struct ui *ui, const struct request *request) {
    (void)request;
    prompt_open(ui, PROMPT_COMMAND, "");
}

static void search(struct ui *ui, const struct request *request) {
    if (request->text)
        scroll_search(ui, request->text, false);
    else
        prompt_open(ui, PROMPT_SEARCH, "");
}

static void undo(struct ui *ui, const struct request *request) {
    (void)request;
    if (!undo_back(&ui->undo, &ui->session))
        ui_say(ui, "there is nothing to undo");
    zone_settle(ui);
}

static void redo(struct ui *ui, const struct request *request) {
    (void)request;
    if (!undo_forward(&ui->undo, &ui->session))
        ui_say(ui, "there is nothing to redo");
    zone_settle(ui);
}

static void next_group(struct ui *ui, const struct request *request) {
    const struct about *about = ui_about(ui);
    if (!about || about->group_count < 2) {
        ui_say(ui, "there is one group of files only");
        return;
    }
    size_t group = (about->group + (size_t)request_count(request)) % about->group_count;
    char *number = alloc_format("%zu", group + 1);
    ui_set(ui, "group", number);
    ui_say(ui, "opening group %s of %zu: %s", number, about->group_count, about->groups[group]);
    free(number);
}

static void redraw(struct ui *ui, const struct request *request) {
    (void)request;
    ui->wants_redraw = true;
}

static void suspend(struct ui *ui, const struct request *request) {
    (void)request;
    ui->wants_suspend = true;
}

static void cancel(struct ui *ui, const struct request *request) {
    (void)request;
    const struct status_product *status = ui_status(ui);
    bool loads = status && status->stage < LOAD_DONE;
    if (ui->playing.is_on) {
        play_stop(ui);
    } else if (status && (status->busy || loads)) {
        engine_cancel(ui->engine);
        ui_say(ui, status->busy ? "stopped: %s" : "stopped %s",
               status->busy ? status->busy : "loading");
    } else if (ui->focus == PANE_TUNING) {
        tuning_leave(ui);
    } else if (ui_kymograph(ui) >= 0) {
        ui->kymograph = -1;
    } else if (ui->is_enlarged) {
        ui->is_enlarged = false;
    } else {
        ui->focus = PANE_PREVIEW;
    }
}

// "quit!" is as the vi does it.
static void quit(struct ui *ui, const struct request *request) {
    ui->quits_unsaved = request->force;
    ui->is_over = true;
}

static void quit_unsaved(struct ui *ui, const struct request *request) {
    (void)request;
    ui->quits_unsaved = true;
    ui->is_over = true;
}

// What there was may be gone: it stays until the first frame is read again.
static void reload(struct ui *ui, const struct request *request) {
    (void)request;
    ui->session.reloads++;
    ui_say(ui, "reading it again");
}

typedef void command(struct ui *ui, const struct request *request);

static command *const commands[ACTION_COUNT] = {
    [ACTION_NEXT] = stepping_next,
    [ACTION_PREVIOUS] = stepping_previous,
    [ACTION_NEXT_LARGE] = stepping_next_large,
    [ACTION_PREVIOUS_LARGE] = stepping_previous_large,
    [ACTION_PAGE_NEXT] = stepping_next_page,
    [ACTION_PAGE_PREVIOUS] = stepping_previous_page,
    [ACTION_FIRST] = stepping_first,
    [ACTION_LAST_OR_GOTO] = stepping_last_or_goto,
    [ACTION_PERCENT] = stepping_go_percent,
    [ACTION_PLAY] = stepping_play,
    [ACTION_SLOWER] = stepping_slower,
    [ACTION_FASTER] = stepping_faster,
    [ACTION_LOOP] = stepping_loop,
    [ACTION_MARK_START] = stepping_mark_start,
    [ACTION_MARK_STOP] = stepping_mark_stop,
    [ACTION_SET_BOOKMARK] = stepping_set_bookmark,
    [ACTION_GO_BOOKMARK] = stepping_go_bookmark,
    [ACTION_LEFT] = left,
    [ACTION_RIGHT] = right,
    [ACTION_UP] = up,
    [ACTION_DOWN] = down,
    [ACTION_ZOOM_IN] = zoom_in,
    [ACTION_ZOOM_OUT] = zoom_out,
    [ACTION_ZOOM_FIT] = zoom_fit,
    [ACTION_LEVELS_ONCE] = looks_levels_once,
    [ACTION_LEVELS_MODE] = looks_levels_mode,
    [ACTION_LUT_NEXT] = looks_lut_next,
    [ACTION_LUT_PREVIOUS] = looks_lut_previous,
    [ACTION_SATURATION] = looks_overlay,
    [ACTION_BAND] = toggle_band,
    [ACTION_BESIDE] = looks_beside,
    [ACTION_CROSSHAIR] = looks_crosshair,
    [ACTION_DARK] = measuring_dark,
    [ACTION_FLAT] = measuring_flat,
    [ACTION_SUBTRACT] = measuring_subtract,
    [ACTION_DIVIDE] = measuring_divide,
    [ACTION_BACKGROUND] = measuring_background,
    [ACTION_REDUCE] = measuring_reduce,
    [ACTION_ZONE_ADD] = add_zone,
    [ACTION_ZONE_NEXT] = next_zone,
    [ACTION_ZONE_NAME] = name_zone,
    [ACTION_ZONE_DELETE] = delete_zone,
    [ACTION_ZONE_SMALLER] = smaller_zone,
    [ACTION_ZONE_LARGER] = larger_zone,
    [ACTION_MEASURE] = measuring_zones,
    [ACTION_HISTOGRAM] = toggle_histogram,
    [ACTION_PROFILE] = toggle_profile,
    [ACTION_PIXELS] = toggle_pixels,
    [ACTION_KYMOGRAPH] = lines_kymograph,
    [ACTION_TUNE] = tuning_ask,
    [ACTION_EXPORT] = exports_ask,
    [ACTION_COPY] = clipboard_copy,
    [ACTION_HELP] = help_open,
    [ACTION_PROMPT] = ask,
    [ACTION_COMMAND_LINE] = exports_commands,
    [ACTION_SEARCH] = search,
    [ACTION_TIMELINE] = toggle_timeline,
    [ACTION_INFO] = toggle_info,
    [ACTION_ZONES] = toggle_zones,
    [ACTION_MESSAGES] = toggle_messages,
    [ACTION_NEXT_PANE] = next_pane,
    [ACTION_ENLARGE] = enlarge,
    [ACTION_PANE_LARGER] = pane_size_larger,
    [ACTION_PANE_SMALLER] = pane_size_smaller,
    [ACTION_UNDO] = undo,
    [ACTION_REDO] = redo,
    [ACTION_GROUP] = next_group,
    [ACTION_RELOAD] = reload,
    [ACTION_REDRAW] = redraw,
    [ACTION_SUSPEND] = suspend,
    [ACTION_CANCEL] = cancel,
    [ACTION_SAVE] = resume_save,
    [ACTION_QUIT] = quit,
    [ACTION_QUIT_UNSAVED] = quit_unsaved,
};

// ── when ───────────────────────────────────────────────────────────────────────────────────

static bool is_between(enum action action, enum action first, enum action last) {
    return action >= first && action <= last;
}

// Steps in time need to know how many frames there are, steps in space how large they are.
static bool is_possible(const struct ui *ui, enum action action, const struct request *request) {
    if (is_between(action, ACTION_NEXT, ACTION_GO_BOOKMARK)
        || is_between(action, ACTION_DARK, ACTION_REDUCE)
        || (action == ACTION_TUNE && request->text))
        return ui_is_planned(ui);
    if (is_between(action, ACTION_LEFT, ACTION_ZOOM_OUT)
        || is_between(action, ACTION_ZONE_ADD, ACTION_ZONE_LARGER))
        return ui->has_cursor && ui_picture(ui);
    return true;
}

static void defer(struct ui *ui, enum action action, const struct request *request) {
    if (ui->deferred_count == DEFERRED_MOST)
        return;
    ui->deferred =
        alloc_grow(ui->deferred, ui->deferred_count, &ui->deferred_capacity, sizeof *ui->deferred);
    struct deferred *one = &ui->deferred[ui->deferred_count++];
    *one = (struct deferred){ action, *request };
    one->request.text = alloc_string(request->text);
}

static bool is_edit(enum action action) {
    return action == ACTION_UNDO || action == ACTION_REDO;
}

void command_remember(struct ui *ui, enum action action) {
    static const enum action joined[] = {
        ACTION_ZONE_SMALLER, ACTION_ZONE_LARGER, ACTION_LEFT,     ACTION_RIGHT,
        ACTION_UP,           ACTION_DOWN,        ACTION_LUT_NEXT, ACTION_LUT_PREVIOUS,
        ACTION_ZOOM_IN,      ACTION_ZOOM_OUT,    ACTION_NONE,
    };
    bool joins = false;
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
        joins = joins || action == joined[i];
    if (joins && action == ui->last_edit && ui->undo.at > 0
        && !session_same_wish(&ui->undo.states[ui->undo.at], &ui->session)) {
        struct session before;
        session_init(&before);
        undo_back(&ui->undo, &before);
        session_free(&before);
    }
    bool changed = !session_same_wish(&ui->undo.states[ui->undo.at], &ui->session);
    undo_record(&ui->undo, &ui->session);
    if (changed)
        ui->last_edit = action;
}

void command_run(struct ui *ui, enum action action, const struct request *request) {
    ui->is_dirty = true;
    if (!commands[action])
        return;
    if (!is_possible(ui, action, request)) {
        defer(ui, action, request);
        return;
    }
    if (ui->playing.is_on && is_between(action, ACTION_NEXT, ACTION_PERCENT))
        play_stop(ui);
    if (is_between(action, ACTION_ZONE_ADD, ACTION_ZONE_LARGER) && lines_refuse(ui))
        return;
    commands[action](ui, request);
    if (is_edit(action))
        ui->last_edit = ACTION_COUNT;
    else
        command_remember(ui, action);
}

void command_run_deferred(struct ui *ui) {
    struct deferred *waiting = ui->deferred;
    size_t count = ui->deferred_count;
    ui->deferred = NULL;
    ui->deferred_count = ui->deferred_capacity = 0;
    for (size_t i = 0; i < count; i++) {
        command_run(ui, waiting[i].action, &waiting[i].request);
        free((char *)waiting[i].request.text);
    }
    free(waiting);
}
