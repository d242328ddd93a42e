// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The command line in the GNU manner: --name=value, --name value, -nVALUE, -n VALUE, -qv, "--".
// Options may follow paths. Names are never shortened, so that scripts do not break.

#ifndef BLITZ_SESSION_COMMAND_LINE_H
#define BLITZ_SESSION_COMMAND_LINE_H

#include "base/fault.h"
#include "session/options.h"

#include <stdbool.h>
#include <stddef.h>

// One option as written. Strings are borrowed from the arguments.
struct assignment {
    const struct option *option;
    bool negated;
    const char *value; // NULL: a flag
};

// Initialise with { 0 }.
struct command_line {
    struct assignment *assignments;
    size_t assignment_count, assignment_capacity;
    const char **operands; // verb and paths
    size_t operand_count, operand_capacity;
    size_t operands_before_dashes; // how many stood before "--"
};

// Sorts the arguments (argv[0] is left out) into options and operands; sets nothing. False with
// FAULT_USAGE for an unknown option or one without its value; `line` is to be freed all the same.
bool command_line_read(struct command_line *line, int argc, char **argv, struct fault *fault);

// Frees what it owns and makes it empty.
void command_line_free(struct command_line *line);

// What the prompt takes behind `tune`: "WHAT [OPTION]...", as the verb does, of a session whose
// recording is there. The frames may be others of it; paths and what else decides which recording
// it is are refused. On a fault the session may have changed in part.
bool command_line_tune(struct session *session, const char *typed, struct fault *fault);

#endif
