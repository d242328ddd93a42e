// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A session of the viewer as it is kept in a file: the command that opens it again, what its
// paths were, and notes that only the viewer understands. Text, one item a line.

#ifndef BLITZ_SESSION_SAVED_H
#define BLITZ_SESSION_SAVED_H

#include "base/fault.h"
#include "session/session.h"
#include "session/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAVED_USUAL "last" // the name of a session that was given none

// What a path of the session was when it was saved. Initialise with { 0 }.
struct saved_file {
    char *path;
    int64_t size, seconds,
        nanoseconds; // size -1: there was nothing of this name (a pattern, demo:)
};

// Initialise with { 0 }. Owns its memory.
struct saved {
    char *name;             // as asked for
    struct words arguments; // of the command, "blitz" first
    struct saved_file *files;
    size_t file_count;
    struct words notes;   // "frame 12", in the order they were added
    struct words changes; // what is to be said of files that are not what they were
};

// Appends the file's text. Paths in it hold in any folder. Notes are the caller's to append, by
// saved_note.
void saved_write(const struct session *session, struct text *text);

// Appends one note: a line without its end.
void saved_note(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Reads a session by its name (the usual one when it is empty). A file that is gone is a fault;
// one that has changed since is a line in `changes`. *saved must be freed in either case.
bool saved_read(struct saved *saved, const char *name, struct fault *fault);

// The same from the text of a file, which is changed. Looks at no path.
bool saved_parse(struct saved *saved, char *string, struct fault *fault);

// The rest of the first note that begins with this word and a blank, or NULL. Borrowed.
const char *saved_find(const struct saved *saved, const char *word);

void saved_free(struct saved *saved);

#endif
