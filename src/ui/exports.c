// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/exports.h"

#include "base/alloc.h"
#include "output/table_output.h"
#include "ui/cursor.h"
#include "ui/prompt_line.h"
#include "ui/sheet.h"
#include "ui/tuning.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ── files ──────────────────────────────────────────────────────────────────────────────────

// The shown line alone, called as it is.
static void keep_line(struct session *session, int64_t line) {
    char *name = line_wish_name(&session->lines[line], (size_t)line);
    struct line_wish kept;
    line_wish_copy(&kept, &session->lines[line]);
    free(kept.name);
    kept.name = name;
    session_drop_lines(session);
    session->lines = alloc_copy(&kept, sizeof kept);
    session->line_count = 1;
}

// Without lines those through the cursor, which the pane shows.
static void add_cursor_lines(const struct ui *ui, struct session *session) {
    struct geometry geometry;
    uint32_t x, y;
    if (session->line_count || !ui->has_cursor || ui->in_kymograph || !ui_geometry(ui, &geometry))
        return;
    cursor_source(ui, &geometry, &x, &y);
    char *row = alloc_format("row=row:%" PRIu32, y), *column = alloc_format("col=col:%" PRIu32, x);
    session_set(session, "line", row, NULL);
    session_set(session, "line", column, NULL);
    free(row);
    free(column);
}

// The session of a batch command with this verb, as the viewer stands.
static void session_of(const struct ui *ui, enum verb verb, struct session *session) {
    session_init(session);
    if (verb == VERB_TUNE) {
        session_copy(session, &ui_tuning(ui)->session);
        return;
    }
    session_copy(session, &ui->session);
    // A profile is of what is shown.
    if (verb != VERB_REDUCE && verb != VERB_PROFILE)
        session->reduction.count = 0;
    int64_t line = ui_kymograph(ui);
    if (verb == VERB_KYMOGRAPH && line >= 0)
        keep_line(session, line);
    if (verb == VERB_PROFILE)
        add_cursor_lines(ui, session);
    // A spread over the frames is about all of them.
    bool of_frame = verb == VERB_PROFILE && session->envelope.kind != ENVELOPE_FRAMES
                    && !session->reduction.count;
    if (verb == VERB_EXPORT || of_frame) {
        session->frames = RANGE_ALL;
        session->has_frame = true;
        session->frame = ui->session.at;
    }
}

static enum verb verb_of_file(const struct ui *ui, const char *path) {
    enum table_format table;
    if (table_format_of(path, &table, NULL))
        return ui->focus == PANE_PROFILE  ? VERB_PROFILE
               : ui->focus == PANE_TUNING ? VERB_TUNE
                                          : VERB_SERIES;
    if (ui_kymograph(ui) >= 0)
        return VERB_KYMOGRAPH;
    return ui->session.reduction.count ? VERB_REDUCE : VERB_EXPORT;
}

void exports_ask(struct ui *ui, const struct request *request) {
    const struct status_product *status = ui_status(ui);
    if (!request->text) {
        prompt_open(ui, PROMPT_COMMAND, "export ");
        return;
    }
    char *path = text_safe(request->text);
    if (!request->force && !ui->session.force && access(request->text, F_OK) == 0) {
        ui_complain(ui, "%s exists already: export! %s replaces it", path, path);
        free(path);
        return;
    }
    enum verb verb = verb_of_file(ui, request->text);
    if (verb == VERB_PROFILE && ui->in_kymograph) {
        ui_complain(ui, "profiles are written of frames: Y goes back to them");
        free(path);
        return;
    }
    if (verb == VERB_TUNE && !tuning_is_found(ui)) {
        ui_complain(ui, "nothing was found that could be written");
        free(path);
        return;
    }
    struct export_wish *export = &ui->export;
    uint64_t number = export->number + 1;
    export_wish_free(export);
    export->number = number;
    export->verb = verb;
    session_of(ui, verb, &export->session);
    export->session.output = alloc_string(request->text);
    export->session.force = export->session.force || request->force;
    bool loads = status && status->stage < LOAD_DONE;
    ui_say(ui, "writing %s%s", path, loads ? " when loading has ended" : "");
    free(path);
}

// ── commands ───────────────────────────────────────────────────────────────────────────────

static void add_command(struct ui *ui, const char *title, enum verb verb) {
    struct session session;
    struct text text = { 0 };
    session_of(ui, verb, &session);
    if (verb == VERB_VIEW)
        session.reduction = ui->session.reduction;
    session_command(&session, verb, &text);
    words_add(&ui->sheet.lines, title);
    words_add(&ui->sheet.lines, text_string(&text));
    words_add(&ui->sheet.lines, "");
    if (!ui->sheet.copy)
        ui->sheet.copy = alloc_string(text_string(&text));
    text_free(&text);
    session_free(&session);
}

void exports_commands(struct ui *ui, const struct request *request) {
    (void)request;
    static const char *const titles[VERB_COUNT] = {
        [VERB_REDUCE] = "# the reduction that is shown (-o FILE writes it)",
        [VERB_SERIES] = "# the zones over time (-o FILE.csv writes them)",
        [VERB_EXPORT] = "# the frame that is shown (add -o FILE)",
        [VERB_PROFILE] = "# the profile (-o FILE.csv writes it)",
        [VERB_KYMOGRAPH] = "# the kymograph (add -o FILE)",
        [VERB_TUNE] = "# the tuning (-o FILE.csv writes it)",
        [VERB_VIEW] = "# this view",
    };
    bool reduces = ui->session.reduction.count > 0;
    bool times = ui->focus == PANE_TIMELINE || ui->focus == PANE_ZONES;
    bool has_line = ui->session.line_count > 0, has_profile = has_line || ui->shows[PANE_PROFILE];
    bool tunes = ui->focus == PANE_TUNING && tuning_is_found(ui);
    enum verb first = tunes                       ? VERB_TUNE
                      : ui_kymograph(ui) >= 0     ? VERB_KYMOGRAPH
                      : reduces                   ? VERB_REDUCE
                      : times                     ? VERB_SERIES
                      : ui->focus == PANE_PROFILE ? VERB_PROFILE
                                                  : VERB_VIEW;
    static const enum verb others[] = { VERB_REDUCE,  VERB_EXPORT,    VERB_SERIES,
                                        VERB_PROFILE, VERB_KYMOGRAPH, VERB_VIEW };
    const bool shows[VERB_COUNT] = {
        [VERB_REDUCE] = reduces,      [VERB_EXPORT] = true,        [VERB_SERIES] = true,
        [VERB_PROFILE] = has_profile, [VERB_KYMOGRAPH] = has_line, [VERB_VIEW] = true,
    };
    sheet_open(ui, "the command of this session");
    add_command(ui, titles[first], first);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] != first && shows[others[i]])
            add_command(ui, titles[others[i]], others[i]);
    words_add(&ui->sheet.lines, "# y copies the first one, Esc closes");
}
