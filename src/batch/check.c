// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz check: decodes every frame whole, and says what is not as it should be.

#include "base/alloc.h"
#include "batch/run.h"
#include "output/json.h"

#include <inttypes.h>
#include <stdlib.h>

struct problem {
    int64_t frame;
    char *source, *reason;
    const char *status;
};

struct findings {
    struct problem *items;
    size_t count, capacity;
};

static void add_problem(struct findings *findings, int64_t frame, char *source, const char *status,
                        char *reason) {
    findings->items =
        alloc_grow(findings->items, findings->count, &findings->capacity, sizeof *findings->items);
    findings->items[findings->count++] =
        (struct problem){ .frame = frame, .source = source, .reason = reason, .status = status };
}

static const char *flag_reason(unsigned flags) {
    if (flags & FRAME_MORE_PAGES)
        return "the file holds more than one frame: the first was taken";
    if (flags & FRAME_COLOUR_DROPPED)
        return "shows colour in a grey recording";
    if (flags & FRAME_DAMAGED)
        return "the decoder complained";
    return flags & FRAME_ROUNDED ? "values are rounded to f32" : NULL;
}

static void find_frames(const struct recording *recording, struct findings *findings) {
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++) {
        const struct frame_record *record = ledger_read(recording->ledger, slot);
        enum frame_status status = ledger_status(recording->ledger, slot);
        const char *reason = record->reason ? record->reason : flag_reason(record->flags);
        if (status == FRAME_OK && !reason)
            continue;
        add_problem(findings, record->source, source_frame_name(recording->source, record->source),
                    frame_status_name(status), alloc_string(reason ? reason : ""));
    }
}

static void find_gaps(const struct about *about, const struct recording *recording,
                      struct findings *findings) {
    for (size_t i = 0; i < about->gap_count; i++) {
        const struct about_gap *gap = &about->gaps[i];
        add_problem(findings, gap->after, source_frame_name(recording->source, gap->after),
                    gap->missing ? "gap" : "repeat",
                    alloc_format("%s after this frame", gap->label));
    }
    if (about->cut)
        add_problem(findings, about->frames, alloc_string(about->path), "missing",
                    alloc_format("what follows cannot be read: %s", about->cut));
    if (about->expected >= 0 && about->expected != about->frames)
        add_problem(findings, about->frames, alloc_string(about->path), "missing",
                    alloc_format("%" PRId64 " frames found, %" PRId64 " expected", about->frames,
                                 about->expected));
}

static void as_json(const struct run *run, const struct ledger_counts *counts,
                    const struct findings *findings, struct text *out) {
    struct json json = { .into = out };
    json_object(&json);
    json_field_string(&json, "source", run->about->path);
    json_field_int(&json, "frames", (int64_t)ledger_slots(run->recording->ledger));
    static const enum frame_status shown[] = { FRAME_OK,       FRAME_RECOVERED, FRAME_UNREADABLE,
                                               FRAME_MISMATCH, FRAME_PENDING,   FRAME_SKIPPED };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        json_field_int(&json, frame_status_name(shown[i]), (int64_t)counts->by_status[shown[i]]);
    json_field_int(&json, "gaps", run->about->missing);
    json_key(&json, "problems");
    json_array(&json);
    for (size_t i = 0; i < findings->count; i++) {
        json_object(&json);
        json_field_int(&json, "frame", findings->items[i].frame);
        json_field_string(&json, "source", findings->items[i].source);
        json_field_string(&json, "status", findings->items[i].status);
        json_field_string(&json, "reason", findings->items[i].reason);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
}

static void as_text(const struct run *run, const struct ledger_counts *counts,
                    const struct findings *findings, struct text *out) {
    size_t frames = ledger_slots(run->recording->ledger);
    text_addf(out, "%zu frame%s: %zu ok", frames, frames == 1 ? "" : "s",
              counts->by_status[FRAME_OK]);
    for (enum frame_status status = FRAME_RECOVERED; status < FRAME_STATUS_COUNT; status++)
        if (counts->by_status[status])
            text_addf(out, ", %zu %s", counts->by_status[status], frame_status_name(status));
    if (run->about->missing)
        text_addf(out, "; %" PRId64 " number%s missing", run->about->missing,
                  run->about->missing == 1 ? "" : "s");
    text_add_char(out, '\n');
    for (size_t i = 0; i < findings->count; i++)
        text_addf(out, "%" PRId64 "\t%s\t%s\t%s\n", findings->items[i].frame,
                  findings->items[i].source, findings->items[i].status, findings->items[i].reason);
}

static bool look_at_nothing(void *context, const struct frames *frames, const int64_t *sources,
                            struct fault *fault) {
    (void)context;
    (void)frames;
    (void)sources;
    (void)fault;
    return true;
}

enum exit_status verb_check(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct plan_policy policy = { .may_stream = true };
    // Nothing is kept: every frame passes through a small window.
    if (run->session.fit == FIT_AUTO)
        run->session.fit = FIT_STREAM;
    if (!run_accept_output(run, fault) || !run_plan(run, &policy, NULL, &status, fault))
        return status;
    struct recording *recording = run->recording;
    if (!run_load(run, fault)
        || !recording_visit(recording, recording->kept, false, NULL, run->pool, run->cancel,
                            look_at_nothing, NULL, fault))
        return EXIT_FAILED;
    struct findings findings = { 0 };
    find_frames(recording, &findings);
    find_gaps(run->about, recording, &findings);
    struct ledger_counts counts = ledger_count(recording->ledger);
    if (run->session.json)
        as_json(run, &counts, &findings, &run->out);
    else
        as_text(run, &counts, &findings, &run->out);
    status = findings.count || run_fails(run) ? EXIT_FINDING : EXIT_GOOD;
    for (size_t i = 0; i < findings.count; i++) {
        free(findings.items[i].source);
        free(findings.items[i].reason);
    }
    free(findings.items);
    return status;
}
