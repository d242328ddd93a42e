// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Nothing but +, -, *, / is used on numbers that reach a pixel, so that every machine makes the
// same recording: the sines of different C libraries differ in their last bits.

#include "source/demo.h"

#include "base/text.h"
#include "source/demo_random.h"

#include <stdlib.h>
#include <string.h>

// The front sweeps from 0.1 to 0.9 of the width in this many frames, again and again, so that a
// frame does not depend on how many there are.
enum { SWEEP = 300 };

enum { MOST_FRAMES = 10000000, SMALLEST = 16, LARGEST = 16384 };

static bool read_number(const char **at, int64_t low, int64_t high, int64_t *value) {
    const char *digits = *at;
    int64_t number = 0;
    while (**at >= '0' && **at <= '9') {
        if (__builtin_mul_overflow(number, 10, &number)
            || __builtin_add_overflow(number, **at - '0', &number))
            return false;
        (*at)++;
    }
    *value = number;
    return *at > digits && number >= low && number <= high;
}

static bool read_setting(const char **at, struct demo_truth *truth) {
    int64_t width = 0, height = 0, seed = 0;
    if (strncmp(*at, "frames=", 7) == 0) {
        *at += 7;
        return read_number(at, 1, MOST_FRAMES, &truth->frames);
    }
    if (strncmp(*at, "seed=", 5) == 0) {
        *at += 5;
        bool good = read_number(at, 0, INT64_MAX, &seed);
        truth->seed = (uint64_t)seed;
        return good;
    }
    if (strncmp(*at, "size=", 5) != 0)
        return false;
    *at += 5;
    if (!read_number(at, SMALLEST, LARGEST, &width) || *(*at)++ != 'x'
        || !read_number(at, SMALLEST, LARGEST, &height))
        return false;
    truth->width = (uint32_t)width;
    truth->height = (uint32_t)height;
    return true;
}

static bool read_settings(const char *path, struct demo_truth *truth) {
    const char *at = path + strlen("demo:");
    if (strncmp(at, "jet", 3) == 0)
        at += 3;
    if (!*at)
        return true;
    if (*at++ != '?')
        return false;
    for (;;) {
        if (!read_setting(&at, truth))
            return false;
        if (!*at)
            return true;
        if (*at != ',' && *at != '&')
            return false;
        at++;
    }
}

bool demo_parse(const char *path, struct demo_truth *truth, struct fault *fault) {
    *truth = (struct demo_truth){ .frames = 600,
                                  .seed = 1,
                                  .width = 512,
                                  .height = 512,
                                  .dark = 100,
                                  .signal = 400,
                                  .read_noise = 5,
                                  .hot_level = 2500,
                                  .flash_level = 400,
                                  .time_step = 0.001 };
    if (!read_settings(path, truth)) {
        char *safe = text_safe(path);
        fault_set(fault, FAULT_USAGE,
                  "%s: write demo:jet?frames=F,size=WxH,seed=S with F from 1 to %d, W and H from "
                  "%d to %d, S from 0 to 9223372036854775807",
                  safe, MOST_FRAMES, SMALLEST, LARGEST);
        free(safe);
        return false;
    }
    uint64_t flash = 100 + random_at(truth->seed, 1) % 100;
    truth->flash_frame = (int64_t)flash < truth->frames ? (int64_t)flash : -1;
    for (unsigned i = 0; i < DEMO_HOT_PIXELS; i++) {
        truth->hot[i].x = (uint32_t)(random_at(truth->seed, 100 + 2 * i) % truth->width);
        truth->hot[i].y = (uint32_t)(random_at(truth->seed, 101 + 2 * i) % truth->height);
    }
    return true;
}

// sin(2 pi turns): the Taylor series on a quarter turn either side, good to 1e-11.
static double sine(double turns) {
    static const double TWO_PI = 6.283185307179586;
    turns -= (double)(int64_t)turns;
    if (turns > 0.5)
        turns -= 1;
    if (turns > 0.25)
        turns = 0.5 - turns;
    else if (turns < -0.25)
        turns = -0.5 - turns;
    double x = TWO_PI * turns, square = x * x, term = x, sum = x;
    for (int n = 3; n <= 17; n += 2) {
        term *= -square / (double)(n * (n - 1));
        sum += term;
    }
    return sum;
}

// The phase of a frame in a period of whole frames, in turns: exact for any frame number.
static double phase(int64_t frame, int64_t period) {
    return (double)(frame % period) / (double)period;
}

void demo_drift(int64_t frame, double *dx, double *dy) {
    *dx = 2 * sine(phase(frame, 97)) + sine(phase(frame, 31) + 0.2);
    *dy = 2 * sine(phase(frame, 113) + 0.3) + sine(phase(frame, 41));
}

double demo_front(const struct demo_truth *truth, int64_t frame) {
    double dx, dy;
    demo_drift(frame, &dx, &dy);
    return truth->width * (0.1 + 0.8 * phase(frame, SWEEP)) + dx;
}

double demo_flat(const struct demo_truth *truth, double x, double y) {
    double half_width = truth->width / 2.0, half_height = truth->height / 2.0;
    double across = x - half_width, down = y - half_height;
    double corner = half_width * half_width + half_height * half_height;
    return 1 - 0.4 * (across * across + down * down) / corner;
}
