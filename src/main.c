// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The map of the house. A source fills the stack; kernels read its rows; a measurement is a
// number and a view a picture of the stack; the terminal shows both. Calls go down.
//
//   ui/       the viewer: panes, keys, the screen       batch/    verbs: info check reduce ...
//   engine/   owns the recording, makes products, runs jobs behind
//   session/  all wishes, one grammar of options        output/   results to files, whole or not
//   view/     a frame as a picture, plots               measure/  numbers from frames
//   source/   readers, one format family a file         kernel/   row functions, per instruction
//   set stack/    frames in memory, budget, ledger          term/     the terminal, cells, one
//   writer base/     faults, workers, text, files

#include "base/text.h"
#include "batch/batch.h"
#include "config.h"
#include "kernel/kernels.h"
#include "session/help.h"
#include "session/saved.h"
#include "session/session.h"
#include "source/versions.h"
#include "term/sixel.h"
#include "ui/viewer.h"

#include <locale.h>
#include <stdio.h>

static int complain(const struct fault *fault) {
    fprintf(stderr, "blitz: %s\n", fault_text(fault));
    return exit_of_fault(fault->kind);
}

// What is said without a recording. True when that was all.
static bool answer(const struct invocation *invocation, int *status) {
    struct text text = { 0 };
    struct fault fault = { 0 };
    *status = EXIT_GOOD;
    if (invocation->help)
        session_help(&text);
    else if (invocation->version) {
        text_add(&text, PACKAGE_STRING "\n");
        source_versions(&text);
        text_addf(&text, "libsixel %s\n", sixel_version());
    } else if (!invocation->generate)
        return false;
    else if (!session_generate(invocation->generate, &text, &fault))
        *status = complain(&fault);
    if (fault.kind == FAULT_NONE && !batch_print(&text, &fault))
        *status = complain(&fault);
    text_free(&text);
    fault_clear(&fault);
    return true;
}

static int run(const struct session *session, enum verb verb, const struct saved *saved) {
    struct fault fault = { 0 };
    int status;
    if (session->print_command) {
        struct text command = { 0 };
        session_command(session, verb, &command);
        text_add_char(&command, '\n');
        status = batch_print(&command, &fault) ? EXIT_GOOD : complain(&fault);
        text_free(&command);
        fault_clear(&fault);
        return status;
    }
    if (session->cpu && !kernels_use(session->cpu, &fault))
        status = complain(&fault);
    else if (verb == VERB_VIEW && !session->dry_run)
        status = viewer_run(session, saved, &fault) ? EXIT_GOOD : complain(&fault);
    else
        status = batch_run(session, verb == VERB_VIEW ? VERB_INFO : verb);
    fault_clear(&fault);
    return status;
}

int main(int argc, char **argv) {
    // Only characters and messages follow the locale: numbers are in the C locale, always.
    setlocale(LC_CTYPE, "");
    struct session session;
    struct invocation invocation = { 0 };
    struct saved saved = { 0 };
    struct fault fault = { 0 };
    int status;
    session_init(&session);
    if (!session_start(&session, argc, argv, &invocation, &saved, &fault))
        status = complain(&fault);
    else if (!answer(&invocation, &status))
        status = run(&session, invocation.verb, &saved);
    fault_clear(&fault);
    invocation_free(&invocation);
    saved_free(&saved);
    session_free(&session);
    return status;
}
