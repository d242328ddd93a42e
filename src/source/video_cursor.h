// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One reading of a video: goes to frames and holds the one that it is at. What it delivers is what
// a plain decode from the beginning gives. Two ways lead there:
//
//   from the beginning   in presentation order, with the threads of the decoder; a frame behind
//                        begins again
//   by groups            only the groups of pictures that are asked for, each by a decoder of one
//                        thread, so that several readings share a video; a group that lacks a
//                        frame sends everybody back to the first way

#ifndef BLITZ_SOURCE_VIDEO_CURSOR_H
#define BLITZ_SOURCE_VIDEO_CURSOR_H

#include "base/fault.h"
#include "source/source.h"
#include "source/video_index.h"
#include "source/video_stream.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// What all readings of one video share; constant after the count but for the atomic ones.
struct video_shared {
    const char *path; // borrowed
    bool wants_colour;
    struct video_index index;
    bool is_counted, by_groups;
    int64_t frames;         // with those that were cut off; after the count
    atomic_bool lost_frame; // a group did not give all of its frames
    atomic_bool lost_place; // a seek did not lead to its packet
};

struct video_cursor {
    struct source_cursor head;
    struct video_stream stream;
    bool is_open;
    bool is_alone;    // the decoder has one thread
    bool holds;       // stream.frame is a frame
    bool is_placed;   // `index` is known (it is not before the video has been counted)
    bool is_doubtful; // a frame that this one may build on was lost or damaged
    int64_t index;    // of the frame held, or of the last one; -1: none
    int64_t previous; // of the frame before it
    int64_t came;     // frames that the decoder has given
    int heard;        // complaints of the decoder before this frame
    bool is_accused;  // it complained while this frame was decoded, or near it
    const struct video_group *group; // that it is in; NULL: from the beginning
};

struct video_cursor *video_cursor_new(void);

// Opens the video at its beginning.
bool video_cursor_begin(const struct video_shared *shared, struct video_cursor *cursor,
                        struct fault *fault);

// Decodes the next frame that has a place.
void video_cursor_advance(const struct video_shared *shared, struct video_cursor *cursor);

// Goes to frame `index`; false when it does not come, with a fault or without. Before the count
// only to the first frame.
bool video_cursor_go(struct video_shared *shared, struct video_cursor *cursor, int64_t index,
                     struct fault *fault);

// Closes the video; the cursor can begin again.
void video_cursor_reset(struct video_cursor *cursor);

#endif
