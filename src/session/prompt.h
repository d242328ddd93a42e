// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is typed at the prompt: "goto 123", "bin 2", "no-dark", "roi a=rect:0,0,4,4". The rest
// of the line after the name is the value, blanks and all.

#ifndef BLITZ_SESSION_PROMPT_H
#define BLITZ_SESSION_PROMPT_H

#include "base/fault.h"
#include "session/actions.h"
#include "session/options.h"
#include "session/words.h"

#include <stdbool.h>
#include <stddef.h>

// One of `action` and `option` is set; both NULL for an empty line.
struct prompt_line {
    const struct action_row *action;
    const struct option *option;
    char *name;  // as session_set() takes it ("no-dark")
    char *value; // NULL: none
};

// An option that cannot change while blitz runs is refused.
bool prompt_read(const char *string, struct prompt_line *line, struct fault *fault);
void prompt_line_free(struct prompt_line *line);

// What else may complete a word: the caller knows files, zones and lines.
enum completion_kind { COMPLETION_WORDS, COMPLETION_FILES, COMPLETION_ZONES, COMPLETION_LINES };

// Candidates for the end of `string`, which begins at byte *start: names of commands and
// options, then the values of an option. Each is a whole replacement for string + *start.
enum completion_kind prompt_complete(const char *string, size_t *start, struct words *candidates);

#endif
