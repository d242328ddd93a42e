// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What reads many frames corrected with references that slide has the values of each frame
// corrected alone (slide_test.c holds those against the definition): reductions, histograms,
// zones and blocks, with any number of workers and every instruction set.

#include "measure/correct_block.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/histogram.h"
#include "measure/reduce.h"
#include "measure/slide_rows.h"
#include "measure/zone_series.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 53, WIDTH = 41, HEIGHT = 27, SAMPLES = WIDTH * HEIGHT };

static const struct shape shape = { HEIGHT, WIDTH, 1 };

struct bed {
    struct recording recording;
    struct surroundings around;
    struct frame_view *all; // what windows see: two frames more, at the ends, and one that is bad
    struct correction *correction;
    float *corrected; // FRAMES frames of it, NaN where they have no value
};

static struct correction *make_correction(const char *less, const char *over, bool camera) {
    struct correction_wish wish = { 0 };
    struct reference_wish *first = camera ? &wish.dark : &wish.subtract;
    struct reference_wish *second = camera ? &wish.flat : &wish.divide;
    assert_true(!*less || reference_wish_parse(less, 1, first, NULL));
    assert_true(!*over || reference_wish_parse(over, 1, second, NULL));
    struct correction *correction =
        correction_new(&wish, shape, &(struct reference_images){ 0 }, NULL);
    assert_non_null(correction);
    return correction;
}

static void make_bed(struct bed *bed, enum element element, enum pattern pattern, bool partial,
                     bool lacking) {
    *bed = (struct bed){ 0 };
    bed->recording = make_recording(element, pattern, shape, FRAMES, partial, 7);
    bed->all = alloc_copy(bed->recording.views, FRAMES * sizeof *bed->all);
    for (size_t f = 0; f < FRAMES; f++)
        bed->all[f].source = bed->recording.views[f].source = (int64_t)f;
    if (lacking)
        bed->all[20].samples = NULL;
    bed->around = (struct surroundings){ .count = FRAMES, .views = bed->all, .frames = FRAMES };
    for (size_t f = 0; f < FRAMES; f++)
        bed->all[f].around = bed->recording.views[f].around = &bed->around;
    if (lacking) {
        memmove(&bed->recording.views[20], &bed->recording.views[21],
                (FRAMES - 21) * sizeof *bed->recording.views);
        bed->recording.frames.count--;
    }
}

static void correct_alone(struct bed *bed) {
    size_t count = bed->recording.frames.count;
    bed->corrected = alloc_zeroed(count, SAMPLES * sizeof *bed->corrected);
    for (size_t f = 0; f < count; f++) {
        float *row = bed->corrected + f * SAMPLES;
        correction_apply(bed->correction, bed->recording.frames.element, &bed->recording.views[f],
                         0, SAMPLES, row, NULL);
        for (size_t i = 0; i < SAMPLES; i++)
            if (!sample_is_valid(&bed->recording, f, i))
                row[i] = NAN;
    }
}

static void free_bed(struct bed *bed) {
    correction_free(&bed->correction);
    free(bed->corrected);
    free(bed->all);
    free_recording(&bed->recording);
}

static void same(float made, float expected, const char *what, size_t sample) {
    if (made != expected && !(isnan(made) && isnan(expected)))
        fail_msg("%s of sample %zu: %.9g is not %.9g", what, sample, (double)made,
                 (double)expected);
}

static float mean_of(const struct bed *bed, size_t sample) {
    double sum = 0;
    size_t n = 0;
    for (size_t f = 0; f < bed->recording.frames.count; f++) {
        float value = bed->corrected[f * SAMPLES + sample];
        if (isnan(value))
            continue;
        sum += (double)value;
        n++;
    }
    return n ? (float)(sum / (double)n) : NAN;
}

static float largest_of(const struct bed *bed, size_t sample) {
    float largest = NAN;
    for (size_t f = 0; f < bed->recording.frames.count; f++) {
        float value = bed->corrected[f * SAMPLES + sample];
        largest = isnan(largest) || value > largest ? value : largest;
    }
    return largest;
}

static float median_of(const struct bed *bed, size_t sample) {
    double values[FRAMES];
    size_t n = 0;
    for (size_t f = 0; f < bed->recording.frames.count; f++)
        if (!isnan(bed->corrected[f * SAMPLES + sample]))
            values[n++] = (double)bed->corrected[f * SAMPLES + sample];
    return n ? (float)naive_percentile(values, n, 50) : NAN;
}

static void check_reduction(const struct bed *bed, const char *ops, struct pool *pool,
                            float (*expected)(const struct bed *, size_t)) {
    struct reduction_wish wish;
    assert_true(reduction_wish_parse(ops, &wish, NULL));
    struct reduction *reduction = reduction_new(
        wish.ops, wish.count, 0, bed->recording.frames.element, shape, bed->correction, NULL);
    assert_true(reduction_feed(reduction, &bed->recording.frames, pool, NULL, NULL));
    float made[SAMPLES];
    reduction_result(reduction, 0, pool, made, NULL);
    for (size_t i = 0; i < SAMPLES; i++)
        same(made[i], expected(bed, i), ops, i);
    reduction_free(&reduction);
}

static void check_histogram(const struct bed *bed, struct pool *pool) {
    struct histogram histogram = { 0 };
    assert_true(
        histogram_of_frames(&bed->recording.frames, bed->correction, pool, NULL, &histogram, NULL));
    uint64_t total = 0;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t f = 0; f < bed->recording.frames.count; f++)
        for (size_t i = 0; i < SAMPLES; i++) {
            double value = (double)bed->corrected[f * SAMPLES + i];
            if (!isfinite(value))
                continue;
            total++;
            low = fmin(low, value);
            high = fmax(high, value);
        }
    assert_int_equal(histogram.total, total);
    assert_true(total == 0 || (histogram.low == low && histogram.high == high));
    histogram_free(&histogram);
}

static void check_zones(const struct bed *bed, struct pool *pool) {
    struct geometry geometry = {
        .crop_width = WIDTH, .crop_height = HEIGHT, .bin = 1, .shape = shape
    };
    const struct zone_wish wish = { .shape = ZONE_ALL };
    struct zone zone;
    assert_true(zone_prepare(&wish, "all", &geometry, NULL, &zone, NULL));
    const struct zone_taking taking = { .correction = bed->correction,
                                        .saturation = HUGE_VAL,
                                        .with_median = true };
    struct zone_stats stats[FRAMES], *into[FRAMES], alone;
    for (size_t f = 0; f < FRAMES; f++)
        into[f] = &stats[f];
    assert_true(zone_series(&bed->recording.frames, &zone, 1, &taking, pool, NULL, into, NULL));
    struct zone_scratch *scratch = zone_scratch_new();
    for (size_t f = 0; f < bed->recording.frames.count; f++) {
        assert_true(zone_measure(&zone, bed->recording.frames.element, shape,
                                 &bed->recording.views[f], bed->correction, HUGE_VAL, true, scratch,
                                 &alone));
        assert_memory_equal(&stats[f], &alone, sizeof alone);
    }
    zone_scratch_free(&scratch);
    zone_free(&zone);
}

static void check_block(const struct bed *bed, struct pool *pool) {
    struct correction_counts counts = { 0 };
    struct correction_block *block =
        correction_block_new(bed->correction, &bed->recording.frames, NULL);
    assert_true(
        correction_block_make(block, &bed->recording.frames, 3, 40, pool, NULL, &counts, NULL));
    for (size_t f = 0; f < 40; f++)
        for (size_t i = 0; i < SAMPLES; i++)
            if (sample_is_valid(&bed->recording, f + 3, i))
                same(correction_block_views(block)[f].corrected[i],
                     bed->corrected[(f + 3) * SAMPLES + i], "block", i);
    correction_block_free(&block);
}

// With the instruction sets in turn; kernel_slide_test.c holds them against each other.
static void check_all(struct bed *bed, size_t turn, const char *less, const char *over,
                      bool camera) {
    static const size_t workers[] = { 1, 2, 3, 16 };
    const struct kernels *kernels = kernels_available(turn % 3);
    assert_true(kernels_use(kernels ? kernels->name : kernels_best()->name, NULL));
    bed->correction = make_correction(less, over, camera);
    correct_alone(bed);
    struct pool *pool = pool_new(workers[turn / 3 % 4], NULL);
    check_reduction(bed, "mean", pool, mean_of);
    check_reduction(bed, "max,mean,std", pool, largest_of);
    check_reduction(bed, "median", pool, median_of);
    check_histogram(bed, pool);
    check_zones(bed, pool);
    check_block(bed, pool);
    pool_free(&pool);
    assert_true(kernels_use(kernels_best()->name, NULL));
}

static void frames_are_as_if_alone(void **state) {
    (void)state;
    static const struct {
        const char *less, *over;
        bool camera;
    } forms[] = {
        { "slide:1", "", false },
        { "slide:7", "", false },
        { "slide:10,lag=3", "", true },
        { "slide:16,place=ahead", "", false },
        { "slide:9,place=centre,edge=nearest", "", false },
        { "slide:53", "", false },
        { "slide:5@0.5", "slide:4,op=max,edge=nearest", false },
        { "slide:6,op=std", "", false },
        { "slide:5,op=median", "", false },
        { "slide:4,op=median,place=centre", "slide:3,op=min,place=ahead@0.25", false },
    };
    static const enum pattern patterns[] = { PATTERN_CAMERA, PATTERN_RANDOM, PATTERN_ALTERNATING,
                                             PATTERN_HOSTILE, PATTERN_NAN };
    size_t turn = 0;
    for (size_t form = 0; form < sizeof forms / sizeof *forms; form++)
        for (enum element e = 0; e < ELEMENT_COUNT; e++)
            for (size_t p = 0; p < (e == ELEMENT_F32 ? 5U : 3U); p++, turn++) {
                struct bed bed;
                make_bed(&bed, e, patterns[p], turn % 3 == 1, turn % 4 == 2);
                check_all(&bed, turn, forms[form].less, forms[form].over, forms[form].camera);
                free_bed(&bed);
            }
}

// A spike and a NaN that have left a window leave no trace in it, and nothing drifts.
static void nothing_drifts_in_a_million_frames(void **state) {
    (void)state;
    enum { MANY = 1000000, ROW = 3 };
    static const struct shape row_shape = { 1, ROW, 1 };
    struct slide_wish wish = { 0 };
    assert_true(slide_wish_parse("100", &wish, NULL));
    float *samples = alloc_zeroed(MANY, ROW * sizeof *samples);
    struct frame_view *views = alloc_zeroed(MANY, sizeof *views);
    struct surroundings around = { .count = MANY, .views = views, .frames = MANY };
    uint64_t random = 3;
    for (size_t f = 0; f < MANY; f++) {
        for (size_t i = 0; i < ROW; i++)
            samples[f * ROW + i] = 100.0F + (float)(next_random(&random) % 1000003) / 999.0F;
        views[f] = (struct frame_view){ .samples = samples + f * ROW,
                                        .valid = { ROW, 1 },
                                        .source = (int64_t)f,
                                        .around = &around };
    }
    samples[5000 * ROW] = 1e9F;
    samples[700000 * ROW + 1] = -1e30F;
    samples[800000 * ROW + 2] = NAN;
    struct slide_rows *rows = slide_rows_new(&wish, ELEMENT_F32, row_shape, ROW);
    for (size_t f = 0; f < MANY; f++) {
        double made[ROW];
        slide_rows_take(rows, &views[f], 0, ROW, made, NULL);
        bool is_checked = f % 9973 == 100 || (f > 5000 && f < 5300) || f + 3 > MANY;
        for (size_t i = 0; is_checked && i < ROW; i++) {
            double sum = 0;
            size_t n = 0;
            for (size_t k = f - 100; k < f; k++)
                if (!isnan(samples[k * ROW + i])) {
                    sum += (double)samples[k * ROW + i];
                    n++;
                }
            same((float)made[i], (float)(sum / (double)n), "mean", f);
        }
    }
    slide_rows_free(&rows);
    free(views);
    free(samples);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_as_if_alone),
        cmocka_unit_test(nothing_drifts_in_a_million_frames),
    };
    return cmocka_run_group_tests_name("slide_stream", tests, NULL, NULL);
}
