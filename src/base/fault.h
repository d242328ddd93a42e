// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Errors as values. A function that can fail returns false and fills the fault that its
// caller lends as the last argument. The text is one line for a person: what went wrong,
// with which file and frame, and what to do. Outside text in it has been made safe to
// print (see text.h).

#ifndef BLITZ_BASE_FAULT_H
#define BLITZ_BASE_FAULT_H

#include <stdbool.h>

enum fault_kind {
    FAULT_NONE = 0,
    FAULT_FAILED,    // no result: unreadable, wrong format, I/O error
    FAULT_USAGE,     // the request itself is wrong
    FAULT_LIMIT,     // refused: memory or disk limit
    FAULT_NOTHING,   // nothing matched: no frames, no files
    FAULT_CANCELLED, // somebody asked for it to stop
};

// Initialise with { 0 }. Owns `text`.
struct fault {
    enum fault_kind kind;
    char *text;
};

// Fills *fault, replacing what it held, and returns false, so that a function can
// `return fault_set(...)`. The text must already be safe to print. A NULL fault is allowed.
bool fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Puts "context: " before the text. Returns false.
bool fault_prefix(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Moves *from to *to and leaves *from empty. Returns false.
bool fault_move(struct fault *to, struct fault *from);

// The text, or "" when there is none. Borrowed.
const char *fault_text(const struct fault *fault);

// Frees what it owns and makes it FAULT_NONE.
void fault_clear(struct fault *fault);

#endif
