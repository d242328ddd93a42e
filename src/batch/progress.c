// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/progress.h"

#include "base/alloc.h"
#include "base/bell.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/thread.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int first_ms = 1000, next_ms = 200;

struct progress {
    pthread_t thread;
    struct bell end;
    const struct recording *recording;
};

static void show(const struct recording *recording, double began) {
    size_t total = ledger_slots(recording->ledger), loaded = ledger_settled(recording->ledger);
    double seconds = clock_now() - began;
    double rate = (double)loaded / seconds;
    struct text line = { 0 };
    text_addf(&line, "\r%s %zu of %zu frames",
              recording->plan.decision == FIT_STREAM ? "reading" : "loading", loaded, total);
    if (loaded) {
        text_add(&line, ", ");
        text_add_size(&line, (uint64_t)(rate * (double)recording->plan.bytes / (double)total));
        text_addf(&line, "/s, %.0f s left", (double)(total - loaded) / rate);
    }
    fprintf(stderr, "%s\033[K", text_string(&line));
    text_free(&line);
}

static void *progress_main(void *argument) {
    struct progress *progress = argument;
    double began = clock_now();
    bool shown = false;
    while (!bell_wait(&progress->end, shown ? next_ms : first_ms)) {
        show(progress->recording, began);
        shown = true;
    }
    if (shown)
        fputs("\r\033[K", stderr);
    return NULL;
}

struct progress *progress_start(const struct recording *recording, bool quiet) {
    if (quiet || !isatty(STDERR_FILENO))
        return NULL;
    struct progress *progress = alloc_zeroed(1, sizeof *progress);
    progress->recording = recording;
    if (bell_open(&progress->end, NULL)) {
        if (thread_start(&progress->thread, "progress", progress_main, progress, NULL))
            return progress;
        bell_close(&progress->end);
    }
    free(progress);
    return NULL;
}

void progress_end(struct progress **progress_address) {
    struct progress *progress = *progress_address;
    *progress_address = NULL;
    if (!progress)
        return;
    bell_ring(&progress->end);
    pthread_join(progress->thread, NULL);
    bell_close(&progress->end);
    free(progress);
}
