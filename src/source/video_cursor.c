// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/video_cursor.h"

#include "base/alloc.h"

#include <stdlib.h>

struct video_cursor *video_cursor_new(void) {
    struct video_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    video_cursor_reset(cursor);
    return cursor;
}

void video_cursor_reset(struct video_cursor *cursor) {
    if (cursor->is_open)
        video_stream_close(&cursor->stream);
    *cursor = (struct video_cursor){ .index = -1, .previous = -1 };
}

static bool open_stream(const struct video_shared *shared, struct video_cursor *cursor, bool alone,
                        struct fault *fault) {
    video_cursor_reset(cursor);
    bool good = video_stream_open(&cursor->stream, shared->path, fault);
    cursor->is_open = true;
    cursor->is_alone = alone;
    return good
           && video_stream_decode(&cursor->stream, alone, shared->path, shared->wants_colour,
                                  fault);
}

bool video_cursor_begin(const struct video_shared *shared, struct video_cursor *cursor,
                        struct fault *fault) {
    return open_stream(shared, cursor, false, fault);
}

// Finds out which frame is held. False when it is one that has no place (out of order, or one
// that the container wants dropped).
static bool place(const struct video_shared *shared, struct video_cursor *cursor) {
    if (cursor->is_placed || !cursor->holds || !shared->is_counted)
        return true;
    int64_t index = shared->index.by_position
                        ? cursor->came - 1
                        : video_index_place(&shared->index, cursor->stream.frame->pts);
    cursor->is_placed = true;
    if (index <= cursor->index || index >= shared->frames)
        return false;
    cursor->previous = cursor->index;
    cursor->index = index;
    if (cursor->stream.frame->key_frame)
        cursor->is_doubtful = false;
    else if (index != cursor->previous + 1)
        cursor->is_doubtful = true;
    return true;
}

void video_cursor_advance(const struct video_shared *shared, struct video_cursor *cursor) {
    do {
        cursor->heard = atomic_load(&cursor->stream.complaints);
        cursor->holds = video_stream_frame(&cursor->stream);
        cursor->is_accused = atomic_load(&cursor->stream.complaints) != cursor->heard;
        cursor->came += cursor->holds;
        cursor->is_placed = false;
    } while (cursor->holds && !place(shared, cursor));
}

// Whether the frame can only be had by going back. The last frame of all is let go of when the
// decoder is found to be empty.
static bool is_behind(const struct video_cursor *cursor, int64_t index) {
    return index <= cursor->previous || (!cursor->holds && index <= cursor->index);
}

static bool advance_to(const struct video_shared *shared, struct video_cursor *cursor,
                       int64_t index) {
    while (cursor->index < index) {
        video_cursor_advance(shared, cursor);
        if (!cursor->holds)
            return false;
    }
    return cursor->holds && cursor->index == index;
}

static bool go_from_start(const struct video_shared *shared, struct video_cursor *cursor,
                          int64_t index, struct fault *fault) {
    bool begins = !cursor->is_open || cursor->group || is_behind(cursor, index);
    if (begins && !video_cursor_begin(shared, cursor, fault))
        return false;
    if (shared->is_counted)
        return advance_to(shared, cursor, index);
    if (!cursor->holds && !cursor->came)
        video_cursor_advance(shared, cursor);
    return cursor->holds;
}

static bool begin_group(struct video_shared *shared, struct video_cursor *cursor,
                        const struct video_group *group, struct fault *fault) {
    if ((!cursor->is_open || !cursor->is_alone) && !open_stream(shared, cursor, true, fault))
        return false;
    bool may_seek = !atomic_load(&shared->lost_place);
    if (!video_stream_go(&cursor->stream, group, may_seek)) {
        if (may_seek)
            atomic_store(&shared->lost_place, true);
        if (!open_stream(shared, cursor, true, fault)
            || !video_stream_go(&cursor->stream, group, false))
            return false;
    }
    cursor->stream.stop = video_group_packet_after(&shared->index.groups, group);
    cursor->group = group;
    cursor->index = cursor->previous = group->frame - 1;
    cursor->holds = cursor->is_doubtful = false;
    return true;
}

static bool go_by_groups(struct video_shared *shared, struct video_cursor *cursor, int64_t index,
                         struct fault *fault) {
    const struct video_group *group = video_groups_of(&shared->index.groups, index);
    const struct video_group *before = cursor->group;
    // After an open group the decoder just goes on.
    bool follows = before && before->is_open && group == before + 1 && cursor->holds;
    if (follows) {
        cursor->group = group;
        cursor->stream.stop = video_group_packet_after(&shared->index.groups, group);
    }
    bool begins = !cursor->is_open || cursor->group != group || is_behind(cursor, index);
    return (!begins || begin_group(shared, cursor, group, fault))
           && advance_to(shared, cursor, index);
}

bool video_cursor_go(struct video_shared *shared, struct video_cursor *cursor, int64_t index,
                     struct fault *fault) {
    if (cursor->is_open && !place(shared, cursor))
        video_cursor_advance(shared, cursor);
    if (!shared->is_counted || !shared->by_groups || atomic_load(&shared->lost_frame))
        return go_from_start(shared, cursor, index, fault);
    if (index >= shared->index.frames)
        return false;
    if (go_by_groups(shared, cursor, index, fault))
        return true;
    if (fault->kind)
        return false;
    atomic_store(&shared->lost_frame, true);
    return go_from_start(shared, cursor, index, fault);
}
