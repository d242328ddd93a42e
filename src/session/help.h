// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Texts made from the tables of options and actions.

#ifndef BLITZ_SESSION_HELP_H
#define BLITZ_SESSION_HELP_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

// The whole of `blitz --help`, under 60 lines of at most 80 columns.
void session_help(struct text *text);

// What --generate=KIND prints: man-options and man-keys (troff, for the man page), bash, zsh,
// fish (completion scripts). FAULT_USAGE for another kind.
bool session_generate(const char *kind, struct text *text, struct fault *fault);

#endif
