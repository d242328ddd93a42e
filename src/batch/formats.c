// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/run.h"
#include "output/json.h"
#include "source/source.h"

#include <string.h>

static void as_json(struct text *out) {
    struct json json = { .into = out };
    json_array(&json);
    for (size_t i = 0; source_formats[i]; i++) {
        json_object(&json);
        json_field_string(&json, "name", source_formats[i]->name);
        json_field_string(&json, "title", source_formats[i]->title);
        json_field_string(&json, "suffixes", source_formats[i]->suffixes);
        json_object_end(&json);
    }
    json_array_end(&json);
}

static void as_text(struct text *out) {
    size_t widest = 0;
    for (size_t i = 0; source_formats[i]; i++)
        if (strlen(source_formats[i]->title) > widest)
            widest = strlen(source_formats[i]->title);
    for (size_t i = 0; source_formats[i]; i++) {
        text_addf(out, "%-6s %-*s", source_formats[i]->name,
                  *source_formats[i]->suffixes ? (int)widest : 0, source_formats[i]->title);
        if (*source_formats[i]->suffixes)
            text_addf(out, " %s", source_formats[i]->suffixes);
        text_add_char(out, '\n');
    }
}

enum exit_status verb_formats(const struct session *session, struct text *out) {
    if (session->json)
        as_json(out);
    else
        as_text(out);
    return EXIT_GOOD;
}
