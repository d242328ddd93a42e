// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/run.h"

#include "base/alloc.h"
#include "batch/fail_on.h"
#include "batch/progress.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void run_say(const struct run *run, const char *format, ...) {
    if (run->session.quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *line = alloc_vformat(format, arguments);
    va_end(arguments);
    fprintf(stderr, "blitz: %s\n", line);
    free(line);
}

bool run_print(const struct text *text, struct fault *fault) {
    for (size_t done = 0; done < text->length;) {
        ssize_t wrote = write(STDOUT_FILENO, text->data + done, text->length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return fault_set(fault, FAULT_FAILED, "cannot write the output: %s", strerror(errno));
        done += (size_t)wrote;
    }
    return true;
}

bool run_plan(struct run *run, const struct plan_policy *policy, enum exit_status *status,
              struct fault *fault) {
    run->recording = recording_open(&run->session, fault);
    if (!run->recording
        || !recording_plan(run->recording, &run->session, policy, pool_workers(run->pool),
                           run->cancel, fault))
        return false;
    run->about = about_new(run->recording, &run->session);
    if (!run->session.dry_run)
        return true;
    about_plan(run->about, &run->out);
    text_add_char(&run->out, '\n');
    *status = EXIT_GOOD;
    return false;
}

bool run_load(struct run *run, struct fault *fault) {
    struct recording *recording = run->recording;
    struct progress *progress = progress_start(recording, run->session.quiet);
    bool good = recording_load(recording, fail_on_needs_statistics(&run->session), run->pool,
                               run->cancel, fault);
    progress_end(&progress);
    return good;
}

// The first bad frame by name, and how many there are.
static void say_bad_frames(const struct run *run, size_t bad) {
    const struct recording *recording = run->recording;
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++) {
        enum frame_status status = ledger_status(recording->ledger, slot);
        if (status == FRAME_OK || status == FRAME_WAITING)
            continue;
        const struct frame_record *record = ledger_read(recording->ledger, slot);
        char *name = source_frame_name(recording->source, record->source);
        run_say(run, "%zu of %" PRId64 " frames %s not ok; the first: frame %" PRId64 " (%s), %s: %s",
                bad, recording->kept.count, bad == 1 ? "is" : "are", record->source, name,
                frame_status_name(status), record->reason ? record->reason : "");
        free(name);
        return;
    }
}

enum exit_status run_conclude(struct run *run) {
    const struct recording *recording = run->recording;
    struct ledger_counts counts = ledger_count(recording->ledger);
    size_t bad = counts.by_status[FRAME_RECOVERED] + counts.by_status[FRAME_UNREADABLE]
        + counts.by_status[FRAME_MISMATCH] + counts.by_status[FRAME_PENDING];
    enum exit_status status = EXIT_GOOD;
    if (bad) {
        say_bad_frames(run, bad);
        status = EXIT_INCOMPLETE;
    }
    if (recording->plan.step > 1) {
        struct text plan = { 0 };
        about_plan(run->about, &plan);
        run_say(run, "%s", text_string(&plan));
        text_free(&plan);
        status = EXIT_INCOMPLETE;
    }
    size_t colour = counts.flagged[1];
    if (colour) {
        run_say(run, "%zu frame%s show%s colour but %s read as grey", colour, colour == 1 ? "" : "s",
                colour == 1 ? "s" : "", colour == 1 ? "was" : "were");
        status = EXIT_INCOMPLETE;
    }
    if (counts.flagged[3])
        run_say(run, "%zu file%s more than one frame: the first was taken", counts.flagged[3],
                counts.flagged[3] == 1 ? " holds" : "s hold");
    if (recording->stack.is_file && stack_was_torn()) {
        run_say(run, "the file became shorter while it was read: parts of it read as zero");
        status = EXIT_INCOMPLETE;
    }
    return fail_on_applies(run) ? EXIT_FINDING : status;
}
