// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The session's text form: set by a name and a value, written as a command, compared by what is
// written.

#include "base/alloc.h"
#include "session/options.h"
#include "session/words.h"

#include <string.h>

// All options with a flag of `flags` (0: all) as words. Two sessions with the same words ask
// for the same.
static void list_options(const struct session *session, unsigned flags, struct words *words) {
    for (size_t i = 0; i < option_count; i++)
        if (options[i].format && (!flags || options[i].flags & flags))
            options[i].format(&options[i], session, words);
}

static bool same_options(const struct session *a, const struct session *b, unsigned flags) {
    struct words of_a = { 0 }, of_b = { 0 };
    list_options(a, flags, &of_a);
    list_options(b, flags, &of_b);
    bool same = words_equal(&of_a, &of_b);
    words_free(&of_a);
    words_free(&of_b);
    return same;
}

static bool same_paths(const struct session *a, const struct session *b) {
    if (a->path_count != b->path_count)
        return false;
    for (size_t i = 0; i < a->path_count; i++)
        if (strcmp(a->paths[i], b->paths[i]) != 0)
            return false;
    return true;
}

static bool same_mark(bool has_a, int64_t a, bool has_b, int64_t b) {
    return has_a == has_b && (!has_a || a == b);
}

bool session_same_wish(const struct session *a, const struct session *b) {
    return same_paths(a, b)
           && same_mark(a->has_mark_start, a->mark_start, b->has_mark_start, b->mark_start)
           && same_mark(a->has_mark_stop, a->mark_stop, b->has_mark_stop, b->mark_stop)
           && same_options(a, b, 0);
}

bool session_equal(const struct session *a, const struct session *b) {
    return a->at == b->at && a->reloads == b->reloads && session_same_wish(a, b);
}

bool session_needs_reload(const struct session *before, const struct session *after) {
    return before->reloads != after->reloads || !same_paths(before, after)
           || !same_options(before, after, OPTION_RELOAD);
}

bool session_set(struct session *session, const char *name, const char *value,
                 struct fault *fault) {
    bool negated;
    const struct option *option = option_lookup(name, "", &negated, fault);
    if (!option)
        return false;
    if (negated && value && *value)
        return fault_set(fault, FAULT_USAGE, "no-%s takes no value", option->name);
    struct session changed = { 0 };
    session_copy(&changed, session);
    bool good = true;
    if (negated)
        option_clear(option, &changed);
    else
        good = option_set(option, &changed, value, fault);
    if (good && options_check(&changed, fault)) {
        session_free(session);
        *session = changed;
        return true;
    }
    session_free(&changed);
    return false;
}

// Whether an option says something about the result of a verb.
static bool belongs(const struct option *option, enum verb verb) {
    if (option->flags & OPTION_TALK)
        return false;
    if (option->group == OPTIONS_LOOKING)
        return verb == VERB_VIEW || verb == VERB_EXPORT || verb == VERB_KYMOGRAPH;
    return true;
}

void session_words(const struct session *session, enum verb verb, struct words *words) {
    words_add(words, "blitz");
    enum verb taken;
    bool looks_like_verb = session->path_count && verb_find(session->paths[0], &taken);
    if (verb != VERB_VIEW || looks_like_verb)
        words_add(words, verb_name(verb));
    if (verb == VERB_REDUCE) {
        struct text ops = { 0 };
        reduction_wish_format(&session->reduction, &ops);
        words_add(words, text_string(&ops));
        text_free(&ops);
    }
    if (verb == VERB_TUNE)
        words_add(words, tuning_name(session->tuning));
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (!option->format || !belongs(option, verb)
            || (verb == VERB_REDUCE && strcmp(option->name, "reduce") == 0))
            continue;
        size_t before = words->count;
        option->format(option, session, words);
        if (words->count == before && option_is_marked(&session->configured, i))
            words_addf(words, "--no-%s", option->name);
    }
    bool dashes = false;
    for (size_t i = 0; i < session->path_count; i++) {
        if (!dashes && *session->paths[i] == '-')
            words_add(words, "--");
        dashes = dashes || *session->paths[i] == '-';
        words_add(words, session->paths[i]);
    }
}

void session_command(const struct session *session, enum verb verb, struct text *text) {
    struct words words = { 0 };
    session_words(session, verb, &words);
    words_shell(&words, text);
    words_free(&words);
}
