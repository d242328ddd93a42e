// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/keys.h"

#include "ui/commands.h"
#include "ui/lines.h"
#include "ui/looks.h"
#include "ui/mouse.h"
#include "ui/prompt_line.h"
#include "ui/scrolling.h"
#include "ui/sheet.h"
#include "ui/time_view.h"
#include "ui/tuning.h"
#include "ui/typed.h"
#include "ui/zones_edit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const int64_t count_limit = 1000000000000;
enum { LARGE_STEP = 10 };

static bool is(const char *key, const char *name) {
    return strcmp(key, name) == 0;
}

// The table of actions spells some keys as people do.
static const char *table_name(const char *key) {
    static const char *const names[][2] = { { "PageDown", "PgDn" },
                                            { "PageUp", "PgUp" },
                                            { "Delete", "Del" },
                                            { "Shift-Tab", "Tab" },
                                            { "Ctrl-C", "Esc" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(key, names[i][0]))
            return names[i][1];
    return key;
}

static bool take_digit(struct ui *ui, const char *key) {
    struct request *pending = &ui->pending;
    if (key[0] < '0' || key[0] > '9' || key[1] || (key[0] == '0' && !pending->has_count))
        return false;
    int64_t count = pending->count * 10 + (key[0] - '0');
    pending->has_count = true;
    pending->count = count < count_limit ? count : count_limit;
    return true;
}

static struct request take_pending(struct ui *ui) {
    struct request request = ui->pending;
    ui->pending = (struct request){ 0 };
    return request;
}

// The letter after m, ' or r.
static void take_letter(struct ui *ui, const char *key) {
    enum action prefix = ui->prefix;
    struct request request = take_pending(ui);
    ui->prefix = ACTION_NONE;
    if (is(key, "Esc"))
        return;
    request.text = prefix == ACTION_REDUCE ? reduction_of_key(key) : key;
    if (request.text)
        command_run(ui, prefix, &request);
    else
        ui_complain(ui, "after r comes one of m M x n s e");
}

// ── arrows ─────────────────────────────────────────────────────────────────────────────────

static const struct arrow {
    const char *key;
    int right, down, steps;
} arrows[] = {
    { "Left", -1, 0, 1 },
    { "Right", 1, 0, 1 },
    { "Up", 0, -1, 1 },
    { "Down", 0, 1, 1 },
    { "Shift-Left", -1, 0, LARGE_STEP },
    { "Shift-Right", 1, 0, LARGE_STEP },
    { "Shift-Up", 0, -1, LARGE_STEP },
    { "Shift-Down", 0, 1, LARGE_STEP },
};

static const struct arrow *arrow_of(const char *key) {
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        if (is(key, arrows[i].key))
            return &arrows[i];
    return NULL;
}

static bool take_zone_arrow(struct ui *ui, const struct arrow *arrow) {
    if (!ui->session.zone_count)
        return false;
    struct request request = take_pending(ui);
    if (lines_refuse(ui))
        return true;
    int64_t steps = arrow->steps * (request.has_count ? request.count : 1);
    zone_move(ui, arrow->right * steps, arrow->down * steps);
    command_remember(ui, ACTION_NONE);
    return true;
}

static bool take_levels_arrow(struct ui *ui, const struct arrow *arrow) {
    take_pending(ui);
    looks_adjust_levels(ui, arrow->right, -arrow->down);
    command_remember(ui, ACTION_NONE);
    return true;
}

// In the timeline Up and Down zoom; Left and Right go through the frames as everywhere.
static bool take_time_arrow(struct ui *ui, const struct arrow *arrow) {
    if (!arrow->down)
        return false;
    take_pending(ui);
    time_view_zoom(ui, -arrow->down);
    return true;
}

static bool take_time_shift(struct ui *ui, const char *key) {
    bool is_back = is(key, "<");
    if (ui->focus != PANE_TIMELINE || (!is_back && !is(key, ">")))
        return false;
    take_pending(ui);
    time_view_pan(ui, is_back ? -1 : 1);
    return true;
}

// Arrows mean what the focused pane says; false: what they always mean.
static bool take_arrow(struct ui *ui, const char *key) {
    const struct arrow *arrow = arrow_of(key);
    if (!arrow || !layout_has(&ui->layout, ui->focus))
        return false;
    if (ui->focus == PANE_ZONES)
        return take_zone_arrow(ui, arrow);
    if (ui->focus == PANE_TIMELINE)
        return take_time_arrow(ui, arrow);
    if (ui->focus == PANE_HISTOGRAM)
        return take_levels_arrow(ui, arrow);
    return arrow->down && scroll_lines(ui, arrow->down * arrow->steps);
}

// ── a sheet ────────────────────────────────────────────────────────────────────────────────

static void take_sheet_key(struct ui *ui, const char *key) {
    const struct arrow *arrow = arrow_of(key);
    take_pending(ui);
    if (is(key, "Esc") || is(key, "q") || is(key, "?") || is(key, "!") || is(key, "Enter"))
        sheet_close(ui);
    else if (is(key, "j") || is(key, "k"))
        sheet_scroll(ui, key[0] == 'j' ? 1 : -1);
    else if (is(key, "g") || is(key, "Home"))
        sheet_scroll(ui, -(int64_t)ui->sheet.top);
    else if (is(key, "G") || is(key, "End"))
        sheet_scroll(ui, INT32_MAX);
    else if (is(key, "PgDn") || is(key, "PgUp") || is(key, "Space"))
        scroll_page(ui, is(key, "PgUp") ? -1 : 1);
    else if (is(key, "/"))
        prompt_open(ui, PROMPT_SEARCH, "");
    else if ((is(key, "n") || is(key, "N")) && ui->search)
        scroll_search(ui, ui->search, is(key, "N"));
    else if (is(key, "y") || is(key, "Ctrl-L") || is(key, "Ctrl-Z") || is(key, ":"))
        command_run(ui, action_of_key(key), &(struct request){ 0 });
    else if (arrow)
        sheet_scroll(ui, arrow->down * arrow->steps);
}

// ── all ────────────────────────────────────────────────────────────────────────────────────

static void take_prompt_key(struct ui *ui, const char *key) {
    char *line = prompt_key(ui, key);
    if (line)
        typed_run(ui, line);
    free(line);
}

static bool is_search_again(const struct ui *ui, const char *key) {
    return is(key, "n") && ui->focus == PANE_INFO && ui->search;
}

static void take_key(struct ui *ui, const char *event_key) {
    const char *key = table_name(event_key);
    ui->is_dirty = true;
    if (ui->prompt.is_open) {
        take_prompt_key(ui, event_key);
    } else if (ui->prefix != ACTION_NONE) {
        take_letter(ui, key);
    } else if (is(key, "Esc") && ui->pending.has_count) {
        take_pending(ui);
    } else if (ui->sheet.is_open) {
        take_sheet_key(ui, key);
    } else if (is(key, "Enter") && ui->focus == PANE_TUNING) {
        take_pending(ui);
        tuning_apply(ui);
        command_remember(ui, ACTION_TUNE);
    } else if (is_search_again(ui, key)) {
        scroll_search(ui, ui->search, false);
    } else if (!take_digit(ui, key) && !take_arrow(ui, key) && !take_time_shift(ui, key)) {
        enum action action = action_of_key(key);
        struct request request = take_pending(ui);
        if (action == ACTION_SET_BOOKMARK || action == ACTION_GO_BOOKMARK)
            ui->prefix = action;
        else if (action != ACTION_NONE)
            command_run(ui, action, &request);
        else
            ui_say(ui, "%s means nothing here: ? has the keys", event_key);
    }
}

void keys_take(struct ui *ui, const struct input_event *event) {
    if (event->kind == INPUT_KEY)
        take_key(ui, event->key);
    else if (event->kind == INPUT_MOUSE)
        mouse_take(ui, event);
    else if (event->kind == INPUT_PASTE && ui->prompt.is_open)
        prompt_insert(ui, event->text, event->text_length);
    else if (event->kind == INPUT_PASTE)
        ui_say(ui, "pasted text is taken at the prompt only: type : first");
}

void keys_describe(const struct ui *ui, struct text *text) {
    if (ui->pending.has_count)
        text_addf(text, "%" PRId64, ui->pending.count);
    if (ui->prefix != ACTION_NONE)
        text_add(text, action_row(ui->prefix)->keys);
}
