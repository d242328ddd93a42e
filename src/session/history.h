// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What was typed at the prompt, kept from session to session. That it cannot be read or
// written is no reason to disturb anybody: such failures are silent.

#ifndef BLITZ_SESSION_HISTORY_H
#define BLITZ_SESSION_HISTORY_H

#include "session/words.h"

#include <stddef.h>

#define HISTORY_LINES 500

// Initialise with { 0 }.
struct history {
    struct words lines; // oldest first
    char *path;         // NULL: not kept in a file
};

// Reads the file at `path`, or "$XDG_STATE_HOME/blitz/history" when NULL.
void history_open(struct history *history, const char *path);

// Adds a line and writes the file anew, with what other sessions have added to it meanwhile.
// Empty lines, lines with control characters and repetitions of the last line are left out.
void history_add(struct history *history, const char *line);

// The line `back` steps before now (1: the last), or NULL. Borrowed until the next addition.
const char *history_line(const struct history *history, size_t back);

// Frees it; what is in the file stays.
void history_close(struct history *history);

#endif
