// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the terminal's entry says, kept apart because <term.h> defines names such as "columns".

#ifndef BLITZ_TERM_TERMINFO_H
#define BLITZ_TERM_TERMINFO_H

#include "base/text.h"

// The number of colours of the entry `term`: -1 when it has none, 0 when there is no entry. Not
// after a screen was opened.
int terminfo_colours(const char *term);

// Appends the string of a capability ("rmcup") of the open screen's entry, without padding;
// nothing when it has none.
void terminfo_add(struct text *bytes, const char *capability);

#endif
