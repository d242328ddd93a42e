// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The truth about the built-in recording, in closed form. Pixel (x, y) of frame f is
//
//     dark + s + (sqrt(s) + read_noise) g,   s = flat(x, y) (scene(x - dx, y - dy) + flash)
//
// rounded, clipped to 0 ... 4095; g is noise of mean 0 and variance 1; hot pixels are hot_level
// higher. The scene is a plume of `signal` DN along the middle of the picture, up to the front,
// over dim fixed spots that follow the drift.

#ifndef BLITZ_SOURCE_DEMO_H
#define BLITZ_SOURCE_DEMO_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

enum { DEMO_HOT_PIXELS = 8, DEMO_FRAMES_PER_SECOND = 1000 };

struct demo_truth {
    int64_t frames;
    uint64_t seed;
    uint32_t width, height;
    double dark, signal, read_noise; // DN
    double hot_level, flash_level;   // DN above what would be there
    int64_t flash_frame;             // -1: the recording ends before it
    double time_step;                // s
    struct {
        uint32_t x, y;
    } hot[DEMO_HOT_PIXELS];
};

// The truth of "demo:", "demo:jet?frames=600,size=512x512,seed=1" ... FAULT_USAGE names the
// keys and their ranges.
bool demo_parse(const char *path, struct demo_truth *truth, struct fault *fault);

// x where the front crosses half its height on the axis of the plume (y = height / 2), in image
// coordinates: the centre of pixel i is i + 0.5.
double demo_front(const struct demo_truth *truth, int64_t frame);

// How far the scene stands off its mean place, in pixels: at most 3 either way.
void demo_drift(int64_t frame, double *dx, double *dy);

// Vignetting at an image coordinate: 1 in the middle, 0.6 in the corners.
double demo_flat(const struct demo_truth *truth, double x, double y);

#endif
