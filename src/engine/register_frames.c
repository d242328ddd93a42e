// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/register_frames.h"

#include "base/alloc.h"
#include "base/size.h"
#include "engine/reduced.h"
#include "measure/correct.h"

#include <math.h>
#include <stdlib.h>

// Of one worker, made when it is needed.
struct hand {
    struct register_image image;
    float *samples; // of a row
};

struct registration {
    const struct zone *zone; // borrowed
    struct shape shape;
    uint32_t x, y, width, height; // the smallest rectangle around the zone
    struct register_image reference;
    struct hand *hands;
    size_t hand_count;
};

struct registering {
    struct registration *registration;
    const struct frames *frames;
    const struct correction *correction;
    double least;
    struct portion *portion;
    struct register_shift *shifts;
};

bool register_bytes(const struct recording *recording, const struct session *session, size_t hands,
                    size_t *bytes) {
    struct shape shape = recording->first_conversion.shape;
    struct session wish = *session; // borrows all that it points to
    if (!wish.reduction.count)
        wish.reduction.ops[wish.reduction.count++].kind = REDUCTION_MEAN;
    size_t image, row, images, reference;
    return register_image_bytes(shape.width, shape.height, &image)
           && size_product(shape.width, shape.channels, sizeof(float), 1, &row)
           && size_add(image, row, &image) && size_product(image, hands + 1, 1, 1, &images)
           && reduced_bytes(recording, &wish, &reference) && size_add(images, reference, bytes);
}

static bool ready_hand(const struct registration *registration, struct hand *hand) {
    if (!hand->samples)
        hand->samples = alloc_try((size_t)registration->width * registration->shape.channels,
                                  sizeof *hand->samples);
    return hand->samples
           && (hand->image.count
               || register_image_reserve(&hand->image, registration->width, registration->height,
                                         NULL));
}

#define WIDEN(type)                                          \
    for (size_t i = 0; i < count; i++)                       \
        into[i] = (float)((const type *)samples)[first + i]; \
    break

static void widen(enum element element, const void *samples, size_t first, size_t count,
                  float *restrict into) {
    switch (element) {
    case ELEMENT_U8:
        WIDEN(uint8_t);
    case ELEMENT_U16:
        WIDEN(uint16_t);
    case ELEMENT_I16:
        WIDEN(int16_t);
    default:
        WIDEN(float);
    }
}

// The values of one span of the zone; NaN where there is nothing.
static void read_span(const struct registration *registration, enum element element,
                      const struct frame_view *view, const struct correction *correction,
                      const struct zone_span *span, float *samples, float *into) {
    size_t channels = registration->shape.channels, width = span->stop - span->start, valid = 0;
    if (span->row < view->valid.height && view->valid.width > span->start)
        valid = view->valid.width - span->start;
    valid = valid < width ? valid : width;
    size_t first = ((size_t)span->row * registration->shape.width + span->start) * channels;
    float *values = channels == 1 ? into : samples;
    if (correction && valid)
        correction_apply(correction, element, view, first, valid * channels, values, NULL);
    else
        widen(element, view->samples, first, valid * channels, values);
    for (size_t x = 0; channels > 1 && x < valid; x++) {
        float sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += values[x * channels + c];
        into[x] = sum / (float)channels;
    }
    for (size_t x = valid; x < width; x++)
        into[x] = NAN;
}

// The pixels of the zone; NaN around it.
static void read_zone(const struct registration *registration, enum element element,
                      const struct frame_view *view, const struct correction *correction,
                      float *samples, float *pixels) {
    const struct zone *zone = registration->zone;
    size_t count = (size_t)registration->width * registration->height;
    if (zone->pixels < count)
        for (size_t i = 0; i < count; i++)
            pixels[i] = NAN;
    for (size_t i = 0; i < zone->span_count; i++) {
        const struct zone_span *span = &zone->spans[i];
        size_t at = (size_t)(span->row - registration->y) * registration->width;
        read_span(registration, element, view, correction, span, samples,
                  pixels + at + (span->start - registration->x));
    }
}

static bool register_frame(void *context, size_t frame, size_t worker) {
    struct registering *registering = context;
    struct registration *registration = registering->registration;
    struct hand *hand = &registration->hands[worker];
    if (!ready_hand(registration, hand))
        return false;
    read_zone(registration, registering->frames->element, &registering->frames->views[frame],
              registering->correction, hand->samples, hand->image.pixels);
    register_image_prepare(&hand->image);
    registering->shifts[frame] =
        register_find(&registration->reference, &hand->image, registering->least);
    portion_step(registering->portion, 1);
    return true;
}

// False when the zone is empty.
static bool find_rectangle(struct registration *registration) {
    const struct zone *zone = registration->zone;
    if (zone->span_count == 0)
        return false;
    uint32_t left = UINT32_MAX, right = 0;
    for (size_t i = 0; i < zone->span_count; i++) {
        left = zone->spans[i].start < left ? zone->spans[i].start : left;
        right = zone->spans[i].stop > right ? zone->spans[i].stop : right;
    }
    registration->x = left;
    registration->width = right - left;
    registration->y = zone->spans[0].row;
    registration->height = zone->spans[zone->span_count - 1].row + 1 - registration->y;
    return true;
}

static bool prepare_reference(struct registration *registration, enum element element,
                              const void *samples, struct fault *fault) {
    if (!find_rectangle(registration))
        return fault_set(fault, FAULT_USAGE, "the zone holds no pixel of the frames");
    struct hand *hand = &registration->hands[0];
    struct register_image *reference = &registration->reference;
    if (!register_image_reserve(reference, registration->width, registration->height, fault))
        return false;
    if (!ready_hand(registration, hand))
        return fault_set(fault, FAULT_LIMIT, "not enough memory to register frames");
    const struct frame_view view = {
        .samples = samples, .valid = { registration->shape.width, registration->shape.height }
    };
    read_zone(registration, element, &view, NULL, hand->samples, reference->pixels);
    register_image_prepare(reference);
    return true;
}

struct registration *registration_new(const struct zone *zone, enum element element,
                                      struct shape shape, const void *samples, size_t hands,
                                      struct fault *fault) {
    struct registration *registration = alloc_zeroed(1, sizeof *registration);
    *registration = (struct registration){
        .zone = zone,
        .shape = shape,
        .hands = alloc_zeroed(hands, sizeof *registration->hands),
        .hand_count = hands,
    };
    if (prepare_reference(registration, element, samples, fault))
        return registration;
    fault_prefix(fault, "%s", zone->name);
    registration_free(&registration);
    return NULL;
}

bool register_frames(struct registration *registration, const struct frames *frames,
                     const struct correction *correction, double least, struct portion *portion,
                     struct pool *pool, struct cancel *cancel, struct register_shift *shifts,
                     struct fault *fault) {
    struct registering registering = { registration, frames, correction, least, portion, shifts };
    if (pool_run(pool, POOL_BEHIND, frames->count, register_frame, &registering, cancel))
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "registering was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to register frames");
}

void registration_free(struct registration **registration) {
    struct registration *gone = *registration;
    *registration = NULL;
    if (!gone)
        return;
    for (size_t i = 0; i < gone->hand_count; i++) {
        register_image_free(&gone->hands[i].image);
        free(gone->hands[i].samples);
    }
    free(gone->hands);
    register_image_free(&gone->reference);
    free(gone);
}
