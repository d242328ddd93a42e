// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz bench: how fast this machine reads a stack, and what part of that each kernel reaches.
// Cases take turns with reading, so that what else the machine does meets all of them alike.

#include "base/alloc.h"
#include "base/clock.h"
#include "batch/batch.h"
#include "batch/bench_cases.h"
#include "batch/bench_stack.h"
#include "batch/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Times that a case runs; fewer when it is slow.
enum { RUNS = 7, RUNS_SLOW = 5, RUNS_SLOWEST = 3 };
static const double slow = 0.5, slowest = 2.0; // seconds

static const uint64_t usual_bytes = (uint64_t)1 << 30;
// The largest frame, and what a kernel may need beside the stack.
static const uint64_t least_bytes = (uint64_t)BENCH_SIDE * BENCH_SIDE * sizeof(float);
static const uint64_t working_bytes = (uint64_t)32 << 20;

struct timing {
    bool is_chosen;
    size_t runs, capacity;
    double *seconds, *processor;
};

struct bench {
    struct run *run;
    uint64_t bytes;
    struct timing *timings; // of each element, each case
};

static struct timing *timing_at(const struct bench *bench, enum element element, size_t row) {
    return &bench->timings[(size_t)element * bench_case_count + row];
}

// ── what is asked for ──────────────────────────────────────────────────────────────────────

// The whole name, or all of it before a dot.
static bool is_named(const struct bench_case *row, const char *name, size_t length) {
    return length == 0
           || (strncmp(row->name, name, length) == 0
               && (row->name[length] == '\0' || row->name[length] == '.'));
}

static bool choose(struct bench *bench, const char *word, struct fault *fault) {
    const char *colon = strchr(word, ':');
    size_t length = colon ? (size_t)(colon - word) : strlen(word);
    bool found = false;
    for (enum element element = 0; element < ELEMENT_COUNT; element++)
        for (size_t row = 0; row < bench_case_count; row++)
            if (is_named(&bench_cases[row], word, length)
                && (!colon || strcmp(element_name(element), colon + 1) == 0))
                found = timing_at(bench, element, row)->is_chosen = true;
    if (found)
        return true;
    struct text names = { 0 };
    for (size_t row = 0; row < bench_case_count; row++)
        text_addf(&names, "%s%s", row ? " " : "", bench_cases[row].name);
    char *safe = text_safe(word);
    fault_set(fault, FAULT_USAGE,
              "bench: there is no %s: choose of %s, or what is before a dot, each with :u8, :u16, "
              ":i16 or :f32 when one type is enough",
              safe, text_string(&names));
    free(safe);
    text_free(&names);
    return false;
}

static bool choose_all(struct bench *bench, struct fault *fault) {
    const struct session *session = &bench->run->session;
    for (size_t i = 0; i < session->path_count; i++)
        if (!choose(bench, session->paths[i], fault))
            return false;
    return session->path_count || choose(bench, "", fault);
}

static bool decide_size(struct bench *bench, struct fault *fault) {
    const struct session *session = &bench->run->session;
    const char *why;
    uint64_t limit = budget_machine(&session->memory, &why);
    uint64_t room = limit > working_bytes ? limit - working_bytes : 0;
    bench->bytes = session->bench_bytes ? session->bench_bytes : usual_bytes;
    if (bench->bytes < least_bytes)
        return fault_set(fault, FAULT_USAGE, "--size: a frame has up to %" PRIu64 " bytes",
                         least_bytes);
    if (bench->bytes <= room)
        return true;
    struct text text = { 0 };
    text_add(&text, "a stack of ");
    text_add_size(&text, bench->bytes);
    text_add(&text, " does not fit: the limit is ");
    text_add_size(&text, limit);
    text_addf(&text, " (%s), ", why);
    text_add_size(&text, working_bytes);
    text_add(&text, " of it to work with; take a smaller one with --size");
    fault_set(fault, FAULT_LIMIT, "%s", text_string(&text));
    text_free(&text);
    return false;
}

// ── measuring ──────────────────────────────────────────────────────────────────────────────

static double processor_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool measure_once(const struct bench_bed *bed, size_t row, struct timing *timing,
                         struct fault *fault) {
    double processor = processor_now(), start = clock_now();
    bool good = bench_cases[row].run(&bench_cases[row], bed, fault);
    double seconds = clock_now() - start;
    if (!good)
        return false;
    size_t capacity = timing->capacity;
    timing->seconds = alloc_grow(timing->seconds, timing->runs, &capacity, sizeof(double));
    timing->processor =
        alloc_grow(timing->processor, timing->runs, &timing->capacity, sizeof(double));
    timing->processor[timing->runs] = processor_now() - processor;
    timing->seconds[timing->runs++] = seconds > 1e-9 ? seconds : 1e-9;
    return true;
}

static size_t runs_wanted(const struct timing *timing) {
    double first = timing->runs ? timing->seconds[0] : 0.0;
    return !timing->is_chosen ? 0
           : first > slowest  ? RUNS_SLOWEST
           : first > slow     ? RUNS_SLOW
                              : RUNS;
}

static bool measure_all(struct bench *bench, const struct bench_bed *bed, struct fault *fault) {
    enum element element = bed->frames.element;
    struct timing *reading = timing_at(bench, element, 0);
    for (size_t round = 0; round < RUNS; round++) {
        if (!measure_once(bed, 0, reading, fault))
            return false;
        for (size_t row = 1; row < bench_case_count; row++) {
            struct timing *timing = timing_at(bench, element, row);
            if (round < runs_wanted(timing)
                && !(measure_once(bed, row, timing, fault) && measure_once(bed, 0, reading, fault)))
                return false;
        }
    }
    return true;
}

// ── saying it ──────────────────────────────────────────────────────────────────────────────

static int compare_doubles(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare_doubles);
    return (values[(count - 1) / 2] + values[count / 2]) / 2.0;
}

static double bandwidth(const struct bench_bed *bed, size_t row, double seconds) {
    const struct frames *frames = &bed->frames;
    uint64_t bytes = bench_cases[row].bytes ? bench_cases[row].bytes(bed)
                                            : (uint64_t)frames->count * shape_samples(frames->shape)
                                                  * element_size(frames->element);
    return (double)bytes / seconds * 1e-9;
}

static void add_number(struct text *out, const char *key, double value) {
    text_addf(out, ", \"%s\": ", key);
    text_add_double(out, value);
}

static void say(struct bench *bench, const struct bench_bed *bed) {
    struct text *out = &bench->run->out;
    enum element element = bed->frames.element;
    double limit = 0.0;
    for (size_t row = 0; row < bench_case_count; row++) {
        struct timing *timing = timing_at(bench, element, row);
        if (!timing->runs)
            continue;
        double seconds = median(timing->seconds, timing->runs);
        double gbps = bandwidth(bed, row, seconds);
        if (row == 0)
            limit = gbps;
        if (!bench->run->session.json) {
            text_addf(out, "%-16s %-4s %10.6f %8.2f %8.3f\n", bench_cases[row].name,
                      element_name(element), seconds, gbps, gbps / limit);
            continue;
        }
        text_addf(out, "{\"name\": \"%s\", \"type\": \"%s\"", bench_cases[row].name,
                  element_name(element));
        add_number(out, "seconds", seconds);
        add_number(out, "gbps", gbps);
        add_number(out, "of_read", gbps / limit);
        add_number(out, "cpu", median(timing->processor, timing->runs));
        text_add(out, "}\n");
    }
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
    bool is_chosen = false;
    for (size_t row = 0; row < bench_case_count; row++)
        is_chosen = is_chosen || timing_at(bench, element, row)->is_chosen;
    if (!is_chosen)
        return true;
    struct bench_stack stack = { 0 };
    if (!bench_stack_make(&stack, element, bench->bytes, run->pool, run->cancel, fault))
        return false;
    struct bench_bed bed = { .frames = bench_stack_frames(&stack, stack.stack.slots),
                             .pool = run->pool,
                             .cancel = run->cancel };
    bool good = bench_bed_make(&bed, fault) && measure_all(bench, &bed, fault);
    if (good)
        say(bench, &bed);
    bench_bed_free(&bed);
    bench_stack_free(&stack);
    return good && print_part(run, fault);
}

enum exit_status verb_bench(struct run *run, struct fault *fault) {
    size_t count = ELEMENT_COUNT * bench_case_count;
    struct bench bench = { .run = run };
    bench.timings = alloc_zeroed(count, sizeof *bench.timings);
    bool good =
        run_accept_output(run, fault) && choose_all(&bench, fault) && decide_size(&bench, fault);
    if (good && !run->session.json)
        text_addf(&run->out, "%-16s %-4s %10s %8s %8s\n", "name", "type", "seconds", "GB/s",
                  "of_read");
    for (enum element element = 0; good && element < ELEMENT_COUNT; element++)
        good = bench_element(&bench, element, fault);
    for (size_t i = 0; i < count; i++) {
        free(bench.timings[i].seconds);
        free(bench.timings[i].processor);
    }
    free(bench.timings);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
