// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The engine without a terminal: one verb, its output on stdout or in files, an exit status.

#ifndef BLITZ_BATCH_BATCH_H
#define BLITZ_BATCH_BATCH_H

#include "session/session.h"

// Exit statuses; written in the man page and never changed.
enum exit_status {
    EXIT_GOOD = 0,
    EXIT_FAILED = 1,     // no result
    EXIT_USAGE = 2,
    EXIT_INCOMPLETE = 3, // a result, but of less than was asked for
    EXIT_LIMIT = 4,      // refused: memory or disk
    EXIT_NOTHING = 5,    // nothing matched
    EXIT_FINDING = 6,    // check or --fail-on found something
};

enum exit_status exit_of_fault(enum fault_kind kind);

// Writes all of the text to stdout. False when that fails (a full disk behind a redirection).
bool batch_print(const struct text *text, struct fault *fault);

// Runs the verb (any but VERB_VIEW) and returns the exit status (128 + n when signal n ended it).
int batch_run(const struct session *session, enum verb verb);

#endif
