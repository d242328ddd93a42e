// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz bench: the kernels beside the machine's own limit. Every run of a kernel is followed by a
// plain sum over the same stack, so that a machine whose speed drifts does not show in the ratio.

#include "batch/bench.h"

#include "base/alloc.h"
#include "batch/batch.h"
#include "batch/run.h"
#include "kernel/kernels.h"
#include "output/json.h"
#include "stack/budget.h"
#include "stack/stack.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Pixels of a frame's side, bytes of a stack when nobody says, and runs of a case.
enum { SIDE = 512, RUNS = 5, FEW_RUNS = 3 };
static const uint64_t usual_bytes = (uint64_t)1 << 30;
static const double long_run = 2.0; // s: such a case is run FEW_RUNS times

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// ── the stack ──────────────────────────────────────────────────────────────────────────────

static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
    x = (x ^ x >> 27) * 0x94d049bb133111ebU;
    return x ^ x >> 31;
}

// An offset, a slope over the frame, and noise that grows with the signal; 12 bits, or 8.
static double camera_value(uint64_t frame, uint64_t sample, double full) {
    uint64_t bits = mix(frame << 32 | sample);
    double noise = 0.0;
    for (int i = 0; i < 4; i++)
        noise += (double)(bits >> (16 * i) & 0xffff) / 65536.0 - 0.5;
    double signal = full * (0.1 + 0.5 * (double)(sample % SIDE) / SIDE);
    return signal + noise * sqrt(signal) * 1.7;
}

struct filling {
    struct stack *stack;
};

static bool fill_frame(void *context, size_t chunk, size_t worker) {
    (void)worker;
    struct stack *stack = ((struct filling *)context)->stack;
    void *samples = stack_frame(stack, chunk);
    for (size_t i = 0; i < shape_samples(stack->shape); i++) {
        double value = camera_value(chunk, i, stack->element == ELEMENT_U8 ? 250.0 : 4000.0);
        switch (stack->element) {
        case ELEMENT_U8:
            ((uint8_t *)samples)[i] = (uint8_t)value;
            break;
        case ELEMENT_U16:
            ((uint16_t *)samples)[i] = (uint16_t)value;
            break;
        case ELEMENT_I16:
            ((int16_t *)samples)[i] = (int16_t)(value - 1000.0);
            break;
        default:
            ((float *)samples)[i] = (float)value;
        }
    }
    return true;
}

// ── the limit ──────────────────────────────────────────────────────────────────────────────

enum { READ_CHUNK = 8 << 20 };

struct reading {
    const struct kernels *kernels;
    const unsigned char *bytes;
    size_t count;
    _Atomic uint64_t sum;
};

static bool read_chunk(void *context, size_t chunk, size_t worker) {
    (void)worker;
    struct reading *reading = context;
    size_t from = chunk * READ_CHUNK, left = reading->count - from;
    reading->sum +=
        reading->kernels->read(reading->bytes + from, left < READ_CHUNK ? left : READ_CHUNK);
    return true;
}

// Seconds of one reading; negative when cancelled.
static double read_once(const struct run *run, const struct stack *stack, size_t bytes) {
    struct reading reading = { .kernels = kernels_used(), .bytes = stack->frames, .count = bytes };
    double start = now();
    bool good = pool_run(run->pool, POOL_BEHIND, (bytes + READ_CHUNK - 1) / READ_CHUNK, read_chunk,
                         &reading, run->cancel);
    return good ? now() - start : -1.0;
}

// ── measuring ──────────────────────────────────────────────────────────────────────────────

static int by_value(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

static void put(struct run *run, const char *name, const char *type, double seconds, double bytes,
                double of_read) {
    if (!run->session.json) {
        text_addf(&run->out, "%-18s %-4s %9.4f %8.2f %8.3f\n", name, type, seconds,
                  bytes / seconds * 1e-9, of_read);
        return;
    }
    struct json json = { .into = &run->out };
    json_object(&json);
    json_field_string(&json, "name", name);
    json_field_string(&json, "type", type);
    json_field_double(&json, "seconds", seconds);
    json_field_double(&json, "gbps", bytes / seconds * 1e-9);
    json_field_double(&json, "of_read", of_read);
    json_object_end(&json);
    text_add_char(&run->out, '\n');
}

// Results come one by one; whoever waits sees them.
static bool flush(struct run *run, struct fault *fault) {
    bool good = batch_print(&run->out, fault);
    text_clear(&run->out);
    return good;
}

static bool measure_case(struct run *run, const struct bench_case *bench, const struct stack *stack,
                         const struct bench_stack *on, struct fault *fault) {
    double seconds[RUNS], ratios[RUNS];
    size_t all = stack->slots * stack->frame_bytes, bytes = all, runs = RUNS;
    // The first run warms caches and clocks and does not count.
    for (size_t i = 0; i <= runs; i++) {
        bytes = all;
        double start = now();
        if (!bench->run(bench, on, &bytes, fault))
            return false;
        double took = now() - start, reading = read_once(run, stack, all);
        if (reading < 0.0)
            return fault_set(fault, FAULT_CANCELLED, "the measurement was stopped");
        if (took > long_run)
            runs = FEW_RUNS;
        if (i == 0)
            continue;
        seconds[i - 1] = took;
        ratios[i - 1] = ((double)bytes / took) / ((double)all / reading);
    }
    put(run, bench->name, element_name(stack->element), median(seconds, runs), (double)bytes,
        median(ratios, runs));
    return flush(run, fault);
}

static bool measure_read(struct run *run, const struct stack *stack, struct fault *fault) {
    double seconds[RUNS];
    size_t bytes = stack->slots * stack->frame_bytes;
    for (size_t i = 0; i < RUNS; i++)
        if ((seconds[i] = read_once(run, stack, bytes)) < 0.0)
            return fault_set(fault, FAULT_CANCELLED, "the measurement was stopped");
    put(run, "read", element_name(stack->element), median(seconds, RUNS), (double)bytes, 1.0);
    return flush(run, fault);
}

// ── names ──────────────────────────────────────────────────────────────────────────────────

// "NAME", the beginning of a name up to a dot, or either with ":TYPE"; "read" is always there.
static bool names(const char *wish, const char *name, enum element element) {
    size_t length = strcspn(wish, ":");
    if (wish[length] && strcmp(wish + length + 1, element_name(element)) != 0)
        return false;
    return strncmp(wish, name, length) == 0 && (!name[length] || name[length] == '.');
}

static bool is_wanted(const struct session *session, const char *name, enum element element) {
    bool found = session->path_count == 0;
    for (size_t i = 0; i < session->path_count; i++)
        found |= names(session->paths[i], name, element);
    return found;
}

static bool check_names(const struct session *session, struct fault *fault) {
    for (size_t i = 0; i < session->path_count; i++) {
        bool known = false;
        for (enum element element = ELEMENT_U8; element < ELEMENT_COUNT; element++) {
            known |= names(session->paths[i], "read", element);
            for (size_t c = 0; c < bench_case_count; c++)
                known |= names(session->paths[i], bench_cases[c].name, element);
        }
        if (known)
            continue;
        struct text all = { 0 };
        for (size_t c = 0; c < bench_case_count; c++)
            text_addf(&all, " %s", bench_cases[c].name);
        char *safe = text_safe(session->paths[i]);
        fault_set(fault, FAULT_USAGE,
                  "bench: nothing is called '%s'; there are read%s, each also with :u8, :u16, "
                  ":i16 or :f32",
                  safe, text_string(&all));
        free(safe);
        text_free(&all);
        return false;
    }
    return true;
}

static bool has_case(const struct session *session, enum element element) {
    bool found = is_wanted(session, "read", element);
    for (size_t i = 0; i < bench_case_count; i++)
        found |= is_wanted(session, bench_cases[i].name, element);
    return found;
}

// ── the verb ───────────────────────────────────────────────────────────────────────────────

static bool measure_type(struct run *run, enum element element, size_t frames,
                         struct fault *fault) {
    struct stack stack = { 0 };
    struct shape shape = { SIDE, SIDE, 1 };
    if (!stack_reserve(&stack, element, shape, frames, fault))
        return false;
    struct filling filling = { &stack };
    struct frame_view *views = alloc_zeroed(frames, sizeof *views);
    for (size_t i = 0; i < frames; i++)
        views[i] = (struct frame_view){ .samples = stack_frame(&stack, i),
                                        .valid = { SIDE, SIDE },
                                        .source = (int64_t)i };
    struct bench_stack on = { { element, shape, views, frames }, run->pool, run->cancel };
    bool good = pool_run(run->pool, POOL_BEHIND, frames, fill_frame, &filling, run->cancel)
                || fault_set(fault, FAULT_CANCELLED, "the measurement was stopped");
    good = good && measure_read(run, &stack, fault);
    for (size_t i = 0; good && i < bench_case_count; i++)
        if (is_wanted(&run->session, bench_cases[i].name, element))
            good = measure_case(run, &bench_cases[i], &stack, &on, fault);
    free(views);
    stack_release(&stack);
    return good;
}

enum exit_status verb_bench(struct run *run, struct fault *fault) {
    const struct session *session = &run->session;
    if (session->size.percent > 0.0) {
        fault_set(fault, FAULT_USAGE, "--size is a number of bytes, for example --size=1G");
        return EXIT_USAGE;
    }
    if (!check_names(session, fault))
        return EXIT_USAGE;
    const char *why;
    uint64_t bytes = session->size.bytes ? session->size.bytes : usual_bytes;
    uint64_t limit = budget_machine(&session->memory, &why);
    if (bytes > limit) {
        fault_set(fault, FAULT_LIMIT,
                  "a stack of %" PRIu64 " bytes exceeds the limit of %" PRIu64
                  " bytes (%s): give a smaller --size",
                  bytes, limit, why);
        return EXIT_LIMIT;
    }
    if (!session->json)
        text_addf(&run->out, "%-18s %-4s %9s %8s %8s\n", "name", "type", "seconds", "GB/s",
                  "of_read");
    bool good = true;
    for (enum element element = ELEMENT_U8; good && element < ELEMENT_COUNT; element++) {
        size_t frames = (size_t)(bytes / ((uint64_t)SIDE * SIDE * element_size(element)));
        if (has_case(session, element))
            good = measure_type(run, element, frames ? frames : 1, fault);
    }
    return good ? EXIT_GOOD : EXIT_FAILED;
}
