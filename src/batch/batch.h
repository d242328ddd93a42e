// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The engine without a terminal: one verb, its output on stdout or in files, an exit status.

#ifndef BLITZ_BATCH_BATCH_H
#define BLITZ_BATCH_BATCH_H

#include "batch/exit_status.h"
#include "session/session.h"

enum exit_status exit_of_fault(enum fault_kind kind);

// Writes all of the text to stdout. False when that fails (a full disk behind a redirection).
bool batch_print(const struct text *text, struct fault *fault);

// Runs the verb (any but VERB_VIEW) and returns the exit status (128 + n when signal n ended it).
int batch_run(const struct session *session, enum verb verb);

#endif
