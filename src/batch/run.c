// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/run.h"

#include "base/alloc.h"
#include "base/file.h"
#include "batch/fail_on.h"
#include "batch/progress.h"
#include "engine/references.h"
#include "output/write.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void say(struct run *run, const char *format, va_list arguments) {
    char *line = alloc_vformat(format, arguments);
    progress_end(&run->progress);
    fprintf(stderr, "blitz: %s\n", line);
    free(line);
}

void run_say(struct run *run, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (!run->session.quiet)
        say(run, format, arguments);
    va_end(arguments);
}

void run_warn(struct run *run, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say(run, format, arguments);
    va_end(arguments);
}

bool run_accept_output(struct run *run, struct fault *fault) {
    struct session *session = &run->session;
    if (session->csv)
        return fault_set(fault, FAULT_USAGE, "--csv: what %s says is text, or --json",
                         verb_name(run->verb));
    if (!session->output)
        return true;
    const char *suffix = file_suffix(session->output);
    if (strcasecmp(suffix, "json") == 0)
        session->json = true;
    else if (strcasecmp(suffix, "txt") != 0) {
        char *safe = text_safe(session->output);
        fault_set(fault, FAULT_USAGE, "%s: what %s says is written as .txt or .json", safe,
                  verb_name(run->verb));
        free(safe);
        return false;
    }
    return output_may_write(session->output, session->force, fault);
}

bool run_plan(struct run *run, const struct plan_policy *policy, run_results *results,
              enum exit_status *status, struct fault *fault) {
    run->recording = recording_open(&run->session, fault);
    struct plan_policy own = *policy;
    size_t bytes = 0;
    if (run->recording && results && !results(run, &bytes, fault))
        return false;
    own.results = bytes;
    if (!run->recording
        || !recording_plan(run->recording, &run->session, &own, pool_workers(run->pool),
                           run->cancel, fault))
        return false;
    run->about = about_new(run->recording, &run->session);
    struct text plan = { 0 };
    about_plan(run->about, &plan);
    if (run->session.dry_run) {
        text_addf(&run->out, "%s\n", text_string(&plan));
        *status = EXIT_GOOD;
    } else if (run->session.verbose) {
        run_say(run, "%s", text_string(&plan));
    }
    text_free(&plan);
    return !run->session.dry_run;
}

bool run_load(struct run *run, struct fault *fault) {
    struct recording *recording = run->recording;
    run->progress = progress_start(recording, run->session.quiet);
    bool good = recording_load(recording, fail_on_needs_statistics(&run->session), run->pool,
                               run->cancel, fault);
    if (recording->plan.decision != FIT_STREAM)
        progress_end(&run->progress);
    return good;
}

// The first bad frame by name, and how many there are.
static void say_bad_frames(struct run *run, size_t bad) {
    const struct recording *recording = run->recording;
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++) {
        enum frame_status status = ledger_status(recording->ledger, slot);
        if (status == FRAME_OK || status == FRAME_WAITING)
            continue;
        const struct frame_record *record = ledger_read(recording->ledger, slot);
        char *name = source_frame_name(recording->source, record->source);
        run_warn(run,
                 "%zu of %" PRId64 " frames %s not ok; the first: frame %" PRId64 " (%s), %s: %s",
                 bad, recording->kept.count, bad == 1 ? "is" : "are", record->source, name,
                 frame_status_name(status), record->reason ? record->reason : "");
        free(name);
        return;
    }
}

static bool say_bad_neighbours(struct run *run) {
    struct text text = { 0 };
    references_lack_around(run->recording->bad_neighbours, &text);
    bool any = text.length > 0;
    if (any)
        run_warn(run, "%s", text_string(&text));
    text_free(&text);
    return any;
}

// Frames that should follow the last one, when they too were asked for.
static bool say_missing_end(struct run *run) {
    const struct about *about = run->about;
    const struct range *range = &run->session.frames;
    if (run->session.has_frame || (range->has_stop && range->stop <= about->frames))
        return false;
    if (about->cut)
        run_warn(run, "%s: there may be more than %" PRId64 " frames: %s", about->path,
                 about->frames, about->cut);
    else if (about->expected > about->frames)
        run_warn(run, "%s: only %" PRId64 " of %" PRId64 " frames are there", about->path,
                 about->frames, about->expected);
    else
        return false;
    return true;
}

bool run_fails(struct run *run) {
    struct words found = { 0 };
    fail_on_find(&run->session, run->recording, run->about->missing, &found);
    bool fails = found.count > 0;
    for (size_t i = 0; i < found.count; i++)
        run_warn(run, "%s", found.items[i]);
    words_free(&found);
    return fails;
}

enum exit_status run_conclude(struct run *run) {
    const struct recording *recording = run->recording;
    progress_end(&run->progress);
    struct ledger_counts counts = ledger_count(recording->ledger);
    size_t bad = counts.by_status[FRAME_RECOVERED] + counts.by_status[FRAME_UNREADABLE]
                 + counts.by_status[FRAME_MISMATCH] + counts.by_status[FRAME_PENDING];
    enum exit_status status = EXIT_GOOD;
    if (bad) {
        say_bad_frames(run, bad);
        status = EXIT_INCOMPLETE;
    }
    if (say_bad_neighbours(run) || run->lacks_references)
        status = EXIT_INCOMPLETE;
    if (say_missing_end(run))
        status = EXIT_INCOMPLETE;
    if (recording->plan.step > 1) {
        struct text plan = { 0 };
        about_plan(run->about, &plan);
        run_warn(run, "%s", text_string(&plan));
        text_free(&plan);
        status = EXIT_INCOMPLETE;
    }
    // Whether it can be read again in colour is for the caller to see, and to say.
    if (counts.flagged[1])
        status = EXIT_INCOMPLETE;
    if (counts.flagged[3])
        run_say(run, "%zu file%s more than one frame: the first was taken", counts.flagged[3],
                counts.flagged[3] == 1 ? " holds" : "s hold");
    if (recording->stack.is_file && stack_was_torn()) {
        run_warn(run, "the file became shorter while it was read: parts of it read as zero");
        status = EXIT_INCOMPLETE;
    }
    return run_fails(run) ? EXIT_FINDING : status;
}
