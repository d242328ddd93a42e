// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz profile and kymograph: the values along lines.

#include "base/alloc.h"
#include "batch/run.h"
#include "engine/export_lines.h"
#include "engine/profiles.h"
#include "engine/references.h"
#include "output/image_output.h"
#include "output/write.h"

#include <stdlib.h>
#include <string.h>

static bool has_line(struct run *run, struct fault *fault) {
    return run->session.line_count
           || fault_set(fault, FAULT_USAGE,
                        "%s needs a line: type 'blitz %s --line=row:Y PATH' (or col:X, or "
                        "poly:X,Y,X,Y,...)",
                        verb_name(run->verb), verb_name(run->verb));
}

// ── profile ────────────────────────────────────────────────────────────────────────────────

static void say_empty_lines(struct run *run, const struct profiles *profiles) {
    for (size_t i = 0; i < profiles->lines.count; i++) {
        const struct line *line = &profiles->lines.lines[i];
        bool any = profiles->frames == 0;
        for (size_t k = 0; !any && k < line->length * profiles->channels; k++)
            any = profiles->points[i][k].n > 0;
        if (!any)
            run_say(run, "line %s has no value: does it cross the image?", line->name);
    }
}

static bool count_lines(struct run *run, size_t *bytes, struct fault *fault) {
    return lines_bytes(run->recording, &run->session, run->verb, run->cancel, bytes, fault);
}

enum exit_status verb_profile(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    enum table_format format;
    if (!has_line(run, fault)
        || (session->output
            && (!table_format_of(session->output, &format, fault)
                || !output_may_write(session->output, session->force, fault))))
        return status;
    const struct reduction_wish *reduction = &session->reduction;
    const struct plan_policy policy = {
        .may_stream = !reduction->count || reduction_is_one_pass(reduction->ops, reduction->count),
    };
    if (!run_plan(run, &policy, count_lines, &status, fault))
        return status;
    struct references references = { 0 };
    struct profiles profiles = { 0 };
    bool good =
        run_load(run, fault) && run_references(run, &references, fault)
        && profiles_of_session(run->recording, session, run->recording->kept, references.correction,
                               run->pool, run->cancel, &profiles, fault);
    if (good && session->output)
        good = export_profiles(&profiles, run->recording, session, fault);
    else if (good)
        export_profiles_text(&profiles, session->json ? TABLE_JSON : TABLE_CSV, &run->out);
    if (good) {
        say_empty_lines(run, &profiles);
        status = run_conclude(run);
    }
    profiles_free(&profiles);
    references_free(&references);
    return status;
}

// ── kymograph ──────────────────────────────────────────────────────────────────────────────

static bool may_write(const struct session *session, struct fault *fault) {
    bool good = true;
    for (size_t i = 0; good && i < session->line_count; i++) {
        char *path = export_kymograph_name(session, i);
        enum image_format format;
        good =
            image_format_of(path, &format, fault) && output_may_write(path, session->force, fault);
        if (good && format == IMAGE_PNG && !session->as_display)
            good = fault_set(fault, FAULT_USAGE,
                             "a kymograph is in 32-bit floats: write it as .npy or .tif, or what "
                             "the screen would show with --as=display");
        free(path);
    }
    return good;
}

enum exit_status verb_kymograph(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    if (!session->output) {
        fault_set(fault, FAULT_USAGE,
                  "kymograph writes a file: name it with -o, for example -o kymograph.npy");
        return EXIT_USAGE;
    }
    if (!has_line(run, fault) || !may_write(session, fault))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, count_lines, &status, fault))
        return status;
    struct references references = { 0 };
    struct lines lines = { 0 };
    struct kymographs kymographs = { 0 };
    if (run_load(run, fault) && run_references(run, &references, fault)
        && lines_prepare(run->recording, session, &lines, fault)
        && kymographs_make(run->recording, run->recording->kept, &lines, references.correction,
                           run->pool, run->cancel, &kymographs, fault)
        && export_kymographs(&kymographs, run->recording, session, run->pool, fault))
        status = run_conclude(run);
    kymographs_free(&kymographs);
    lines_free(&lines);
    references_free(&references);
    return status;
}
