// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Histograms of zones are those of a plain loop over the pixels of their spans.

#include "base/pool.h"
#include "measure/correct.h"
#include "measure/histogram.h"
#include "measure/zone.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ZONES = 5 };

// Everything, a part in the middle, a circle, a row that ends with the frame, nothing.
static void prepare_zones(struct shape shape, struct zone zones[ZONES]) {
    double w = shape.width, h = shape.height;
    struct geometry geometry = {
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    double rect[] = { 1, 1, w / 2, h / 2 }, circle[] = { w / 2, h / 2, h / 3 };
    double row[] = { 0, h - 1, w, 1 }, outside[] = { 2 * w, 0, 1, 1 };
    const struct zone_wish wishes[ZONES] = {
        { .shape = ZONE_ALL },
        { .shape = ZONE_RECT, .numbers = rect, .count = 4 },
        { .shape = ZONE_CIRCLE, .numbers = circle, .count = 3 },
        { .shape = ZONE_RECT, .numbers = row, .count = 4 },
        { .shape = ZONE_RECT, .numbers = outside, .count = 4 },
    };
    for (size_t i = 0; i < ZONES; i++)
        assert_true(zone_prepare(&wishes[i], "z", &geometry, NULL, &zones[i], NULL));
}

static bool holds(const struct zone *zone, uint32_t x, uint32_t y) {
    for (size_t i = 0; i < zone->span_count; i++) {
        const struct zone_span *span = &zone->spans[i];
        if (span->row == y && x >= span->start && x < span->stop)
            return true;
    }
    return false;
}

// The values of a frame, corrected alone when there is a correction.
static void read_values(const struct recording *recording, const struct correction *correction,
                        size_t frame, double *values) {
    size_t samples = shape_samples(recording->frames.shape);
    enum element element = recording->frames.element;
    float *corrected = calloc(samples, sizeof *corrected);
    if (correction)
        correction_apply(correction, element, &recording->views[frame], 0, samples, corrected,
                         NULL);
    for (size_t i = 0; i < samples; i++)
        values[i] = correction ? (double)corrected[i]
                               : element_value(element, recording->views[frame].samples, i);
    free(corrected);
}

// Counts what histogram_fill counts, one value after the other.
static void count_plainly(const struct recording *recording, const struct zone *zone,
                          const struct correction *correction, int channel,
                          struct histogram *histogram) {
    struct shape shape = recording->frames.shape;
    bool is_float = histogram->element == ELEMENT_F32;
    double width = histogram->high - histogram->low;
    double scale = width > 0 ? HISTOGRAM_BINS / width : 0;
    double *values = calloc(shape_samples(shape), sizeof *values);
    for (size_t f = 0; f < recording->frames.count; f++) {
        read_values(recording, correction, f, values);
        for (size_t i = 0; i < shape_samples(shape); i++) {
            uint32_t pixel = (uint32_t)(i / shape.channels);
            if ((channel >= 0 && (int)(i % shape.channels) != channel)
                || !holds(zone, pixel % shape.width, pixel / shape.width)
                || !sample_is_valid(recording, f, i) || !isfinite(values[i]))
                continue;
            double bin = is_float ? floor((values[i] - histogram->low) * scale)
                                  : values[i] - element_lowest(histogram->element);
            histogram->bins[(size_t)fmin(bin, HISTOGRAM_BINS - 1)]++;
            histogram->total++;
        }
    }
    free(values);
}

// Block by block, as they come from a stream.
static void count_blocks(const struct recording *recording, const struct zone *zone,
                         const struct correction *correction, int channel, size_t block,
                         struct pool *pool, struct histogram *histogram) {
    for (int pass = histogram->element != ELEMENT_F32; pass < 2; pass++)
        for (size_t done = 0; done < recording->frames.count; done += block) {
            struct frames frames = recording->frames;
            frames.views += done;
            frames.count = frames.count - done < block ? frames.count - done : block;
            assert_true(
                pass ? histogram_fill(histogram, &frames, zone, correction, channel, pool, NULL,
                                      NULL)
                     : histogram_bound(histogram, &frames, zone, correction, pool, NULL, NULL));
        }
}

static void check(const struct recording *recording, const struct correction *correction,
                  size_t block, struct pool *pool) {
    struct zone zones[ZONES];
    struct shape shape = recording->frames.shape;
    enum element element = correction ? ELEMENT_F32 : recording->frames.element;
    prepare_zones(shape, zones);
    for (size_t z = 0; z < ZONES; z++) {
        int channel = shape.channels == 1 ? -1 : (int)(z % shape.channels);
        struct histogram histogram, wanted;
        assert_true(histogram_init(&histogram, element, NULL));
        assert_true(histogram_init(&wanted, element, NULL));
        count_blocks(recording, &zones[z], correction, channel, block, pool, &histogram);
        wanted.low = histogram.low;
        wanted.high = histogram.high;
        count_plainly(recording, &zones[z], correction, channel, &wanted);
        assert_true(histogram.total == wanted.total);
        assert_memory_equal(histogram.bins, wanted.bins, HISTOGRAM_BINS * sizeof *wanted.bins);
        // The lowest value has its bin, which may be of another channel.
        if (channel < 0 && histogram.total)
            assert_true(histogram.bins[element == ELEMENT_F32
                                           ? 0
                                           : (size_t)(histogram.low - element_lowest(element))]
                        > 0);
        assert_true(z < ZONES - 1 || histogram.total == 0);
        histogram_free(&histogram);
        histogram_free(&wanted);
    }
    for (size_t i = 0; i < ZONES; i++)
        zone_free(&zones[i]);
}

static void raw_values(void **state) {
    (void)state;
    static const struct shape shapes[] = { { 12, 17, 1 }, { 11, 9, 3 }, { 3, 5000, 1 } };
    for (size_t workers = 1; workers <= 3; workers += 2) {
        struct pool *pool = pool_new(workers, NULL);
        for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++)
            for (enum pattern p = 0; p < PATTERN_COUNT; p += 2) {
                struct recording recording = make_recording(e, p, shapes[((size_t)p + workers) % 3],
                                                            4 + workers, true, workers);
                check(&recording, NULL, workers, pool);
                free_recording(&recording);
            }
        pool_free(&pool);
    }
}

static void large_frames(void **state) {
    (void)state;
    struct pool *pool = pool_new(2, NULL);
    struct recording recording =
        make_recording(ELEMENT_U16, PATTERN_CAMERA, (struct shape){ 900, 1301, 1 }, 2, true, 1);
    check(&recording, NULL, 2, pool);
    free_recording(&recording);
    recording =
        make_recording(ELEMENT_F32, PATTERN_RANDOM, (struct shape){ 700, 601, 3 }, 2, true, 1);
    check(&recording, NULL, 1, pool);
    free_recording(&recording);
    pool_free(&pool);
}

// References that stay, and that slide: a stream follows what lies between the spans too.
static void corrected_values(void **state) {
    (void)state;
    static const char *const subtract[] = { "mean:0:2", "slide:3", "slide:4,op=median,place=ahead",
                                            "slide:2,op=std,edge=nearest" };
    static const struct shape shapes[] = { { 40, 33, 1 }, { 90, 31, 3 } };
    struct pool *pool = pool_new(2, NULL);
    for (size_t i = 0; i < 8; i++) {
        struct shape shape = shapes[i / 4];
        struct recording recording =
            make_recording(i % 2 ? ELEMENT_F32 : ELEMENT_U16, PATTERN_CAMERA, shape, 11, true, i);
        struct surroundings around = { .count = 11, .views = recording.views, .frames = 11 };
        for (size_t f = 0; f < 11; f++) {
            recording.views[f].source = (int64_t)f;
            recording.views[f].around = &around;
        }
        struct correction_wish wish = { 0 };
        double *image = calloc(shape_samples(shape), sizeof *image);
        assert_true(reference_wish_parse(subtract[i % 4], 1, &wish.subtract, NULL));
        struct reference_images images = { .subtract =
                                               correction_wish_slides(&wish) ? NULL : image };
        struct correction *correction = correction_new(&wish, shape, &images, NULL);
        check(&recording, correction, 4, pool);
        correction_free(&correction);
        free(image);
        free_recording(&recording);
    }
    pool_free(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_values),
        cmocka_unit_test(large_frames),
        cmocka_unit_test(corrected_values),
    };
    return cmocka_run_group_tests_name("histograms of zones", tests, NULL, NULL);
}
