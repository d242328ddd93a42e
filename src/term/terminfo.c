// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/terminfo.h"

#include <string.h>

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

int terminfo_colours(const char *term) {
    int error = 0;
    if (!term || !*term || setupterm(term, 1, &error) == ERR)
        return 0;
    int colours = tigetnum("colors");
    del_curterm(cur_term);
    return colours > 0 ? colours : -1;
}

void terminfo_add(struct text *bytes, const char *capability) {
    const char *sequence = tigetstr(capability);
    if (!sequence || sequence == (const char *)-1)
        return;
    // Padding is for terminals that no longer exist.
    for (const char *at = sequence; *at;) {
        const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;
        if (end)
            at = end + 1;
        else
            text_add_char(bytes, *at++);
    }
}
