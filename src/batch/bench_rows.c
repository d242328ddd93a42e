// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/bench_rows.h"

#include "base/alloc.h"
#include "kernel/kernels.h"

#include <stdlib.h>
#include <string.h>

// Samples of a row: 8 rows of f32, their sums, squares and extremes are 36 KiB.
enum { SAMPLES = 512 };
// Visits of all rows, until the narrow sums are full, are one chunk of work.
enum { VISITS = KERNEL_PARTIAL_ROWS / KERNEL_ROWS, CHUNK_SAMPLES = VISITS * KERNEL_ROWS * SAMPLES };
// Groups that are packed together, and their rows, a multiple of what a visit packs.
enum { GROUPS = 4, GROUP_ROWS = 1024, GROUP_BYTES = GROUP_ROWS * KERNEL_GROUP_BYTES };
enum { SLIDE_WIDTH = 100 };

// What one worker has. Arrays have SAMPLES elements.
struct row_bed {
    const struct kernels *kernels;
    enum element element;
    const void *rows[KERNEL_ROWS];
    double *sums, *first, *second, *shifts, *offsets, *factors;
    uint32_t *narrow, *squares, *uppers;
    float *split[4];
    void *min, *max;
    unsigned char *keys, *work;
    size_t packed; // rows of the groups so far
};

void rows_mean(struct row_bed *bed) {
    if (bed->element == ELEMENT_F32)
        bed->kernels->floats.sum_rows((const float *const *)bed->rows, KERNEL_ROWS, SAMPLES,
                                      bed->sums, bed->narrow);
    else
        bed->kernels->integers[bed->element].sum_rows(bed->rows, KERNEL_ROWS, SAMPLES, bed->narrow);
}

void rows_extremes(struct row_bed *bed) {
    if (bed->element == ELEMENT_F32)
        bed->kernels->floats.extreme_rows((const float *const *)bed->rows, KERNEL_ROWS, SAMPLES,
                                          bed->min, bed->max);
    else
        bed->kernels->integers[bed->element].extreme_rows(bed->rows, KERNEL_ROWS, SAMPLES, bed->min,
                                                          bed->max);
}

static void visit_moments(struct row_bed *bed, void *min, void *max, double *sums) {
    if (bed->element == ELEMENT_F32)
        bed->kernels->floats.moment_rows((const float *const *)bed->rows, KERNEL_ROWS, SAMPLES,
                                         bed->shifts, sums, bed->narrow, bed->first, bed->second,
                                         min, max);
    else
        bed->kernels->integers[bed->element].moment_rows(
            bed->rows, KERNEL_ROWS, SAMPLES, bed->narrow, bed->squares, bed->uppers, min, max);
}

void rows_std(struct row_bed *bed) {
    visit_moments(bed, NULL, NULL, NULL);
}

void rows_all4(struct row_bed *bed) {
    visit_moments(bed, bed->min, bed->max, bed->sums);
}

void rows_correct(struct row_bed *bed) {
    if (bed->element == ELEMENT_F32) {
        bed->kernels->elements[ELEMENT_F32].correct_sums(bed->rows, SAMPLES, bed->offsets,
                                                         bed->factors, bed->sums);
        return;
    }
    const struct kernel_split split = { bed->split[0], bed->split[1], bed->split[2],
                                        bed->split[3] };
    bed->kernels->integers[bed->element].correct_split_sums(bed->rows, SAMPLES, &split, bed->sums);
}

// The same row enters and leaves each window.
void rows_sliding(struct row_bed *bed) {
    struct kernel_slide slide = { .row_count = KERNEL_ROWS, .width = SLIDE_WIDTH };
    slide.sums = bed->sums;
    slide.window = bed->element == ELEMENT_F32 ? (void *)bed->first : (void *)bed->narrow;
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        slide.rows[k] = slide.entering[k] = slide.leaving[k] = bed->rows[k];
        slide.ends[k] = bed->offsets;
    }
    if (bed->element == ELEMENT_F32)
        bed->kernels->floats.slide_rows(&slide, SAMPLES);
    else
        bed->kernels->integers[bed->element].slide_rows(&slide, SAMPLES);
}

// Rows are packed, and ranks are looked for when the groups are full.
void rows_median(struct row_bed *bed) {
    const struct kernel_elements *elements = &bed->kernels->elements[bed->element];
    size_t size = element_size(bed->element), lanes = KERNEL_GROUP_BYTES / size;
    for (size_t start = 0; start < SAMPLES; start += GROUPS * lanes)
        for (size_t k = 0; k < KERNEL_ROWS; k++)
            elements->pack((const unsigned char *)bed->rows[k] + start * size, GROUPS * lanes,
                           bed->keys + bed->packed++ * KERNEL_GROUP_BYTES, GROUP_BYTES);
    if (bed->packed < GROUP_ROWS)
        return;
    uint32_t ranks[KERNEL_GROUP_BYTES];
    int32_t key[KERNEL_GROUP_BYTES], next[KERNEL_GROUP_BYTES];
    for (size_t lane = 0; lane < lanes; lane++)
        ranks[lane] = (GROUP_ROWS - 1) / 2;
    for (size_t group = 0; group < GROUPS; group++)
        elements->select_rows(bed->keys + group * GROUP_BYTES, GROUP_ROWS, 1,
                              (const uint32_t *const[]){ ranks }, bed->work,
                              (int32_t *const[]){ key }, (int32_t *const[]){ next });
    bed->packed = 0;
}

static void *row_of(size_t size) {
    return alloc_zeroed(SAMPLES, size);
}

static void row_bed_make(struct row_bed *bed, const struct frames *frames) {
    bed->kernels = kernels_used();
    bed->element = frames->element;
    size_t size = element_size(bed->element);
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        void *row = row_of(size);
        memcpy(row, frames->views[k % frames->count].samples, SAMPLES * size);
        bed->rows[k] = row;
    }
    bed->sums = row_of(sizeof(double)), bed->first = row_of(sizeof(double));
    bed->second = row_of(sizeof(double)), bed->shifts = row_of(sizeof(double));
    bed->offsets = row_of(sizeof(double)), bed->factors = row_of(sizeof(double));
    bed->narrow = row_of(sizeof(uint32_t)), bed->squares = row_of(sizeof(uint32_t));
    bed->uppers = row_of(sizeof(uint32_t));
    for (size_t k = 0; k < sizeof bed->split / sizeof *bed->split; k++)
        bed->split[k] = row_of(sizeof(float));
    bed->min = row_of(size), bed->max = row_of(size);
    bed->keys = alloc_zeroed(GROUPS, GROUP_BYTES);
    bed->work = alloc_zeroed(KERNEL_WORK_BYTES(GROUP_ROWS, size), 1);
    memcpy(bed->min, bed->rows[0], SAMPLES * size);
    memcpy(bed->max, bed->rows[0], SAMPLES * size);
    for (size_t i = 0; i < SAMPLES; i++) {
        bed->factors[i] = 1.25;
        bed->split[1][i] = 1.25F;
    }
}

static void row_bed_free(struct row_bed *bed) {
    void *const parts[] = { bed->sums,     bed->first,    bed->second,   bed->shifts, bed->offsets,
                            bed->factors,  bed->narrow,   bed->squares,  bed->uppers, bed->split[0],
                            bed->split[1], bed->split[2], bed->split[3], bed->min,    bed->max,
                            bed->keys,     bed->work };
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        free((void *)bed->rows[k]);
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        free(parts[k]);
}

struct row_run {
    const struct frames *frames;
    rows_function *visit;
};

// What a chunk needs is made in it: 400 KiB beside at least 4 MiB of work.
static bool run_chunk(void *context, size_t chunk, size_t worker) {
    (void)chunk, (void)worker;
    const struct row_run *run = context;
    struct row_bed bed = { 0 };
    row_bed_make(&bed, run->frames);
    for (size_t visit = 0; visit < VISITS; visit++)
        run->visit(&bed);
    row_bed_free(&bed);
    return true;
}

// The samples of the frames, in whole chunks, and each worker has one.
static size_t chunks_of(const struct bench_bed *bed) {
    size_t samples = bed->frames.count * shape_samples(bed->frames.shape);
    size_t chunks = samples / CHUNK_SAMPLES, workers = pool_workers(bed->pool);
    return chunks < workers ? workers : chunks;
}

bool bench_rows(const struct bench_case *row, const struct bench_bed *bed, struct fault *fault) {
    struct row_run run = { &bed->frames, row->visit };
    return pool_run(bed->pool, POOL_BEHIND, chunks_of(bed), run_chunk, &run, bed->cancel)
           || fault_set(fault, FAULT_CANCELLED, "bench was stopped");
}

uint64_t bench_rows_bytes(const struct bench_bed *bed) {
    return (uint64_t)chunks_of(bed) * CHUNK_SAMPLES * element_size(bed->frames.element);
}
