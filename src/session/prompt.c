// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/prompt.h"

#include "base/alloc.h"
#include "base/text.h"
#include "measure/slide.h"
#include "view/colourmap.h"

#include <stdlib.h>
#include <string.h>

// The name ends at a blank or at "=", so that "bin=2" works as well as "bin 2".
static const char name_ends[] = " =";

static bool find_option(struct prompt_line *line, struct fault *fault) {
    bool negated;
    line->option = option_lookup(line->name, "", &negated, fault);
    if (!line->option) {
        char *told = alloc_string(fault ? fault_text(fault) : "");
        char *safe = text_safe(line->name);
        if (!strstr(told, "did you mean"))
            fault_set(fault, FAULT_USAGE, "'%s' is no command and no option; ? has the list", safe);
        free(safe);
        free(told);
        return false;
    }
    if (!(line->option->flags & OPTION_LIVE))
        return fault_set(fault, FAULT_USAGE, "%s can only be given when blitz starts",
                         line->option->name);
    if (!negated && line->option->argument && !line->value)
        return fault_set(fault, FAULT_USAGE, "%s needs a value: %s %s (or no-%s)",
                         line->option->name, line->option->name, line->option->argument,
                         line->option->name);
    return true;
}

bool prompt_read(const char *string, struct prompt_line *line, struct fault *fault) {
    *line = (struct prompt_line){ 0 };
    string += strspn(string, " :");
    size_t length = strcspn(string, name_ends);
    if (!length && !*string)
        return true;
    line->name = strndup(string, length);
    const char *rest = string + length;
    rest += strspn(rest, " ");
    rest += *rest == '=' ? 1 + strspn(rest + 1, " ") : 0;
    size_t size = strlen(rest);
    while (size && rest[size - 1] == ' ')
        size--;
    line->value = size ? strndup(rest, size) : NULL;
    line->action = action_find(line->name);
    bool good = line->action || find_option(line, fault);
    if (good && line->action && !line->action->argument && line->value)
        good = fault_set(fault, FAULT_USAGE, "%s takes no value", line->name);
    if (!good)
        prompt_line_free(line);
    return good;
}

void prompt_line_free(struct prompt_line *line) {
    free(line->name);
    free(line->value);
    *line = (struct prompt_line){ 0 };
}

static void add_if(struct words *candidates, const char *begun, const char *before,
                   const char *word) {
    char *whole = alloc_format("%s%s", before, word);
    if (strncmp(whole, begun, strlen(begun)) == 0)
        words_add(candidates, whole);
    free(whole);
}

static void add_names(const char *begun, struct words *candidates) {
    for (size_t i = 0; i < action_rows; i++)
        add_if(candidates, begun, "", actions[i].name);
    for (size_t i = 0; i < option_count; i++) {
        if (!(options[i].flags & OPTION_LIVE))
            continue;
        add_if(candidates, begun, "", options[i].name);
        if (strncmp(begun, "no", 2) == 0)
            add_if(candidates, begun, "no-", options[i].name);
    }
    words_sort(candidates);
}

// Of "a|b|c"; NULL is allowed.
static void add_words(const char *all, const char *begun, struct words *candidates) {
    for (const char *v = all; v && *v;) {
        size_t span = strcspn(v, "|");
        char *word = strndup(v, span);
        add_if(candidates, begun, "", word);
        free(word);
        v += span + (v[span] == '|');
    }
}

// The field of a sliding reference that is being typed; NULL: none is.
static const char *slide_field(const char *name, const char *value) {
    const struct option *option = action_find(name) ? NULL : option_find(name);
    const char *comma = strrchr(value, ',');
    bool slides = option && option->values && strstr(option->values, "slide:")
                  && strncmp(value, "slide:", 6) == 0;
    return slides && comma ? comma + 1 : NULL;
}

static enum completion_kind add_values(const char *name, const char *begun,
                                       struct words *candidates) {
    const struct action_row *action = action_find(name);
    const struct option *option = action ? NULL : option_find(name);
    if (action && action->argument && strstr(action->argument, "FILE"))
        return COMPLETION_FILES;
    if (action && action->argument && strstr(action->argument, "NAME"))
        return COMPLETION_ZONES;
    if (action && action->argument && strstr(action->argument, "LINE"))
        return COMPLETION_LINES;
    if (action && action->argument && strstr(action->argument, "|all|around"))
        add_words("all|around", begun, candidates);
    for (int i = 0; action && action->action == ACTION_TUNE && i < TUNING_COUNT; i++)
        add_if(candidates, begun, "", tuning_name((enum tuning)i));
    if (!option)
        return COMPLETION_WORDS;
    if (strcmp(option->name, "lut") == 0)
        for (int i = 0; i < (int)colourmap_count(); i++)
            add_if(candidates, begun, "", colourmap_name(i));
    add_words(option->values, begun, candidates);
    return option->flags & OPTION_FILE ? COMPLETION_FILES : COMPLETION_WORDS;
}

enum completion_kind prompt_complete(const char *string, size_t *start, struct words *candidates) {
    const char *from = string + strspn(string, " :");
    size_t length = strcspn(from, name_ends);
    if (!from[length]) {
        *start = (size_t)(from - string);
        add_names(from, candidates);
        return COMPLETION_WORDS;
    }
    const char *value = from + length;
    value += strspn(value, " ");
    value += *value == '=' ? 1 + strspn(value + 1, " ") : 0;
    *start = (size_t)(value - string);
    char *name = strndup(from, length);
    const char *field = slide_field(name, value);
    enum completion_kind kind = COMPLETION_WORDS;
    if (field) {
        *start = (size_t)(field - string);
        add_words(SLIDE_FIELDS, field, candidates);
    } else {
        kind = add_values(name, value, candidates);
    }
    free(name);
    return kind;
}
