// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/hearing.h"

#include "base/alloc.h"
#include "session/options.h"
#include "ui/commands.h"
#include "ui/cursor.h"
#include "ui/looks.h"
#include "ui/move.h"
#include "ui/tuning.h"

#include <stdlib.h>
#include <string.h>

// Gives every option that decides what is loaded the value that it has in `from`.
static void copy_loading(struct session *to, const struct session *from) {
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        struct words words = { 0 };
        if (!(option->flags & OPTION_RELOAD))
            continue;
        option_clear(option, to);
        option->format(option, from, &words);
        const char *value = words.count ? strchr(words.items[0], '=') : NULL;
        if (words.count)
            option_set(option, to, value ? value + 1 : NULL, NULL);
        words_free(&words);
    }
    to->reloads = from->reloads;
}

// Frames that could not be opened: back to those that were there, so that the session says
// what is shown.
static void take_back(struct ui *ui, const struct status_product *status) {
    bool asked = session_needs_reload(&ui->loaded, &ui->last_wish.session);
    if (!ui->was_planned || !asked || status->stage == LOAD_OPENING)
        return;
    copy_loading(&ui->session, &ui->loaded);
    command_remember(ui, ACTION_COUNT);
}

// Another recording is there, or the same is planned by now.
static void note_recording(struct ui *ui) {
    const struct product *about = ui->products.by_kind[PRODUCT_ABOUT];
    uint64_t number = about ? strtoull(about->key, NULL, 10) : 0;
    if (!ui_is_planned(ui) || number == ui->about_seen)
        return;
    ui->about_seen = number;
    session_copy(&ui->loaded, &ui->last_wish.session);
}

// What is not fit for its role, or lacks frames, is said once, when it was made.
static void hear_references(struct ui *ui) {
    const struct references *references = ui_references(ui);
    const struct product *product = ui->products.by_kind[PRODUCT_REFERENCES];
    if (!references || (ui->references_seen && strcmp(ui->references_seen, product->key) == 0))
        return;
    free(ui->references_seen);
    ui->references_seen = alloc_string(product->key);
    struct text warnings = { 0 };
    references_lack(references, &warnings);
    references_lack_around(references->aside.bad, &warnings);
    references_warn(references, &warnings);
    if (warnings.length)
        ui_complain(ui, "%s", text_string(&warnings));
    text_free(&warnings);
}

static void hear_engine(struct ui *ui) {
    const struct status_product *status = ui_status(ui);
    note_recording(ui);
    hear_references(ui);
    if (status && status->message && status->message_number != ui->message_seen) {
        ui->message_seen = status->message_number;
        if (status->message_kind == FAULT_NONE || status->message_kind == FAULT_CANCELLED)
            ui_say(ui, "%s", status->message);
        else
            ui_complain(ui, "%s", status->message);
        if (status->message_kind != FAULT_NONE)
            take_back(ui, status);
    }
    const struct product *product = ui->products.by_kind[PRODUCT_EXPORT];
    if (!product)
        return;
    uint64_t number = strtoull(product->key, NULL, 10);
    if (number == ui->export_seen)
        return;
    ui->export_seen = number;
    ui_say(ui, "%s", ((const struct export_product *)product)->message);
}

void hearing_settle(struct ui *ui) {
    hear_engine(ui);
    cursor_settle(ui);
    looks_settle(ui);
    tuning_settle(ui);
    // Another recording may not have the frame that was shown.
    move_by(ui, 0);
    command_run_deferred(ui);
}
