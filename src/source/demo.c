// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The built-in recording: what demo.h says, drawn. The spots are one tile, repeated over the
// picture; everything else is a product of something along x and something along y.

#include "source/demo.h"

#include "base/alloc.h"
#include "base/text.h"
#include "source/demo_random.h"
#include "source/formats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TILE = 512, // pixels, a power of two
    CELL = 32,  // one spot in each cell of this size
    RADIUS = 8, // of a spot
    HIGHEST = 4095
};

static const float FRONT_WIDTH = 4; // pixels over which the front falls from full to nothing

struct demo_source {
    struct source head;
    struct demo_truth truth;
    float *tile; // the spots, in DN
};

struct demo_cursor {
    struct source_cursor head;
    float *along; // height of the plume by column
    float *bent;  // vignetting by column
    float *spots; // of one row
};

static void draw_spot(float *tile, unsigned left, unsigned top, uint64_t random) {
    float x = (float)(left + RADIUS) + (float)(random & 255) / 256 * (CELL - 2 * RADIUS);
    float y = (float)(top + RADIUS) + (float)(random >> 8 & 255) / 256 * (CELL - 2 * RADIUS);
    float height = 60 + (float)(random >> 16 & 63);
    for (unsigned row = top; row < top + CELL; row++)
        for (unsigned column = left; column < left + CELL; column++) {
            float across = (float)column + 0.5f - x, down = (float)row + 0.5f - y;
            float inside = 1 - (across * across + down * down) / (RADIUS * RADIUS);
            if (inside > 0)
                tile[row * TILE + column] = height * inside * inside;
        }
}

static struct source *demo_open(const char *path, const struct source_wish *wish,
                                struct fault *fault) {
    (void)wish;
    struct demo_truth truth;
    if (!demo_parse(path, &truth, fault))
        return NULL;
    struct demo_source *demo = source_start(sizeof *demo, &source_demo, path);
    demo->truth = truth;
    demo->tile = alloc_zeroed((size_t)TILE * TILE, sizeof *demo->tile);
    for (unsigned top = 0; top < TILE; top += CELL)
        for (unsigned left = 0; left < TILE; left += CELL)
            draw_spot(demo->tile, left, top, random_at(truth.seed, 1000 + top * TILE + left));
    struct source_info *info = &demo->head.info;
    info->width = truth.width;
    info->height = truth.height;
    info->channels = 1;
    info->sample = SAMPLE_U16;
    info->bits = 12;
    info->frames = info->expected = truth.frames;
    info->access = ACCESS_RANDOM;
    info->time_step = truth.time_step;
    info->time_source = "demo clock";
    metadata_addf(&info->metadata, "seed", "%llu", (unsigned long long)truth.seed);
    return &demo->head;
}

static struct source_cursor *demo_cursor_open(struct source *source, struct fault *fault) {
    (void)fault;
    struct demo_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    cursor->along = alloc_zeroed(source->info.width, sizeof *cursor->along);
    cursor->bent = alloc_zeroed(source->info.width, sizeof *cursor->bent);
    cursor->spots = alloc_zeroed(source->info.width, sizeof *cursor->spots);
    return &cursor->head;
}

static void demo_cursor_close(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct demo_cursor *demo = (struct demo_cursor *)cursor;
    free(demo->along);
    free(demo->bent);
    free(demo->spots);
    free(demo);
}

// floor, for numbers that are far from the ends of int.
static int whole(double value) {
    int cut = (int)value;
    return cut - (value < cut);
}

// The spots of image row y, moved by the drift: linear between the four pixels around.
static void move_spots(const struct demo_source *demo, float *spots, uint32_t y, double dx,
                       double dy) {
    int column = whole(-dx), row = whole((double)y - dy);
    float right = (float)(-dx - column), lower = (float)((double)y - dy - row);
    const float *first = demo->tile + (size_t)(row & (TILE - 1)) * TILE;
    const float *second = demo->tile + (size_t)((row + 1) & (TILE - 1)) * TILE;
    unsigned at = (unsigned)column & (TILE - 1);
    float left_value = first[at] + lower * (second[at] - first[at]);
    for (uint32_t x = 0; x < demo->truth.width; x++) {
        at = (at + 1) & (TILE - 1);
        float value = first[at] + lower * (second[at] - first[at]);
        spots[x] = left_value + right * (value - left_value);
        left_value = value;
    }
}

// The sum of four uniform numbers of 16 bits, mean 0 and variance 1: Gaussian enough, and the
// same everywhere.
static inline float noise(uint64_t random) {
    static const float TO_SIGMA = 2.6428998e-5f; // 1 / sqrt(4 (2^32 - 1) / 12)
    int32_t sum = (int32_t)((random & 0xFFFF) + (random >> 16 & 0xFFFF) + (random >> 32 & 0xFFFF)
                            + (random >> 48));
    return (float)(sum - 2 * 0xFFFF) * TO_SIGMA;
}

static void draw_row(const struct demo_source *demo, const struct demo_cursor *cursor, float across,
                     float bent, float flash, uint64_t key, uint16_t *into) {
    const struct demo_truth *truth = &demo->truth;
    float dark = (float)truth->dark, read_noise = (float)truth->read_noise;
    for (uint32_t x = 0; x < truth->width; x++) {
        float scene = cursor->spots[x] + cursor->along[x] * across + flash;
        float signal = scene * (cursor->bent[x] - bent);
        float value =
            dark + signal
            + (sqrtf(signal) + read_noise) * noise(random_mix(key + x * 0x9E3779B97F4A7C15u));
        int rounded = (int)(value + 0.5f);
        into[x] = (uint16_t)(value < 0 ? 0 : rounded > HIGHEST ? HIGHEST : rounded);
    }
}

static void demo_read(struct source *source, struct source_cursor *head, int64_t index, void *into,
                      struct frame_note *note) {
    (void)note;
    const struct demo_source *demo = (const struct demo_source *)source;
    const struct demo_truth *truth = &demo->truth;
    struct demo_cursor *cursor = (struct demo_cursor *)head;
    double dx, dy, half_width = truth->width / 2.0, half_height = truth->height / 2.0;
    double corner = half_width * half_width + half_height * half_height;
    demo_drift(index, &dx, &dy);
    float front = (float)demo_front(truth, index);
    for (uint32_t x = 0; x < truth->width; x++) {
        float fall = (front - (float)x - 0.5f) / FRONT_WIDTH + 0.5f;
        double off = x + 0.5 - half_width;
        cursor->along[x] = (float)truth->signal * (fall < 0 ? 0 : fall > 1 ? 1 : fall);
        cursor->bent[x] = (float)(1 - 0.4 * off * off / corner);
    }
    float flash = index == truth->flash_frame ? (float)truth->flash_level : 0;
    uint64_t key = random_at(truth->seed, (1u << 20) + (uint64_t)index);
    for (uint32_t y = 0; y < truth->height; y++) {
        double off = y + 0.5 - half_height;
        float reach = (float)((off - dy) / (0.24 * half_height));
        float across = 1 / (1 + reach * reach * reach * reach);
        move_spots(demo, cursor->spots, y, dx, dy);
        draw_row(demo, cursor, across, (float)(0.4 * off * off / corner), flash, random_at(key, y),
                 (uint16_t *)into + (size_t)y * truth->width);
    }
    for (unsigned i = 0; i < DEMO_HOT_PIXELS; i++) {
        uint16_t *hot = (uint16_t *)into + (size_t)truth->hot[i].y * truth->width + truth->hot[i].x;
        unsigned value = *hot + (unsigned)truth->hot_level;
        *hot = (uint16_t)(value > HIGHEST ? HIGHEST : value);
    }
}

static double demo_time(const struct source *source, int64_t index) {
    (void)source;
    // A quotient of integers has shorter digits than a multiple of 0.001.
    return (double)index / DEMO_FRAMES_PER_SECOND;
}

static void demo_close(struct source *source) {
    free(((struct demo_source *)source)->tile);
}

const struct source_format source_demo = {
    .name = "demo",
    .title = "the built-in recording, demo:jet?frames=600,size=512x512,seed=1",
    .suffixes = "",
    .open = demo_open,
    .cursor_open = demo_cursor_open,
    .read = demo_read,
    .cursor_close = demo_cursor_close,
    .frame_time = demo_time,
    .close = demo_close,
};
