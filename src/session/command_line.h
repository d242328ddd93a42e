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

bool command_line_read(struct command_line *line, int argc, char **argv, struct fault *fault);
void command_line_free(struct command_line *line);

// One source of options (a file, the environment, the command line). What it says of a
// repeatable option takes the place of what lower layers said.
struct layer {
    uint64_t touched; // one bit an option, by its place in the table
};

bool layer_set(struct layer *layer, const struct option *option, bool negated, const char *value,
               struct session *session, struct fault *fault);

#endif
