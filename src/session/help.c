// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/help.h"

#include "session/options.h"

// Columns: the group's name, the option, its help.
#define GROUP_WIDTH 10
#define OPTION_WIDTH 26

static const char head[] =
    "Usage: blitz [view] [OPTION]... PATH...   look at a file, folder or pattern\n"
    "       blitz info|check|series|profile|kymograph|export [OPTION]... PATH...\n"
    "       blitz reduce OP,...[:A:B] [OPTION]... PATH...\n"
    "       blitz tune ";
static const char rest_of_head[] = " [OPTION]... PATH...\n"
                                   "       blitz bench|cache|formats|doctor\n";

static const char tail[] = "--no-NAME puts back a default. Try: blitz demo:   Manual: man blitz\n";

void session_help(struct text *text) {
    text_add(text, head);
    tuning_list("|", text);
    text_add(text, rest_of_head);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (option->flags & (OPTION_HIDDEN | OPTION_RARE))
            continue;
        bool first = i == 0 || options[i - 1].group != option->group;
        struct text words = { 0 };
        if (option->letter)
            text_addf(&words, "-%c, ", option->letter);
        else
            text_add(&words, "    ");
        text_addf(&words, "--%s", option->name);
        if (option->argument)
            text_addf(&words, option->flags & OPTION_OPTIONAL ? "[=%s]" : "=%s", option->argument);
        text_addf(text, "%-*s%-*s %s\n", GROUP_WIDTH, first ? option_group_name(option->group) : "",
                  OPTION_WIDTH, text_string(&words), option->help);
        text_free(&words);
    }
    text_add(text, tail);
}
