// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/tuning.h"

#include "base/alloc.h"
#include "session/command_line.h"
#include "ui/prompt_line.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// ── asking ─────────────────────────────────────────────────────────────────────────────────

// The selected zone alone, called as it is.
static void keep_zone(struct session *session, int64_t zone) {
    if (zone < 0 || zone >= (int64_t)session->zone_count)
        return;
    char *name = zone_wish_name(&session->zones[zone], (size_t)zone);
    struct zone_wish kept;
    zone_wish_copy(&kept, &session->zones[zone]);
    free(kept.name);
    kept.name = name;
    session_drop_zones(session);
    session->zones = alloc_copy(&kept, sizeof kept);
    session->zone_count = 1;
}

static void take_marks(struct session *session) {
    if (!session->has_mark_start && !session->has_mark_stop)
        return;
    session->has_frame = false;
    session->frames = (struct range){ .has_start = session->has_mark_start,
                                      .start = session->mark_start,
                                      .has_stop = session->has_mark_stop,
                                      .stop = session->mark_stop,
                                      .step = 1 };
}

// Of the frames that are there, those that the session names; then it names these.
static struct indices take_frames(const struct about *about, struct session *session) {
    int64_t frames = about->frames > 0 ? about->frames : about->kept.count;
    struct indices asked = range_resolve(&session->frames, frames);
    if (session->has_frame)
        asked = (struct indices){ .first = session->frame, .step = 1, .count = 1 };
    struct indices both = indices_common(&about->kept, &asked);
    bool same = both.first == asked.first && both.count == asked.count;
    if (!session->has_frame && !same && both.count)
        session->frames = indices_range(&both);
    return both;
}

// What the verb `tune` would be given. False, and the user knows, when that is wrong.
static bool prepare(struct ui *ui, const char *typed, struct tuning_wish *wish) {
    struct session *session = &wish->session;
    struct fault fault = { 0 };
    session_init(session);
    session_copy(session, &ui->session);
    keep_zone(session, ui->zone);
    take_marks(session);
    bool good = command_line_tune(session, typed, &fault);
    if (good) {
        wish->indices = take_frames(ui_about(ui), session);
        good = wish->indices.count > 0
               || fault_set(&fault, FAULT_NOTHING, "none of these frames is loaded");
    }
    if (!good)
        ui_complain(ui, "%s", fault_text(&fault));
    fault_clear(&fault);
    // Only shifts have a reduction, as what they are against.
    if (session->tuning != TUNING_REGISTER)
        session->reduction.count = 0;
    return good;
}

void tuning_ask(struct ui *ui, const struct request *request) {
    const struct status_product *status = ui_status(ui);
    if (!request->text) {
        char *begun = alloc_format("%s ", action_row(ACTION_TUNE)->name);
        prompt_open(ui, PROMPT_COMMAND, begun);
        free(prompt_key(ui, "Tab")); // shows what there is
        free(begun);
        return;
    }
    struct tuning_wish wish = { .number = ui->tuning.number + 1 };
    if (!prepare(ui, request->text, &wish)) {
        session_free(&wish.session);
        return;
    }
    tuning_wish_free(&ui->tuning);
    ui->tuning = wish;
    ui->shows[PANE_TUNING] = true;
    ui->focus = PANE_TUNING;
    bool loads = status && status->stage < LOAD_DONE;
    ui_say(ui, "tuning %s%s", tuning_name(wish.session.tuning),
           loads ? " when loading has ended" : "");
}

// ── what has come of it ────────────────────────────────────────────────────────────────────

bool tuning_is_awaited(const struct ui *ui) {
    const struct status_product *status = ui_status(ui);
    if (ui->tuning_settled == ui->tuning.number)
        return false;
    return ui->last_wish.tuning.number != ui->tuning.number || ui->products.answered < ui->posted
           || !status || status->busy || status->stage < LOAD_DONE;
}

bool tuning_is_found(const struct ui *ui) {
    const struct tuning_product *tuning = ui_tuning(ui);
    return tuning && !tuning->failure && !tuning_is_awaited(ui);
}

void tuning_describe_use(const struct tuned *tuned, struct text *text) {
    if (tuned->tuning == TUNING_REGISTER) {
        text_add(text, "Enter writes the shifts");
        return;
    }
    text_add(text, "Enter applies");
    for (size_t i = 0; i < tuned->options.count; i++) {
        text_add_char(text, ' ');
        text_add_safe(text, tuned->options.items[i], strlen(tuned->options.items[i]));
    }
}

// All of it among the messages; what can be done with it stays on the screen.
static void tell(struct ui *ui, const struct tuning_product *tuning) {
    const struct tuned *tuned = &tuning->tuned;
    const char *name = tuning_name(tuning->session.tuning);
    if (tuning->failure) {
        ui_complain(ui, "tune %s failed: %s", name, tuning->failure);
        return;
    }
    for (size_t i = 0; i < tuned->found.count; i++)
        ui_say(ui, "%s", tuned->found.items[i]);
    for (size_t i = 0; i < tuned->details.count; i++)
        ui_say(ui, "%s", tuned->details.items[i]);
    if (!tuned->warnings.count)
        ui_say(ui, "%s: found. Enter %s, Esc leaves it", name,
               tuned->tuning == TUNING_REGISTER ? "writes the shifts" : "applies it");
    for (size_t i = 0; i < tuned->warnings.count; i++)
        ui_complain(ui, "%s", tuned->warnings.items[i]);
}

void tuning_settle(struct ui *ui) {
    const struct tuning_product *tuning = ui_tuning(ui);
    bool has_come = tuning && ui->tuning_settled != ui->tuning.number
                    && strtoull(tuning->product.key, NULL, 10) == ui->tuning.number;
    if (!has_come && tuning_is_awaited(ui))
        return;
    ui->tuning_settled = ui->tuning.number;
    if (has_come)
        tell(ui, tuning);
    if (!tuning)
        tuning_leave(ui);
}

// ── using it ───────────────────────────────────────────────────────────────────────────────

void tuning_leave(struct ui *ui) {
    ui->shows[PANE_TUNING] = false;
    if (ui->focus != PANE_TUNING)
        return;
    ui->focus = PANE_PREVIEW;
    ui->is_enlarged = false;
}

// "--levels=2:9".
static bool apply_option(struct ui *ui, const char *option) {
    const char *value = strchr(option, '=');
    char *name = strndup(option + 2, (size_t)(value - option - 2));
    bool good = ui_set(ui, name, value + 1);
    free(name);
    return good;
}

void tuning_apply(struct ui *ui) {
    const struct tuning_product *tuning = ui_tuning(ui);
    if (!tuning_is_found(ui)) {
        ui_complain(ui, "nothing was found that could be applied");
        return;
    }
    const struct tuned *tuned = &tuning->tuned;
    if (tuned->tuning == TUNING_REGISTER) {
        prompt_open(ui, PROMPT_COMMAND, "export shifts.csv");
        return;
    }
    bool good = true;
    struct text told = { 0 };
    for (size_t i = 0; good && i < tuned->options.count; i++) {
        const char *option = tuned->options.items[i];
        good = apply_option(ui, option);
        text_add_char(&told, ' ');
        text_add_safe(&told, option, strlen(option));
    }
    if (good) {
        ui_say(ui, "applied%s: u undoes it", text_string(&told));
        tuning_leave(ui);
    }
    text_free(&told);
}
