// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From a decoded frame to stored samples. Grey and YUV formats give their Y samples, RGB
// formats their colours, all unscaled; only YUV asked for as RGB is computed.

#ifndef BLITZ_SOURCE_VIDEO_PIXELS_H
#define BLITZ_SOURCE_VIDEO_PIXELS_H

#include "source/source.h"

#include <libavutil/frame.h>
#include <stdbool.h>

enum video_kind {
    VIDEO_PLANAR,  // samples of 1 to 4 components, as stored
    VIDEO_PALETTE, // looked up
    VIDEO_COMPUTED // RGB from YUV
};

struct video_layout {
    enum video_kind kind;
    uint32_t channels;
    enum sample sample;
    int bits;
    const char *rule; // static; NULL: as stored
};

// How a frame is to be read. False when its pixel format cannot be.
bool video_layout_of(const AVFrame *frame, enum channel_wish wish, struct video_layout *layout);

// Whether Y samples span the whole range (JPEG) and not 16 to 235.
bool video_is_full_range(const AVFrame *frame);

// Writes height x width x channels samples, rows contiguous. False for want of memory. Sets
// *lost when a palette shows colour that the layout (grey) cannot hold.
bool video_pixels_copy(const struct video_layout *layout, const AVFrame *frame, void *into,
                       bool *lost);

#endif
