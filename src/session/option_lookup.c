// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Finding a row of the table, and what all rows have in common.

#include "base/text.h"
#include "measure/correct.h"
#include "session/options.h"

#include <stdlib.h>
#include <string.h>

const char *option_group_name(enum option_group group) {
    static const char *const names[] = { "loading", "memory",  "measuring",
                                         "looking", "results", "general" };
    return names[group];
}

const struct option *option_find(const char *name) {
    for (size_t i = 0; i < option_count; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

const struct option *option_of_letter(char letter) {
    for (size_t i = 0; i < option_count; i++)
        if (letter && options[i].letter == letter)
            return &options[i];
    return NULL;
}

#define LONGEST_TYPO 32

// Levenshtein's distance of two short strings; `b` has at most LONGEST_TYPO characters.
static size_t distance(const char *a, const char *b) {
    size_t row[LONGEST_TYPO + 1], width = strlen(b);
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[width];
}

const char *option_suggest(const char *name) {
    size_t length = strlen(name), best = 3; // one letter swapped for its neighbour counts 2
    const char *nearest = NULL;
    if (!length || length > LONGEST_TYPO)
        return NULL;
    for (size_t i = 0; i < option_count; i++) {
        if (options[i].flags & OPTION_HIDDEN)
            continue;
        bool begins = length >= 2 && strncmp(options[i].name, name, length) == 0;
        size_t steps = begins ? 0 : distance(options[i].name, name);
        if (steps < best && steps < length) {
            best = steps;
            nearest = options[i].name;
        }
    }
    return nearest;
}

const char *verb_suggest(const char *name) {
    size_t length = strlen(name), best = 3;
    const char *nearest = NULL;
    if (length < 3 || length > LONGEST_TYPO || strspn(name, "abcdefghijklmnopqrstuvwxyz") < length)
        return NULL;
    for (enum verb verb = 0; verb < VERB_COUNT; verb++) {
        size_t steps = distance(verb_name(verb), name);
        if (steps < best) {
            best = steps;
            nearest = verb_name(verb);
        }
    }
    return nearest;
}

const struct option *option_lookup(const char *name, const char *dashes, bool *negated,
                                   struct fault *fault) {
    *negated = false;
    const struct option *option = option_find(name);
    if (!option && strncmp(name, "no-", 3) == 0) {
        option = option_find(name + 3);
        if (option && !(option->flags & OPTION_INVOCATION)) {
            *negated = true;
            return option;
        }
        option = NULL;
    }
    if (option)
        return option;
    const char *near = option_suggest(name);
    char *safe = text_safe(name);
    if (near)
        fault_set(fault, FAULT_USAGE, "unknown option %s%s (did you mean %s%s?)", dashes, safe,
                  dashes, near);
    else
        fault_set(fault, FAULT_USAGE, "unknown option %s%s", dashes, safe);
    free(safe);
    return NULL;
}

void option_clear(const struct option *option, struct session *session) {
    if (option->clear)
        option->clear(option, session);
}

bool option_set(const struct option *option, struct session *session, const char *value,
                struct fault *fault) {
    if (!option->set)
        return fault_set(fault, FAULT_USAGE, "--%s: only on the command line", option->name);
    if (!option->argument)
        return option->set(option, session, value && *value ? value : "yes", fault);
    if (value && *value)
        return option->set(option, session, value, fault);
    option_clear(option, session);
    return true;
}

bool options_check(const struct session *session, struct fault *fault) {
    if (session->json && session->csv)
        return fault_set(fault, FAULT_USAGE, "--json and --csv exclude each other");
    if (session->quiet && session->verbose)
        return fault_set(fault, FAULT_USAGE, "--quiet and --verbose exclude each other");
    return line_wishes_check(session->lines, session->line_count, fault)
           && correction_wish_check(&session->correction, fault);
}
