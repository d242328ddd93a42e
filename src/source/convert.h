// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From stored samples to the stack: channel choice, crop, bin and element type, by the rules
// of the specification, the same for every format. Values are never rescaled.

#ifndef BLITZ_SOURCE_CONVERT_H
#define BLITZ_SOURCE_CONVERT_H

#include "base/fault.h"
#include "source/source.h"
#include "stack/element.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A rectangle in source pixels; all 0: the whole frame.
struct crop {
    uint32_t x, y, width, height;
};

// How the stored frame becomes a frame of the stack.
struct conversion {
    uint32_t stored_width, stored_height, stored_channels;
    enum sample sample;
    enum channel_wish channel; // resolved: GREY (from RGB or as stored), RGB, R, G or B
    struct crop crop;          // resolved: never empty
    uint32_t bin;              // 1: none
    enum element element;
    struct shape shape; // of the result
    bool is_identity;   // stored bytes are the result: read straight into the stack
    bool watch_colour;  // grey by R = G = B: flag frames that show colour
};

// Resolves wishes against what a source has. `shows_colour`: whether its first frame (RGB) has
// a pixel whose channels differ; decides CHANNEL_AUTO. *rule (new string, may be NULL) says
// which channel rule is used.
bool conversion_plan(const struct source_info *info, enum channel_wish channel, struct crop crop,
                     uint32_t bin, bool shows_colour, struct conversion *conversion, char **rule,
                     struct fault *fault);

// Converts one stored frame; `stored` and `into` do not overlap. Returns enum frame_flag bits.
// `valid` (stored pixels) becomes the valid extent in stack pixels; bytes outside it are zero.
unsigned conversion_apply(const struct conversion *conversion, const void *stored, void *into,
                          struct extent *valid);

// Whether a stored RGB frame has a pixel whose channels differ.
bool conversion_shows_colour(const struct source_info *info, const void *stored);

#endif
