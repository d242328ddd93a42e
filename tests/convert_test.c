// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/convert.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct source_info info_of(uint32_t width, uint32_t height, uint32_t channels,
                                  enum sample sample) {
    return (struct source_info){
        .width = width, .height = height, .channels = channels, .sample = sample
    };
}

static struct conversion plan(const struct source_info *info, enum channel_wish channel,
                              struct crop crop, uint32_t bin, bool colour) {
    struct conversion conversion;
    struct fault fault = { 0 };
    assert_true(conversion_plan(info, channel, crop, bin, colour, &conversion, NULL, &fault));
    return conversion;
}

static unsigned apply(const struct conversion *conversion, const void *stored, void *into) {
    struct extent valid = { conversion->stored_width, conversion->stored_height };
    unsigned flags = conversion_apply(conversion, stored, into, &valid);
    assert_int_equal(valid.width, conversion->shape.width);
    assert_int_equal(valid.height, conversion->shape.height);
    return flags;
}

static void each_type_has_its_element(void **state) {
    (void)state;
    static const enum element expected[SAMPLE_COUNT] = {
        [SAMPLE_U8] = ELEMENT_U8,   [SAMPLE_I8] = ELEMENT_I16,  [SAMPLE_U16] = ELEMENT_U16,
        [SAMPLE_I16] = ELEMENT_I16, [SAMPLE_U32] = ELEMENT_F32, [SAMPLE_I32] = ELEMENT_F32,
        [SAMPLE_U64] = ELEMENT_F32, [SAMPLE_I64] = ELEMENT_F32, [SAMPLE_F16] = ELEMENT_F32,
        [SAMPLE_F32] = ELEMENT_F32, [SAMPLE_F64] = ELEMENT_F32, [SAMPLE_BOOL] = ELEMENT_U8,
    };
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct source_info info = info_of(4, 3, 1, sample);
        struct conversion conversion = plan(&info, CHANNEL_AUTO, (struct crop){ 0 }, 1, false);
        assert_int_equal(conversion.element, expected[sample]);
        bool native = sample == SAMPLE_U8 || sample == SAMPLE_U16 || sample == SAMPLE_I16
                      || sample == SAMPLE_F32 || sample == SAMPLE_BOOL;
        assert_int_equal(conversion.is_identity, native);
    }
    struct source_info info = info_of(4, 3, 1, SAMPLE_I32);
    info.declared_high = 4095;
    assert_int_equal(plan(&info, 0, (struct crop){ 0 }, 1, false).element, ELEMENT_U16);
    info.declared_low = -1;
    assert_int_equal(plan(&info, 0, (struct crop){ 0 }, 1, false).element, ELEMENT_I16);
    info.declared_high = 40000;
    assert_int_equal(plan(&info, 0, (struct crop){ 0 }, 1, false).element, ELEMENT_F32);
}

#define CHECK_ROUNDED(type, sample, value, expected)                                            \
    do {                                                                                        \
        type stored = value;                                                                    \
        float result;                                                                           \
        struct source_info info = info_of(1, 1, 1, sample);                                     \
        struct conversion conversion = plan(&info, CHANNEL_AUTO, (struct crop){ 0 }, 1, false); \
        unsigned flags = apply(&conversion, &stored, &result);                                  \
        assert_int_equal(flags &FRAME_ROUNDED, expected ? FRAME_ROUNDED : 0);                   \
        float nearest = (float)stored;                                                          \
        assert_memory_equal(&result, &nearest, sizeof result);                                  \
    } while (0)

static void rounding_is_noticed(void **state) {
    (void)state;
    CHECK_ROUNDED(uint32_t, SAMPLE_U32, 16777216, false);
    CHECK_ROUNDED(uint32_t, SAMPLE_U32, 16777217, true);
    CHECK_ROUNDED(uint32_t, SAMPLE_U32, UINT32_MAX, true);
    CHECK_ROUNDED(int32_t, SAMPLE_I32, INT32_MIN, false);
    CHECK_ROUNDED(int32_t, SAMPLE_I32, INT32_MIN + 1, true);
    CHECK_ROUNDED(int64_t, SAMPLE_I64, INT64_MAX, true);
    CHECK_ROUNDED(int64_t, SAMPLE_I64, INT64_MIN, false);
    CHECK_ROUNDED(int64_t, SAMPLE_I64, (int64_t)1 << 60, false);
    CHECK_ROUNDED(uint64_t, SAMPLE_U64, UINT64_MAX, true);
    CHECK_ROUNDED(uint64_t, SAMPLE_U64, (uint64_t)1 << 63, false);
    CHECK_ROUNDED(double, SAMPLE_F64, 0.5, false);
    CHECK_ROUNDED(double, SAMPLE_F64, 0.1, true);
    CHECK_ROUNDED(double, SAMPLE_F64, 1e300, true);
    CHECK_ROUNDED(double, SAMPLE_F64, 1e-320, true);
    CHECK_ROUNDED(double, SAMPLE_F64, INFINITY, false);
    CHECK_ROUNDED(double, SAMPLE_F64, NAN, false);
}

// All 65536 halves against their definition.
static void halves_are_exact(void **state) {
    (void)state;
    uint16_t stored[256];
    float result[256];
    struct source_info info = info_of(256, 1, 1, SAMPLE_F16);
    struct conversion conversion = plan(&info, CHANNEL_AUTO, (struct crop){ 0 }, 1, false);
    for (uint32_t first = 0; first < 65536; first += 256) {
        for (uint32_t i = 0; i < 256; i++)
            stored[i] = (uint16_t)(first + i);
        assert_int_equal(apply(&conversion, stored, result), 0);
        for (uint32_t i = 0; i < 256; i++) {
            int exponent = stored[i] >> 10 & 31, fraction = stored[i] & 1023;
            double value = exponent == 31 ? (fraction ? NAN : INFINITY)
                           : exponent     ? ldexp(1024 + fraction, exponent - 25)
                                          : ldexp(fraction, -24);
            value = stored[i] >> 15 ? -value : value;
            assert_true(isnan(value) ? isnan(result[i]) : (double)result[i] == value);
            assert_int_equal(!signbit(result[i]), !(stored[i] >> 15));
        }
    }
}

// Grey values of the specification's formula; those of the reference (see its section 1.4).
static void grey_is_rounded_luma(void **state) {
    (void)state;
    static const uint8_t colours[] = { 255, 0,   0,   0,  255, 0,  0,   0,  255,
                                       255, 255, 255, 10, 200, 30, 123, 45, 67 };
    static const uint8_t expected[] = { 76, 150, 29, 255, 124, 71 };
    uint8_t grey[6];
    struct source_info info = info_of(6, 1, 3, SAMPLE_U8);
    struct conversion conversion = plan(&info, CHANNEL_GREY, (struct crop){ 0 }, 1, true);
    assert_int_equal(apply(&conversion, colours, grey), 0);
    assert_memory_equal(grey, expected, 6);
    for (int c = 0; c < 3; c++) {
        conversion = plan(&info, CHANNEL_R + c, (struct crop){ 0 }, 1, true);
        apply(&conversion, colours, grey);
        for (int i = 0; i < 6; i++)
            assert_int_equal(grey[i], colours[3 * i + c]);
    }
    // Halves go up, below zero too: 0.299 (-5) + 0.587 (-5) + 0.114 (5) = -3.86; -0.5 by 500 G.
    static const int16_t signed_colours[] = { -5, -5, 5, -7, -7, -7, 0, -500, 0, 500, 0, 0 };
    static const int16_t signed_grey[] = { -4, -7, -293, 150 };
    int16_t result[4];
    info = info_of(4, 1, 3, SAMPLE_I16);
    conversion = plan(&info, CHANNEL_GREY, (struct crop){ 0 }, 1, true);
    apply(&conversion, signed_colours, result);
    assert_memory_equal(result, signed_grey, sizeof result);
}

static void colour_after_grey_is_noticed(void **state) {
    (void)state;
    uint16_t pixels[2][2][4] = { 0 };
    uint16_t grey[4];
    for (int i = 0; i < 4; i++)
        for (int c = 0; c < 4; c++)
            pixels[i / 2][i % 2][c] = (uint16_t)(1000 * i + (c == 3));
    struct source_info info = info_of(2, 2, 4, SAMPLE_U16);
    assert_false(conversion_shows_colour(&info, pixels));
    struct conversion conversion = plan(&info, CHANNEL_AUTO, (struct crop){ 0 }, 1, false);
    assert_int_equal(conversion.shape.channels, 1);
    assert_int_equal(apply(&conversion, pixels, grey), FRAME_ALPHA_DROPPED);
    for (int i = 0; i < 4; i++)
        assert_int_equal(grey[i], 1000 * i);
    pixels[1][1][2]++;
    assert_true(conversion_shows_colour(&info, pixels));
    assert_int_equal(apply(&conversion, pixels, grey), FRAME_ALPHA_DROPPED | FRAME_COLOUR_DROPPED);
    conversion = plan(&info, CHANNEL_AUTO, (struct crop){ 0 }, 1, true);
    uint16_t colour[4][3];
    assert_int_equal(apply(&conversion, pixels, colour), FRAME_ALPHA_DROPPED);
    assert_int_equal(colour[3][0], 3000);
    assert_int_equal(colour[3][2], 3001);
}

// Crop and bin of random frames against the definition, for sizes that divide and do not.
static void crop_and_bin_average_what_is_there(void **state) {
    (void)state;
    enum { W = 1100, H = 23 };
    int16_t *stored = malloc(W * H * sizeof *stored);
    double *as_double = malloc(W * H * sizeof *as_double);
    int16_t *result = malloc(W * H * sizeof *result);
    float *floats = malloc(W * H * sizeof *floats);
    uint64_t seed = 7;
    for (int i = 0; i < W * H; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        stored[i] = (int16_t)(seed >> 48);
        as_double[i] = i % 50 < 12 && i / W < 8 ? NAN : stored[i];
    }
    struct source_info info = info_of(W, H, 1, SAMPLE_I16);
    struct source_info real = info_of(W, H, 1, SAMPLE_F64);
    static const struct crop crops[] = { { 0, 0, W, H }, { 3, 5, 1070, 17 }, { 1099, 22, 1, 1 } };
    for (int c = 0; c < 3; c++)
        for (uint32_t k = 1; k <= 9; k++) {
            struct crop crop = crops[c];
            struct conversion conversion = plan(&info, CHANNEL_AUTO, crop, k, false);
            struct conversion of_real = plan(&real, CHANNEL_AUTO, crop, k, false);
            apply(&conversion, stored, result);
            apply(&of_real, as_double, floats);
            uint32_t width = (crop.width + k - 1) / k, height = (crop.height + k - 1) / k;
            assert_int_equal(conversion.shape.width, width);
            assert_int_equal(conversion.shape.height, height);
            for (uint32_t y = 0; y < height; y++)
                for (uint32_t x = 0; x < width; x++) {
                    double sum = 0, n = 0, real_sum = 0, real_n = 0;
                    for (uint32_t j = y * k; j < (y + 1) * k && j < crop.height; j++)
                        for (uint32_t i = x * k; i < (x + 1) * k && i < crop.width; i++) {
                            size_t at = (size_t)(crop.y + j) * W + crop.x + i;
                            sum += stored[at];
                            n++;
                            if (!isnan(as_double[at])) {
                                real_sum += as_double[at];
                                real_n++;
                            }
                        }
                    assert_int_equal(result[y * width + x], (int)floor(sum / n + 0.5));
                    float mean = (float)(real_sum / real_n);
                    float got = floats[y * width + x];
                    assert_true(real_n > 0 ? got == mean : isnan(got));
                }
        }
    free(stored);
    free(as_double);
    free(result);
    free(floats);
}

// Only blocks all of whose pixels are real are valid; the rest is zero.
static void what_is_missing_stays_missing(void **state) {
    (void)state;
    uint8_t stored[10 * 10], result[100];
    memset(stored, 9, sizeof stored);
    struct source_info info = info_of(10, 10, 1, SAMPLE_U8);
    static const struct {
        struct crop crop;
        uint32_t bin, width, height, valid_width, valid_height;
    } cases[] = {
        { { 0, 0, 10, 10 }, 1, 10, 7, 10, 7 }, { { 0, 0, 10, 10 }, 3, 10, 7, 4, 2 },
        { { 2, 2, 6, 6 }, 1, 10, 7, 6, 5 },    { { 2, 2, 6, 6 }, 4, 10, 7, 2, 1 },
        { { 0, 8, 10, 2 }, 1, 10, 7, 0, 0 },   { { 0, 0, 10, 10 }, 4, 7, 10, 1, 3 },
        { { 0, 0, 10, 10 }, 4, 3, 10, 0, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct conversion conversion =
            plan(&info, CHANNEL_AUTO, cases[i].crop, cases[i].bin, false);
        struct extent valid = { cases[i].width, cases[i].height };
        memset(result, 0xAA, sizeof result);
        conversion_apply(&conversion, stored, result, &valid);
        assert_int_equal(valid.width, cases[i].valid_width);
        assert_int_equal(valid.height, cases[i].valid_height);
        for (uint32_t y = 0; y < conversion.shape.height; y++)
            for (uint32_t x = 0; x < conversion.shape.width; x++)
                assert_int_equal(result[y * conversion.shape.width + x],
                                 x < valid.width && y < valid.height ? 9 : 0);
    }
}

static void impossible_wishes_are_refused(void **state) {
    (void)state;
    static const struct crop bad[] = {
        { 0, 0, 11, 10 },
        { 10, 0, 1, 1 },
        { 1, 1, 0, 1 },
        { 4294967295u, 0, 2, 2 },
    };
    struct source_info info = info_of(10, 10, 1, SAMPLE_U8);
    struct conversion conversion;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fault fault = { 0 };
        assert_false(
            conversion_plan(&info, CHANNEL_AUTO, bad[i], 1, false, &conversion, NULL, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        fault_clear(&fault);
    }
    assert_false(
        conversion_plan(&info, CHANNEL_RGB, (struct crop){ 0 }, 1, false, &conversion, NULL, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_has_its_element),
        cmocka_unit_test(rounding_is_noticed),
        cmocka_unit_test(halves_are_exact),
        cmocka_unit_test(grey_is_rounded_luma),
        cmocka_unit_test(colour_after_grey_is_noticed),
        cmocka_unit_test(crop_and_bin_average_what_is_there),
        cmocka_unit_test(what_is_missing_stays_missing),
        cmocka_unit_test(impossible_wishes_are_refused),
    };
    return cmocka_run_group_tests_name("convert", tests, NULL, NULL);
}
