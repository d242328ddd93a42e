// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/batch.h"

#include "base/text.h"
#include "batch/progress.h"
#include "batch/run.h"
#include "output/write.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// What the signal handler may touch. There is one batch run in a process.
static struct cancel interrupted;
static volatile sig_atomic_t signal_number;

static void on_signal(int number) {
    signal_number = number;
    cancel_ask(&interrupted);
}

static void watch_signals(void) {
    struct sigaction action = { .sa_handler = on_signal }, before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    // Under nohup a hangup stays ignored.
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    // A reader that goes away and a full disk are errors of writing, not ends of the program.
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

enum exit_status exit_of_fault(enum fault_kind kind) {
    switch (kind) {
    case FAULT_NONE:
        return EXIT_GOOD;
    case FAULT_USAGE:
        return EXIT_USAGE;
    case FAULT_LIMIT:
        return EXIT_LIMIT;
    case FAULT_NOTHING:
        return EXIT_NOTHING;
    default:
        return EXIT_FAILED;
    }
}

static verb_function *const verbs[VERB_COUNT] = {
    [VERB_INFO] = verb_info,           [VERB_CHECK] = verb_check,
    [VERB_REDUCE] = verb_reduce,       [VERB_SERIES] = verb_series,
    [VERB_EXPORT] = verb_export,       [VERB_BENCH] = verb_bench,
    [VERB_HISTOGRAM] = verb_histogram, [VERB_PROFILE] = verb_profile,
    [VERB_KYMOGRAPH] = verb_kymograph, [VERB_CACHE] = verb_cache,
    [VERB_TUNE] = verb_tune,
};

static void run_drop(struct run *run) {
    progress_end(&run->progress);
    about_free(&run->about);
    recording_close(&run->recording);
    text_clear(&run->out);
}

// A verb once more as RGB, when the automatic rule took a colour recording for grey and RGB
// fits.
static enum exit_status run_verb(struct run *run, struct fault *fault) {
    enum exit_status status = verbs[run->verb](run, fault);
    bool again = fault->kind == FAULT_NONE && run->recording
                 && run->session.source.channel == CHANNEL_AUTO
                 && recording_found_colour(run->recording);
    if (!again)
        return status;
    struct fault refused = { 0 };
    struct text grey = run->out;
    size_t coloured = ledger_count(run->recording->ledger).flagged[1];
    run->out = (struct text){ 0 };
    run_drop(run);
    run->session.source.channel = CHANNEL_RGB;
    // What was written for the grey frames by this very run may be replaced.
    run->session.force = true;
    enum exit_status rgb = verbs[run->verb](run, &refused);
    if (refused.kind != FAULT_LIMIT) {
        text_free(&grey);
        run_say(run, "%zu frame%s colour: all were read again as RGB", coloured,
                coloured == 1 ? " shows" : "s show");
        if (refused.kind != FAULT_NONE)
            fault_move(fault, &refused);
        return rgb;
    }
    run_warn(run, "%s; %zu frame%s in colour stay%s grey", fault_text(&refused), coloured,
             coloured == 1 ? "" : "s", coloured == 1 ? "s" : "");
    fault_clear(&refused);
    text_free(&run->out);
    run->out = grey;
    return status;
}

bool batch_print(const struct text *text, struct fault *fault) {
    for (size_t done = 0; done < text->length;) {
        ssize_t wrote = write(STDOUT_FILENO, text->data + done, text->length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0 && errno == EPIPE) {
            // Who read has seen enough ("| head"): everything is done, so end as others do then.
            signal(SIGPIPE, SIG_DFL);
            raise(SIGPIPE);
        }
        if (wrote < 0)
            return fault_set(fault, FAULT_FAILED, "cannot write the output: %s", strerror(errno));
        done += (size_t)wrote;
    }
    return true;
}

// What verbs say, to stdout or to the file of -o; those with results of their own have written
// them by now.
static bool put_out(const struct run *run, struct fault *fault) {
    const struct session *session = &run->session;
    bool says = run->verb == VERB_INFO || run->verb == VERB_CHECK || run->verb == VERB_BENCH
                || run->verb == VERB_FORMATS || run->verb == VERB_CACHE || run->verb == VERB_DOCTOR;
    if (!session->output || session->dry_run || !says)
        return batch_print(&run->out, fault);
    return output_write_all(session->output, text_string(&run->out), run->out.length,
                            session->force, fault);
}

static int run_with_pool(struct run *run) {
    struct fault fault = { 0 };
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t workers = run->session.jobs > 0 ? (size_t)run->session.jobs
                     : cores > 0           ? (size_t)cores
                                           : 1;
    enum exit_status status = EXIT_FAILED;
    run->pool = pool_new(workers, &fault);
    if (run->pool)
        status = run_verb(run, &fault);
    progress_end(&run->progress);
    if (fault.kind == FAULT_NONE)
        put_out(run, &fault);
    if (fault.kind != FAULT_NONE && !(fault.kind == FAULT_CANCELLED && signal_number)) {
        fprintf(stderr, "blitz: %s\n", fault_text(&fault));
        status = exit_of_fault(fault.kind);
    }
    run_drop(run);
    pool_free(&run->pool);
    fault_clear(&fault);
    return status;
}

int batch_run(const struct session *session, enum verb verb) {
    struct run run = { .verb = verb, .cancel = &interrupted };
    int status;
    watch_signals();
    session_init(&run.session);
    session_copy(&run.session, session);
    if (verb == VERB_FORMATS || verb == VERB_DOCTOR) {
        struct fault fault = { 0 };
        status = (verb == VERB_DOCTOR ? verb_doctor : verb_formats)(session, &run.out);
        if (!put_out(&run, &fault)) {
            fprintf(stderr, "blitz: %s\n", fault_text(&fault));
            status = exit_of_fault(fault.kind);
        }
        fault_clear(&fault);
    } else {
        status = run_with_pool(&run);
    }
    text_free(&run.out);
    session_free(&run.session);
    return signal_number ? 128 + signal_number : status;
}
