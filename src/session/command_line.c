// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/command_line.h"

#include "base/alloc.h"
#include "base/text.h"
#include "session/config_file.h"
#include "session/layer.h"
#include "session/saved.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void add_assignment(struct command_line *line, const struct option *option, bool negated,
                           const char *value) {
    line->assignments = alloc_grow(line->assignments, line->assignment_count,
                                   &line->assignment_capacity, sizeof *line->assignments);
    line->assignments[line->assignment_count++] = (struct assignment){ option, negated, value };
}

static void add_operand(struct command_line *line, const char *word) {
    line->operands = alloc_grow(line->operands, line->operand_count, &line->operand_capacity,
                                sizeof *line->operands);
    line->operands[line->operand_count++] = word;
}

// Reads "--name", "--name=value" or "--name value". `next` is the word after it, or NULL;
// *took_next says whether it was the value.
static bool read_long(struct command_line *line, const char *word, const char *next,
                      bool *took_next, struct fault *fault) {
    const char *equals = strchr(word, '=');
    char *name = equals ? strndup(word + 2, (size_t)(equals - word - 2)) : alloc_string(word + 2);
    bool negated;
    const struct option *option = option_lookup(name, "--", &negated, fault);
    free(name);
    if (!option)
        return false;
    const char *value = equals ? equals + 1 : NULL;
    if (negated && value)
        return fault_set(fault, FAULT_USAGE, "--no-%s takes no value", option->name);
    if (!negated && option->argument && !value && !(option->flags & OPTION_OPTIONAL)) {
        if (!next)
            return fault_set(fault, FAULT_USAGE, "--%s needs a value: --%s=%s", option->name,
                             option->name, option->argument);
        value = next;
        *took_next = true;
    }
    add_assignment(line, option, negated, value);
    return true;
}

// Reads "-qv", "-nVALUE" or "-n VALUE".
static bool read_letters(struct command_line *line, const char *word, const char *next,
                         bool *took_next, struct fault *fault) {
    for (const char *letter = word + 1; *letter; letter++) {
        const struct option *option = option_of_letter(*letter);
        if (!option) {
            char *safe = text_safe(word);
            fault_set(fault, FAULT_USAGE, "unknown option %s", safe);
            free(safe);
            return false;
        }
        if (!option->argument) {
            add_assignment(line, option, false, NULL);
            continue;
        }
        const char *value = letter + 1;
        if (!*value) {
            if (!next)
                return fault_set(fault, FAULT_USAGE, "-%c needs a value: -%c %s", *letter, *letter,
                                 option->argument);
            value = next;
            *took_next = true;
        }
        add_assignment(line, option, false, value);
        return true;
    }
    return true;
}

bool command_line_read(struct command_line *line, int argc, char **argv, struct fault *fault) {
    bool dashes = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
        bool took_next = false, good = true;
        if (dashes || word[0] != '-' || !word[1])
            add_operand(line, word);
        else if (strcmp(word, "--") == 0)
            dashes = true;
        else if (word[1] == '-')
            good = read_long(line, word, next, &took_next, fault);
        else
            good = read_letters(line, word, next, &took_next, fault);
        if (!good)
            return false;
        if (!dashes)
            line->operands_before_dashes = line->operand_count;
        i += took_next;
    }
    return true;
}

void command_line_free(struct command_line *line) {
    free(line->assignments);
    free(line->operands);
    *line = (struct command_line){ 0 };
}

// What is about this run and not about the session.
static bool invoke(const struct assignment *assignment, struct invocation *invocation,
                   struct fault *fault) {
    const char *name = assignment->option->name, *value = assignment->value;
    if (assignment->option->argument && value && !*value)
        return fault_set(fault, FAULT_USAGE, "--%s needs a value", name);
    if (strcmp(name, "help") == 0) {
        invocation->help = true;
    } else if (strcmp(name, "version") == 0) {
        invocation->version = true;
    } else if (strcmp(name, "config") == 0) {
        free(invocation->config_file);
        invocation->config_file = alloc_string(value);
    } else if (strcmp(name, "resume") == 0) {
        free(invocation->resume);
        invocation->resume = alloc_string(value ? value : "");
    } else {
        if (!option_value_index(assignment->option->values, value, NULL))
            return fault_set(fault, FAULT_USAGE, "--%s: must be one of %s", name,
                             assignment->option->values);
        free(invocation->generate);
        invocation->generate = alloc_string(value);
    }
    return true;
}

// Says what is wrong and what to type instead.
static bool refuse(enum verb verb, const char *told, struct fault *fault) {
    struct text hint = { 0 };
    switch (verb) {
    case VERB_REDUCE:
        text_add(&hint, "OP,... PATH' with OP one of mean std min max median sum pQ");
        break;
    case VERB_TUNE:
        text_add(&hint, "WHAT PATH' with WHAT one of ");
        tuning_list(" ", &hint);
        break;
    default:
        text_add(&hint, "PATH'");
    }
    if (verb == VERB_VIEW)
        fault_set(fault, FAULT_USAGE,
                  "%s; type 'blitz PATH' (a file, a folder, or demo: for the built-in recording), "
                  "or 'blitz --help'",
                  told);
    else
        fault_set(fault, FAULT_USAGE, "%s; type 'blitz %s %s", told, verb_name(verb),
                  text_string(&hint));
    text_free(&hint);
    return false;
}

// A first operand that is no file but nearly the name of a verb was meant to be one.
static bool is_no_typo(const char *operand, struct fault *fault) {
    const char *near = verb_suggest(operand);
    struct stat status;
    if (!near || lstat(operand, &status) == 0)
        return true;
    char *safe = text_safe(operand);
    fault_set(fault, FAULT_USAGE, "%s: no such file or folder; if a verb is meant, type 'blitz %s'",
              safe, near);
    free(safe);
    return false;
}

static bool take_tuning(const char *name, struct session *session, struct fault *fault) {
    if (!name)
        return refuse(VERB_TUNE, "tune: not said what", fault);
    if (tuning_find(name, &session->tuning))
        return true;
    char *safe = text_safe(name);
    char *told = alloc_format("tune: nothing that can be tuned is called %s", safe);
    refuse(VERB_TUNE, told, fault);
    free(told);
    free(safe);
    return false;
}

// Takes verb, reduction or tuning, and paths from the operands.
static bool take_operands(const struct command_line *line, struct session *session,
                          struct invocation *invocation, struct fault *fault) {
    size_t at = 0;
    if (line->operands_before_dashes && verb_find(line->operands[0], &invocation->verb))
        at = 1;
    enum verb verb = invocation->verb;
    bool verb_given = at == 1 || !line->operands_before_dashes;
    if (verb == VERB_REDUCE) {
        if (at == line->operand_count)
            return refuse(verb, "reduce: no operation given", fault);
        if (!option_set(option_find("reduce"), session, line->operands[at], fault)) {
            fault_prefix(fault, "reduce");
            char *told = alloc_string(fault_text(fault));
            refuse(verb, told, fault);
            free(told);
            return false;
        }
        at++;
    }
    if (verb == VERB_TUNE
        && !take_tuning(at < line->operand_count ? line->operands[at++] : NULL, session, fault))
        return false;
    for (; at < line->operand_count; at++) {
        if (!*line->operands[at] && verb == VERB_BENCH)
            return fault_set(fault, FAULT_USAGE, "bench: a name is empty");
        if (!*line->operands[at])
            return fault_set(fault, FAULT_USAGE, "%s: a path is empty; '.' is this folder",
                             verb_name(verb));
        session_add_path(session, line->operands[at]);
    }
    bool takes_none = verb == VERB_FORMATS || verb == VERB_DOCTOR;
    if (takes_none && session->path_count)
        return fault_set(fault, FAULT_USAGE, "%s takes no path; type 'blitz %s'", verb_name(verb),
                         verb_name(verb));
    if (takes_none)
        return true;
    if (session->path_count)
        return verb_given || is_no_typo(session->paths[0], fault);
    if (verb == VERB_BENCH || verb == VERB_CACHE)
        return true;
    char *told = alloc_format("%s: no path given", verb_name(verb));
    refuse(verb, told, fault);
    free(told);
    return false;
}

static bool set_options(const struct command_line *line, struct session *session,
                        struct fault *fault) {
    struct layer layer = { 0 };
    for (size_t i = 0; i < line->assignment_count; i++) {
        const struct assignment *a = &line->assignments[i];
        if (!(a->option->flags & OPTION_INVOCATION)
            && !layer_set(&layer, a->option, a->negated, a->value, session, fault))
            return false;
    }
    return true;
}

// Whether the frames that are there can be tuned with another value of this option.
static bool may_tune_with(const struct option *option, struct fault *fault) {
    if (strcmp(option->name, "frames") == 0 || strcmp(option->name, "frame") == 0)
        return true;
    if (option->flags & OPTION_RELOAD)
        return fault_set(fault, FAULT_USAGE,
                         "--%s decides what is loaded: set it first, without tune", option->name);
    return option->flags & OPTION_LIVE
           || fault_set(fault, FAULT_USAGE, "--%s can only be given when blitz starts",
                        option->name);
}

bool command_line_tune(struct session *session, const char *typed, struct fault *fault) {
    struct words words = { 0 };
    struct command_line line = { 0 };
    words_add(&words, verb_name(VERB_TUNE));
    bool good =
        words_split(&words, typed) || fault_set(fault, FAULT_USAGE, "a quotation does not end");
    good = good && command_line_read(&line, (int)words.count, words.items, fault);
    if (good && !(line.operand_count && tuning_find(line.operands[0], &session->tuning))) {
        struct text names = { 0 };
        tuning_list(" ", &names);
        good = fault_set(fault, FAULT_USAGE, "tune takes one of %s", text_string(&names));
        text_free(&names);
    }
    if (good && line.operand_count > 1)
        good = fault_set(fault, FAULT_USAGE, "tune takes no path here: it tunes what is shown");
    for (size_t i = 0; good && i < line.assignment_count; i++)
        good = may_tune_with(line.assignments[i].option, fault);
    good = good && set_options(&line, session, fault) && options_check(session, fault);
    command_line_free(&line);
    words_free(&words);
    return good;
}

// Takes options and paths of a saved session, as if they had been typed before the others.
static bool resume(struct session *session, const char *name, const struct command_line *line,
                   struct saved *saved, struct fault *fault) {
    struct command_line before = { 0 };
    struct invocation invocation = { 0 };
    enum verb verb = VERB_VIEW;
    size_t verbs = line->operands_before_dashes && verb_find(line->operands[0], &verb);
    if (verb != VERB_VIEW)
        return fault_set(fault, FAULT_USAGE, "--resume is for the viewer, not for %s",
                         verb_name(verb));
    if (line->operand_count > verbs)
        return fault_set(fault, FAULT_USAGE,
                         "--resume opens the paths of the saved session: give none (--resume=NAME "
                         "names a session)");
    if (!saved_read(saved, name, fault))
        return false;
    bool good =
        command_line_read(&before, (int)saved->arguments.count, saved->arguments.items, fault)
        && set_options(&before, session, fault)
        && take_operands(&before, session, &invocation, fault);
    command_line_free(&before);
    return good || fault_prefix(fault, "session %s", saved->name);
}

static bool start(struct session *session, const struct command_line *line,
                  struct invocation *invocation, struct saved *saved, struct fault *fault) {
    for (size_t i = 0; i < line->assignment_count; i++)
        if (line->assignments[i].option->flags & OPTION_INVOCATION
            && !invoke(&line->assignments[i], invocation, fault))
            return false;
    if (invocation->help || invocation->version || invocation->generate)
        return true;
    const char *name = invocation->resume;
    return config_load(session, invocation->config_file, fault)
           && (!name || resume(session, name, line, saved, fault))
           && set_options(line, session, fault) && options_check(session, fault)
           && (name || take_operands(line, session, invocation, fault));
}

bool session_start(struct session *session, int argc, char **argv, struct invocation *invocation,
                   struct saved *saved, struct fault *fault) {
    struct command_line line = { 0 };
    bool good = command_line_read(&line, argc, argv, fault);
    if (good)
        good = start(session, &line, invocation, saved, fault);
    command_line_free(&line);
    if (!good && fault && fault->kind == FAULT_USAGE && !strstr(fault_text(fault), "type '")) {
        char *told = alloc_string(fault_text(fault));
        fault_set(fault, FAULT_USAGE, "%s; try 'blitz --help'", told);
        free(told);
    }
    return good;
}
