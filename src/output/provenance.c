// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "output/provenance.h"

#include "base/alloc.h"
#include "output/json.h"
#include "output/write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

char *provenance_time(time_t time) {
    struct tm parts;
    char string[64] = "";
    if (gmtime_r(&time, &parts))
        strftime(string, sizeof string, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return alloc_string(string);
}

static void add_line(struct text *into, const char *name, const char *value) {
    if (!value)
        return;
    text_addf(into, "%s: ", name);
    text_add_safe(into, value, strlen(value));
    text_add_char(into, '\n');
}

void provenance_text(const struct provenance *provenance, struct text *into) {
    add_line(into, "blitz", provenance->version);
    add_line(into, "command", provenance->recipe);
    for (size_t i = 0; i < provenance->input_count; i++) {
        const struct provenance_input *input = &provenance->inputs[i];
        char *time = provenance_time((time_t)input->modified);
        text_add(into, "input: ");
        text_add_safe(into, input->path, strlen(input->path));
        text_addf(into, " (%" PRIu64 " bytes, %s)\n", input->size, time);
        free(time);
    }
    if (provenance->has_range)
        text_addf(into, "frames: %" PRId64 " from %" PRId64 " step %" PRId64 "\n",
                  provenance->count, provenance->first, provenance->step);
    for (int s = 0; provenance->frames && s < FRAME_STATUS_COUNT; s++)
        if (provenance->frames->by_status[s])
            text_addf(into, "frames %s: %zu\n", frame_status_name((enum frame_status)s),
                      provenance->frames->by_status[s]);
    for (size_t i = 0; i < provenance->reference_count; i++)
        add_line(into, "reference", provenance->references[i]);
    for (size_t i = 0; i < provenance->library_count; i++)
        add_line(into, "library", provenance->libraries[i]);
}

static void add_strings(struct json *json, const char *key, const char *const *strings,
                        size_t count) {
    json_key(json, key);
    json_array(json);
    for (size_t i = 0; i < count; i++)
        json_string(json, strings[i]);
    json_array_end(json);
}

static void add_inputs(struct json *json, const struct provenance *provenance) {
    json_key(json, "inputs");
    json_array(json);
    for (size_t i = 0; i < provenance->input_count; i++) {
        char *time = provenance_time((time_t)provenance->inputs[i].modified);
        json_object(json);
        json_field_string(json, "path", provenance->inputs[i].path);
        json_field_int(json, "size", (int64_t)provenance->inputs[i].size);
        json_field_string(json, "modified", time);
        json_object_end(json);
        free(time);
    }
    json_array_end(json);
}

void provenance_json(const struct provenance *provenance, struct text *into) {
    struct json json = { .into = into };
    json_object(&json);
    json_field_string(&json, "version", provenance->version);
    json_field_string(&json, "command", provenance->command);
    add_inputs(&json, provenance);
    json_key(&json, "range");
    if (provenance->has_range) {
        json_object(&json);
        json_field_int(&json, "first", provenance->first);
        json_field_int(&json, "step", provenance->step);
        json_field_int(&json, "count", provenance->count);
        json_object_end(&json);
    } else {
        json_null(&json);
    }
    json_key(&json, "frames");
    json_object(&json);
    for (int s = 0; provenance->frames && s < FRAME_STATUS_COUNT; s++)
        json_field_int(&json, frame_status_name((enum frame_status)s),
                       (int64_t)provenance->frames->by_status[s]);
    json_object_end(&json);
    add_strings(&json, "references", provenance->references, provenance->reference_count);
    add_strings(&json, "libraries", provenance->libraries, provenance->library_count);
    json_field_string(&json, "time", provenance->time);
    json_object_end(&json);
}

bool provenance_write(const struct provenance *provenance, const char *out, bool force,
                      struct fault *fault) {
    struct text text = { 0 };
    provenance_json(provenance, &text);
    char *path = alloc_format("%s.prov.json", out);
    bool good = output_write_all(path, text_string(&text), text.length, force, fault);
    free(path);
    text_free(&text);
    return good;
}
