// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/undo.h"

#include <string.h>

void undo_record(struct undo *undo, const struct session *session) {
    if (undo->count && session_same_wish(&undo->states[undo->at], session))
        return;
    while (undo->count > undo->at + 1)
        session_free(&undo->states[--undo->count]);
    if (undo->count == UNDO_STEPS + 1) {
        session_free(&undo->states[0]);
        memmove(undo->states, undo->states + 1, UNDO_STEPS * sizeof *undo->states);
        undo->states[--undo->count] = (struct session){ 0 };
    }
    session_copy(&undo->states[undo->count], session);
    undo->at = undo->count++;
}

static void restore(const struct undo *undo, struct session *session) {
    int64_t at = session->at;
    uint64_t reloads = session->reloads;
    session_copy(session, &undo->states[undo->at]);
    session->at = at;
    session->reloads = reloads;
}

bool undo_back(struct undo *undo, struct session *session) {
    if (!undo->count || undo->at == 0)
        return false;
    undo->at--;
    restore(undo, session);
    return true;
}

bool undo_forward(struct undo *undo, struct session *session) {
    if (!undo->count || undo->at + 1 == undo->count)
        return false;
    undo->at++;
    restore(undo, session);
    return true;
}

void undo_free(struct undo *undo) {
    for (size_t i = 0; i < undo->count; i++)
        session_free(&undo->states[i]);
    undo->count = undo->at = 0;
}
