// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Which packet of a video is which frame. Made from the packets alone, without decoding, when
// the codec is known to make exactly one frame of each packet that is shown and the packets
// say when; else by decoding the video once.

#ifndef BLITZ_SOURCE_VIDEO_INDEX_H
#define BLITZ_SOURCE_VIDEO_INDEX_H

#include "base/cancel.h"
#include "base/fault.h"
#include "source/video_group.h"

#include <stdbool.h>
#include <stdint.h>

// Initialise with { 0 }.
struct video_index {
    int64_t packets;
    int64_t *places;   // by packet number: its frame's index, -1: not shown; NULL if by_position
    int64_t frames;    // found
    int64_t expected;  // that the container says there should be; -1: it does not say
    bool expects_them; // `expected` is certain: missing ones were cut off the end of the file
    bool by_position;  // counted by decoding: frame f is the f-th that comes
    bool is_cut;       // the file is shorter than its header says
    double *times;     // s by frame index; NULL: none
    struct video_groups groups; // at least one, unless by_position
    bool *damaged;              // by frame index: its packet is not whole; NULL if by_position
};

// Reads the packets of the whole file. False when it was cancelled or nothing can be read.
bool video_index_make(struct video_index *index, const char *path, struct cancel *cancel,
                      struct fault *fault);

// The frame that comes from packet `number`, or -1.
int64_t video_index_place(const struct video_index *index, int64_t number);

// Frees what it owns.
void video_index_free(struct video_index *index);

#endif
