// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Long work ends where it was asked to: whenever that is, not one more chunk is begun, and a chunk
// is a small part of the whole.
//
// One worker takes work behind in turn. So a second piece of work, one chunk of it after each of
// the job's, counts these and asks at the wanted one.

#include "base/thread.h"
#include "measure/correct.h"
#include "measure/histogram.h"
#include "measure/reduce.h"
#include "measure/zone_series.h"
#include "measure_support.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { WIDTH = 256, HEIGHT = 256, FRAMES = 96 };
static const struct shape shape = { WIDTH, HEIGHT, 1 };

struct job;

// What is to be cancelled.
struct work {
    const char *name;
    const char *subtract; // NULL: raw
    enum element element;
    bool (*run)(struct job *job, struct fault *fault);
    const char *ops;
    size_t most_samples; // of a chunk
};

struct job {
    struct work work;
    struct recording recording;
    struct surroundings around;
    struct correction *correction;
    struct pool *pool;
    pthread_t thread;
    struct cancel cancel;
    size_t ask_after; // chunks of the job
    size_t counted;   // chunks of the other work
    size_t begun;     // chunks of the job when it was asked
    atomic_bool ended;
    bool good;
    struct fault fault;
};

static bool run_reduction(struct job *job, struct fault *fault) {
    struct reduction_wish wish;
    assert_true(reduction_wish_parse(job->work.ops, &wish, fault));
    struct reduction *reduction =
        reduction_new(wish.ops, wish.count, 0, job->work.element, shape, job->correction, fault);
    assert_non_null(reduction);
    bool good = reduction_feed(reduction, &job->recording.frames, job->pool, &job->cancel, fault);
    reduction_free(&reduction);
    return good;
}

static bool run_histogram(struct job *job, struct fault *fault) {
    struct histogram histogram = { 0 };
    bool good = histogram_of_frames(&job->recording.frames, job->correction, job->pool,
                                    &job->cancel, &histogram, fault);
    histogram_free(&histogram);
    return good;
}

static bool run_quantiles(struct job *job, struct fault *fault) {
    double q[] = { 0.01, 0.99 }, values[2];
    return quantiles_of_frames(&job->recording.frames, job->correction, q, 2, job->pool,
                               &job->cancel, values, fault);
}

static bool run_zones(struct job *job, struct fault *fault) {
    struct zone_wish wish;
    struct zone zone;
    static struct zone_stats stats[FRAMES];
    struct zone_stats *into[FRAMES];
    for (size_t i = 0; i < FRAMES; i++)
        into[i] = &stats[i];
    assert_true(zone_wish_parse("rect:3,5,200,190", &wish, fault));
    const struct geometry geometry = {
        .crop_width = WIDTH, .crop_height = HEIGHT, .bin = 1, .shape = shape
    };
    assert_true(zone_prepare(&wish, "a", &geometry, NULL, &zone, fault));
    struct zone_taking taking = { job->correction, HUGE_VAL, true };
    bool good = zone_series(&job->recording.frames, &zone, 1, &taking, job->pool, &job->cancel,
                            into, fault);
    zone_free(&zone);
    zone_wish_free(&wish);
    return good;
}

static void *job_main(void *argument) {
    struct job *job = argument;
    job->good = job->work.run(job, &job->fault);
    atomic_store(&job->ended, true);
    return NULL;
}

// Chunks begun so far that are not of the other work; this one is.
static bool count_chunk(void *context, size_t chunk, size_t worker) {
    (void)chunk;
    (void)worker;
    struct job *job = context;
    // Not before the other work is there to take turns with.
    if (job->counted == 0 && !thread_start(&job->thread, "job", job_main, job, NULL))
        abort();
    job->begun = pool_begun(job->pool) - ++job->counted;
    if (atomic_load(&job->ended))
        return false;
    if (job->begun < job->ask_after)
        return true;
    cancel_ask(&job->cancel);
    return false;
}

// Returns the number of chunks that the job began in all.
static size_t run_job(struct job *job, size_t ask_after) {
    job->pool = pool_new(1, NULL);
    job->cancel = (struct cancel){ 0 };
    job->ask_after = ask_after;
    job->counted = job->begun = 0;
    atomic_store(&job->ended, false);
    pool_run(job->pool, POOL_BEHIND, SIZE_MAX, count_chunk, job, NULL);
    pthread_join(job->thread, NULL);
    size_t begun = pool_begun(job->pool) - job->counted;
    pool_free(&job->pool);
    return begun;
}

static void prepare(struct job *job) {
    struct fault fault = { 0 };
    struct correction_wish wish = { 0 };
    job->recording = make_recording(job->work.element, PATTERN_CAMERA, shape, FRAMES, false, 1);
    for (size_t i = 0; i < FRAMES; i++) {
        job->recording.views[i].source = (int64_t)i;
        job->recording.views[i].around = &job->around;
    }
    job->around = (struct surroundings){
        .first = 0, .count = FRAMES, .views = job->recording.views, .frames = FRAMES
    };
    if (!job->work.subtract)
        return;
    assert_true(reference_wish_parse(job->work.subtract, INFINITY, &wish.subtract, &fault));
    double *image = calloc(WIDTH * HEIGHT, sizeof *image);
    struct reference_images images = { .subtract = correction_wish_slides(&wish) ? NULL : image };
    job->correction = correction_new(&wish, shape, &images, &fault);
    assert_non_null(job->correction);
    free(image);
}

static void check_work(const struct work *work) {
    struct job job = { .work = *work };
    prepare(&job);
    size_t all = run_job(&job, SIZE_MAX);
    assert_true(job.good);
    // A chunk is a small part of the whole.
    if (all < (size_t)WIDTH * HEIGHT * FRAMES / job.work.most_samples)
        fail_msg("%s: only %zu chunks", job.work.name, all);
    for (size_t after = 0; after < all; after += 1 + all / 8) {
        size_t begun = run_job(&job, after);
        if (job.good || job.fault.kind != FAULT_CANCELLED)
            fail_msg("%s: not cancelled after %zu of %zu chunks", job.work.name, after, all);
        if (begun != job.begun)
            fail_msg("%s: %zu chunks begun, %zu when it was cancelled", job.work.name, begun,
                     job.begun);
        fault_clear(&job.fault);
    }
    correction_free(&job.correction);
    free_recording(&job.recording);
}

// Samples that take a few milliseconds.
#define MANY ((size_t)8 << 20)
#define SOME ((size_t)2 << 20)

static const struct work works[] = {
    { "mean", NULL, ELEMENT_U16, run_reduction, "mean", MANY },
    { "std of u8", NULL, ELEMENT_U8, run_reduction, "std", 2 * MANY },
    { "moments of f32", NULL, ELEMENT_F32, run_reduction, "mean,std,min,max", MANY },
    { "median", NULL, ELEMENT_U16, run_reduction, "median", SOME },
    { "stream and percentile", NULL, ELEMENT_F32, run_reduction, "mean,p10", SOME },
    { "corrected std", "mean:0:4", ELEMENT_U16, run_reduction, "std", SOME },
    { "corrected median", "mean:0:4", ELEMENT_U16, run_reduction, "median", SOME },
    { "sliding std", "slide:7,op=median", ELEMENT_U16, run_reduction, "std", SOME },
    { "sliding mean", "slide:7", ELEMENT_U16, run_reduction, "mean", SOME },
    { "histogram", NULL, ELEMENT_U16, run_histogram, NULL, SOME },
    { "corrected histogram", "mean:0:4", ELEMENT_U16, run_histogram, NULL, SOME },
    { "sliding histogram", "slide:7", ELEMENT_U16, run_histogram, NULL, SOME },
    { "quantiles", NULL, ELEMENT_U16, run_quantiles, NULL, SOME },
    { "quantiles of f32", NULL, ELEMENT_F32, run_quantiles, NULL, SOME },
    { "corrected quantiles", "mean:0:4", ELEMENT_U16, run_quantiles, NULL, SOME },
    { "sliding quantiles", "slide:7,op=median", ELEMENT_U16, run_quantiles, NULL, SOME },
    { "zones", NULL, ELEMENT_U16, run_zones, NULL, SOME },
    { "corrected zones", "mean:0:4", ELEMENT_U16, run_zones, NULL, SOME },
    { "sliding zones", "slide:7,op=median", ELEMENT_U16, run_zones, NULL, SOME },
};

static void no_chunk_is_begun_after_it_was_asked(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        check_work(&works[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_chunk_is_begun_after_it_was_asked),
    };
    return cmocka_run_group_tests_name("cancelling", tests, NULL, NULL);
}
