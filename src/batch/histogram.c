// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz histogram: how often each value occurs in all frames, in each zone.

#include "batch/run.h"
#include "engine/export.h"
#include "engine/histograms.h"
#include "engine/references.h"
#include "output/write.h"

#include <inttypes.h>

static void say_values(struct run *run, const char *zone, uint64_t count, const char *what) {
    if (count)
        run_say(run, "%s%s%" PRIu64 " value%s %s: not in the table", zone, *zone ? ": " : "", count,
                count == 1 ? " is" : "s are", what);
}

static void say_left_out(struct run *run, const struct histograms *histograms) {
    for (size_t i = 0; i < histograms->zones; i++) {
        const struct histogram *all = &histograms->of[i * histograms->channels];
        const char *zone = histograms->regions ? histograms->regions->zones[i].name : "";
        say_values(run, zone, all->nan, "NaN");
        say_values(run, zone, all->infinite, "infinite");
    }
}

// Without zones whole frames are counted, which need no name.
static bool prepare(struct run *run, struct regions *regions, struct fault *fault) {
    return !run->session.zone_count
           || (regions_prepare(run->recording, &run->session, regions, fault)
               && run_say_empty_zones(run, regions));
}

static bool may_begin(const struct session *session, struct fault *fault) {
    enum table_format format;
    return !session->output
           || (table_format_of(session->output, &format, fault)
               && output_may_write(session->output, session->force, fault));
}

static bool count_histograms(struct run *run, size_t *bytes, struct fault *fault) {
    (void)fault;
    histograms_bytes(run->recording, &run->session, pool_hands(run->pool), bytes);
    return true;
}

enum exit_status verb_histogram(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    if (!may_begin(session, fault))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, count_histograms, &status, fault))
        return status;
    struct references references = { 0 };
    struct regions regions = { 0 };
    struct histograms histograms = { 0 };
    bool good =
        run_load(run, fault) && run_references(run, &references, fault)
        && prepare(run, &regions, fault)
        && histograms_make(run->recording, run->recording->kept, regions.count ? &regions : NULL,
                           references.correction, NULL, run->pool, run->cancel, &histograms, fault);
    if (good && session->output)
        good = export_histogram(&histograms, run->recording, session, fault);
    else if (good)
        export_histogram_text(&histograms, session->json ? TABLE_JSON : TABLE_CSV, &run->out);
    if (good) {
        say_left_out(run, &histograms);
        status = run_conclude(run);
    }
    histograms_free(&histograms);
    regions_free(&regions);
    references_free(&references);
    return status;
}
