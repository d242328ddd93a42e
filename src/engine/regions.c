// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/regions.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

// A mask is the first frame of any file blitz reads; non-zero is inside.
static uint8_t *read_mask(char *path, struct zone_mask *mask, struct fault *fault) {
    struct session own;
    session_init(&own);
    own.paths = &path;
    own.path_count = 1;
    own.source.channel = CHANNEL_GREY;
    struct recording *file = recording_open(&own, fault);
    own.paths = NULL;
    own.path_count = 0;
    session_free(&own);
    uint8_t *pixels = NULL;
    if (file && !file->first)
        fault_set(fault, FAULT_FAILED, "%s", file->first_record.reason);
    if (file && file->first) {
        const struct conversion *conversion = &file->first_conversion;
        size_t count = shape_samples(conversion->shape);
        pixels = alloc_try(count, 1);
        if (!pixels)
            fault_set(fault, FAULT_LIMIT, "not enough memory for a mask");
        for (size_t i = 0; pixels && i < count; i++)
            pixels[i] = element_value(conversion->element, file->first, i) != 0;
        *mask = (struct zone_mask){ .pixels = pixels,
                                    .width = conversion->shape.width,
                                    .height = conversion->shape.height };
    }
    recording_close(&file);
    return pixels;
}

static bool prepare(const struct recording *recording, const struct zone_wish *wish,
                    const char *name, struct zone *zone, struct fault *fault) {
    struct zone_mask mask = { 0 };
    uint8_t *pixels = NULL;
    bool good = wish->shape != ZONE_MASK || (pixels = read_mask(wish->file, &mask, fault));
    good =
        good && zone_prepare(wish, name, &recording->geometry, pixels ? &mask : NULL, zone, fault);
    free(pixels);
    return good;
}

bool regions_prepare(const struct recording *recording, const struct session *session,
                     struct regions *regions, struct fault *fault) {
    static const struct zone_wish all = { .shape = ZONE_ALL };
    size_t count = session->zone_count ? session->zone_count : 1;
    *regions = (struct regions){ .zones = alloc_zeroed(count, sizeof *regions->zones) };
    for (size_t i = 0; i < count; i++) {
        const struct zone_wish *wish = session->zone_count ? &session->zones[i] : &all;
        char *name = zone_wish_name(wish, i);
        bool good = prepare(recording, wish, name, &regions->zones[i], fault);
        if (!good)
            fault_prefix(fault, "zone %s", name);
        free(name);
        if (!good) {
            regions_free(regions);
            return false;
        }
        regions->count++;
    }
    return true;
}

void regions_free(struct regions *regions) {
    for (size_t i = 0; i < regions->count; i++)
        zone_free(&regions->zones[i]);
    free(regions->zones);
    *regions = (struct regions){ 0 };
}
