// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz info: what a recording is and what loading it would mean, without loading it.

#include "batch/run.h"
#include "batch/truth.h"
#include "output/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void json_plan(struct json *json, const struct about *about) {
    json_key(json, "plan");
    json_object(json);
    json_field_string(json, "fit", fit_name(about->plan.decision));
    json_field_int(json, "limit", (int64_t)about->plan.limit);
    json_field_string(json, "limited_by", about->limited_by);
    json_field_int(json, "need", (int64_t)about->plan.need);
    json_field_int(json, "slots", about->plan.slots);
    json_field_int(json, "kept", about->plan.kept);
    json_field_int(json, "step", about->plan.step);
    json_field_int(json, "bin", about->plan.bin);
    if (about->cache)
        json_field_string(json, "cache", about->cache);
    json_object_end(json);
}

static void json_folder(struct json *json, const struct about *about) {
    json_field_int(json, "group", (int64_t)about->group + 1);
    json_key(json, "groups");
    json_array(json);
    for (size_t i = 0; i < about->group_count; i++)
        json_string(json, about->groups[i]);
    json_array_end(json);
    json_key(json, "gaps");
    json_array(json);
    for (size_t i = 0; i < about->gap_count; i++) {
        json_object(json);
        json_field_int(json, "after", about->gaps[i].after);
        json_field_int(json, "first", about->gaps[i].first);
        json_field_int(json, "last", about->gaps[i].last);
        json_field_int(json, "missing", about->gaps[i].missing);
        json_object_end(json);
    }
    json_array_end(json);
}

static void json_times(struct json *json, const struct about *about) {
    json_key(json, "time");
    json_object(json);
    json_field_string(json, "source", about->time_source);
    if (about->time_step > 0)
        json_field_double(json, "step", about->time_step);
    else
        json_field_null(json, "step");
    json_object_end(json);
    json_key(json, "metadata");
    json_object(json);
    for (size_t i = 0; i < about->metadata.count; i++)
        json_field_string(json, about->metadata.items[i].key, about->metadata.items[i].value);
    json_object_end(json);
}

static void as_json(const struct run *run, struct text *out) {
    const struct about *about = run->about;
    struct json json = { .into = out };
    json_object(&json);
    json_field_string(&json, "source", about->path);
    json_field_string(&json, "kind", about->kind);
    if (about->frames >= 0)
        json_field_int(&json, "frames", about->frames);
    else
        json_field_null(&json, "frames");
    if (about->expected >= 0)
        json_field_int(&json, "expected", about->expected);
    json_field_int(&json, "cut_off", about->cut_off);
    json_field_int(&json, "height", about->shape.height);
    json_field_int(&json, "width", about->shape.width);
    json_field_int(&json, "channels", about->shape.channels);
    json_field_string(&json, "type", element_name(about->element));
    json_field_string(&json, "stored_type", sample_name(about->sample));
    if (about->bits > 0)
        json_field_int(&json, "bits", about->bits);
    else
        json_field_null(&json, "bits");
    json_field_int(&json, "bytes", (int64_t)about->plan.bytes);
    json_field_string(&json, "channel_rule", about->rule);
    json_field_bool(&json, "lossy", about->is_lossy);
    json_folder(&json, about);
    json_plan(&json, about);
    json_times(&json, about);
    if (strcmp(about->kind, "demo") == 0)
        truth_json(run->session.paths[0], &json);
    json_object_end(&json);
}

static void add_line(struct text *out, const char *name) {
    text_addf(out, "%-10s ", name);
}

static void geometry_lines(const struct about *about, struct text *out) {
    add_line(out, "frames");
    text_addf(out, "%" PRId64, about->frames);
    if (about->expected >= 0 && about->expected != about->frames)
        text_addf(out, " of %" PRId64 " that the file says it has", about->expected);
    if (about->cut_off)
        text_addf(out, ", the last %" PRId64 " cut off: the file is truncated", about->cut_off);
    if (about->cut)
        text_addf(out, ", and perhaps more: %s", about->cut);
    text_add_char(out, '\n');
    add_line(out, "size");
    text_addf(out, "%" PRIu32 " x %" PRIu32 " pixels, %s\n", about->shape.width,
              about->shape.height, about->shape.channels == 3 ? "RGB" : "grey");
    add_line(out, "values");
    about_depth(about, out);
    if (strcmp(sample_name(about->sample), element_name(about->element)) != 0)
        text_addf(out, ", stored as %s", sample_name(about->sample));
    text_addf(out, ", channels %s%s", about->rule, about->is_lossy ? ", lossy compression" : "");
    if (about->luma_range)
        text_addf(out, ", %s range", about->luma_range);
    text_add_char(out, '\n');
}

static void as_text(const struct about *about, struct text *out) {
    add_line(out, "source");
    text_addf(out, "%s\n", about->path);
    add_line(out, "kind");
    text_addf(out, "%s\n", about->kind);
    geometry_lines(about, out);
    add_line(out, "time");
    if (!about->time_source)
        text_add(out, "none: give --fps or --time=mtime");
    else
        text_add(out, about->time_source);
    if (about->time_step > 0) {
        text_add(out, ", ");
        text_add_double(out, about->time_step);
        text_add(out, " s from frame to frame");
    }
    text_add_char(out, '\n');
    add_line(out, "plan");
    about_plan(about, out);
    text_add_char(out, '\n');
    for (size_t i = 0; i < about->group_count && about->group_count > 1; i++)
        text_addf(out, "%-10s %zu%s %s\n", "group", i + 1, i == about->group ? "*" : " ",
                  about->groups[i]);
    for (size_t i = 0; i < about->gap_count; i++)
        text_addf(out, "%-10s after frame %" PRId64 ": %s\n", "gap", about->gaps[i].after,
                  about->gaps[i].label);
    for (size_t i = 0; i < about->metadata.count; i++)
        text_addf(out, "%-10s %s = %s\n", "metadata", about->metadata.items[i].key,
                  about->metadata.items[i].value);
}

enum exit_status verb_info(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct plan_policy policy = { .may_thin = true };
    if (!run_accept_output(run, fault) || !run_plan(run, &policy, NULL, &status, fault))
        return status;
    if (run->session.json)
        as_json(run, &run->out);
    else
        as_text(run->about, &run->out);
    const struct about *about = run->about;
    bool differs = about->expected >= 0 && about->expected != about->frames;
    return differs || about->cut_off || about->cut ? EXIT_INCOMPLETE : EXIT_GOOD;
}
