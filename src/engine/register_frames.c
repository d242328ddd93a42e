// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/register_frames.h"

#include "base/alloc.h"
#include "measure/correct.h"

#include <math.h>
#include <stdlib.h>

// Of one worker, made when it is needed.
struct hand {
    struct register_image image;
    float *samples; // of a row, corrected
};

struct registering {
    const struct frames *frames;
    const struct register_wish *wish;
    struct register_image reference;
    struct hand *hands;
    struct register_shift *shifts;
    struct cancel *cancel;
};

static bool ready_hand(const struct registering *registering, struct hand *hand) {
    const struct register_wish *wish = registering->wish;
    if (!hand->samples)
        hand->samples = alloc_try((size_t)wish->width * registering->frames->shape.channels,
                                  sizeof *hand->samples);
    return hand->samples
           && (hand->image.count
               || register_image_reserve(&hand->image, wish->width, wish->height, NULL));
}

// Row `row` of the zone; NaN where there is nothing.
static void read_row(const struct registering *registering, const struct frame_view *view,
                     size_t row, float *samples, float *into) {
    const struct frames *frames = registering->frames;
    const struct register_wish *wish = registering->wish;
    size_t channels = frames->shape.channels, y = wish->y + row, valid = 0;
    if (y < view->valid.height && view->valid.width > wish->x)
        valid = view->valid.width - wish->x;
    valid = valid < wish->width ? valid : wish->width;
    size_t first = (y * frames->shape.width + wish->x) * channels, count = valid * channels;
    if (wish->correction && count)
        correction_apply(wish->correction, frames->element, view, first, count, samples, NULL);
    else
        for (size_t i = 0; i < count; i++)
            samples[i] = (float)element_value(frames->element, view->samples, first + i);
    for (size_t x = 0; x < wish->width; x++) {
        float sum = x < valid ? 0 : NAN;
        for (size_t c = 0; c < channels && x < valid; c++)
            sum += samples[x * channels + c];
        into[x] = sum / (float)channels;
    }
}

// A row of the reference: each pixel the mean of the values that it has, in time order.
static bool average_row(void *context, size_t row, size_t worker) {
    struct registering *registering = context;
    const struct register_wish *wish = registering->wish;
    struct hand *hand = &registering->hands[worker];
    if (!ready_hand(registering, hand))
        return false;
    float *into = registering->reference.pixels + row * wish->width, *pixels = hand->image.pixels;
    double *sums = hand->image.columns, *counts = sums + wish->width;
    for (size_t x = 0; x < wish->width; x++)
        sums[x] = counts[x] = 0;
    for (size_t i = wish->first; i < wish->first + wish->count; i++) {
        if (cancel_asked(registering->cancel))
            return false;
        read_row(registering, &registering->frames->views[i], row, hand->samples, pixels);
        for (size_t x = 0; x < wish->width; x++)
            if (isfinite(pixels[x])) {
                sums[x] += (double)pixels[x];
                counts[x]++;
            }
    }
    for (size_t x = 0; x < wish->width; x++)
        into[x] = counts[x] > 0 ? (float)(sums[x] / counts[x]) : NAN;
    return true;
}

static bool register_frame(void *context, size_t frame, size_t worker) {
    struct registering *registering = context;
    const struct register_wish *wish = registering->wish;
    struct hand *hand = &registering->hands[worker];
    if (!ready_hand(registering, hand))
        return false;
    for (size_t y = 0; y < wish->height; y++)
        read_row(registering, &registering->frames->views[frame], y, hand->samples,
                 hand->image.pixels + y * wish->width);
    register_image_prepare(&hand->image);
    registering->shifts[frame] = register_find(&registering->reference, &hand->image, wish->least);
    return true;
}

static bool check_wish(const struct frames *frames, const struct register_wish *wish,
                       struct fault *fault) {
    struct shape shape = frames->shape;
    if (wish->x > shape.width || wish->width > shape.width - wish->x || wish->y > shape.height
        || wish->height > shape.height - wish->y)
        return fault_set(fault, FAULT_USAGE,
                         "the zone of %u x %u pixels at %u,%u is not inside the frames of %u x %u",
                         wish->width, wish->height, wish->x, wish->y, shape.width, shape.height);
    if (wish->count == 0 || wish->first >= frames->count
        || wish->count > frames->count - wish->first)
        return fault_set(fault, FAULT_USAGE,
                         "the reference must be one or more of the %zu frames that are registered",
                         frames->count);
    return true;
}

bool register_frames(const struct frames *frames, const struct register_wish *wish,
                     struct pool *pool, struct cancel *cancel, struct register_shift *shifts,
                     struct fault *fault) {
    struct registering registering = {
        .frames = frames, .wish = wish, .shifts = shifts, .cancel = cancel
    };
    if (!check_wish(frames, wish, fault)
        || !register_image_reserve(&registering.reference, wish->width, wish->height, fault))
        return false;
    size_t hands = pool_hands(pool);
    registering.hands = alloc_zeroed(hands, sizeof *registering.hands);
    bool good = pool_run(pool, POOL_BEHIND, wish->height, average_row, &registering, cancel);
    if (good) {
        register_image_prepare(&registering.reference);
        good = pool_run(pool, POOL_BEHIND, frames->count, register_frame, &registering, cancel);
    }
    for (size_t i = 0; i < hands; i++) {
        register_image_free(&registering.hands[i].image);
        free(registering.hands[i].samples);
    }
    free(registering.hands);
    register_image_free(&registering.reference);
    if (good)
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "registering was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to register frames");
}
