// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The verbs of an open source, whatever it opened as.

#include "source/source.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/listing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool source_count(struct source *source, struct cancel *cancel, struct fault *fault) {
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "cancelled");
    if (source->format->count && !source->is_counted
        && !source->format->count(source, cancel, fault))
        return false;
    source->is_counted = true;
    // A format that looked for times of its own while counting has found none.
    if (source->fps > 0) {
        source->info.time_source = "--fps";
        source->info.time_step = 1 / source->fps;
    }
    if (source->info.frames > 0)
        return true;
    char *safe = text_safe(source->path);
    fault_set(fault, FAULT_NOTHING, "%s: holds no frames", safe);
    free(safe);
    return false;
}

struct source_cursor *source_cursor_open(struct source *source, struct fault *fault) {
    return source->format->cursor_open(source, fault);
}

static void start_note(const struct source *source, struct frame_note *note) {
    *note = (struct frame_note){ .status = FRAME_OK,
                                 .time = NAN,
                                 .valid = { source->info.width, source->info.height } };
}

static void complete_time(const struct source *source, int64_t index, struct frame_note *note) {
    if (isnan(note->time) || source->has_no_times)
        note->time = source_frame_time(source, index);
}

// What every note must say, whatever the format left unsaid.
static void complete_note(const struct source *source, struct frame_note *note) {
    const struct source_info *info = &source->info;
    if (note->status == FRAME_OK) {
        note->valid = (struct extent){ info->width, info->height };
        free(note->reason);
        note->reason = NULL;
        return;
    }
    if (note->status != FRAME_RECOVERED)
        note->valid = (struct extent){ 0 };
    if (note->valid.width > info->width)
        note->valid.width = info->width;
    if (note->valid.height > info->height)
        note->valid.height = info->height;
    if (!note->reason)
        note->reason = alloc_string(frame_status_name(note->status));
}

void source_read(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                 struct frame_note *note) {
    const struct source_info *info = &source->info;
    start_note(source, note);
    if (index < 0 || (info->frames >= 0 && index >= info->frames)) {
        size_t bytes;
        if (source_frame_bytes(source, &bytes))
            memset(into, 0, bytes);
        note_set(note, FRAME_UNREADABLE, "there is no frame %lld", (long long)index);
    } else {
        source->format->read(source, cursor, index, into, note);
    }
    complete_note(source, note);
    complete_time(source, index, note);
}

// In the only file of the source.
static bool locate_in_run(const struct source *source, int64_t index, struct frame_place *place) {
    const struct contiguous *run = &source->info.contiguous;
    if (!run->is)
        return false;
    place->offset = run->offset + run->stride * (uint64_t)index;
    place->fd = file_open(source->path, NULL, NULL);
    return place->fd >= 0;
}

// Whether the whole frame is there, where its samples can be read as they are.
static bool is_good_place(const struct source *source, const struct frame_place *place) {
    size_t bytes;
    struct stat status;
    return source_frame_bytes(source, &bytes) && fstat(place->fd, &status) == 0
           && S_ISREG(status.st_mode) && (uint64_t)status.st_size >= bytes
           && place->offset <= (uint64_t)status.st_size - bytes
           && place->offset % sample_size(source->info.sample) == 0;
}

bool source_locate(struct source *source, int64_t index, struct frame_place *place,
                   struct frame_note *note) {
    *place = (struct frame_place){ .fd = -1 };
    start_note(source, note);
    bool found = index >= 0 && index < source->info.frames
                 && (source->format->locate ? source->format->locate(source, index, place, note)
                                            : locate_in_run(source, index, place));
    if (!found || !is_good_place(source, place) || note->status != FRAME_OK) {
        if (place->fd >= 0)
            close(place->fd);
        free(note->reason);
        *place = (struct frame_place){ .fd = -1 };
        *note = (struct frame_note){ 0 };
        return false;
    }
    complete_time(source, index, note);
    return true;
}

void source_cursor_close(struct source *source, struct source_cursor **cursor) {
    if (*cursor)
        source->format->cursor_close(source, *cursor);
    *cursor = NULL;
}

char *source_frame_name(const struct source *source, int64_t index) {
    if (source->format->frame_name)
        return source->format->frame_name(source, index);
    return alloc_format("frame %lld", (long long)index);
}

int64_t source_run_end(const struct source *source, int64_t index) {
    if (source->info.access == ACCESS_RUNS)
        return source->format->run_end(source, index);
    return source->info.access == ACCESS_RANDOM ? index + 1 : INT64_MAX;
}

char *source_frame_path(const struct source *source, int64_t index) {
    bool is_listed = source->format->frame_path && index >= 0 && index < source->info.frames;
    return is_listed ? source->format->frame_path(source, index) : alloc_string(source->path);
}

double source_frame_time(const struct source *source, int64_t index) {
    if (source->has_no_times)
        return NAN;
    if (source->fps > 0)
        return (double)index / source->fps;
    return source->format->frame_time ? source->format->frame_time(source, index) : NAN;
}

bool source_folder(const struct source *source, struct source_folder_view *view) {
    if (!source->listing)
        return false;
    *view = folder_listing_view(source->listing);
    return true;
}

void source_close(struct source **source) {
    struct source *closing = *source;
    if (!closing)
        return;
    *source = NULL;
    if (closing->format->close)
        closing->format->close(closing);
    folder_listing_free(closing->listing);
    free(closing->info.rule);
    metadata_free(&closing->info.metadata);
    free(closing->path);
    free(closing);
}
