// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/origin.h"

#include "base/alloc.h"
#include "config.h"
#include "engine/references.h"

#include <jpeglib.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>

#define TEXT_OF(value) #value
#define TEXT_OF_VALUE(value) TEXT_OF(value)

struct origin {
    struct provenance provenance;
    char *command, *time;
    struct provenance_input *inputs;
    char **references;
    char **libraries;
    struct ledger_counts counts;
};

static char *dotted(const char *name, unsigned version) {
    return alloc_format("%s %u.%u.%u", name, version >> 16, version >> 8 & 255, version & 255);
}

char **origin_libraries(void) {
    char **libraries = alloc_zeroed(6, sizeof *libraries);
    const char *tiff = TIFFGetVersion(); // "LIBTIFF, Version 4.5.0\nCopyright ..."
    const char *number = strstr(tiff, "Version ");
    number = number ? number + strlen("Version ") : "?";
    libraries[0] = alloc_format("libtiff %.*s", (int)strcspn(number, "\n"), number);
    libraries[1] = alloc_format("libpng %s", png_get_libpng_ver(NULL));
    libraries[2] = alloc_string("libjpeg-turbo " TEXT_OF_VALUE(LIBJPEG_TURBO_VERSION));
    libraries[3] = dotted("libavformat", avformat_version());
    libraries[4] = dotted("libavcodec", avcodec_version());
    return libraries;
}

void origin_free_libraries(char **libraries) {
    for (size_t i = 0; libraries[i]; i++)
        free(libraries[i]);
    free(libraries);
}

static void gather_inputs(struct origin *origin, const struct session *session) {
    origin->inputs = alloc_zeroed(session->path_count, sizeof *origin->inputs);
    for (size_t i = 0; i < session->path_count; i++) {
        struct stat status;
        struct provenance_input *input = &origin->inputs[origin->provenance.input_count++];
        *input = (struct provenance_input){ .path = session->paths[i] };
        if (stat(session->paths[i], &status) == 0) {
            input->size = (uint64_t)status.st_size;
            input->modified = status.st_mtime;
        }
    }
    for (size_t i = 0; i < origin->provenance.input_count; i++)
        origin->inputs[i].path = alloc_string(origin->inputs[i].path);
    origin->provenance.inputs = origin->inputs;
}

static void gather_references(struct origin *origin, const struct session *session) {
    origin->references = alloc_zeroed(ROLE_COUNT, sizeof *origin->references);
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        const struct reference_wish *wish = reference_of(&session->correction, role);
        if (wish->kind == REFERENCE_NONE)
            continue;
        struct text text = { 0 };
        text_addf(&text, "%s=", reference_role_name(role));
        reference_wish_format(wish, &text);
        origin->references[origin->provenance.reference_count++] = text_take(&text);
    }
    origin->provenance.references = (const char *const *)origin->references;
}

struct origin *origin_new(const struct recording *recording, const struct session *session,
                          enum verb verb, struct indices indices) {
    struct origin *origin = alloc_zeroed(1, sizeof *origin);
    struct text command = { 0 };
    session_command(session, verb, &command);
    origin->command = text_take(&command);
    origin->time = provenance_time(time(NULL));
    origin->counts = ledger_count(recording->ledger);
    origin->libraries = origin_libraries();
    origin->provenance = (struct provenance){
        .version = PACKAGE_VERSION, .command = origin->command, .has_range = true,
        .first = indices.first, .step = indices.step, .count = indices.count,
        .frames = &origin->counts, .time = origin->time,
        .libraries = (const char *const *)origin->libraries,
    };
    while (origin->libraries[origin->provenance.library_count])
        origin->provenance.library_count++;
    gather_inputs(origin, session);
    gather_references(origin, session);
    return origin;
}

const struct provenance *origin_provenance(const struct origin *origin) {
    return &origin->provenance;
}

bool origin_write(const struct origin *origin, const struct session *session, const char *out,
                  struct fault *fault) {
    return !session->provenance || provenance_write(&origin->provenance, out, session->force, fault);
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
    origin_free_libraries(origin->libraries);
    free(origin->command);
    free(origin->time);
    free(origin);
}
