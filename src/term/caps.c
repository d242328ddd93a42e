// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/caps.h"

#include "term/terminfo.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool starts(const char *string, const char *with) {
    return strncmp(string, with, strlen(with)) == 0;
}

static bool is_one_of(const char *string, const char *const *names) {
    for (; *names; names++)
        if (strcmp(string, *names) == 0)
            return true;
    return false;
}

static enum colour_depth depth_of(const char *term, int terminfo_colours) {
    if (strstr(term, "-direct") || strstr(term, "truecolor"))
        return COLOURS_TRUE;
    if (terminfo_colours >= 256 || strstr(term, "256color"))
        return COLOURS_256;
    if (terminfo_colours >= 16)
        return COLOURS_16;
    if (terminfo_colours >= 8)
        return COLOURS_8;
    if (terminfo_colours < 0 || starts(term, "vt1") || starts(term, "vt2"))
        return COLOURS_NONE;
    return COLOURS_8;
}

struct caps caps_decide(const struct caps_environment *environment, enum colour_choice choice) {
    static const char *const poor[] = { "", "dumb", "unknown", "emacs", NULL };
    // Their parsers end at a prefix or an intermediate, and print the rest.
    static const char *const old[] = { "linux", "ansi", "vt52", "vt100", "vt102", "cons25", NULL };
    const char *term = environment->term ? environment->term : "";
    const char *colorterm = environment->colorterm ? environment->colorterm : "";
    const char *codeset = environment->codeset ? environment->codeset : "";
    struct caps caps = { .usable = !is_one_of(term, poor),
                         .utf8 =
                             strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0,
                         .is_tmux =
                             (environment->tmux && *environment->tmux) || starts(term, "tmux") };
    caps.may_be_asked = caps.usable && !is_one_of(term, old);
    caps.colours = depth_of(term, environment->terminfo_colours);
    // tmux takes 24-bit colours always and maps them to what its client can.
    bool truecolour = strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0;
    if (caps.usable && caps.colours != COLOURS_NONE && (truecolour || caps.is_tmux))
        caps.colours = COLOURS_TRUE;
    if (choice == COLOUR_CHOICE_ALWAYS && caps.colours == COLOURS_NONE)
        caps.colours = truecolour ? COLOURS_TRUE : COLOURS_8;
    bool unwanted = environment->no_color && *environment->no_color;
    if (choice == COLOUR_CHOICE_NEVER || (choice == COLOUR_CHOICE_AUTO && unwanted))
        caps.colours = COLOURS_NONE;
    return caps;
}

struct caps caps_detect(enum colour_choice choice) {
    struct caps_environment environment = { .term = getenv("TERM"),
                                            .colorterm = getenv("COLORTERM"),
                                            .no_color = getenv("NO_COLOR"),
                                            .tmux = getenv("TMUX"),
                                            .codeset = nl_langinfo(CODESET) };
    environment.terminfo_colours = terminfo_colours(environment.term);
    return caps_decide(&environment, choice);
}
