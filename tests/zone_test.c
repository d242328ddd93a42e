// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/zone.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct zone_wish parse(const char *string) {
    struct zone_wish wish = { 0 };
    struct fault fault = { 0 };
    if (!zone_wish_parse(string, &wish, &fault))
        fail_msg("%s", fault_text(&fault));
    return wish;
}

static struct geometry plain(uint32_t width, uint32_t height) {
    return (struct geometry){ 0, 0, width, height, 1, { height, width, 1 } };
}

// Crops and bins a frame of 61 x 47, the last blocks partial.
static const struct geometry geometries[] = {
    { 0, 0, 61, 47, 1, { 47, 61, 1 } },  { 0, 0, 61, 47, 2, { 24, 31, 1 } },
    { 7, 11, 40, 30, 1, { 30, 40, 1 } }, { 7, 11, 40, 30, 3, { 10, 14, 1 } },
    { 5, 2, 50, 45, 7, { 7, 8, 1 } },
};

static double centre(uint32_t crop, uint32_t size, uint32_t bin, uint32_t index) {
    uint32_t stop = (index + 1) * bin < size ? (index + 1) * bin : size;
    return crop + (index * bin + stop) / 2.0;
}

// One point, from the words of the specification.
static bool inside(const struct zone_wish *wish, double x, double y) {
    const double *n = wish->numbers;
    bool odd = false;
    switch (wish->shape) {
    case ZONE_RECT:
        return x >= n[0] && x < n[0] + n[2] && y >= n[1] && y < n[1] + n[3];
    case ZONE_CIRCLE:
        return (x - n[0]) * (x - n[0]) + (y - n[1]) * (y - n[1]) <= n[2] * n[2];
    case ZONE_ELLIPSE:
        return pow((x - n[0]) / n[2], 2) + pow((y - n[1]) / n[3], 2) <= 1;
    case ZONE_POLYGON:
        for (size_t i = 0, j = wish->count - 2; i < wish->count; j = i, i += 2) {
            double xi = n[i], yi = n[i + 1], xj = n[j], yj = n[j + 1];
            // The edge's crossing of this row lies at or left of the point.
            if ((yi <= y) != (yj <= y) && xj + (y - yj) * (xi - xj) / (yi - yj) <= x)
                odd = !odd;
        }
        return odd;
    default:
        return true;
    }
}

static void spans_hold_the_pixels_whose_centre_is_inside(void **state) {
    (void)state;
    static const char *const wishes[] = {
        "all",
        "rect:10,10,20,15",
        "rect:-5,3,10,100",
        "rect:10.5,10.5,7,7",
        "rect:2.2,3.7,0.9,90",
        "circle:30,20,10",
        "circle:30.5,20.5,10",
        "circle:0,0,25",
        "circle:20,20,0.4",
        "circle:300,20,5",
        "ellipse:30,20,25,7.5",
        "ellipse:12.5,12.5,3,40",
        "poly:10,10,50,10,10,50",
        "poly:5,5,55,40,55,5,5,40",
        "poly:1,1,60,1,60,46,1,46",
        "poly:10.5,10.5,40.5,10.5,40.5,30.5,10.5,30.5",
        "poly:3,3,50,20,3,40,20,20,-10,22,30,1",
        "poly:20,20,20,20,20,20",
    };
    for (size_t w = 0; w < sizeof wishes / sizeof *wishes; w++)
        for (size_t g = 0; g < sizeof geometries / sizeof *geometries; g++) {
            const struct geometry *at = &geometries[g];
            struct zone_wish wish = parse(wishes[w]);
            struct zone zone;
            assert_true(zone_prepare(&wish, "roi1", at, NULL, &zone, NULL));
            size_t width = at->shape.width, pixels = 0;
            unsigned char *seen = calloc(shape_samples(at->shape), 1);
            for (size_t i = 0; i < zone.span_count; i++) {
                struct zone_span span = zone.spans[i];
                assert_true(span.start < span.stop && span.stop <= width);
                assert_true(span.row < at->shape.height);
                if (i) {
                    struct zone_span last = zone.spans[i - 1];
                    assert_true(span.row > last.row
                                || (span.row == last.row && span.start >= last.stop));
                }
                for (size_t x = span.start; x < span.stop; x++)
                    seen[span.row * width + x] = 1;
            }
            for (uint32_t row = 0; row < at->shape.height; row++)
                for (uint32_t column = 0; column < width; column++) {
                    double x = centre(at->crop_x, at->crop_width, at->bin, column);
                    double y = centre(at->crop_y, at->crop_height, at->bin, row);
                    bool expected = inside(&wish, x, y);
                    pixels += expected;
                    if (seen[row * width + column] != expected)
                        fail_msg("%s, geometry %zu: (%u,%u)", wishes[w], g, column, row);
                }
            assert_true(zone.pixels == pixels);
            free(seen);
            zone_free(&zone);
            zone_wish_free(&wish);
        }
}

static void goldens_of_the_specification(void **state) {
    (void)state;
    struct geometry geometry = plain(100, 80);
    unsigned char *samples = malloc(8000);
    memset(samples, 100, 8000);
    struct frame_view frame = { .samples = samples, .valid = { 100, 80 } };
    struct zone_scratch *scratch = zone_scratch_new();
    static const char *const wishes[] = { "poly:10,10,50,10,10,50", "rect:-5,20,10,30" };
    static const uint64_t n[] = { 0, 5 * 30 };
    for (size_t i = 0; i < 2; i++) {
        struct zone_wish wish = parse(wishes[i]);
        struct zone zone;
        struct zone_stats stats;
        assert_true(zone_prepare(&wish, "roi1", &geometry, NULL, &zone, NULL));
        assert_true(zone_measure(&zone, ELEMENT_U8, geometry.shape, &frame, NULL, HUGE_VAL, true,
                                 scratch, &stats));
        assert_true(stats.mean == 100 && stats.median == 100 && stats.std == 0);
        assert_true(n[i] == 0 || stats.n == n[i]);
        zone_free(&zone);
        zone_wish_free(&wish);
    }
    zone_scratch_free(&scratch);
    free(samples);
}

static void a_pixel_zone_is_the_stack_pixel_that_holds_the_point(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t geometry;
        uint32_t row, column;
    } cases[] = { { "pixel:0,0", 0, 0, 0 },     { "pixel:60.9,46", 0, 46, 60 },
                  { "pixel:60,46", 1, 23, 30 }, { "pixel:7,11", 3, 0, 0 },
                  { "pixel:46,40", 3, 9, 13 },  { "pixel:12.5,20", 3, 3, 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zone_wish wish = parse(cases[i].text);
        struct zone zone;
        assert_true(zone_prepare(&wish, "p", &geometries[cases[i].geometry], NULL, &zone, NULL));
        assert_int_equal(zone.pixels, 1);
        assert_int_equal(zone.spans[0].row, cases[i].row);
        assert_int_equal(zone.spans[0].start, cases[i].column);
        zone_free(&zone);
        zone_wish_free(&wish);
    }
    static const char *const outside[] = { "pixel:-1,0", "pixel:-0.1,0", "pixel:61,0",
                                           "pixel:1e30,0" };
    for (size_t i = 0; i < 4; i++) {
        struct zone_wish wish = parse(outside[i]);
        struct zone zone;
        assert_true(zone_prepare(&wish, "p", &geometries[0], NULL, &zone, NULL));
        assert_int_equal(zone.pixels, 0);
        zone_free(&zone);
        zone_wish_free(&wish);
    }
}

static void masks_are_in_source_pixels(void **state) {
    (void)state;
    uint8_t pixels[61 * 47];
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = next_random(&seed) % 3 == 0;
    struct zone_mask mask = { pixels, 61, 47 };
    struct zone_wish wish = parse("beam=mask:a=b:c,d.png");
    assert_string_equal(wish.name, "beam");
    assert_string_equal(wish.file, "a=b:c,d.png");
    for (size_t g = 0; g < sizeof geometries / sizeof *geometries; g++) {
        const struct geometry *at = &geometries[g];
        struct zone zone;
        assert_true(zone_prepare(&wish, NULL, at, &mask, &zone, NULL));
        assert_string_equal(zone.name, "beam");
        uint64_t expected = 0;
        for (uint32_t row = 0; row < at->shape.height; row++)
            for (uint32_t column = 0; column < at->shape.width; column++) {
                size_t x = (size_t)centre(at->crop_x, at->crop_width, at->bin, column);
                size_t y = (size_t)centre(at->crop_y, at->crop_height, at->bin, row);
                expected += pixels[y * 61 + x];
            }
        assert_true(zone.pixels == expected);
        zone_free(&zone);
    }
    struct zone zone;
    struct fault fault = { 0 };
    assert_false(zone_prepare(&wish, NULL, &geometries[0], NULL, &zone, &fault));
    fault_clear(&fault);
    zone_wish_free(&wish);
}

static void wishes_read_back(void **state) {
    (void)state;
    static const char *const good[] = { "all",
                                        "whole=all",
                                        "rect:1,2.5,3,4",
                                        "jet=circle:0.1,2,3",
                                        "ellipse:-1,2,3,4e+20",
                                        "poly:1,2,3,4,5,6",
                                        "pixel:3,4",
                                        "mask:x=1.png",
                                        "\xc3\xa9t\xc3\xa9=pixel:1,2" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct zone_wish wish = parse(good[i]), copy;
        zone_wish_copy(&copy, &wish);
        zone_wish_free(&wish);
        struct text text = { 0 };
        zone_wish_format(&copy, &text);
        assert_string_equal(text_string(&text), good[i]);
        text_free(&text);
        zone_wish_free(&copy);
    }
    static const char *const bad[] = {
        "",
        "rect",
        "rect:",
        "rect:1,2,3",
        "rect:1,2,3,4,5",
        "rect:1,2,0,4",
        "rect:1,2,3,-4",
        "circle:1,2,nan",
        "circle:1,2,x",
        "circle:1,2,",
        "poly:1,2,3,4",
        "poly:1,2,3,4,5,6,7",
        "pixel:1",
        "mask:",
        "all:1",
        "=all",
        "a,b=all",
        "a.b=all",
        "a b=all",
        "a\n=all",
        "square:1,2,3,4",
        "x=",
        "ellipse:1,2,3,inf",
        "pixel:1e101,1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct zone_wish wish = { 0 };
        struct fault fault = { 0 };
        if (zone_wish_parse(bad[i], &wish, &fault))
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(fault.kind, FAULT_USAGE);
        assert_null(strchr(fault_text(&fault), '\n'));
        fault_clear(&fault);
    }
}

static void names_are_made_up_and_unique(void **state) {
    (void)state;
    struct zone_wish wishes[] = { parse("all"), parse("roi3=all"), parse("pixel:1,2") };
    char *name = zone_wish_name(&wishes[0], 0);
    assert_string_equal(name, "all");
    free(name);
    name = zone_wish_name(&wishes[2], 2);
    assert_string_equal(name, "roi3");
    free(name);
    assert_true(zone_wishes_check(wishes, 2, NULL));
    struct fault fault = { 0 };
    assert_false(zone_wishes_check(wishes, 3, &fault)); // the third is called roi3 too
    assert_int_equal(fault.kind, FAULT_USAGE);
    fault_clear(&fault);
    for (size_t i = 0; i < 3; i++)
        zone_wish_free(&wishes[i]);
}

static void bounds_enclose_the_shape(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double bounds[4];
    } cases[] = {
        { "all", { 0, 0, 100, 80 } },
        { "rect:1,2,3,4", { 1, 2, 3, 4 } },
        { "circle:10,20,5", { 5, 15, 10, 10 } },
        { "ellipse:10,20,5,2", { 5, 18, 10, 4 } },
        { "poly:5,1,-3,9,2,2", { -3, 1, 8, 8 } },
        { "pixel:3.5,4", { 3, 4, 1, 1 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zone_wish wish = parse(cases[i].text);
        double b[4];
        zone_wish_bounds(&wish, 100, 80, &b[0], &b[1], &b[2], &b[3]);
        assert_memory_equal(b, cases[i].bounds, sizeof b);
        zone_wish_free(&wish);
    }
}

static void same(double a, double b) {
    if (a != b && !(isnan(a) && isnan(b)))
        fail_msg("%.17g is not %.17g", a, b);
}

static void close_to(double a, long double b) {
    if (isnan((double)b) || isinf((double)b))
        same(a, (double)b);
    else
        assert_true(fabsl((long double)a - b) <= fabsl(b) * 1e-12L + 1e-300L);
}

// One channel of a zone in a frame, against plain loops over its pixels.
static void check_stats(const struct recording *recording, size_t frame, const struct zone *zone,
                        size_t channel, const float *corrected, double saturation,
                        const struct zone_stats *stats) {
    struct shape shape = recording->frames.shape;
    bool exact = !corrected && recording->frames.element != ELEMENT_F32;
    double *values = calloc(shape_samples(shape) + 1, sizeof *values), low = NAN, high = NAN;
    long double sum = 0, squares = 0;
    size_t n = 0, nan = 0, saturated = 0;
    for (size_t s = 0; s < zone->span_count; s++)
        for (size_t x = zone->spans[s].start; x < zone->spans[s].stop; x++) {
            size_t i = ((size_t)zone->spans[s].row * shape.width + x) * shape.channels + channel;
            double raw =
                element_value(recording->frames.element, recording->views[frame].samples, i);
            double v = corrected ? (double)corrected[i] : raw;
            if (!sample_is_valid(recording, frame, i))
                continue;
            saturated += raw >= saturation && saturation < HUGE_VAL;
            if (isnan(v)) {
                nan++;
                continue;
            }
            values[n++] = v;
            sum += v;
            low = n == 1 || v < low ? v : low;
            high = n == 1 || v > high ? v : high;
        }
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - sum / n) * (values[i] - sum / n);
    assert_true(stats->n == n && stats->nan == nan && stats->saturated == saturated);
    same(stats->min, low);
    same(stats->max, high);
    same(stats->median, n ? naive_percentile(values, n, 50) : (double)NAN);
    if (n == 0) {
        assert_true(isnan(stats->sum) && isnan(stats->mean) && isnan(stats->std));
    } else if (exact) {
        assert_true(stats->sum == (double)sum && stats->mean == (double)sum / (double)n);
        close_to(stats->std, sqrtl(squares / n));
    } else if (isfinite(low) && isfinite(high) && fabs(low) < 1e8 && fabs(high) < 1e8) {
        assert_true(fabsl(stats->sum - sum) <= 1e-3L);
        assert_true(fabsl(stats->std - sqrtl(squares / n)) <= 1e-5L);
    } else if (!isfinite(low) || !isfinite(high)) {
        same(stats->mean, (double)(sum / n));
        assert_true(isnan(stats->std));
    }
    free(values);
}

static void zones_measure_like_plain_loops(void **state) {
    (void)state;
    static const char *const wishes[] = { "all", "circle:20,15,12", "rect:90,0,5,5", "pixel:3,3" };
    struct zone_scratch *scratch = zone_scratch_new();
    for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++)
        for (enum pattern p = 0; p < PATTERN_COUNT; p++)
            for (int variant = 0; variant < 4; variant++) {
                struct shape shape = { 30, variant == 3 ? 5000 : 43, variant % 2 ? 3 : 1 };
                struct geometry geometry = plain(shape.width, shape.height);
                geometry.shape = shape;
                struct recording recording = make_recording(e, p, shape, 4, true, 11);
                double *image = calloc(shape_samples(shape), sizeof *image);
                for (size_t i = 0; i < shape_samples(shape); i++)
                    image[i] = (double)(i % 9);
                struct correction_wish correct = { .divide.kind = REFERENCE_FRAME,
                                                   .divide.amount = 1 };
                struct correction *correction = correction_new(
                    &correct, shape, &(struct reference_images){ .divide = image }, NULL);
                float *corrected = calloc(shape_samples(shape), sizeof *corrected);
                for (size_t w = 0; w < 4; w++)
                    for (size_t f = 0; f < 4; f += 2) {
                        struct zone_wish wish = parse(wishes[w]);
                        struct zone zone;
                        assert_true(zone_prepare(&wish, "z", &geometry, NULL, &zone, NULL));
                        bool with = variant >= 2;
                        double saturation = f ? 200 : HUGE_VAL;
                        correction_apply(correction, e, &recording.views[f], 0,
                                         shape_samples(shape), corrected, NULL);
                        struct zone_stats first[3], stats[3];
                        const struct kernels *kernels;
                        for (size_t set = 0; (kernels = kernels_available(set)); set++) {
                            kernels_use(kernels->name, NULL);
                            assert_true(zone_measure(&zone, e, shape, &recording.views[f],
                                                     with ? correction : NULL, saturation, true,
                                                     scratch, set ? stats : first));
                            for (size_t c = 0; set && c < shape.channels; c++) {
                                same(stats[c].sum, first[c].sum);
                                same(stats[c].std, first[c].std);
                                same(stats[c].median, first[c].median);
                            }
                        }
                        for (size_t c = 0; c < shape.channels; c++)
                            check_stats(&recording, f, &zone, c, with ? corrected : NULL,
                                        saturation, &first[c]);
                        zone_free(&zone);
                        zone_wish_free(&wish);
                    }
                free(corrected);
                free(image);
                correction_free(&correction);
                free_recording(&recording);
            }
    zone_scratch_free(&scratch);
    assert_null(scratch);
}

// The picture of a frame is corrected before its zones are measured: its windows are not looked at
// again, here because there are none any more.
static void what_was_corrected_beforehand_has_the_same_bits(void **state) {
    (void)state;
    struct shape shape = { 30, 43, 3 };
    struct geometry geometry = plain(shape.width, shape.height);
    geometry.shape = shape;
    struct recording recording = make_recording(ELEMENT_F32, PATTERN_CAMERA, shape, 6, true, 5);
    struct surroundings around = { .count = 6, .views = recording.views, .frames = 6 };
    struct correction_wish correct = { 0 };
    assert_true(reference_wish_parse("slide:2,op=max", 1, &correct.subtract, NULL));
    struct correction *correction =
        correction_new(&correct, shape, &(struct reference_images){ 0 }, NULL);
    float *corrected = calloc(shape_samples(shape), sizeof *corrected);
    struct zone_scratch *scratch = zone_scratch_new();
    struct zone_wish wish = parse("circle:20,15,12");
    struct zone zone;
    assert_true(zone_prepare(&wish, "z", &geometry, NULL, &zone, NULL));
    for (size_t f = 1; f < 6; f++) {
        struct zone_stats alone[3], beforehand[3];
        recording.views[f].source = (int64_t)f;
        recording.views[f].around = &around;
        correction_apply(correction, ELEMENT_F32, &recording.views[f], 0, shape_samples(shape),
                         corrected, NULL);
        assert_true(zone_measure(&zone, ELEMENT_F32, shape, &recording.views[f], correction, 200,
                                 true, scratch, alone));
        struct frame_view view = { .samples = recording.views[f].samples,
                                   .valid = recording.views[f].valid,
                                   .corrected = corrected };
        assert_true(zone_measure(&zone, ELEMENT_F32, shape, &view, correction, 200, true, scratch,
                                 beforehand));
        assert_memory_equal(alone, beforehand, sizeof alone);
    }
    zone_free(&zone);
    zone_wish_free(&wish);
    zone_scratch_free(&scratch);
    free(corrected);
    correction_free(&correction);
    free_recording(&recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_hold_the_pixels_whose_centre_is_inside),
        cmocka_unit_test(goldens_of_the_specification),
        cmocka_unit_test(a_pixel_zone_is_the_stack_pixel_that_holds_the_point),
        cmocka_unit_test(masks_are_in_source_pixels),
        cmocka_unit_test(wishes_read_back),
        cmocka_unit_test(names_are_made_up_and_unique),
        cmocka_unit_test(bounds_enclose_the_shape),
        cmocka_unit_test(zones_measure_like_plain_loops),
        cmocka_unit_test(what_was_corrected_beforehand_has_the_same_bits),
    };
    return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
