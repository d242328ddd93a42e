// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/session.h"

#include "base/alloc.h"
#include "session/option_wishes.h"
#include "session/options.h"
#include "session/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const verb_names[VERB_COUNT] = { "view",   "info",   "check",  "reduce",
                                                    "series", "export", "formats" };

const char *verb_name(enum verb verb) {
    return verb_names[verb];
}

bool verb_find(const char *name, enum verb *verb) {
    for (int i = 0; i < VERB_COUNT; i++)
        if (strcmp(verb_names[i], name) == 0) {
            *verb = (enum verb)i;
            return true;
        }
    return false;
}

void session_init(struct session *session) {
    *session = (struct session){
        .frames = RANGE_ALL,
        .bin = 1,
        .saturation = NAN,
        .look = LOOK_DEFAULT,
        .max_fps = 30,
        .reduction.range = RANGE_ALL,
    };
}

void session_free(struct session *session) {
    for (size_t i = 0; i < session->path_count; i++)
        free(session->paths[i]);
    free(session->paths);
    reference_wish_free(&session->correction.subtract);
    reference_wish_free(&session->correction.divide);
    reference_wish_free(&session->correction.dark);
    reference_wish_free(&session->correction.flat);
    session_drop_zones(session);
    session_drop_conditions(session);
    free(session->output);
    free(session->cpu);
    *session = (struct session){ 0 };
}

static void copy_lists(struct session *to, const struct session *from) {
    to->paths = NULL;
    to->path_count = 0;
    for (size_t i = 0; i < from->path_count; i++)
        session_add_path(to, from->paths[i]);
    to->zones = from->zone_count ? alloc_zeroed(from->zone_count, sizeof *to->zones) : NULL;
    for (size_t i = 0; i < from->zone_count; i++)
        zone_wish_copy(&to->zones[i], &from->zones[i]);
    to->fail_on =
        from->fail_on_count ? alloc_zeroed(from->fail_on_count, sizeof *to->fail_on) : NULL;
    for (size_t i = 0; i < from->fail_on_count; i++) {
        to->fail_on[i] = from->fail_on[i];
        to->fail_on[i].counter = alloc_string(from->fail_on[i].counter);
    }
}

static void copy_reference(struct reference_wish *to, const struct reference_wish *from) {
    *to = (struct reference_wish){ 0 };
    reference_wish_copy(to, from);
}

void session_copy(struct session *to, const struct session *from) {
    struct session copy = *from;
    copy_lists(&copy, from);
    copy_reference(&copy.correction.subtract, &from->correction.subtract);
    copy_reference(&copy.correction.divide, &from->correction.divide);
    copy_reference(&copy.correction.dark, &from->correction.dark);
    copy_reference(&copy.correction.flat, &from->correction.flat);
    copy.output = alloc_string(from->output);
    copy.cpu = alloc_string(from->cpu);
    session_free(to);
    *to = copy;
}

void session_add_path(struct session *session, const char *path) {
    session->paths = alloc_resize(session->paths, session->path_count + 1, sizeof *session->paths);
    session->paths[session->path_count++] = alloc_string(path);
}

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
    return a->at == b->at && session_same_wish(a, b);
}

bool session_needs_reload(const struct session *before, const struct session *after) {
    return !same_paths(before, after) || !same_options(before, after, OPTION_RELOAD);
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
        return verb == VERB_VIEW || verb == VERB_EXPORT;
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
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (!option->format || !belongs(option, verb)
            || (verb == VERB_REDUCE && strcmp(option->name, "reduce") == 0))
            continue;
        size_t before = words->count;
        option->format(option, session, words);
        if (words->count == before && session->configured >> i & 1)
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

void invocation_free(struct invocation *invocation) {
    free(invocation->generate);
    free(invocation->config_file);
    *invocation = (struct invocation){ 0 };
}
