// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Undo and redo of the session: a bounded row of copies and a place in it. Moving in time is
// not a change.

#ifndef BLITZ_SESSION_UNDO_H
#define BLITZ_SESSION_UNDO_H

#include "session/session.h"

#include <stdbool.h>
#include <stddef.h>

#define UNDO_STEPS 200

// Initialise with { 0 }. Owns its copies.
struct undo {
    struct session states[UNDO_STEPS + 1];
    size_t count; // states that are held
    size_t at;    // the one that is current
};

// Call with the first session, then after every change; sessions that differ from the current
// one only in the frame shown are not kept. What had been undone is forgotten.
void undo_record(struct undo *undo, const struct session *session);

// Puts the state before (after) into *session, which keeps its frame. False when there is none.
bool undo_back(struct undo *undo, struct session *session);
bool undo_forward(struct undo *undo, struct session *session);

// Frees its copies.
void undo_free(struct undo *undo);

#endif
