// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Zones in each of many frames, against plain loops over the samples, with any number of workers.

#include "measure/zone_series.h"

#include "kernel/kernels.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ZONES = 3, FRAMES = 17 };

static const struct shape shape = { 9, 14, 3 };

// The same rectangles for blitz and for the plain loop: x, y, width, height.
static const unsigned rectangles[ZONES][4] = { { 0, 0, 14, 9 }, { 3, 2, 5, 4 }, { 13, 8, 1, 1 } };

static void prepare_zones(struct zone *zones) {
    struct geometry geometry = {
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    for (size_t i = 0; i < ZONES; i++) {
        double numbers[4];
        for (size_t k = 0; k < 4; k++)
            numbers[k] = rectangles[i][k];
        const struct zone_wish wish = { .shape = ZONE_RECT, .numbers = numbers, .count = 4 };
        assert_true(zone_prepare(&wish, "zone", &geometry, NULL, &zones[i], NULL));
    }
}

static void check(const struct recording *recording, size_t frame, size_t zone, size_t channel,
                  const struct zone_stats *found) {
    const unsigned *rectangle = rectangles[zone];
    uint64_t n = 0;
    double min = HUGE_VAL, max = -HUGE_VAL, sum = 0.0;
    for (unsigned y = rectangle[1]; y < rectangle[1] + rectangle[3]; y++)
        for (unsigned x = rectangle[0]; x < rectangle[0] + rectangle[2]; x++) {
            size_t index = ((size_t)y * shape.width + x) * shape.channels + channel;
            if (!sample_is_valid(recording, frame, index))
                continue;
            double value = element_value(recording->frames.element,
                                         recording->frames.views[frame].samples, index);
            n++;
            sum += value;
            min = fmin(min, value);
            max = fmax(max, value);
        }
    assert_true(found->n == n);
    if (n == 0)
        return;
    assert_true(found->min == min && found->max == max);
    assert_true(fabs(found->sum - sum) <= fabs(sum) * 1e-12);
}

static void every_zone_of_every_frame_is_measured(void **state) {
    (void)state;
    static const size_t workers[] = { 1, 2, 3, 16 };
    const struct zone_taking taking = { .saturation = HUGE_VAL, .with_median = true };
    struct zone zones[ZONES];
    prepare_zones(zones);
    for (enum element e = 0; e < ELEMENT_COUNT; e++) {
        struct recording recording =
            make_recording(e, PATTERN_CAMERA, shape, FRAMES, true, 4 + (uint64_t)e);
        size_t count = (size_t)FRAMES * ZONES * shape.channels;
        struct zone_stats *first = NULL;
        for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
            struct pool *pool = pool_new(workers[w], NULL);
            struct zone_stats *stats = calloc(count, sizeof *stats), *into[FRAMES];
            // Last frame first, so that the order of the results is the caller's.
            for (size_t f = 0; f < FRAMES; f++)
                into[f] = stats + (FRAMES - 1 - f) * ZONES * shape.channels;
            assert_true(
                zone_series(&recording.frames, zones, ZONES, &taking, pool, NULL, into, NULL));
            for (size_t i = 0; i < count; i++)
                check(&recording, FRAMES - 1 - i / (ZONES * shape.channels),
                      i / shape.channels % ZONES, i % shape.channels, &stats[i]);
            if (first)
                assert_memory_equal(stats, first, count * sizeof *stats);
            if (first)
                free(stats);
            else
                first = stats;
            pool_free(&pool);
        }
        free(first);
        free_recording(&recording);
    }
    for (size_t i = 0; i < ZONES; i++)
        zone_free(&zones[i]);
}

// Zones of odd widths that share pixels, rows and whole frames, one of them longer than a run.
static const char *const shared[] = {
    "all",       "rect:1,0,70,1",  "circle:60,12,11", "rect:3,2,64,9", "ellipse:40,9,33,7",
    "pixel:1,1", "rect:128,24,1,1"
};
enum { SHARED = sizeof shared / sizeof *shared };

static const struct shape grey = { 61, 129, 1 };

static void prepare_shared(struct zone *zones) {
    struct geometry geometry = {
        .crop_width = grey.width, .crop_height = grey.height, .bin = 1, .shape = grey
    };
    for (size_t i = 0; i < SHARED; i++) {
        struct zone_wish wish;
        assert_true(zone_wish_parse(shared[i], &wish, NULL));
        assert_true(zone_prepare(&wish, "zone", &geometry, NULL, &zones[i], NULL));
        zone_wish_free(&wish);
    }
}

// In every instruction set, and the same as the first one.
static void check_shared(const struct recording *recording, const struct zone *zones,
                         double saturation, struct zone_stats *want, bool is_first) {
    const struct zone_taking taking = { .saturation = saturation };
    struct pool *pool = pool_new(3, NULL);
    struct zone_stats stats[FRAMES * SHARED], *into[FRAMES];
    memset(stats, 0, sizeof stats);
    for (size_t f = 0; f < FRAMES; f++)
        into[f] = stats + f * SHARED;
    const struct frames *frames = &recording->frames;
    assert_true(zone_series(frames, zones, SHARED, &taking, pool, NULL, into, NULL));
    for (size_t f = 0; f < FRAMES; f++)
        for (size_t i = 0; i < SHARED; i++) {
            struct zone_stats alone;
            uint64_t saturated = 0, n = 0;
            assert_true(zone_measure(&zones[i], frames->element, grey, &frames->views[f], NULL,
                                     saturation, false, NULL, &alone));
            assert_memory_equal(&alone, &into[f][i], sizeof alone);
            for (size_t k = 0; k < zones[i].span_count; k++)
                for (uint32_t x = zones[i].spans[k].start; x < zones[i].spans[k].stop; x++) {
                    size_t index = (size_t)zones[i].spans[k].row * grey.width + x;
                    double value = element_value(frames->element, frames->views[f].samples, index);
                    if (!sample_is_valid(recording, f, index))
                        continue;
                    n += !isnan(value);
                    saturated += value >= saturation;
                }
            assert_true(alone.n == n && alone.saturated == saturated);
        }
    if (is_first)
        memcpy(want, stats, sizeof stats);
    assert_memory_equal(want, stats, sizeof stats);
    pool_free(&pool);
}

static void zones_together_are_zones_alone(void **state) {
    (void)state;
    struct zone zones[SHARED];
    struct zone_stats want[FRAMES * SHARED];
    prepare_shared(zones);
    for (enum element e = 0; e < ELEMENT_COUNT; e++)
        for (enum pattern p = 0; p < PATTERN_COUNT; p++) {
            double saturation = p == PATTERN_CAMERA || e == ELEMENT_F32 ? 100.0 : HUGE_VAL;
            struct recording recording =
                make_recording(e, p, grey, FRAMES, p % 2, 11 + (uint64_t)e);
            const struct kernels *kernels;
            for (size_t set = 0; (kernels = kernels_available(set)); set++) {
                assert_true(kernels_use(kernels->name, NULL));
                check_shared(&recording, zones, saturation, want, set == 0);
            }
            free_recording(&recording);
        }
    for (size_t i = 0; i < SHARED; i++)
        zone_free(&zones[i]);
}

static void it_stops_when_asked_and_takes_no_frames_for_nothing(void **state) {
    (void)state;
    const struct zone_taking taking = { .saturation = HUGE_VAL };
    struct zone zones[ZONES];
    prepare_zones(zones);
    struct pool *pool = pool_new(2, NULL);
    struct frames none = { .element = ELEMENT_U8, .shape = shape };
    struct fault fault = { 0 };
    assert_true(zone_series(&none, zones, ZONES, &taking, pool, NULL, NULL, &fault));
    struct recording recording = make_recording(ELEMENT_U8, PATTERN_RANDOM, shape, 2, false, 1);
    struct zone_stats stats[2 * ZONES * 3], *into[2] = { stats, stats + ZONES * shape.channels };
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    assert_false(
        zone_series(&recording.frames, zones, ZONES, &taking, pool, &cancel, into, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    fault_clear(&fault);
    free_recording(&recording);
    pool_free(&pool);
    for (size_t i = 0; i < ZONES; i++)
        zone_free(&zones[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_zone_of_every_frame_is_measured),
        cmocka_unit_test(zones_together_are_zones_alone),
        cmocka_unit_test(it_stops_when_asked_and_takes_no_frames_for_nothing),
    };
    return cmocka_run_group_tests_name("zone_series", tests, NULL, NULL);
}
