// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/bench_cases.h"

#include "base/alloc.h"
#include "batch/bench_rows.h"
#include "batch/bench_stack.h"
#include "kernel/kernels.h"
#include "measure/histogram.h"
#include "measure/profile.h"
#include "measure/reduce.h"
#include "measure/zone_series.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

static bool run_read(const struct bench_case *row, const struct bench_bed *bed,
                     struct fault *fault) {
    (void)row;
    return bench_read(&bed->frames, bed->pool, bed->cancel, fault);
}

enum { ZONE_FRAMES = 8 };

struct zone_reading {
    const struct bench_bed *bed;
    const struct kernels *kernels;
    _Atomic uint64_t sum; // keeps the compiler from leaving the reading out
};

// Rows one below the other are read as one.
static uint64_t read_frame_zones(const struct zone_reading *reading, size_t frame) {
    const struct bench_bed *bed = reading->bed;
    size_t row_bytes = BENCH_SIDE * element_size(bed->frames.element);
    const unsigned char *samples = bed->frames.views[frame].samples;
    uint64_t sum = 0;
    for (size_t row = 0, stop; row < BENCH_SIDE; row = stop) {
        for (stop = row; stop < BENCH_SIDE && bed->is_zone_row[stop]; stop++) {
        }
        sum += reading->kernels->sum_words(samples + row * row_bytes,
                                           (stop - row) * row_bytes / sizeof(uint64_t));
        for (; stop < BENCH_SIDE && !bed->is_zone_row[stop]; stop++) {
        }
    }
    return sum;
}

// So many frames that to be given a chunk costs nothing beside reading it.
static bool read_zones(void *context, size_t chunk, size_t worker) {
    (void)worker;
    struct zone_reading *reading = context;
    size_t first = chunk * ZONE_FRAMES, left = reading->bed->frames.count - first;
    uint64_t sum = 0;
    for (size_t i = 0; i < (left < ZONE_FRAMES ? left : ZONE_FRAMES); i++)
        sum += read_frame_zones(reading, first + i);
    atomic_fetch_add_explicit(&reading->sum, sum, memory_order_relaxed);
    return true;
}

// What a series of these zones cannot be faster than.
static bool run_read_zones(const struct bench_case *row, const struct bench_bed *bed,
                           struct fault *fault) {
    (void)row;
    struct zone_reading reading = { .bed = bed, .kernels = kernels_used() };
    size_t chunks = (bed->frames.count + ZONE_FRAMES - 1) / ZONE_FRAMES;
    return pool_run(bed->pool, POOL_BEHIND, chunks, read_zones, &reading, bed->cancel)
           || fault_set(fault, FAULT_CANCELLED, "bench was stopped");
}

static bool reduce(const struct bench_case *row, const struct bench_bed *bed,
                   const struct correction *correction, struct fault *fault) {
    struct reduction_wish wish;
    const struct frames *frames = &bed->frames;
    if (!reduction_wish_parse(row->ops, &wish, fault))
        return false;
    struct reduction *reduction =
        reduction_new(wish.ops, wish.count, 0, frames->element, frames->shape, correction, fault);
    bool good = reduction && reduction_feed(reduction, frames, bed->pool, bed->cancel, fault);
    for (size_t i = 0; good && i < wish.count; i++)
        reduction_result(reduction, i, bed->pool, bed->result, NULL);
    reduction_free(&reduction);
    return good;
}

static bool run_reduce(const struct bench_case *row, const struct bench_bed *bed,
                       struct fault *fault) {
    return reduce(row, bed, NULL, fault);
}

static bool run_corrected(const struct bench_case *row, const struct bench_bed *bed,
                          struct fault *fault) {
    return reduce(row, bed, bed->correction, fault);
}

static bool run_sliding(const struct bench_case *row, const struct bench_bed *bed,
                        struct fault *fault) {
    struct correction_wish wish = { 0 };
    if (!reference_wish_parse(row->slide, 1.0, &wish.subtract, fault))
        return false;
    struct correction *correction =
        correction_new(&wish, bed->frames.shape, &(struct reference_images){ 0 }, fault);
    bool good = correction && reduce(row, bed, correction, fault);
    correction_free(&correction);
    return good;
}

static bool measure_zones(const struct bench_bed *bed, const struct zone *zones, size_t count,
                          struct fault *fault) {
    const struct frames *frames = &bed->frames;
    const struct zone_taking taking = { .saturation = HUGE_VAL };
    struct zone_stats *stats = alloc_zeroed(frames->count * count, sizeof *stats);
    struct zone_stats **into = alloc_zeroed(frames->count, sizeof *into);
    for (size_t i = 0; i < frames->count; i++)
        into[i] = &stats[i * count];
    bool good = zone_series(frames, zones, count, &taking, bed->pool, bed->cancel, into, fault);
    free(into);
    free(stats);
    return good;
}

static bool run_frame_series(const struct bench_case *row, const struct bench_bed *bed,
                             struct fault *fault) {
    (void)row;
    return measure_zones(bed, &bed->whole, 1, fault);
}

static bool run_zone_series(const struct bench_case *row, const struct bench_bed *bed,
                            struct fault *fault) {
    (void)row;
    return measure_zones(bed, bed->zones, BENCH_ZONES, fault);
}

static uint64_t zone_bytes(const struct bench_bed *bed) {
    uint64_t rows = 0;
    for (size_t row = 0; row < BENCH_SIDE; row++)
        rows += bed->is_zone_row[row];
    return rows * BENCH_SIDE * element_size(bed->frames.element) * bed->frames.count;
}

static bool run_histogram(const struct bench_case *row, const struct bench_bed *bed,
                          struct fault *fault) {
    (void)row;
    struct histogram histogram = { 0 };
    bool good = histogram_of_frames(&bed->frames, NULL, bed->pool, bed->cancel, &histogram, fault);
    histogram_free(&histogram);
    return good;
}

enum { BAND_ROWS = 31 };

// A band of rows in the middle of the frame.
static bool run_kymograph(const struct bench_case *row, const struct bench_bed *bed,
                          struct fault *fault) {
    (void)row;
    const struct frames *frames = &bed->frames;
    const struct geometry geometry = {
        .crop_width = BENCH_SIDE, .crop_height = BENCH_SIDE, .bin = 1, .shape = frames->shape
    };
    double middle = BENCH_SIDE / 2;
    const struct line_wish wish = {
        .shape = LINE_ROW, .numbers = &middle, .count = 1, .width = BAND_ROWS
    };
    struct line line;
    if (!line_prepare(&wish, "band", &geometry, &line, fault))
        return false;
    float *image = alloc_zeroed(frames->count * line.length, sizeof *image);
    float **into = alloc_zeroed(frames->count, sizeof *into);
    for (size_t i = 0; i < frames->count; i++)
        into[i] = image + i * line.length;
    bool good = kymograph_rows(&line, frames, NULL, bed->pool, bed->cancel, into, fault);
    free(into);
    free(image);
    line_free(&line);
    return good;
}

static uint64_t band_bytes(const struct bench_bed *bed) {
    return (uint64_t)BAND_ROWS * BENCH_SIDE * element_size(bed->frames.element) * bed->frames.count;
}

const struct bench_case bench_cases[] = {
    { .name = "read", .run = run_read },
    { .name = "read.zones20", .run = run_read_zones, .bytes = zone_bytes },
    { .name = "reduce.mean", .run = run_reduce, .ops = "mean" },
    { .name = "reduce.min", .run = run_reduce, .ops = "min" },
    { .name = "reduce.max", .run = run_reduce, .ops = "max" },
    { .name = "reduce.std", .run = run_reduce, .ops = "std" },
    { .name = "reduce.all4", .run = run_reduce, .ops = "mean,std,min,max" },
    { .name = "reduce.median", .run = run_reduce, .ops = "median" },
    { .name = "reduce.p5p95", .run = run_reduce, .ops = "p5,p95" },
    { .name = "correct.mean", .run = run_corrected, .ops = "mean" },
    { .name = "sliding.mean10", .run = run_sliding, .ops = "mean", .slide = "slide:10" },
    { .name = "sliding.mean100", .run = run_sliding, .ops = "mean", .slide = "slide:100" },
    { .name = "sliding.median100",
      .run = run_sliding,
      .ops = "mean",
      .slide = "slide:100,op=median" },
    { .name = "series.frame", .run = run_frame_series },
    { .name = "series.zones20", .run = run_zone_series, .bytes = zone_bytes },
    { .name = "histogram", .run = run_histogram },
    { .name = "kymograph", .run = run_kymograph, .bytes = band_bytes },
    { .name = "rows.mean", .run = bench_rows, .visit = rows_mean, .bytes = bench_rows_bytes },
    { .name = "rows.extremes",
      .run = bench_rows,
      .visit = rows_extremes,
      .bytes = bench_rows_bytes },
    { .name = "rows.std", .run = bench_rows, .visit = rows_std, .bytes = bench_rows_bytes },
    { .name = "rows.all4", .run = bench_rows, .visit = rows_all4, .bytes = bench_rows_bytes },
    { .name = "rows.median", .run = bench_rows, .visit = rows_median, .bytes = bench_rows_bytes },
    { .name = "rows.correct", .run = bench_rows, .visit = rows_correct, .bytes = bench_rows_bytes },
    { .name = "rows.sliding", .run = bench_rows, .visit = rows_sliding, .bytes = bench_rows_bytes },
};

const size_t bench_case_count = sizeof bench_cases / sizeof *bench_cases;

// Five columns and four rows of zones with room between them, so that no two share a pixel.
static bool prepare_zones(struct bench_bed *bed, const struct geometry *geometry,
                          struct fault *fault) {
    const struct zone_wish all = { .shape = ZONE_ALL };
    if (!zone_prepare(&all, "all", geometry, NULL, &bed->whole, fault))
        return false;
    for (size_t i = 0; i < BENCH_ZONES; i++) {
        double numbers[] = { (double)(10 + i % 5 * 101), (double)(20 + i / 5 * 121), 64, 64 };
        const struct zone_wish wish = { .shape = ZONE_RECT, .numbers = numbers, .count = 4 };
        if (!zone_prepare(&wish, "zone", geometry, NULL, &bed->zones[i], fault))
            return false;
        for (size_t k = 0; k < bed->zones[i].span_count; k++)
            bed->is_zone_row[bed->zones[i].spans[k].row] = true;
    }
    return true;
}

// A flat frame that is darker in the corners, as lenses make it.
static bool prepare_correction(struct bench_bed *bed, struct fault *fault) {
    size_t samples = shape_samples(bed->frames.shape);
    double offset = bed->frames.element == ELEMENT_U8 ? BENCH_OFFSET_U8 : BENCH_OFFSET;
    double *dark = alloc_zeroed(samples, sizeof *dark), *flat = alloc_zeroed(samples, sizeof *flat);
    for (size_t i = 0; i < samples; i++) {
        double x = (double)(i % BENCH_SIDE) / BENCH_SIDE - 0.5;
        double y = (double)(i / BENCH_SIDE) / BENCH_SIDE - 0.5;
        dark[i] = offset + (double)(i % 7) / 7.0;
        flat[i] = 1.2 - x * x - y * y;
    }
    struct correction_wish wish = { 0 };
    wish.subtract = (struct reference_wish){ .kind = REFERENCE_FRAME, .amount = 1.0 };
    wish.divide = wish.subtract;
    struct reference_images images = { .subtract = dark, .divide = flat };
    bed->correction = correction_new(&wish, bed->frames.shape, &images, fault);
    free(dark);
    free(flat);
    return bed->correction != NULL;
}

bool bench_bed_make(struct bench_bed *bed, struct fault *fault) {
    struct shape shape = bed->frames.shape;
    struct geometry geometry = {
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    bed->result = alloc_zeroed(shape_samples(shape), sizeof(float));
    if (prepare_zones(bed, &geometry, fault) && prepare_correction(bed, fault))
        return true;
    bench_bed_free(bed);
    return false;
}

void bench_bed_free(struct bench_bed *bed) {
    correction_free(&bed->correction);
    zone_free(&bed->whole);
    for (size_t i = 0; i < BENCH_ZONES; i++)
        zone_free(&bed->zones[i]);
    free(bed->result);
    bed->result = NULL;
}
