// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Groups of pictures: where the decoding of a video may begin, so that every frame from there on
// is what a decode from the beginning gives. Only what a codec promises counts; where it promises
// nothing there is one group.

#ifndef BLITZ_SOURCE_VIDEO_GROUP_H
#define BLITZ_SOURCE_VIDEO_GROUP_H

#include <libavcodec/avcodec.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct video_group {
    int64_t packet;             // number of its first packet
    int64_t frame;              // its first frame; it ends where the next begins
    int64_t pts, dts, position; // of that packet, to know it by after a seek
    bool is_open;               // its last frames come after the first packet of the next one
};

// Initialise with { 0 }.
struct video_groups {
    struct video_group *list;
    size_t count, capacity;
};

// Notes the next packet of the file, with its number as pts, when a decoder may begin with it as
// far as the packet tells.
void video_groups_note(struct video_groups *groups, const AVCodecParameters *parameters,
                       const AVPacket *packet, int64_t pts, int64_t dts);

// Keeps those of which no packet before is presented later; `places`: the frame of each packet, or
// -1. The first group begins with packet 0.
void video_groups_settle(struct video_groups *groups, const int64_t *places, int64_t packets);

// The group of a frame. At least one group.
const struct video_group *video_groups_of(const struct video_groups *groups, int64_t frame);

// The first packet that a group does not need, and the first frame after it; INT64_MAX for the last
// group, and for the packet of an open one.
int64_t video_group_packet_after(const struct video_groups *groups,
                                 const struct video_group *group);
int64_t video_group_frame_after(const struct video_groups *groups, const struct video_group *group);

void video_groups_free(struct video_groups *groups);

#endif
