// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Lines and the values along them, against plain loops over the samples.

#include "measure/profile.h"

#include "base/alloc.h"
#include "measure/correct.h"
#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 23, LINES = 8 };

// What the stack holds of a frame of 40 x 30: all, cropped, and binned with partial blocks.
static const struct geometry geometries[] = {
    { 0, 0, 40, 30, 1, { 30, 40, 1 } },
    { 7, 4, 29, 20, 1, { 20, 29, 3 } },
    { 3, 2, 35, 26, 4, { 7, 9, 3 } },
};
enum { GEOMETRIES = sizeof geometries / sizeof *geometries };

static const char *const texts[LINES] = {
    "row:12",
    "a=row:5.9,width=7",
    "col:31,width=21",
    "col:8",
    "poly:1,2,38.5,27.25",
    "poly:-4,10,20,10,20,-3,width=5",
    "poly:30,29,9.5,3.125,9.5,3.125,33,15,width=9",
    "poly:12,13,12,13",
};

// ── what a line is, from the words of the specification ────────────────────────────────────

enum { MOST = 200, MOST_ACROSS = 21 };

// Stack pixel of each sample, or -1; positions in source pixels.
struct naive_line {
    size_t length, across;
    double at[MOST], x[MOST], y[MOST];
    long pixels[MOST][MOST_ACROSS];
};

static long naive_pixel(const struct geometry *g, double x, double y) {
    x = floor(x) - g->crop_x, y = floor(y) - g->crop_y;
    if (x < 0 || y < 0 || x >= g->crop_width || y >= g->crop_height)
        return -1;
    return (long)(y / g->bin) * g->shape.width + (long)(x / g->bin);
}

static double naive_centre(uint32_t crop, uint32_t size, uint32_t bin, uint32_t index) {
    uint32_t first = index * bin, last = first + bin < size ? first + bin : size;
    return crop + (first + last) / 2.0;
}

// Rows, or columns with x and y exchanged.
static void naive_row(const struct line_wish *wish, const struct geometry *g,
                      struct naive_line *line) {
    bool is_row = wish->shape == LINE_ROW;
    uint32_t crop = is_row ? g->crop_x : g->crop_y, size = is_row ? g->crop_width : g->crop_height;
    uint32_t other = is_row ? g->crop_y : g->crop_x;
    uint32_t others = is_row ? g->shape.height : g->shape.width;
    line->length = is_row ? g->shape.width : g->shape.height;
    long own = (long)(floor(wish->numbers[0]) - other) / (long)g->bin;
    for (size_t i = 0; i < line->length; i++) {
        double along = naive_centre(crop, size, g->bin, (uint32_t)i);
        double beside =
            naive_centre(other, is_row ? g->crop_height : g->crop_width, g->bin, (uint32_t)own);
        line->x[i] = is_row ? along : beside;
        line->y[i] = is_row ? beside : along;
        line->at[i] = along - naive_centre(crop, size, g->bin, 0);
        for (size_t k = 0; k < line->across; k++) {
            long at = own + (long)k - (long)(line->across / 2);
            bool there = at >= 0 && at < (long)others;
            line->pixels[i][k] = !there   ? -1
                                 : is_row ? at * (long)g->shape.width + (long)i
                                          : (long)i * (long)g->shape.width + at;
        }
    }
}

static void naive_polyline(const struct line_wish *wish, const struct geometry *g,
                           struct naive_line *line) {
    double length = 0;
    for (size_t s = 0; s + 3 < wish->count; s += 2) {
        const double *n = wish->numbers + s;
        double dx = n[2] - n[0], dy = n[3] - n[1], own = sqrt(dx * dx + dy * dy);
        size_t steps = (size_t)ceil(own / g->bin);
        for (size_t i = line->length ? 1 : 0; i <= steps; i++) {
            size_t at = line->length++;
            double part = steps ? (double)i / (double)steps : 0;
            line->at[at] = length + own * part;
            line->x[at] = n[0] + dx * part;
            line->y[at] = n[1] + dy * part;
            for (size_t k = 0; k < line->across; k++) {
                double side = ((double)k - (double)(line->across / 2)) * g->bin;
                double across_x = own > 0 ? -dy / own : 0, across_y = own > 0 ? dx / own : 1;
                line->pixels[at][k] =
                    naive_pixel(g, line->x[at] + side * across_x, line->y[at] + side * across_y);
            }
        }
        length += own;
    }
}

static struct naive_line *naive_line(const struct line_wish *wish, const struct geometry *g) {
    struct naive_line *line = alloc_zeroed(1, sizeof *line);
    // Samples whose distance from the path is less than half the width.
    line->across = 1;
    while ((double)(line->across / 2 + 1) * g->bin < wish->width / 2.0)
        line->across += 2;
    if (wish->shape == LINE_POLYLINE)
        naive_polyline(wish, g, line);
    else
        naive_row(wish, g, line);
    return line;
}

// ── what the values are ────────────────────────────────────────────────────────────────────

static int compare_doubles(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

static void ends_of(double *values, size_t n, double percentile, double *low, double *high) {
    qsort(values, n, sizeof *values, compare_doubles);
    *low = n ? values[0] : NAN;
    *high = n ? values[n - 1] : NAN;
    if (n && percentile > 0) {
        *low = naive_percentile(values, n, percentile);
        *high = naive_percentile(values, n, 100 - percentile);
    }
}

// Values of one position in one frame. `corrected`: the whole frame, or NULL.
static size_t band_values(const struct recording *recording, size_t frame, const float *corrected,
                          const struct naive_line *line, size_t position, size_t channel,
                          double *values) {
    size_t n = 0;
    for (size_t k = 0; k < line->across; k++) {
        if (line->pixels[position][k] < 0)
            continue;
        size_t index = (size_t)line->pixels[position][k] * recording->frames.shape.channels;
        index += channel;
        if (!sample_is_valid(recording, frame, index))
            continue;
        double value = corrected ? (double)corrected[index]
                                 : element_value(recording->frames.element,
                                                 recording->views[frame].samples, index);
        if (!isnan(value))
            values[n++] = value;
    }
    return n;
}

static bool same(double a, double b, double tolerance) {
    return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b));
}

struct expectation {
    const struct recording *recording;
    float *const *corrected; // by frame, or NULL
    struct envelope_wish envelope;
};

static struct profile_point naive_point(const struct expectation *e, const struct naive_line *line,
                                        size_t position, size_t channel) {
    struct profile_point point = { .mean = NAN, .low = NAN, .high = NAN };
    double values[MOST_ACROSS + 1], means[FRAMES + 1], sum = 0, low = 0, high = 0;
    size_t frames = 0, n;
    for (size_t f = 0; f < e->recording->frames.count; f++) {
        n = band_values(e->recording, f, e->corrected ? e->corrected[f] : NULL, line, position,
                        channel, values);
        double of_frame = 0, frame_low, frame_high;
        for (size_t i = 0; i < n; i++)
            of_frame += values[i];
        ends_of(values, n, e->envelope.percentile, &frame_low, &frame_high);
        if (!n)
            continue;
        sum += of_frame;
        point.n += n;
        means[frames++] = of_frame / (double)n;
        low += frame_low;
        high += frame_high;
    }
    if (!point.n)
        return point;
    point.mean = sum / (double)point.n;
    if (e->envelope.kind == ENVELOPE_BAND) {
        point.low = low / (double)frames;
        point.high = high / (double)frames;
    } else if (e->envelope.kind == ENVELOPE_FRAMES) {
        ends_of(means, frames, e->envelope.percentile, &point.low, &point.high);
    }
    return point;
}

// ── tests ──────────────────────────────────────────────────────────────────────────────────

static struct line prepare(const char *text, const struct geometry *geometry,
                           struct naive_line **naive) {
    struct line_wish wish;
    struct line line;
    struct fault fault = { 0 };
    if (!line_wish_parse(text, &wish, &fault))
        fail_msg("%s", fault_text(&fault));
    assert_true(line_prepare(&wish, "line", geometry, &line, NULL));
    *naive = naive_line(&wish, geometry);
    line_wish_free(&wish);
    return line;
}

static void positions_and_pixels_are_the_specified_ones(void **state) {
    (void)state;
    for (size_t g = 0; g < GEOMETRIES; g++)
        for (size_t i = 0; i < LINES; i++) {
            struct naive_line *naive;
            struct line line = prepare(texts[i], &geometries[g], &naive);
            assert_int_equal(line.length, naive->length);
            assert_int_equal(line_across(&line), naive->across);
            for (size_t p = 0; p < line.length; p++) {
                assert_true(same(line.at[p], naive->at[p], 1e-14));
                assert_true(same(line.x[p], naive->x[p], 1e-14));
                assert_true(same(line.y[p], naive->y[p], 1e-14));
                assert_true(p == 0 || line.at[p] - line.at[p - 1] < geometries[g].bin + 1e-9);
            }
            line_free(&line);
            free(naive);
        }
}

static void check_profiles(const struct expectation *e, const struct line *lines,
                           struct naive_line *const *naive, const struct profiling *profiling,
                           struct pool *pool, struct profile_point *const *first) {
    size_t channels = e->recording->frames.shape.channels;
    for (size_t i = 0; i < LINES; i++) {
        size_t cells = lines[i].length * channels;
        struct profile_point *points = alloc_zeroed(cells, sizeof *points);
        assert_true(profiling_result(profiling, i, pool, NULL, points, NULL));
        for (size_t k = 0; k < cells; k++) {
            struct profile_point wanted = naive_point(e, naive[i], k / channels, k % channels);
            assert_int_equal(points[k].n, wanted.n);
            if (e->envelope.kind != ENVELOPE_NONE
                && (!same(points[k].low, wanted.low, 1e-12)
                    || !same(points[k].high, wanted.high, 1e-12)))
                fail_msg("line %zu at %zu: %g to %g, not %g to %g", i, k, points[k].low,
                         points[k].high, wanted.low, wanted.high);
            if (!same(points[k].mean, wanted.mean, 1e-12))
                fail_msg("line %zu at %zu: %g, not %g", i, k, points[k].mean, wanted.mean);
        }
        // Bit for bit, once what has another payload of NaN is the same NaN.
        if (isnan(first[i][0].mean) && first[i][0].n == UINT64_MAX)
            memcpy(first[i], points, cells * sizeof *points);
        for (size_t k = 0; k < cells; k++)
            assert_true(points[k].n == first[i][k].n && same(points[k].mean, first[i][k].mean, 0)
                        && same(points[k].low, first[i][k].low, 0)
                        && same(points[k].high, first[i][k].high, 0));
        free(points);
    }
}

// With some workers, the frames in blocks of some size.
static void check_way(const struct expectation *e, const struct line *lines,
                      struct naive_line *const *naive, const struct correction *correction,
                      size_t workers, size_t block, struct profile_point *const *first) {
    const struct frames *all = &e->recording->frames;
    struct line_subject subject = { all->element, all->shape, correction };
    struct pool *pool = pool_new(workers, NULL);
    struct profiling *profiling =
        profiling_new(lines, LINES, &subject, &e->envelope, all->count, NULL);
    assert_non_null(profiling);
    for (size_t from = 0; from < all->count; from += block) {
        struct frames part = *all;
        part.views += from;
        part.count = all->count - from < block ? all->count - from : block;
        assert_true(profiling_feed(profiling, &part, pool, NULL, NULL));
    }
    assert_int_equal(profiling_frames(profiling), all->count);
    check_profiles(e, lines, naive, profiling, pool, first);
    profiling_free(&profiling);
    pool_free(&pool);
}

static void check_kymographs(const struct expectation *e, const struct line *lines,
                             struct naive_line *const *naive, const struct correction *correction,
                             size_t workers) {
    struct pool *pool = pool_new(workers, NULL);
    size_t channels = e->recording->frames.shape.channels;
    for (size_t i = 0; i < LINES; i++) {
        size_t cells = lines[i].length * channels;
        float *image = alloc_zeroed(FRAMES * cells, sizeof *image), *into[FRAMES];
        for (size_t f = 0; f < FRAMES; f++)
            into[f] = image + (FRAMES - 1 - f) * cells; // in the caller's order
        assert_true(
            kymograph_rows(&lines[i], &e->recording->frames, correction, pool, NULL, into, NULL));
        for (size_t f = 0; f < FRAMES; f++)
            for (size_t k = 0; k < cells; k++) {
                double values[MOST_ACROSS], sum = 0;
                size_t n = band_values(e->recording, f, e->corrected ? e->corrected[f] : NULL,
                                       naive[i], k / channels, k % channels, values);
                for (size_t v = 0; v < n; v++)
                    sum += values[v];
                float wanted = n ? (float)(sum / (double)n) : NAN;
                assert_true(into[f][k] == wanted || (isnan(into[f][k]) && isnan(wanted)));
            }
        free(image);
    }
    pool_free(&pool);
}

static void check_recording(const struct recording *recording, const struct geometry *geometry,
                            const struct correction *correction) {
    static const struct envelope_wish envelopes[] = {
        { 0 },
        { ENVELOPE_BAND, 0 },
        { ENVELOPE_BAND, 20 },
        { ENVELOPE_FRAMES, 0 },
        { ENVELOPE_FRAMES, 12.5 },
    };
    struct line lines[LINES];
    struct naive_line *naive[LINES];
    struct profile_point *first[LINES];
    float *corrected[FRAMES] = { NULL };
    size_t samples = shape_samples(geometry->shape);
    for (size_t i = 0; i < LINES; i++) {
        lines[i] = prepare(texts[i], geometry, &naive[i]);
        first[i] = alloc_zeroed(lines[i].length * geometry->shape.channels, sizeof **first);
    }
    for (size_t f = 0; correction && f < FRAMES; f++) {
        corrected[f] = alloc_zeroed(samples, sizeof(float));
        correction_apply(correction, recording->frames.element, &recording->views[f], 0, samples,
                         corrected[f], NULL);
    }
    struct expectation e = { recording, correction ? corrected : NULL, { 0 } };
    for (size_t k = 0; k < sizeof envelopes / sizeof *envelopes; k++) {
        e.envelope = envelopes[k];
        for (size_t i = 0; i < LINES; i++)
            first[i][0] = (struct profile_point){ .n = UINT64_MAX, .mean = NAN };
        check_way(&e, lines, naive, correction, 1, FRAMES, first);
        check_way(&e, lines, naive, correction, 3, FRAMES, first);
        check_way(&e, lines, naive, correction, 2, 4, first);
        check_way(&e, lines, naive, correction, 16, 1, first);
    }
    check_kymographs(&e, lines, naive, correction, 1);
    check_kymographs(&e, lines, naive, correction, 3);
    for (size_t i = 0; i < LINES; i++) {
        line_free(&lines[i]);
        free(naive[i]);
        free(first[i]);
    }
    for (size_t f = 0; f < FRAMES; f++)
        free(corrected[f]);
}

static void values_along_lines_are_those_of_a_plain_loop(void **state) {
    (void)state;
    static const enum pattern patterns[] = { PATTERN_RANDOM, PATTERN_HIGHEST, PATTERN_NAN };
    for (enum element element = 0; element < ELEMENT_COUNT; element++)
        for (size_t g = 0; g < GEOMETRIES; g++)
            for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
                struct recording recording = make_recording(
                    element, patterns[p], geometries[g].shape, FRAMES, true, 7 + (uint64_t)element);
                check_recording(&recording, &geometries[g], NULL);
                free_recording(&recording);
            }
}

static void corrected_values_too(void **state) {
    (void)state;
    for (enum element element = 0; element < ELEMENT_COUNT; element++)
        for (size_t g = 0; g < GEOMETRIES; g++) {
            struct shape shape = geometries[g].shape;
            struct recording recording =
                make_recording(element, PATTERN_CAMERA, shape, FRAMES, true, 3);
            double *dark = alloc_zeroed(shape_samples(shape), sizeof *dark);
            double *flat = alloc_zeroed(shape_samples(shape), sizeof *flat);
            for (size_t i = 0; i < shape_samples(shape); i++) {
                dark[i] = (double)(i % 7);
                flat[i] = i % 11 ? 100 + (double)(i % 13) : dark[i]; // some denominators are 0
            }
            struct correction_wish wish = { 0 };
            wish.dark = wish.flat = (struct reference_wish){ .kind = REFERENCE_FRAME, .amount = 1 };
            struct reference_images images = { .dark = dark, .flat = flat };
            struct correction *correction = correction_new(&wish, shape, &images, NULL);
            assert_non_null(correction);
            check_recording(&recording, &geometries[g], correction);
            correction_free(&correction);
            free_recording(&recording);
            free(dark);
            free(flat);
        }
}

static void it_stops_when_asked(void **state) {
    (void)state;
    struct naive_line *naive;
    struct line line = prepare(texts[0], &geometries[0], &naive);
    struct recording recording =
        make_recording(ELEMENT_U8, PATTERN_RANDOM, geometries[0].shape, 2, false, 1);
    struct line_subject subject = { ELEMENT_U8, geometries[0].shape, NULL };
    struct envelope_wish none = { 0 };
    struct pool *pool = pool_new(2, NULL);
    struct cancel cancel = { 0 };
    struct fault fault = { 0 };
    struct profiling *profiling = profiling_new(&line, 1, &subject, &none, 2, NULL);
    float values[80], *into[2] = { values, values + 40 };
    cancel_ask(&cancel);
    assert_false(profiling_feed(profiling, &recording.frames, pool, &cancel, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    assert_false(kymograph_rows(&line, &recording.frames, NULL, pool, &cancel, into, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    fault_clear(&fault);
    profiling_free(&profiling);
    pool_free(&pool);
    free_recording(&recording);
    line_free(&line);
    free(naive);
}

static void hostile_lines_are_empty(void **state) {
    (void)state;
    static const char *const far[] = { "row:-1",
                                       "row:30",
                                       "row:1e100",
                                       "col:-1e100",
                                       "poly:1e100,0,1e100,3,width=9999",
                                       "poly:-9,-9,-5,-9",
                                       "poly:41,0,41,29" };
    struct recording recording =
        make_recording(ELEMENT_U16, PATTERN_HIGHEST, geometries[0].shape, 1, false, 1);
    struct line_subject subject = { ELEMENT_U16, geometries[0].shape, NULL };
    struct envelope_wish none = { 0 };
    struct line_scratch *scratch = line_scratch_new();
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        struct line_wish wish;
        struct line line;
        assert_true(line_wish_parse(far[i], &wish, NULL));
        assert_true(line_prepare(&wish, "line", &geometries[0], &line, NULL));
        struct line_value *values = alloc_zeroed(line.length, sizeof *values);
        assert_true(
            line_read(&line, &subject, recording.views, &none, 0, line.length, scratch, values));
        for (size_t k = 0; k < line.length; k++)
            assert_int_equal(values[k].n, 0);
        free(values);
        line_free(&line);
        line_wish_free(&wish);
    }
    line_scratch_free(&scratch);
    free_recording(&recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_and_pixels_are_the_specified_ones),
        cmocka_unit_test(values_along_lines_are_those_of_a_plain_loop),
        cmocka_unit_test(corrected_values_too),
        cmocka_unit_test(it_stops_when_asked),
        cmocka_unit_test(hostile_lines_are_empty),
    };
    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
