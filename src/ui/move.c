// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/move.h"

#include <inttypes.h>

static struct indices kept(const struct ui *ui) {
    return ui_is_planned(ui) ? ui_about(ui)->kept : (struct indices){ 0, 1, 0 };
}

int64_t move_slots(const struct ui *ui) {
    return kept(ui).count;
}

// Rounds down; 0 when nothing is known.
static int64_t slot_of(struct indices indices, int64_t source) {
    if (indices.count < 1 || source < indices.first)
        return 0;
    int64_t slot = (source - indices.first) / indices.step;
    return slot < indices.count ? slot : indices.count - 1;
}

int64_t move_slot_of(const struct ui *ui, int64_t source) {
    return slot_of(kept(ui), source);
}

int64_t move_slot(const struct ui *ui) {
    return move_slot_of(ui, ui->session.at);
}

int64_t move_source(const struct ui *ui, int64_t slot) {
    struct indices indices = kept(ui);
    return indices.first + slot * indices.step;
}

void move_to_slot(struct ui *ui, int64_t slot) {
    int64_t count = move_slots(ui);
    if (count < 1)
        return;
    slot = slot < 0 ? 0 : slot >= count ? count - 1 : slot;
    ui->session.at = move_source(ui, slot);
}

void move_by(struct ui *ui, int64_t slots) {
    move_to_slot(ui, move_slot(ui) + slots);
}

void move_to(struct ui *ui, int64_t source) {
    struct indices indices = kept(ui);
    if (indices.count < 1)
        return;
    int64_t last = indices.first + (indices.count - 1) * indices.step;
    if (source < indices.first || source > last)
        ui_say(ui, "frames go from %" PRId64 " to %" PRId64, indices.first, last);
    else if ((source - indices.first) % indices.step)
        ui_say(ui, "frame %" PRId64 " was left out: the one before is shown", source);
    move_to_slot(ui, slot_of(indices, source));
}

void move_range(const struct ui *ui, int64_t *first, int64_t *stop) {
    const struct session *session = &ui->session;
    struct indices indices = kept(ui);
    *first = 0;
    *stop = indices.count;
    if (session->has_mark_start && session->mark_start > indices.first)
        *first = (session->mark_start - indices.first + indices.step - 1) / indices.step;
    if (session->has_mark_stop) {
        int64_t beyond = session->mark_stop - indices.first;
        *stop = beyond <= 0 ? 0 : (beyond + indices.step - 1) / indices.step;
    }
    if (*stop > indices.count)
        *stop = indices.count;
    if (*first >= *stop) {
        *first = 0;
        *stop = indices.count;
    }
}
