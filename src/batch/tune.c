// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz tune: parameters that are found instead of guessed.

#include "batch/run.h"
#include "engine/export.h"
#include "engine/references.h"
#include "engine/tuned.h"
#include "output/write.h"

static bool count_results(struct run *run, size_t *bytes, struct fault *fault) {
    return tuned_bytes(run->recording, &run->session, pool_hands(run->pool), bytes, fault);
}

static bool find(struct run *run, struct tuned *tuned, struct fault *fault) {
    struct references references = { 0 };
    struct regions regions = { 0 };
    bool good = run_load(run, fault) && run_references(run, &references, fault)
                && regions_prepare(run->recording, &run->session, &regions, fault);
    const struct tuning_job job = {
        .recording = run->recording,
        .session = &run->session,
        .indices = run->recording->kept,
        .correction = references.correction,
        .regions = &regions,
        .pool = run->pool,
        .cancel = run->cancel,
    };
    good = good && tuned_find(&job, tuned, fault);
    regions_free(&regions);
    references_free(&references);
    return good;
}

static void say(struct run *run, const struct tuned *tuned) {
    for (size_t i = 0; i < tuned->found.count; i++)
        run_say(run, "%s", tuned->found.items[i]);
    for (size_t i = 0; i < tuned->warnings.count; i++)
        run_warn(run, "%s", tuned->warnings.items[i]);
    if (tuned->tuning != TUNING_REGISTER)
        return;
    struct text command = { 0 };
    session_command(&run->session, VERB_TUNE, &command);
    run_say(run, "the same again: %s", text_string(&command));
    text_free(&command);
}

enum exit_status verb_tune(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    enum table_format format = session->json ? TABLE_JSON : TABLE_CSV;
    if (session->output
        && (!table_format_of(session->output, &format, fault)
            || !output_may_write(session->output, session->force, fault)))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, count_results, &status, fault))
        return status;
    if (!tuned_may_be(run->recording, session, fault))
        return EXIT_USAGE;
    struct tuned tuned = { 0 };
    bool good = find(run, &tuned, fault);
    if (good)
        say(run, &tuned);
    if (good && session->output)
        good = export_tuned(&tuned, run->recording, session, fault);
    else if (good)
        export_tuned_text(&tuned, format, &run->out);
    if (good)
        status = run_conclude(run);
    if (good && status == EXIT_GOOD && tuned.is_incomplete)
        status = EXIT_INCOMPLETE;
    tuned_free(&tuned);
    return status;
}
