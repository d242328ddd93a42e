// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz bench: how fast this machine reads a stack, and what part of that each kernel reaches.

#include "base/alloc.h"
#include "base/clock.h"
#include "batch/batch.h"
#include "batch/bench_cases.h"
#include "batch/bench_load.h"
#include "batch/bench_stack.h"
#include "batch/bench_timing.h"
#include "batch/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint64_t usual_bytes = (uint64_t)1 << 30;
// Where a smaller stack stays in the cache of many a processor.
static const uint64_t cache_bytes = (uint64_t)256 << 20;
// The largest frame.
static const uint64_t least_bytes = (uint64_t)BENCH_SIDE * BENCH_SIDE * sizeof(float);

struct bench {
    struct run *run;
    uint64_t bytes;
    bool *is_chosen; // of each element, each case
    // Pools of 1, 2, 4 ... workers, all of them first, which is borrowed.
    struct pool **pools;
    size_t pool_count;
    double began, shown; // when, for the line of progress
    enum element element;
};

static bool *chosen_of(const struct bench *bench, enum element element) {
    return &bench->is_chosen[(size_t)element * bench_case_count];
}

static bool has_chosen(const struct bench *bench, enum element element) {
    for (size_t row = 0; row < bench_case_count; row++)
        if (chosen_of(bench, element)[row])
            return true;
    return false;
}

// ── what is asked for ──────────────────────────────────────────────────────────────────────

// The cases of that name, or else those with that name before a dot; every one for no name. `type`
// is NULL for all.
static bool choose_named(struct bench *bench, const char *name, size_t length, bool whole,
                         const char *type) {
    bool found = false;
    for (enum element element = 0; element < ELEMENT_COUNT; element++)
        for (size_t row = 0; row < bench_case_count; row++) {
            const char *own = bench_cases[row].name;
            bool is_named =
                length == 0
                || (strncmp(own, name, length) == 0 && own[length] == (whole ? '\0' : '.'));
            if (is_named && (!type || strcmp(element_name(element), type) == 0))
                found = chosen_of(bench, element)[row] = true;
        }
    return found;
}

static bool refuse_name(const char *word, struct fault *fault) {
    struct text names = { 0 };
    for (size_t row = 0; row < bench_case_count; row++)
        text_addf(&names, "%s%s", row ? " " : "", bench_cases[row].name);
    char *safe = text_safe(word);
    fault_set(fault, FAULT_USAGE,
              "bench: it measures frames of its own, and nothing is called '%s': choose of %s; "
              "'reduce' is all of reduce, 'reduce:u16' those of one type",
              safe, text_string(&names));
    free(safe);
    text_free(&names);
    return false;
}

static bool refuse_type(const char *word, const char *type, struct fault *fault) {
    char *safe = text_safe(word), *safe_type = text_safe(type);
    fault_set(fault, FAULT_USAGE, "bench: %s: the type is u8, u16, i16 or f32, and not '%s'", safe,
              safe_type);
    free(safe);
    free(safe_type);
    return false;
}

static bool choose(struct bench *bench, const char *word, struct fault *fault) {
    const char *colon = strchr(word, ':'), *type = colon ? colon + 1 : NULL;
    size_t length = colon ? (size_t)(colon - word) : strlen(word);
    bool is_type = !type;
    for (enum element element = 0; type && element < ELEMENT_COUNT; element++)
        is_type = is_type || strcmp(element_name(element), type) == 0;
    if (is_type)
        return choose_named(bench, word, length, true, type)
               || choose_named(bench, word, length, false, type) || refuse_name(word, fault);
    // 'demo:' is a wrong name, and no name with a wrong type.
    bool is_name = false;
    for (size_t row = 0; row < bench_case_count; row++)
        is_name = is_name || strncmp(bench_cases[row].name, word, length) == 0;
    return is_name ? refuse_type(word, type, fault) : refuse_name(word, fault);
}

static bool choose_all(struct bench *bench, struct fault *fault) {
    const struct session *session = &bench->run->session;
    for (size_t i = 0; i < session->path_count; i++)
        if (!choose(bench, session->paths[i], fault))
            return false;
    return session->path_count || choose(bench, "", fault);
}

// Beside the stack: a frame of sums and of references, zones of every frame, and for each worker
// its histogram and what it packs.
static uint64_t working_bytes(uint64_t bytes, size_t workers) {
    return ((uint64_t)32 << 20) + bytes / 128 + workers * (((uint64_t)1 << 20) + bytes / 4096);
}

// The largest stack that fits, in whole MiB; 0 for none.
static uint64_t largest_size(uint64_t limit, size_t workers) {
    uint64_t fixed = working_bytes(0, workers), step = (uint64_t)1 << 20;
    uint64_t needed = step + working_bytes(step, workers) - fixed;
    return limit > fixed ? (limit - fixed) / needed * step : 0;
}

static bool refuse_size(const struct bench *bench, uint64_t limit, const char *why,
                        struct fault *fault) {
    uint64_t most = largest_size(limit, pool_workers(bench->run->pool));
    struct text text = { 0 };
    text_add(&text, "bench: a stack of ");
    text_add_size(&text, bench->bytes);
    text_add(&text, " does not fit beside what it takes to measure it: the limit is ");
    text_add_size(&text, limit);
    text_addf(&text, " (%s); ", why);
    if (most >= least_bytes)
        text_addf(&text, "--size=%" PRIu64 "M would fit", most >> 20);
    else
        text_add(&text, "no stack would fit");
    fault_set(fault, FAULT_LIMIT, "%s", text_string(&text));
    text_free(&text);
    return false;
}

static void say_size(const struct bench *bench, const char *before, const char *after) {
    struct text text = { 0 };
    text_add(&text, before);
    text_add_size(&text, bench->bytes);
    text_add(&text, after);
    run_say(bench->run, "%s", text_string(&text));
    text_free(&text);
}

// The usual size gives way to a small machine; a size that was asked for does not.
static bool decide_size(struct bench *bench, struct fault *fault) {
    const struct session *session = &bench->run->session;
    size_t workers = pool_workers(bench->run->pool);
    const char *why;
    uint64_t limit = budget_machine(&session->memory, &why);
    bench->bytes = session->bench_bytes ? session->bench_bytes : usual_bytes;
    if (bench->bytes < least_bytes)
        return fault_set(fault, FAULT_USAGE,
                         "--size: must be 1M or more, a frame has up to %" PRIu64 " bytes",
                         least_bytes);
    while (!session->bench_bytes && bench->bytes > least_bytes
           && bench->bytes + working_bytes(bench->bytes, workers) > limit)
        bench->bytes /= 2;
    uint64_t need;
    if (__builtin_add_overflow(bench->bytes, working_bytes(bench->bytes, workers), &need)
        || need > limit)
        return refuse_size(bench, limit, why, fault);
    if (!session->bench_bytes && bench->bytes < usual_bytes)
        say_size(bench, "memory is short, the stack has only ", "");
    if (bench->bytes < cache_bytes)
        say_size(bench, "a stack of ",
                 " may stay in the processor's cache, which is faster than memory");
    return true;
}

static void dry_run(const struct bench *bench) {
    for (enum element element = 0; element < ELEMENT_COUNT; element++)
        for (size_t row = 0; row < bench_case_count; row++)
            if (chosen_of(bench, element)[row])
                text_addf(&bench->run->out, "%-16s %-4s %" PRIu64 " frames of %d x %d\n",
                          bench_cases[row].name, element_name(element),
                          bench->bytes / (BENCH_SIDE * BENCH_SIDE * element_size(element)),
                          BENCH_SIDE, BENCH_SIDE);
}

// ── conditions ─────────────────────────────────────────────────────────────────────────────

static bool make_pools(struct bench *bench, struct fault *fault) {
    struct pool *all = bench->run->pool;
    bench->pools = alloc_zeroed(8 * sizeof(size_t), sizeof *bench->pools);
    bench->pools[bench->pool_count++] = all;
    for (size_t workers = 1; bench->run->session.bench_scale && workers < pool_workers(all);
         workers *= 2) {
        if (!(bench->pools[bench->pool_count] = pool_new(workers, fault)))
            return false;
        bench->pool_count++;
    }
    return true;
}

static void free_pools(struct bench *bench) {
    for (size_t i = 1; i < bench->pool_count; i++)
        pool_free(&bench->pools[i]);
    free(bench->pools);
}

// All frames with all workers first; to show how it scales, fewer frames, then fewer workers.
static struct bench_point *make_points(const struct bench *bench, size_t frames, size_t *count) {
    struct bench_point *points = alloc_zeroed(2 + bench->pool_count, sizeof *points);
    *count = 0;
    points[(*count)++] = (struct bench_point){ frames, bench->pools[0] };
    if (!bench->run->session.bench_scale)
        return points;
    for (size_t part = 2; part <= 4 && frames >= part; part *= 2)
        points[(*count)++] = (struct bench_point){ frames / part, bench->pools[0] };
    for (size_t i = 1; i < bench->pool_count; i++)
        points[(*count)++] = (struct bench_point){ frames, bench->pools[i] };
    return points;
}

// ── saying it ──────────────────────────────────────────────────────────────────────────────

// A line on a terminal, after the first second and a few times in each.
static void show_progress(void *context, size_t row, size_t round, size_t rounds) {
    struct bench *bench = context;
    double now = clock_now();
    if (bench->run->session.quiet || !isatty(STDERR_FILENO) || now - bench->began < 1.0
        || now - bench->shown < 0.2)
        return;
    bench->shown = now;
    fprintf(stderr, "\rmeasuring %s %s, run %zu of %zu\033[K", bench_cases[row].name,
            element_name(bench->element), round + 1, rounds);
}

static void end_progress(struct bench *bench) {
    if (bench->shown > 0.0)
        fputs("\r\033[K", stderr);
    bench->shown = 0.0;
}

// What stands in a line about one case at one point.
struct figures {
    const char *name, *type;
    size_t frames, workers;
    double seconds, gbps, of_read;
    double times;     // seconds / seconds of all frames with all workers
    double processor; // seconds of all workers together
};

static void add_number(struct text *out, const char *key, double value) {
    text_addf(out, ", \"%s\": ", key);
    text_add_double(out, value);
}

static void add_json(const struct figures *figures, struct text *out) {
    text_addf(out, "{\"name\": \"%s\", \"type\": \"%s\"", figures->name, figures->type);
    add_number(out, "seconds", figures->seconds);
    add_number(out, "gbps", figures->gbps);
    add_number(out, "of_read", figures->of_read);
    add_number(out, "cpu", figures->processor);
    text_addf(out, ", \"frames\": %zu, \"workers\": %zu", figures->frames, figures->workers);
    add_number(out, "times", figures->times);
    text_add(out, "}\n");
}

static void add_head(bool scale, struct text *out) {
    text_addf(out, "%-14s %-4s %10s %8s %8s", "name", "type", "seconds", "GB/s", "of_read");
    text_add(out, scale ? "   cpu [s]  frames workers    times\n" : "\n");
}

static void add_line(const struct figures *figures, bool scale, struct text *out) {
    text_addf(out, "%-14s %-4s %10.6f %8.2f %8.3f", figures->name, figures->type, figures->seconds,
              figures->gbps, figures->of_read);
    if (scale)
        text_addf(out, " %9.6f %7zu %7zu %8.3f", figures->processor, figures->frames,
                  figures->workers, figures->times);
    text_add_char(out, '\n');
}

// GB/s of the samples that the case needs.
static double bandwidth(const struct bench_bed *bed, size_t row, size_t frames, double seconds) {
    struct bench_bed here = *bed;
    here.frames.count = frames;
    uint64_t bytes = bench_cases[row].bytes ? bench_cases[row].bytes(&here)
                                            : (uint64_t)frames * shape_samples(here.frames.shape)
                                                  * element_size(here.frames.element);
    return (double)bytes / seconds * 1e-9;
}

static void say(const struct bench *bench, const struct bench_bed *bed,
                const struct bench_timings *timings) {
    const struct session *session = &bench->run->session;
    double read =
        bandwidth(bed, 0, timings->points[0].frames, bench_seconds(bench_times_at(timings, 0, 0)));
    for (size_t row = 0; row < bench_case_count; row++)
        for (size_t point = 0; point < timings->point_count; point++) {
            const struct bench_times *times = bench_times_at(timings, row, point);
            if (!times->runs)
                continue;
            struct figures figures = {
                .name = bench_cases[row].name,
                .type = element_name(bench->element),
                .frames = timings->points[point].frames,
                .workers = pool_workers(timings->points[point].pool),
                .seconds = bench_seconds(times),
                .processor = bench_processor(times),
            };
            figures.gbps = bandwidth(bed, row, figures.frames, figures.seconds);
            figures.of_read = figures.gbps / read;
            figures.times = figures.seconds / bench_seconds(bench_times_at(timings, row, 0));
            if (session->json)
                add_json(&figures, &bench->run->out);
            else
                add_line(&figures, session->bench_scale, &bench->run->out);
        }
}

// Workers that read are never idle. What they lack, something else has had.
static void warn_busy(const struct bench *bench, const struct bench_timings *timings) {
    const struct bench_times *reading = bench_times_at(timings, 0, 0);
    double seconds = bench_seconds(reading), cores = (double)sysconf(_SC_NPROCESSORS_ONLN);
    double workers = (double)pool_workers(timings->points[0].pool);
    double share = bench_processor(reading) / seconds / (workers < cores ? workers : cores);
    if (seconds > 0.005 && share < 0.8)
        run_say(bench->run,
                "%s: the workers had %.0f %% of their processors: something else runs here, and "
                "figures are lower than they could be",
                element_name(bench->element), 100.0 * share);
}

// Each type is said when it is done, unless all goes to a file.
static bool print_part(struct run *run, struct fault *fault) {
    if (run->session.output)
        return true;
    bool good = batch_print(&run->out, fault);
    text_clear(&run->out);
    return good;
}

static bool bench_element(struct bench *bench, enum element element, struct fault *fault) {
    struct run *run = bench->run;
    struct bench_stack stack = { 0 };
    bench->element = element;
    if (!bench_stack_make(&stack, element, bench->bytes, run->pool, run->cancel, fault))
        return false;
    struct bench_bed bed = { .frames = bench_stack_frames(&stack, stack.stack.slots),
                             .pool = run->pool,
                             .cancel = run->cancel };
    struct bench_timings timings = { .is_chosen = chosen_of(bench, element) };
    struct bench_point *points = make_points(bench, stack.stack.slots, &timings.point_count);
    timings.points = points;
    bool good = bench_bed_make(&bed, fault)
                && bench_timings_take(&timings, &bed, show_progress, bench, fault);
    end_progress(bench);
    if (good) {
        warn_busy(bench, &timings);
        say(bench, &bed, &timings);
    }
    bench_timings_free(&timings);
    free(points);
    bench_bed_free(&bed);
    bench_stack_free(&stack);
    return good && print_part(run, fault);
}

enum exit_status verb_bench(struct run *run, struct fault *fault) {
    if (run->session.path_count && strcmp(run->session.paths[0], "load") == 0)
        return run_accept_output(run, fault) && bench_load(run, fault) ? EXIT_GOOD : EXIT_FAILED;
    struct bench bench = { .run = run, .began = clock_now() };
    bench.is_chosen = alloc_zeroed(ELEMENT_COUNT * bench_case_count, sizeof *bench.is_chosen);
    bool good =
        run_accept_output(run, fault) && choose_all(&bench, fault) && decide_size(&bench, fault);
    if (good && run->session.dry_run) {
        dry_run(&bench);
    } else if (good) {
        if (!run->session.json)
            add_head(run->session.bench_scale, &run->out);
        good = make_pools(&bench, fault);
        for (enum element element = 0; good && element < ELEMENT_COUNT; element++)
            good = !has_chosen(&bench, element) || bench_element(&bench, element, fault);
        free_pools(&bench);
    }
    free(bench.is_chosen);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
