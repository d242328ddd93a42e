// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/resume.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// So much is lost at most when the program is killed, s.
static const double note_seconds = 2;

// ── writing ────────────────────────────────────────────────────────────────────────────────

static void note_cursor(const struct ui *ui, struct text *text) {
    // In source pixels, so that it means the same with another crop or bin.
    const struct cursor_place here = { ui->cursor_x, ui->cursor_y, ui->cursor_geometry };
    const struct cursor_place *place = ui->in_kymograph ? &ui->left : &here;
    const struct geometry *geometry = &place->geometry;
    if (ui->has_cursor && geometry->bin)
        saved_note(text, "cursor %" PRIu32 " %" PRIu32, geometry->crop_x + place->x * geometry->bin,
                   geometry->crop_y + place->y * geometry->bin);
}

static void note_panes(const struct ui *ui, struct text *text) {
    for (int pane = 0; pane < PANE_COUNT; pane++)
        saved_note(text, "pane-%s %s", pane_name((enum pane)pane), ui->shows[pane] ? "on" : "off");
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (ui->sizes[pane])
            saved_note(text, "size-%s %d", pane_name((enum pane)pane), ui->sizes[pane]);
    saved_note(text, "focus %s", pane_name(ui->focus));
    if (ui->is_enlarged)
        saved_note(text, "enlarged on");
    if (ui->shows_band)
        saved_note(text, "band on");
    if (ui->time_view.is_part) {
        saved_note(text, "timeline-start %" PRId64, ui->time_view.first);
        saved_note(text, "timeline-stop %" PRId64, ui->time_view.stop);
    }
    if (ui->playing.loops)
        saved_note(text, "loop on");
}

static void write_session(const struct ui *ui, struct text *text) {
    const struct session *session = &ui->session;
    saved_write(session, text);
    saved_note(text, "frame %" PRId64, session->at);
    if (session->has_mark_start)
        saved_note(text, "range-start %" PRId64, session->mark_start);
    if (session->has_mark_stop)
        saved_note(text, "range-stop %" PRId64, session->mark_stop);
    for (int letter = '!'; letter < 127; letter++)
        if (ui->bookmarks[letter] >= 0)
            saved_note(text, "bookmark-%c %" PRId64, letter, ui->bookmarks[letter]);
    note_cursor(ui, text);
    if (ui->zone >= 0)
        saved_note(text, "zone %" PRId64, ui->zone);
    if (ui_kymograph(ui) >= 0)
        saved_note(text, "kymograph %" PRId64, ui->kymograph);
    note_panes(ui, text);
}

// ── taking up ──────────────────────────────────────────────────────────────────────────────

// A number of 0 or more.
static bool find_number(const struct saved *saved, const char *word, int64_t *number) {
    const char *value = saved_find(saved, word);
    int64_t found;
    if (!value || !text_parse_int(value, &found) || found < 0)
        return false;
    *number = found;
    return true;
}

static void take_cursor(struct ui *ui, const struct saved *saved) {
    const char *value = saved_find(saved, "cursor");
    uint32_t x, y;
    if (!value || sscanf(value, "%9" SCNu32 " %9" SCNu32, &x, &y) != 2)
        return;
    ui->cursor_x = x;
    ui->cursor_y = y;
    ui->cursor_geometry = (struct geometry){ .bin = 1 };
}

static void take_sizes(struct ui *ui, const struct saved *saved) {
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        char *word = alloc_format("size-%s", pane_name((enum pane)pane));
        int64_t size;
        if (find_number(saved, word, &size) && size <= PANE_SIZE_MOST)
            ui->sizes[pane] = (int)size;
        free(word);
    }
}

static void take_panes(struct ui *ui, const struct saved *saved) {
    const char *focus = saved_find(saved, "focus");
    for (int pane = PANE_PREVIEW + 1; pane < PANE_COUNT; pane++) {
        char *word = alloc_format("pane-%s", pane_name((enum pane)pane));
        const char *shown = saved_find(saved, word);
        if (shown)
            ui->shows[pane] = strcmp(shown, "on") == 0;
        free(word);
        if (focus && strcmp(focus, pane_name((enum pane)pane)) == 0)
            ui->focus = (enum pane)pane;
    }
    take_sizes(ui, saved);
    ui->is_enlarged = saved_find(saved, "enlarged") != NULL;
    ui->shows_band = saved_find(saved, "band") != NULL;
    struct time_view *view = &ui->time_view;
    view->is_part = find_number(saved, "timeline-start", &view->first)
                    && find_number(saved, "timeline-stop", &view->stop) && view->first < view->stop
                    && view->stop < INT64_MAX / 4;
    view->followed = ui->session.at;
    ui->playing.loops = saved_find(saved, "loop") != NULL;
}

static void take_up(struct ui *ui, const struct saved *saved) {
    struct session *session = &ui->session;
    find_number(saved, "frame", &session->at);
    session->has_mark_start = find_number(saved, "range-start", &session->mark_start);
    session->has_mark_stop = find_number(saved, "range-stop", &session->mark_stop);
    for (int letter = '!'; letter < 127; letter++) {
        char *word = alloc_format("bookmark-%c", letter);
        find_number(saved, word, &ui->bookmarks[letter]);
        free(word);
    }
    take_cursor(ui, saved);
    int64_t zone;
    if (find_number(saved, "zone", &zone) && zone < (int64_t)session->zone_count)
        ui->zone = zone;
    find_number(saved, "kymograph", &ui->kymograph);
    take_panes(ui, saved);
    // What was taken up is where undo ends.
    undo_free(&ui->undo);
    undo_record(&ui->undo, session);
}

void resume_begin(struct ui *ui, const struct saved *saved) {
    struct fault fault = { 0 };
    const char *name = saved->name ? saved->name : SAVED_USUAL;
    if (saved->name)
        take_up(ui, saved);
    if (!keeper_open(&ui->keeper, name, &fault))
        ui_complain(ui, "%s", fault_text(&fault));
    else if (strcmp(ui->keeper.name, name) != 0)
        ui_say(ui, "another blitz has session %s: this one is saved as %s (--resume=%s)", name,
               ui->keeper.name, ui->keeper.name);
    for (size_t i = 0; i < saved->changes.count; i++)
        ui_complain(ui, "%s", saved->changes.items[i]);
    fault_clear(&fault);
}

void resume_note(struct ui *ui, double now) {
    struct fault fault = { 0 };
    // What keys have changed is settled by then: a session that rests costs nothing.
    bool rests = ui->noted_at > ui->keyed_at + note_seconds;
    if (!ui->was_planned || ui->keeping_failed || rests || now < ui->noted_at + note_seconds)
        return;
    struct text text = { 0 };
    write_session(ui, &text);
    ui->noted_at = now;
    if (!keeper_note(&ui->keeper, text_string(&text), &fault)) {
        ui->keeping_failed = true;
        ui_complain(ui, "the session cannot be saved: %s", fault_text(&fault));
    }
    text_free(&text);
    fault_clear(&fault);
}

static bool save(struct ui *ui, struct fault *fault) {
    struct text text = { 0 };
    write_session(ui, &text);
    bool good = keeper_save(&ui->keeper, text_string(&text), fault);
    text_free(&text);
    return good;
}

void resume_save(struct ui *ui, const struct request *request) {
    struct fault fault = { 0 };
    bool named =
        !request->text || keeper_rename(&ui->keeper, request->text, request->force, &fault);
    if (named && save(ui, &fault))
        ui_say(ui, "session %s is saved: blitz --resume=%s", ui->keeper.name, ui->keeper.name);
    else
        ui_complain(ui, "%s", fault_text(&fault));
    fault_clear(&fault);
}

bool resume_end(struct ui *ui, struct fault *fault) {
    bool good = true;
    if (ui->quits_unsaved)
        keeper_forget(&ui->keeper);
    else if (ui->was_planned && ui->keeper.name)
        good = save(ui, fault);
    keeper_close(&ui->keeper);
    return good;
}
