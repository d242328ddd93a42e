// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The one table of options. The command line, the configuration file, the prompt, --help, the
// man page, the completions and the printed command are all made from it.

#ifndef BLITZ_SESSION_OPTIONS_H
#define BLITZ_SESSION_OPTIONS_H

#include "base/fault.h"
#include "session/session.h"
#include "session/words.h"

#include <stdbool.h>
#include <stddef.h>

enum option_group {
    OPTIONS_LOADING,
    OPTIONS_MEMORY,
    OPTIONS_MEASURING,
    OPTIONS_LOOKING,
    OPTIONS_RESULTS,
    OPTIONS_GENERAL,
    OPTIONS_GROUPS
};

const char *option_group_name(enum option_group group); // "loading" ...

enum option_flag {
    OPTION_REPEATABLE = 1,
    OPTION_LIVE = 2,        // may be changed at the prompt
    OPTION_RELOAD = 4,      // a change means to load anew
    OPTION_TALK = 8,        // not part of the command that reproduces a result
    OPTION_INVOCATION = 16, // about this run, not the session: no set, no format
    OPTION_FILE = 32,       // its value may be a file
    OPTION_HIDDEN = 64,     // not in the help
    OPTION_RARE = 128,      // in the manual, not in the help, which has to fit a screen
    OPTION_OPTIONAL = 256,  // may be given without its value, which then stands behind "=" only
};

struct option;

// Sets from a value (never NULL nor empty). On a fault nothing has changed.
typedef bool option_set_function(const struct option *option, struct session *session,
                                 const char *value, struct fault *fault);

// Adds "--name=value" words when the session differs from the default.
typedef void option_format_function(const struct option *option, const struct session *session,
                                    struct words *words);

// Puts the default back.
typedef void option_clear_function(const struct option *option, struct session *session);

struct option {
    const char *name;
    char letter;          // 0: none
    const char *argument; // placeholder in the help; NULL: a flag
    enum option_group group;
    unsigned flags;     // enum option_flag
    const char *values; // "auto|ram|..." for completion and choices, or NULL
    const char *help;   // one line, at most 43 columns
    option_set_function *set;
    option_format_function *format;
    option_clear_function *clear;
    size_t offset, size; // of its field in struct session, for the shared functions
    double low, high;    // of a number
};

extern const struct option options[];
extern const size_t option_count;

// The row of a long name or of a letter, or NULL.
const struct option *option_find(const char *name);
const struct option *option_of_letter(char letter);

// The option name nearest to a mistyped one, or NULL when none is near.
const char *option_suggest(const char *name);

// The same for verbs.
const char *verb_suggest(const char *name);

// Finds "NAME" or "no-NAME"; FAULT_USAGE with a suggestion when there is none. *negated says
// which. `dashes` is how the name was written ("--" or "").
const struct option *option_lookup(const char *name, const char *dashes, bool *negated,
                                   struct fault *fault);

// Sets, or puts back the default when `value` is NULL for an option with an argument, or empty.
// A flag takes NULL or yes/no. Does not check one option against another.
bool option_set(const struct option *option, struct session *session, const char *value,
                struct fault *fault);

// Puts the default back.
void option_clear(const struct option *option, struct session *session);

// Checks options against one another.
bool options_check(const struct session *session, struct fault *fault);

// session_command() as words: what a program is given as its arguments, "blitz" first.
void session_words(const struct session *session, enum verb verb, struct words *words);

// Whether the "a|b|c" list has the word; *index may be NULL.
bool option_value_index(const char *values, const char *word, size_t *index);

#endif
