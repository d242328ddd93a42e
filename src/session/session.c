// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/session.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const verb_names[VERB_COUNT] = {
    "view",      "info",      "check", "reduce", "series", "export",  "profile",
    "kymograph", "histogram", "tune",  "bench",  "cache",  "formats", "doctor",
};

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

// The prompt, the help, the completions and the hints have them from here.
static const struct {
    const char *name, *help;
} tunings[TUNING_COUNT] = {
    [TUNING_THRESHOLD] = { "threshold", "the value that parts front and background" },
    [TUNING_EXPOSURE] = { "exposure", "the levels that show most" },
    [TUNING_BACKGROUND] = { "background", "the amounts of the references" },
    [TUNING_REGISTER] = { "register", "the shift of every frame" },
};

const char *tuning_name(enum tuning tuning) {
    return tunings[tuning].name;
}

const char *tuning_help(enum tuning tuning) {
    return tunings[tuning].help;
}

void tuning_list(const char *between, struct text *text) {
    for (int i = 0; i < TUNING_COUNT; i++)
        text_addf(text, "%s%s", i ? between : "", tunings[i].name);
}

bool tuning_find(const char *name, enum tuning *tuning) {
    for (int i = 0; i < TUNING_COUNT; i++)
        if (strcmp(tunings[i].name, name) == 0) {
            *tuning = (enum tuning)i;
            return true;
        }
    return false;
}

const char *beside_name(enum beside beside) {
    static const char *const names[BESIDE_KINDS] = { "none", "reference", "reduction",
                                                     "difference" };
    return names[beside];
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

void session_drop_zones(struct session *session) {
    for (size_t i = 0; i < session->zone_count; i++)
        zone_wish_free(&session->zones[i]);
    free(session->zones);
    session->zones = NULL;
    session->zone_count = 0;
}

void session_drop_lines(struct session *session) {
    for (size_t i = 0; i < session->line_count; i++)
        line_wish_free(&session->lines[i]);
    free(session->lines);
    session->lines = NULL;
    session->line_count = 0;
}

void session_drop_conditions(struct session *session) {
    for (size_t i = 0; i < session->fail_on_count; i++)
        free(session->fail_on[i].counter);
    free(session->fail_on);
    session->fail_on = NULL;
    session->fail_on_count = 0;
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
    session_drop_lines(session);
    session_drop_conditions(session);
    free(session->cache);
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
    to->lines = from->line_count ? alloc_zeroed(from->line_count, sizeof *to->lines) : NULL;
    for (size_t i = 0; i < from->line_count; i++)
        line_wish_copy(&to->lines[i], &from->lines[i]);
    to->fail_on =
        from->fail_on_count ? alloc_zeroed(from->fail_on_count, sizeof *to->fail_on) : NULL;
    for (size_t i = 0; i < from->fail_on_count; i++) {
        to->fail_on[i] = from->fail_on[i];
        to->fail_on[i].counter = alloc_string(from->fail_on[i].counter);
    }
}

void session_copy(struct session *to, const struct session *from) {
    struct session copy = *from;
    copy_lists(&copy, from);
    reference_wish_copy(&copy.correction.subtract, &from->correction.subtract);
    reference_wish_copy(&copy.correction.divide, &from->correction.divide);
    reference_wish_copy(&copy.correction.dark, &from->correction.dark);
    reference_wish_copy(&copy.correction.flat, &from->correction.flat);
    copy.cache = alloc_string(from->cache);
    copy.output = alloc_string(from->output);
    copy.cpu = alloc_string(from->cpu);
    session_free(to);
    *to = copy;
}

void session_add_path(struct session *session, const char *path) {
    session->paths = alloc_resize(session->paths, session->path_count + 1, sizeof *session->paths);
    session->paths[session->path_count++] = alloc_string(path);
}

void invocation_free(struct invocation *invocation) {
    free(invocation->generate);
    free(invocation->config_file);
    free(invocation->resume);
    *invocation = (struct invocation){ 0 };
}
