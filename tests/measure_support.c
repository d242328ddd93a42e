// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure_support.h"

#include "base/alloc.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

uint64_t next_random(uint64_t *state) {
    *state += 0x9e3779b97f4a7c15U;
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static float hostile_float(uint64_t random) {
    static const float odd[] = { NAN,  -NAN,  INFINITY, -INFINITY, 1e-42F, -1e-42F,
                                 0.0F, -0.0F, 1e30F,    -1e30F,    1e9F,   FLT_MIN };
    size_t index = random % 40;
    return index < sizeof odd / sizeof *odd ? odd[index] : (float)(random >> 40) / 1024.0F;
}

static float pattern_float(enum pattern pattern, size_t frame, size_t i, uint64_t random) {
    switch (pattern) {
    case PATTERN_CAMERA:
        return 1e6F + (float)(random % 1000) / 16.0F;
    case PATTERN_HIGHEST:
        return FLT_MAX;
    case PATTERN_LOWEST:
        return -FLT_MAX;
    case PATTERN_ALTERNATING:
        return (frame + i) % 2 ? 3e18F : -3e18F;
    case PATTERN_HOSTILE:
        return hostile_float(random);
    case PATTERN_NAN:
        return i % 3 == 0 || random % 4 ? NAN : (float)(random % 100);
    default:
        return ldexpf((float)(random & 0xffffff) - 8388608.0F, (int)(random >> 32) % 20 - 10);
    }
}

static int pattern_integer(enum element element, enum pattern pattern, size_t frame, size_t i,
                           uint64_t random) {
    int low = element_lowest(element), high = element_highest(element);
    switch (pattern) {
    case PATTERN_CAMERA:
        return low + 100 + (int)(random % 60);
    case PATTERN_HIGHEST:
        return high;
    case PATTERN_LOWEST:
        return low;
    case PATTERN_ALTERNATING:
        return (frame + i) % 2 ? high : low;
    case PATTERN_HOSTILE:
        return random % 3 == 0 ? high : random % 3 == 1 ? low : low + (int)(random >> 40) % 3;
    case PATTERN_NAN:
        return low + (int)(frame % 200);
    default:
        return low + (int)(random % (uint64_t)(high - low + 1));
    }
}

void fill_samples(enum element element, enum pattern pattern, size_t frame, void *samples,
                  size_t count, uint64_t *state) {
    for (size_t i = 0; i < count; i++) {
        uint64_t random = next_random(state);
        if (element == ELEMENT_F32)
            ((float *)samples)[i] = pattern_float(pattern, frame, i, random);
        else if (element == ELEMENT_U8)
            ((uint8_t *)samples)[i] = (uint8_t)pattern_integer(element, pattern, frame, i, random);
        else
            ((uint16_t *)samples)[i] =
                (uint16_t)pattern_integer(element, pattern, frame, i, random);
    }
}

struct recording make_recording(enum element element, enum pattern pattern, struct shape shape,
                                size_t count, bool partial, uint64_t seed) {
    size_t samples = shape_samples(shape), bytes = samples * element_size(element);
    struct recording recording = { .views = alloc_zeroed(count + 1, sizeof(struct frame_view)),
                                   .samples = alloc_zeroed(count + 1, bytes) };
    for (size_t f = 0; f < count; f++) {
        unsigned char *frame = recording.samples + f * bytes;
        fill_samples(element, pattern, f, frame, samples, &seed);
        struct extent valid = { shape.width, shape.height };
        if (partial && f % 5 == 2)
            valid = (struct extent){ shape.width - (uint32_t)(f % shape.width),
                                     (uint32_t)(f / 5 * 3 % shape.height) };
        recording.views[f] =
            (struct frame_view){ .samples = frame, .valid = valid, .source = (int64_t)f };
    }
    recording.frames = (struct frames){ element, shape, recording.views, count };
    return recording;
}

void free_recording(struct recording *recording) {
    free(recording->views);
    free(recording->samples);
}

bool sample_is_valid(const struct recording *recording, size_t frame, size_t index) {
    struct shape shape = recording->frames.shape;
    size_t pixel = index / shape.channels;
    struct extent valid = recording->views[frame].valid;
    return pixel % shape.width < valid.width && pixel / shape.width < valid.height;
}

size_t values_through_time(const struct recording *recording, size_t index, double *values) {
    size_t n = 0;
    for (size_t f = 0; f < recording->frames.count; f++) {
        double value = element_value(recording->frames.element, recording->views[f].samples, index);
        if (sample_is_valid(recording, f, index) && !isnan(value))
            values[n++] = value;
    }
    return n;
}

static int compare_doubles(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

double naive_percentile(double *values, size_t n, double q) {
    qsort(values, n, sizeof *values, compare_doubles);
    double at = q * (double)(n - 1) / 100.0, fraction = at - floor(at);
    size_t rank = (size_t)at;
    if (fraction == 0.0 || values[rank] == values[rank + 1])
        return values[rank];
    if (isinf(values[rank]) && isinf(values[rank + 1]))
        return NAN;
    if (isinf(values[rank]) || isinf(values[rank + 1]))
        return isinf(values[rank]) ? values[rank] : values[rank + 1];
    return values[rank] + (values[rank + 1] - values[rank]) * fraction;
}
