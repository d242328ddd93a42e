// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions of sliding windows: every instruction set against plain loops, lengths 0 to 70,
// starts of every alignment, hostile data.

#include "kernel/kernels.h"

#include "measure_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LONGEST = 70, ROOM = LONGEST + 8, ROWS = 3 * KERNEL_ROWS };

static void same(double a, double b) {
    if (a != b && !(isnan(a) && isnan(b)))
        fail_msg("%.17g is not %.17g", a, b);
}

// ── means of integers ──────────────────────────────────────────────────────────────────────

struct setup {
    enum element element;
    unsigned char memory[ROWS * ROOM * sizeof(float)];
    struct kernel_slide slide;
    size_t count;
};

static double value(const struct setup *setup, const void *row, size_t i) {
    return element_value(setup->element, row, i);
}

// Frames, then what enters, then what leaves.
static void set_up(struct setup *setup, enum element element, enum pattern pattern, size_t count,
                   size_t width) {
    uint64_t seed = 5 + count;
    size_t size = element_size(element), start = count % 5;
    setup->element = element;
    setup->count = count;
    setup->slide =
        (struct kernel_slide){ .row_count = 1 + (count + width) % KERNEL_ROWS, .width = width };
    for (size_t k = 0; k < ROWS; k++) {
        unsigned char *row = setup->memory + (k * ROOM + start) * size;
        fill_samples(element, pattern, k, row, count, &seed);
        const void **into = k < KERNEL_ROWS       ? setup->slide.rows
                            : k < 2 * KERNEL_ROWS ? setup->slide.entering
                                                  : setup->slide.leaving;
        into[k % KERNEL_ROWS] = row;
    }
}

static void check_integers(const struct kernels *kernels, struct setup *setup, bool adds) {
    struct kernel_slide *slide = &setup->slide;
    int32_t window[ROOM], expected_window[ROOM];
    double sums[ROOM], expected_sums[ROOM];
    float into[KERNEL_ROWS][ROOM];
    int64_t width = (int64_t)slide->width;
    // Windows that hold what leaves and are full otherwise, of the highest value or the lowest.
    for (size_t i = 0; i < setup->count; i++) {
        int64_t other = i % 2 ? element_highest(setup->element) : element_lowest(setup->element);
        int64_t held = 0;
        for (size_t k = 0; k < slide->row_count && (int64_t)k < width; k++)
            held += (int64_t)value(setup, slide->leaving[k], i);
        int64_t rest = width > (int64_t)slide->row_count ? width - (int64_t)slide->row_count : 0;
        window[i] = expected_window[i] = (int32_t)(held + rest * other);
        sums[i] = expected_sums[i] = 0.25;
    }
    for (size_t k = 0; k < KERNEL_ROWS; k++)
        slide->into[k] = into[k];
    slide->window = window;
    slide->sums = adds ? sums : NULL;
    kernels->integers[setup->element].slide_rows(slide, setup->count);
    for (size_t i = 0; i < setup->count; i++) {
        for (size_t k = 0; k < slide->row_count; k++) {
            expected_window[i] += (int32_t)value(setup, slide->entering[k], i)
                                  - (int32_t)value(setup, slide->leaving[k], i);
            double above =
                value(setup, slide->rows[k], i) * (double)width - (double)expected_window[i];
            float expected = (float)(above / (double)width);
            expected_sums[i] += (double)expected;
            if (!adds)
                same((double)into[k][i], (double)expected);
        }
        assert_int_equal(window[i], expected_window[i]);
        if (adds)
            same(sums[i], expected_sums[i]);
    }
}

static void integers_less_their_mean(void **state) {
    (void)state;
    static const size_t widths[] = { 8, 10, 100, 128, 256, 257, 1000, 32767 };
    static struct setup setup;
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum element e = 0; e < ELEMENT_F32; e++)
            for (enum pattern p = 0; p < PATTERN_HOSTILE; p++)
                for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
                    for (size_t count = 0; count <= LONGEST; count++) {
                        set_up(&setup, e, p, count, widths[w]);
                        if (count % 3 == 0)
                            setup.slide.row_count = KERNEL_ROWS;
                        check_integers(kernels, &setup, count % 2);
                    }
}

// ── means of f32 ───────────────────────────────────────────────────────────────────────────

static void check_floats(const struct kernels *kernels, struct setup *setup, bool adds) {
    struct kernel_slide *slide = &setup->slide;
    double window[ROOM], sums[ROOM], ends[KERNEL_ROWS][ROOM], *end_rows[KERNEL_ROWS];
    double end_sums[ROOM] = { 0 }, expected_ends[ROOM] = { 0 };
    float into[KERNEL_ROWS][ROOM];
    for (size_t k = 0; k < KERNEL_ROWS; k++) {
        end_rows[k] = ends[k];
        slide->ends[k] = ends[k];
        slide->into[k] = into[k];
    }
    kernels->floats.end_rows((const float *const *)slide->leaving, KERNEL_ROWS, setup->count,
                             end_sums, end_rows);
    for (size_t i = 0; i < setup->count; i++) {
        window[i] = 3.5;
        sums[i] = -1;
        for (size_t k = 0; k < KERNEL_ROWS; k++)
            same(ends[k][i], expected_ends[i] += value(setup, slide->leaving[k], i));
        same(end_sums[i], expected_ends[i]);
    }
    slide->window = window;
    slide->sums = adds ? sums : NULL;
    bool finite = true, made = kernels->floats.slide_rows(slide, setup->count);
    for (size_t i = 0; i < setup->count; i++) {
        double start = 3.5, sum = -1;
        for (size_t k = 0; k < slide->row_count; k++) {
            start += value(setup, slide->entering[k], i);
            double mean = (ends[k][i] + start) / (double)slide->width;
            float expected = (float)(value(setup, slide->rows[k], i) - mean);
            sum += (double)expected;
            finite &= isfinite(expected) != 0;
            if (made && !adds)
                same((double)into[k][i], (double)expected);
        }
        if (made)
            same(window[i], start);
        if (made && adds)
            same(sums[i], sum);
    }
    assert_int_equal(made, finite);
}

static void floats_less_their_mean(void **state) {
    (void)state;
    static const size_t widths[] = { 1, 3, 10, 100, 1000000 };
    static struct setup setup;
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum pattern p = 0; p < PATTERN_COUNT; p++)
            for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
                for (size_t count = 0; count <= LONGEST; count++) {
                    set_up(&setup, ELEMENT_F32, p, count, widths[w]);
                    if (count % 3 == 0)
                        setup.slide.row_count = KERNEL_ROWS;
                    check_floats(kernels, &setup, count % 2);
                }
}

// ── medians ────────────────────────────────────────────────────────────────────────────────

enum { LANES = KERNEL_GROUP_BYTES, LONG = 400 };

// Follows a rank through a window that moves on over packed rows; what it may not find is what
// select_rows is for.
static void check_following(const struct kernels *kernels, enum element element,
                            enum pattern pattern, size_t width) {
    const struct kernel_elements *kernel = &kernels->elements[element];
    size_t size = element_size(element), lanes = KERNEL_GROUP_BYTES / size;
    _Alignas(64) static unsigned char keys[LONG * KERNEL_GROUP_BYTES];
    static unsigned char work[KERNEL_WORK_BYTES(LONG, 1) * 4];
    uint64_t seed = 11;
    for (size_t row = 0; row < LONG; row++) {
        float samples[LANES];
        fill_samples(element, pattern, row, samples, lanes, &seed);
        kernel->pack(samples, lanes, keys + row * KERNEL_GROUP_BYTES, KERNEL_GROUP_BYTES);
    }
    uint32_t ranks[LANES];
    for (size_t lane = 0; lane < lanes; lane++)
        ranks[lane] = (uint32_t)(lane % 7 == 6 ? width - 1 : lane % 7 == 5 ? 0 : (width - 1) / 2);
    int32_t key[LANES], next[LANES], expected_key[LANES], expected_next[LANES];
    size_t followed = 0, steps = 0;
    for (size_t row = 0; row + width <= LONG; row++, steps++) {
        const unsigned char *window = keys + row * KERNEL_GROUP_BYTES;
        kernel->select_rows(window, width, 1, &(const uint32_t *){ ranks }, work,
                            &(int32_t *){ expected_key }, &(int32_t *){ expected_next });
        if (row > 0 && kernel->follow_rows(window, width, ranks, key, next)) {
            followed++;
            assert_memory_equal(key, expected_key, lanes * sizeof *key);
            assert_memory_equal(next, expected_next, lanes * sizeof *next);
        }
        memcpy(key, expected_key, sizeof key);
    }
    bool counts_them = size > 1 || width <= 255;
    assert_int_equal(followed, counts_them ? steps - 1 : 0);
}

static void medians_are_followed(void **state) {
    (void)state;
    static const size_t widths[] = { 1, 2, 3, 10, 101, 255, 256, 399 };
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum element e = 0; e < ELEMENT_COUNT; e++)
            for (enum pattern p = 0; p < PATTERN_COUNT; p++)
                for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
                    check_following(kernels, e, p, widths[w]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_less_their_mean),
        cmocka_unit_test(floats_less_their_mean),
        cmocka_unit_test(medians_are_followed),
    };
    return cmocka_run_group_tests_name("kernel_slide", tests, NULL, NULL);
}
