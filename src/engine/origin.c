// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/origin.h"

#include "base/alloc.h"
#include "config.h"
#include "engine/references.h"
#include "source/versions.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct origin {
    struct provenance provenance;
    char *command, *recipe, *time;
    struct provenance_input *inputs;
    char **references;
    char *versions; // what `libraries` points into
    const char **libraries;
    struct ledger_counts counts;
};

// One library a line, as source_versions() writes them.
static void gather_libraries(struct origin *origin) {
    struct provenance *provenance = &origin->provenance;
    struct text text = { 0 };
    source_versions(&text);
    origin->versions = text_take(&text);
    size_t lines = 0;
    for (const char *c = origin->versions; *c; c++)
        lines += *c == '\n';
    origin->libraries = alloc_zeroed(lines + 1, sizeof *origin->libraries);
    char *place;
    for (char *line = strtok_r(origin->versions, "\n", &place); line;
         line = strtok_r(NULL, "\n", &place))
        origin->libraries[provenance->library_count++] = line;
    provenance->libraries = origin->libraries;
}

static void gather_inputs(struct origin *origin, const struct session *session) {
    origin->inputs = alloc_zeroed(session->path_count, sizeof *origin->inputs);
    for (size_t i = 0; i < session->path_count; i++) {
        struct stat status;
        if (stat(session->paths[i], &status) < 0)
            continue; // demo:, or a pattern: the command has it
        origin->inputs[origin->provenance.input_count++] = (struct provenance_input){
            .path = session->paths[i],
            .size = (uint64_t)status.st_size,
            .modified = status.st_mtime,
        };
    }
    for (size_t i = 0; i < origin->provenance.input_count; i++)
        origin->inputs[i].path = alloc_string(origin->inputs[i].path);
    origin->provenance.inputs = origin->inputs;
}

static void gather_references(struct origin *origin, const struct recording *recording,
                              const struct session *session) {
    origin->references = alloc_zeroed(ROLE_COUNT, sizeof *origin->references);
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        const struct reference_wish *wish = reference_of(&session->correction, role);
        if (wish->kind == REFERENCE_NONE)
            continue;
        struct text text = { 0 };
        text_addf(&text, "%s=", reference_role_name(role));
        reference_wish_format(wish, &text);
        const struct reference_frames *frames = &recording->references[role];
        if (frames->used < frames->named || frames->partial) {
            text_add(&text, " (");
            reference_frames_lack(frames, &text);
            text_add(&text, ")");
        }
        origin->references[origin->provenance.reference_count++] = text_take(&text);
    }
    origin->provenance.references = (const char *const *)origin->references;
}

static char *command_of(const struct session *session, enum verb verb) {
    struct text command = { 0 };
    session_command(session, verb, &command);
    return text_take(&command);
}

struct origin *origin_new(const struct recording *recording, const struct session *session,
                          enum verb verb, struct indices indices) {
    struct origin *origin = alloc_zeroed(1, sizeof *origin);
    struct session unnamed = { 0 };
    session_copy(&unnamed, session);
    free(unnamed.output);
    unnamed.output = NULL;
    unnamed.force = false;
    origin->command = command_of(session, verb);
    origin->recipe = command_of(&unnamed, verb);
    session_free(&unnamed);
    origin->time = provenance_time(time(NULL));
    origin->counts = ledger_count(recording->ledger);
    origin->provenance = (struct provenance){
        .version = PACKAGE_VERSION,
        .command = origin->command,
        .recipe = origin->recipe,
        .has_range = true,
        .first = indices.first,
        .step = indices.step,
        .count = indices.count,
        .frames = &origin->counts,
        .time = origin->time,
    };
    gather_libraries(origin);
    gather_inputs(origin, session);
    gather_references(origin, recording, session);
    return origin;
}

const struct provenance *origin_provenance(const struct origin *origin) {
    return &origin->provenance;
}

bool origin_write(const struct origin *origin, const struct session *session, const char *out,
                  struct fault *fault) {
    return !session->provenance
           || provenance_write(&origin->provenance, out, session->force, fault);
}

void origin_free(struct origin **origin_address) {
    struct origin *origin = *origin_address;
    *origin_address = NULL;
    if (!origin)
        return;
    for (size_t i = 0; i < origin->provenance.input_count; i++)
        free((void *)origin->inputs[i].path);
    for (size_t i = 0; i < origin->provenance.reference_count; i++)
        free(origin->references[i]);
    free(origin->inputs);
    free(origin->references);
    free(origin->libraries);
    free(origin->versions);
    free(origin->command);
    free(origin->recipe);
    free(origin->time);
    free(origin);
}
