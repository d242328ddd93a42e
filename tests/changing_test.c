// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A mapped file that is written to between two passes over its frames: numbers may be of the one or
// the other, but nothing is written or read outside of an array, and a table says that it is wrong.
//
// One worker takes work behind in turn. So a second piece of work sees when the first pass has been
// made, and writes to the file before the next one begins.

#include "base/thread.h"
#include "engine/histograms.h"
#include "engine/recording.h"
#include "kernel/kernels.h"
#include "npy_file.h"

#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

enum { FRAMES = 8, SIDE = 20, VALUES = FRAMES * SIDE * SIDE, HEADER = 128 };

static const float hostile[] = { -FLT_MAX, FLT_MAX, 0.0F, -0.0F, 1e-45F,   -1e-45F,  -1e9F,
                                 1e9F,     1.0F,    2.5F, NAN,   INFINITY, -INFINITY };
enum { HOSTILE = sizeof hostile / sizeof *hostile };

// ── bins ───────────────────────────────────────────────────────────────────────────────────

static void check_numbers(const struct kernels *kernels, double low, double scale) {
    float samples[4 * HOSTILE + 3];
    int32_t bins[4 * HOSTILE + 3];
    size_t count = sizeof samples / sizeof *samples;
    for (size_t i = 0; i < count; i++)
        samples[i] = hostile[i % HOSTILE];
    kernels->bins.number(samples, count, low, scale, 99, bins);
    for (size_t i = 0; i < count; i++) {
        assert_in_range(bins[i], 0, 100);
        if (!isfinite(samples[i]) || ((double)samples[i] - low) * scale < 0)
            assert_int_equal(bins[i], 100);
        else
            assert_true(bins[i] < 100);
    }
}

static void any_value_has_a_bin(void **state) {
    (void)state;
    static const double lows[] = { -5, 0, 2, 1e9, -(double)FLT_MAX };
    static const double scales[] = { 0, 1, 1e-30, 1e300, INFINITY };
    const struct kernels *kernels;
    for (size_t k = 0; (kernels = kernels_available(k)); k++)
        for (size_t i = 0; i < 5; i++)
            for (size_t j = 0; j < 5; j++)
                check_numbers(kernels, lows[i], scales[j]);
}

// ── a file ─────────────────────────────────────────────────────────────────────────────────

struct mapped {
    char *folder, *path;
    struct session session;
    struct pool *pool;
    struct recording *recording;
};

static void open_mapped(struct mapped *mapped) {
    static float data[VALUES];
    struct fault fault = { 0 };
    for (size_t i = 0; i < VALUES; i++)
        data[i] = 1 + (float)(i % 1000) * 1e-3F;
    *mapped = (struct mapped){ .folder = new_folder(), .pool = pool_new(1, NULL) };
    mapped->path = path_in_folder(mapped->folder, "a.npy");
    write_npy(mapped->path, "<f4", "False", "(8, 20, 20)", data, sizeof data);
    session_init(&mapped->session);
    session_add_path(&mapped->session, mapped->path);
    assert_true(session_set(&mapped->session, "fit", "map", &fault));
    const struct plan_policy policy = { 0 };
    mapped->recording = recording_open(&mapped->session, &fault);
    if (!mapped->recording
        || !recording_plan(mapped->recording, &mapped->session, &policy, 1, NULL, &fault)
        || !recording_load(mapped->recording, false, mapped->pool, NULL, &fault))
        fail_msg("%s", fault_text(&fault));
    assert_true(mapped->recording->stack.is_file);
}

static void close_mapped(struct mapped *mapped) {
    recording_close(&mapped->recording);
    session_free(&mapped->session);
    pool_free(&mapped->pool);
    free(mapped->path);
    remove_folder(mapped->folder);
}

// All of the hostile values, or one everywhere.
static void write_over(const struct mapped *mapped, const float *everywhere) {
    static float data[VALUES];
    for (size_t i = 0; i < VALUES; i++)
        data[i] = everywhere ? *everywhere : hostile[i % HOSTILE];
    int fd = open(mapped->path, O_WRONLY);
    assert_true(fd >= 0 && pwrite(fd, data, sizeof data, HEADER) == (ssize_t)sizeof data);
    close(fd);
}

// ── between two passes ─────────────────────────────────────────────────────────────────────

struct job {
    struct mapped mapped;
    bool (*run)(struct job *job, struct fault *fault);
    const float *everywhere;
    pthread_t thread;
    size_t counted, written_after; // chunks of the other work; of the job when it was written
    bool good;
    struct fault fault;
    atomic_bool ended;
    double quantiles[3];
};

static void *job_main(void *argument) {
    struct job *job = argument;
    job->good = job->run(job, &job->fault);
    atomic_store(&job->ended, true);
    return NULL;
}

static bool watch_chunk(void *context, size_t chunk, size_t worker) {
    (void)chunk;
    (void)worker;
    struct job *job = context;
    if (job->counted == 0 && !thread_start(&job->thread, "job", job_main, job, NULL))
        abort();
    size_t begun = pool_begun(job->mapped.pool) - ++job->counted;
    if (begun > 0 && !job->written_after) {
        job->written_after = begun;
        write_over(&job->mapped, job->everywhere);
    }
    return !atomic_load(&job->ended);
}

// The file is written to after the first pass, which is one chunk.
static void run_job(struct job *job, bool (*run)(struct job *, struct fault *),
                    const float *everywhere) {
    for (;;) {
        *job = (struct job){ .run = run, .everywhere = everywhere };
        open_mapped(&job->mapped);
        // Counts of another pool: loading was work too.
        pool_free(&job->mapped.pool);
        job->mapped.pool = pool_new(1, NULL);
        pool_run(job->mapped.pool, POOL_BEHIND, SIZE_MAX, watch_chunk, job, NULL);
        pthread_join(job->thread, NULL);
        if (job->written_after == 1)
            return;
        close_mapped(&job->mapped);
        fault_clear(&job->fault);
    }
}

static bool run_histogram(struct job *job, struct fault *fault) {
    struct histograms histograms = { 0 };
    struct recording *recording = job->mapped.recording;
    bool good = histograms_make(recording, recording->kept, NULL, NULL, NULL, job->mapped.pool,
                                NULL, &histograms, fault);
    histograms_free(&histograms);
    return good;
}

static bool see_quantiles(void *context, const struct frames *frames, const int64_t *sources,
                          struct fault *fault) {
    static const double q[] = { 0, 0.5, 1 };
    (void)sources;
    struct job *job = context;
    return quantiles_of_frames(frames, NULL, q, 3, job->mapped.pool, NULL, job->quantiles, fault);
}

static bool run_quantiles(struct job *job, struct fault *fault) {
    struct recording *recording = job->mapped.recording;
    return recording_visit(recording, recording->kept, true, NULL, job->mapped.pool, NULL,
                           see_quantiles, job, fault);
}

static void a_table_of_other_values_is_refused(void **state) {
    (void)state;
    static const float lower = -7.0F;
    const float *const everywhere[] = { NULL, &lower, &hostile[HOSTILE - 3] };
    for (size_t i = 0; i < 3; i++) {
        struct job job;
        run_job(&job, run_histogram, everywhere[i]);
        assert_false(job.good);
        assert_int_equal(job.fault.kind, FAULT_FAILED);
        assert_non_null(strstr(fault_text(&job.fault), "changed while they were counted"));
        fault_clear(&job.fault);
        close_mapped(&job.mapped);
    }
}

// Ranks that nothing has any more are at the end of what there was.
static void quantiles_stay_in_their_tables(void **state) {
    (void)state;
    static const float higher = 1e9F;
    const float *const everywhere[] = { NULL, &higher, &hostile[HOSTILE - 3] };
    for (size_t i = 0; i < 3; i++) {
        struct job job;
        run_job(&job, run_quantiles, everywhere[i]);
        assert_true(job.good);
        for (size_t k = 0; k < 3; k++)
            assert_true(job.quantiles[k] >= 1 && job.quantiles[k] <= 2.1);
        close_mapped(&job.mapped);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_value_has_a_bin),
        cmocka_unit_test(a_table_of_other_values_is_refused),
        cmocka_unit_test(quantiles_stay_in_their_tables),
    };
    return cmocka_run_group_tests_name("changing files", tests, NULL, NULL);
}
