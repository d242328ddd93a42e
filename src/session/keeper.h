// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Who may write a saved session. A running program holds the lock of its session's name, so that
// two of them never write the same file. While it runs, changes go to NAME.auto; it becomes NAME
// when the session is saved, and is found when the program died without a chance to do so.

#ifndef BLITZ_SESSION_KEEPER_H
#define BLITZ_SESSION_KEEPER_H

#include "base/fault.h"

#include <stdbool.h>

// Initialise with KEEPER_NONE.
struct keeper {
    char *name;    // NULL: it keeps nothing
    int lock;      // descriptor; -1: none
    char *written; // what NAME.auto holds; NULL: nothing
};

#define KEEPER_NONE ((struct keeper){ .lock = -1 })

// Whether a session may be called so: letters, digits, "-" and "_", at most 64.
bool keeper_may_be_called(const char *name);

// The file of a session, or NULL when there is no home folder. New string.
char *keeper_path(const char *name);

// The file that was written last for a name, of NAME and NAME.auto; NULL when there is neither.
char *keeper_newest(const char *name);

// Takes a name; when another program has it, NAME-2, NAME-3 ... What a program that died has left
// becomes the session of that name first. False, and it keeps nothing, when no file can be made.
bool keeper_open(struct keeper *keeper, const char *name, struct fault *fault);

// Takes exactly this name and gives the old one back, with what was noted under it. False, and
// nothing has changed, when another program has it or, without `force`, it exists.
bool keeper_rename(struct keeper *keeper, const char *name, bool force, struct fault *fault);

// Writes NAME.auto, if the text is not what it holds.
bool keeper_note(struct keeper *keeper, const char *text, struct fault *fault);

// Writes NAME, and NAME.auto is no more.
bool keeper_save(struct keeper *keeper, const char *text, struct fault *fault);

// Removes NAME.auto.
void keeper_forget(struct keeper *keeper);

// Gives the name back.
void keeper_close(struct keeper *keeper);

#endif
