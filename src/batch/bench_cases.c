// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/bench.h"

#include "base/alloc.h"
#include "measure/correct.h"
#include "measure/histogram.h"
#include "measure/reduce.h"
#include "measure/zone.h"

#include <math.h>
#include <stdlib.h>

static bool reduce(const char *ops, const struct correction *correction,
                   const struct bench_stack *stack, struct fault *fault) {
    struct reduction_wish wish;
    const struct frames *frames = &stack->frames;
    if (!reduction_wish_parse(ops, &wish, fault))
        return false;
    struct reduction *reduction =
        reduction_new(wish.ops, wish.count, 0, frames->element, frames->shape, correction, fault);
    bool good = reduction && reduction_feed(reduction, frames, stack->pool, stack->cancel, fault);
    reduction_free(&reduction);
    return good;
}

static bool run_reduce(const struct bench_case *self, const struct bench_stack *stack,
                       size_t *bytes, struct fault *fault) {
    (void)bytes;
    return reduce(self->detail, NULL, stack, fault);
}

// Subtract and divide by two images that are no round numbers.
static bool run_corrected(const struct bench_case *self, const struct bench_stack *stack,
                          size_t *bytes, struct fault *fault) {
    (void)bytes;
    size_t samples = shape_samples(stack->frames.shape);
    double *images = alloc_try(samples, 2 * sizeof *images);
    if (!images)
        return fault_set(fault, FAULT_LIMIT, "no memory for two references");
    for (size_t i = 0; i < samples; i++) {
        images[i] = 20.0 + (double)(i % 97) / 7.0;
        images[samples + i] = 1.0 + (double)(i % 89) / 300.0;
    }
    struct correction_wish wish = { .subtract = { .kind = REFERENCE_FRAME, .amount = 1.0 },
                                    .divide = { .kind = REFERENCE_FRAME, .amount = 1.0 } };
    struct reference_images references = { .subtract = images, .divide = images + samples };
    struct correction *correction = correction_new(&wish, stack->frames.shape, &references, fault);
    free(images);
    bool good = correction && reduce(self->detail, correction, stack, fault);
    correction_free(&correction);
    return good;
}

struct measuring {
    const struct bench_stack *stack;
    const struct zone *zones;
    size_t zone_count;
    struct zone_scratch **scratch; // one a hand
};

static bool measure_frame(void *context, size_t chunk, size_t worker) {
    const struct measuring *measuring = context;
    const struct frames *frames = &measuring->stack->frames;
    for (size_t i = 0; i < measuring->zone_count; i++) {
        struct zone_stats stats[3];
        if (!zone_measure(&measuring->zones[i], frames->element, frames->shape,
                          &frames->views[chunk], NULL, HUGE_VAL, false, measuring->scratch[worker],
                          stats))
            return false;
    }
    return true;
}

static bool measure_zones(const struct bench_stack *stack, const struct zone *zones, size_t count,
                          struct fault *fault) {
    size_t hands = pool_hands(stack->pool);
    struct measuring measuring = { stack, zones, count,
                                   alloc_zeroed(hands, sizeof *measuring.scratch) };
    for (size_t i = 0; i < hands; i++)
        measuring.scratch[i] = zone_scratch_new();
    bool good = pool_run(stack->pool, POOL_BEHIND, stack->frames.count, measure_frame, &measuring,
                         stack->cancel);
    for (size_t i = 0; i < hands; i++)
        zone_scratch_free(&measuring.scratch[i]);
    free(measuring.scratch);
    return good || fault_set(fault, FAULT_CANCELLED, "measuring was stopped");
}

static struct geometry geometry_of(struct shape shape) {
    return (struct geometry){
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
}

static bool run_frame_series(const struct bench_case *self, const struct bench_stack *stack,
                             size_t *bytes, struct fault *fault) {
    (void)self;
    (void)bytes;
    struct geometry geometry = geometry_of(stack->frames.shape);
    struct zone zone;
    struct zone_wish wish = { .shape = ZONE_ALL };
    bool good = zone_prepare(&wish, "all", &geometry, NULL, &zone, fault);
    if (!good)
        return false;
    good = measure_zones(stack, &zone, 1, fault);
    zone_free(&zone);
    return good;
}

// Twenty squares that overlap little, as a user lays them.
static bool run_zones(const struct bench_case *self, const struct bench_stack *stack, size_t *bytes,
                      struct fault *fault) {
    (void)self;
    enum { ZONES = 20, SIDE = 64 };
    struct geometry geometry = geometry_of(stack->frames.shape);
    struct zone zones[ZONES];
    size_t made = 0;
    bool good = true;
    for (; good && made < ZONES; made += good) {
        double numbers[] = { (double)(made % 5 * 100), (double)(made / 5 * 120), SIDE, SIDE };
        struct zone_wish wish = { .shape = ZONE_RECT, .numbers = numbers, .count = 4 };
        good = zone_prepare(&wish, "zone", &geometry, NULL, &zones[made], fault);
    }
    good = good && measure_zones(stack, zones, ZONES, fault);
    *bytes = ZONES * SIDE * SIDE * element_size(stack->frames.element) * stack->frames.count;
    while (made > 0)
        zone_free(&zones[--made]);
    return good;
}

static bool run_histogram(const struct bench_case *self, const struct bench_stack *stack,
                          size_t *bytes, struct fault *fault) {
    (void)self;
    (void)bytes;
    struct histogram histogram = { 0 };
    bool good =
        histogram_of_frames(&stack->frames, NULL, stack->pool, stack->cancel, &histogram, fault);
    histogram_free(&histogram);
    return good;
}

const struct bench_case bench_cases[] = {
    { "reduce.mean", run_reduce, "mean" },
    { "reduce.min", run_reduce, "min" },
    { "reduce.max", run_reduce, "max" },
    { "reduce.std", run_reduce, "std" },
    { "reduce.all4", run_reduce, "mean,std,min,max" },
    { "reduce.median", run_reduce, "median" },
    { "reduce.p5p95", run_reduce, "p5,p95" },
    { "correct.mean", run_corrected, "mean" },
    { "series.frame", run_frame_series, NULL },
    { "series.zones20", run_zones, NULL },
    { "histogram", run_histogram, NULL },
};
const size_t bench_case_count = sizeof bench_cases / sizeof *bench_cases;
