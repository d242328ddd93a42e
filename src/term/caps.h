// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the terminal can do, as far as environment, locale and terminfo say. What it says of
// itself is in term/answers.h.

#ifndef BLITZ_TERM_CAPS_H
#define BLITZ_TERM_CAPS_H

#include <stdbool.h>

enum colour_depth { COLOURS_NONE, COLOURS_8, COLOURS_16, COLOURS_256, COLOURS_TRUE };

// --color=auto|always|never
enum colour_choice { COLOUR_CHOICE_AUTO, COLOUR_CHOICE_ALWAYS, COLOUR_CHOICE_NEVER };

// Where it comes from; strings may be NULL. Borrowed.
struct caps_environment {
    const char *term, *colorterm, *no_color, *tmux;
    const char *codeset;  // nl_langinfo(CODESET)
    int terminfo_colours; // "colors" of the terminal's entry; -1: none, 0: unknown
};

struct caps {
    bool utf8;
    enum colour_depth colours;
    bool usable; // for a full-screen program; false for TERM=dumb or none
    bool is_tmux;
    bool may_be_asked; // it does not print questions that it does not know
};

// Pure.
struct caps caps_decide(const struct caps_environment *environment, enum colour_choice choice);

// Of this process (setlocale(LC_ALL, "") must have been called). The main thread, before the
// screen is opened.
struct caps caps_detect(enum colour_choice choice);

#endif
