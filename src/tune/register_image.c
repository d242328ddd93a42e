// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/register_image.h"

#include "base/alloc.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BACKGROUND = 16,      // pixels to either side that make the background
    SPREAD = 4,           // pixels around one left out that smoothing and sampling reach
    EDGE = 4,             // pixels at the edges where smoothing and sampling lack neighbours
    LARGE_PIXELS = 65536, // of an image that is halved beforehand, more
    COARSE_PIXELS = 4096, // of the coarsest level, about
    PROBES = 2048         // places where the noise is looked at
};

enum {
    PLANES =
        5, // floats a pixel: two of the levels, which are less than 4 / 3 of the image, and two
    COLUMNS = 4, // doubles a column
};

static const double SMOOTHED = 0.2734375; // what smoothing leaves of white noise

bool register_image_bytes(size_t width, size_t height, size_t *bytes) {
    size_t planes, columns;
    return size_product(width, height, PLANES, sizeof(float), &planes)
           && size_product(width, COLUMNS, sizeof(double), 1, &columns)
           && size_add(planes, columns, bytes);
}

bool register_image_reserve(struct register_image *image, size_t width, size_t height,
                            struct fault *fault) {
    *image = (struct register_image){ 0 };
    if (width < REGISTER_SMALLEST || height < REGISTER_SMALLEST)
        return fault_set(fault, FAULT_USAGE,
                         "a zone of %zu x %zu pixels is too small to find shifts in: take one of "
                         "at least %d x %d",
                         width, height, REGISTER_SMALLEST, REGISTER_SMALLEST);
    size_t bytes;
    if (register_image_bytes(width, height, &bytes)) {
        image->memory = alloc_try(width * height, PLANES * sizeof(float));
        image->columns = alloc_try(width, COLUMNS * sizeof(double));
    }
    if (!image->memory || !image->columns) {
        register_image_free(image);
        return fault_set(fault, FAULT_LIMIT, "not enough memory to find the shift of a frame");
    }
    image->width = width;
    image->height = height;
    image->scale = width * height > LARGE_PIXELS && width / 2 >= REGISTER_SMALLEST
                           && height / 2 >= REGISTER_SMALLEST
                       ? 2
                       : 1;
    image->pixels = image->memory;
    image->beside = image->pixels + width * height;
    width /= image->scale;
    height /= image->scale;
    float *next = image->beside + width * height;
    while (image->count < REGISTER_LEVELS) {
        image->levels[image->count++] =
            (struct register_level){ next, next + width * height, width, height };
        next += 2 * width * height;
        if (width * height <= COARSE_PIXELS || width / 2 < REGISTER_SMALLEST
            || height / 2 < REGISTER_SMALLEST)
            break;
        width /= 2;
        height /= 2;
    }
    image->even = image->levels[image->count - 1];
    image->even.values = next;
    return true;
}

void register_image_free(struct register_image *image) {
    free(image->memory);
    free(image->columns);
    *image = (struct register_image){ 0 };
}

// ── pixels that are left out ───────────────────────────────────────────────────────────────────

static int compare_numbers(const void *a, const void *b) {
    float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

// The standard deviation of the noise, from the median step to the next pixel.
static float noise_of(const float *pixels, size_t count) {
    float steps[PROBES];
    size_t found = 0, stride = count / PROBES | 1;
    for (size_t i = 0; i + 1 < count && found < PROBES; i += stride) {
        float step = fabsf(pixels[i + 1] - pixels[i]);
        if (isfinite(step))
            steps[found++] = step;
    }
    if (found == 0)
        return 0;
    qsort(steps, found, sizeof *steps, compare_numbers);
    return steps[found / 2] * 1.0484f; // 1.4826 / sqrt(2) of a Gaussian
}

// Whether a pixel is far above or below all around it, and these are alike: no optics make that.
static bool sticks_out(const float *pixel, size_t width, float noise) {
    float low = HUGE_VALF, high = -HUGE_VALF;
    for (int i = 0; i < 9; i++) {
        float value = pixel[(ptrdiff_t)(i / 3 - 1) * (ptrdiff_t)width + i % 3 - 1];
        if (i == 4 || !isfinite(value))
            continue;
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    float excess = *pixel > high ? *pixel - high : low - *pixel;
    return excess > 8 * noise && excess > 3 * (high - low);
}

// Weights of the finest level; whether all are 1.
static bool weigh(struct register_image *image) {
    const struct register_level *level = image->levels;
    size_t width = level->width, count = width * level->height;
    const float *pixels = image->pixels;
    float noise = noise_of(pixels, count);
    image->noise = (double)noise * SMOOTHED;
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        level->weights[i] = isfinite(pixels[i]) ? 1 : 0;
        all &= level->weights[i] > 0;
    }
    for (size_t y = 1; y + 1 < level->height; y++)
        for (size_t x = 1; x + 1 < width; x++) {
            size_t i = y * width + x;
            // Few pixels are this far from the one before, so that few are looked at closely.
            if (!(fabsf(pixels[i] - pixels[i - 1]) <= 8 * noise) && level->weights[i] > 0
                && sticks_out(&pixels[i], width, noise)) {
                level->weights[i] = 0;
                all = false;
            }
        }
    return all;
}

// Smallest of SPREAD to either side, along a line of `count` values `step` apart.
static void spread_line(float *line, size_t count, size_t step) {
    size_t since = SPREAD + 1; // values since the last 0
    for (size_t i = 0; i < count; i++) {
        since = line[i * step] > 0 ? since + 1 : 0;
        if (since == 0)
            for (size_t back = 1; back <= SPREAD && back <= i; back++)
                line[(i - back) * step] = 0;
        else if (since <= SPREAD)
            line[i * step] = 0;
    }
}

static void spread(const struct register_level *level) {
    for (size_t y = 0; y < level->height; y++)
        spread_line(level->weights + y * level->width, level->width, 1);
    for (size_t x = 0; x < level->width; x++)
        spread_line(level->weights + x, level->height, level->width);
}

static void leave_edges(const struct register_level *level) {
    size_t width = level->width, height = level->height;
    for (size_t y = 0; y < height; y++) {
        float *row = level->weights + y * width;
        bool is_edge = y < EDGE || y + EDGE >= height;
        for (size_t x = 0; x < width; x++)
            if (is_edge || x < EDGE || x + EDGE >= width)
                row[x] = 0;
    }
}

// ── the background ─────────────────────────────────────────────────────────────────────────────

// Adds row y, each value the sum of those BACKGROUND to either side, or takes it away again.
static void add_row(struct register_image *image, size_t y, double sign) {
    const struct register_level *level = image->levels;
    size_t width = level->width;
    const float *values = image->pixels + y * width, *weights = level->weights + y * width;
    double *columns = image->columns, sum = 0, weight = 0;
    for (size_t x = 0; x < BACKGROUND && x < width; x++) {
        sum += (double)values[x];
        weight += (double)weights[x];
    }
    for (size_t x = 0; x < width; x++) {
        if (x + BACKGROUND < width) {
            sum += (double)values[x + BACKGROUND];
            weight += (double)weights[x + BACKGROUND];
        }
        if (x > BACKGROUND) {
            sum -= (double)values[x - BACKGROUND - 1];
            weight -= (double)weights[x - BACKGROUND - 1];
        }
        columns[2 * x] += sign * sum;
        columns[2 * x + 1] += sign * weight;
    }
}

static void take_background(struct register_image *image) {
    const struct register_level *level = image->levels;
    size_t width = level->width, height = level->height;
    for (size_t i = 0; i < width * height; i++)
        if (!(level->weights[i] > 0))
            image->pixels[i] = 0;
    memset(image->columns, 0, 2 * width * sizeof *image->columns);
    for (size_t y = 0; y < BACKGROUND && y < height; y++)
        add_row(image, y, 1);
    for (size_t y = 0; y < height; y++) {
        if (y + BACKGROUND < height)
            add_row(image, y + BACKGROUND, 1);
        if (y > BACKGROUND)
            add_row(image, y - BACKGROUND - 1, -1);
        for (size_t x = 0; x < width; x++) {
            size_t i = y * width + x;
            double weight = image->columns[2 * x + 1];
            image->beside[i] = level->weights[i] > 0
                                   ? image->pixels[i] - (float)(image->columns[2 * x] / weight)
                                   : 0;
        }
    }
}

// ── smoothing and halving ──────────────────────────────────────────────────────────────────────

static const float *row_near(const float *values, size_t width, size_t height, size_t y,
                             ptrdiff_t off) {
    ptrdiff_t row = (ptrdiff_t)y + off, last = (ptrdiff_t)height - 1;
    return values + (size_t)(row < 0 ? 0 : row > last ? last : row) * width;
}

// Binomial, 1 4 6 4 1 along both axes: without it what lies between pixels cannot be told, and
// sampling there would pull shifts towards whole pixels.
static void smooth(struct register_image *image) {
    const struct register_level *level = image->levels;
    size_t width = level->width, height = level->height;
    for (size_t y = 0; y < height; y++) {
        const float *from[5];
        for (int k = 0; k < 5; k++)
            from[k] = row_near(image->beside, width, height, y, k - 2);
        float *restrict into = image->pixels + y * width;
        for (size_t x = 0; x < width; x++)
            into[x] = (from[0][x] + from[4][x]) * 0.0625f + (from[1][x] + from[3][x]) * 0.25f
                      + from[2][x] * 0.375f;
    }
    for (size_t y = 0; y < height; y++) {
        const float *from = image->pixels + y * width;
        float *restrict into = level->values + y * width;
        into[0] = into[1] = into[width - 2] = into[width - 1] = 0; // of weight 0
        for (size_t x = 2; x + 2 < width; x++)
            into[x] = (from[x - 2] + from[x + 2]) * 0.0625f + (from[x - 1] + from[x + 1]) * 0.25f
                      + from[x] * 0.375f;
    }
}

static void halve(const struct register_level *fine, const struct register_level *coarse) {
    for (size_t y = 0; y < coarse->height; y++)
        for (size_t x = 0; x < coarse->width; x++) {
            float sum = 0, weight = 0;
            for (size_t k = 0; k < 4; k++) {
                size_t i = (2 * y + k / 2) * fine->width + 2 * x + k % 2;
                sum += fine->values[i] * fine->weights[i];
                weight += fine->weights[i];
            }
            size_t i = y * coarse->width + x;
            coarse->weights[i] = weight >= 2 ? 1 : 0;
            coarse->values[i] = weight >= 2 ? sum / weight : 0;
        }
}

// In place: what is written has been read.
static void halve_pixels(struct register_image *image) {
    size_t width = image->levels->width, height = image->levels->height;
    float *into = image->pixels;
    for (size_t y = 0; y < height; y++) {
        const float *a = image->pixels + 2 * y * image->width, *b = a + image->width;
        for (size_t x = 0; x < width; x++)
            *into++ = (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]) * 0.25f;
    }
}

void register_image_prepare(struct register_image *image) {
    if (image->scale == 2)
        halve_pixels(image);
    bool all = weigh(image);
    take_background(image);
    smooth(image);
    if (!all)
        spread(image->levels);
    leave_edges(image->levels);
    for (size_t i = 1; i < image->count; i++)
        halve(&image->levels[i - 1], &image->levels[i]);
    const float *values = image->levels[image->count - 1].values;
    for (size_t i = 0; i < image->even.width * image->even.height; i++)
        image->even.values[i] = copysignf(sqrtf(fabsf(values[i])), values[i]);
}
