// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz histogram: how often each value occurs in all frames.

#include "batch/run.h"
#include "engine/export.h"
#include "engine/histograms.h"
#include "engine/references.h"
#include "output/write.h"

#include <inttypes.h>

static void say_left_out(struct run *run, const struct histograms *histograms) {
    uint64_t nan = histograms->of[0].nan, infinite = histograms->of[0].infinite;
    if (nan)
        run_say(run, "%" PRIu64 " value%s NaN: not in the table", nan, nan == 1 ? " is" : "s are");
    if (infinite)
        run_say(run, "%" PRIu64 " value%s infinite: not in the table", infinite,
                infinite == 1 ? " is" : "s are");
}

static bool may_begin(const struct session *session, struct fault *fault) {
    enum table_format format;
    if (session->zone_count)
        return fault_set(fault, FAULT_USAGE,
                         "histogram: it counts whole frames: --crop takes a part of them, --roi is "
                         "for series");
    return !session->output
           || (table_format_of(session->output, &format, fault)
               && output_may_write(session->output, session->force, fault));
}

enum exit_status verb_histogram(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    if (!may_begin(session, fault))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, &status, fault))
        return status;
    struct references references = { 0 };
    struct histograms histograms = { 0 };
    bool good = run_load(run, fault) && run_references(run, &references, fault)
                && histograms_make(run->recording, references.correction, run->pool, run->cancel,
                                   &histograms, fault);
    if (good && session->output)
        good = export_histogram(&histograms, run->recording, session, fault);
    else if (good)
        export_histogram_text(&histograms, session->json ? TABLE_JSON : TABLE_CSV, &run->out);
    if (good) {
        say_left_out(run, &histograms);
        status = run_conclude(run);
    }
    histograms_free(&histograms);
    references_free(&references);
    return status;
}
