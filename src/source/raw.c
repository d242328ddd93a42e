// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Raw files: their layout is what the user says (--raw), the number of their frames follows from
// their size. A file whose last frame is cut gives the whole rows of it.

#include "source/raw.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/size.h"
#include "base/text.h"
#include "source/formats.h"
#include "source/listing.h"
#include "source/raw_type.h"
#include "source/swap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Packed samples that are unpacked at a time, a multiple of RAW_GROUP.
enum { PIECE = 65536 };

struct raw_source {
    struct source head;
    struct raw_wish wish;
    const struct raw_type *type;
    size_t row_samples, samples, frame_bytes;
    uint64_t stride;
    struct file_names files;
    size_t prefix;
    int64_t *ends; // frames of this file and all before it; made by counting
    int fd;        // of the only file; -1 when there are several
};

// What one thread reads with: the file that it read from last.
struct raw_cursor {
    struct source_cursor head;
    int fd; // -1: none
    size_t file;
    unsigned char *packed; // one piece
};

// ── what there is ──────────────────────────────────────────────────────────────────────────

static uint64_t frame_offset(const struct raw_source *raw, int64_t frame) {
    return raw->wish.offset + (uint64_t)frame * raw->stride;
}

// Frames in a file of so many bytes, a cut one with at least a row of pixels included. *over: bytes
// after the last whole frame.
static int64_t count_frames(const struct raw_source *raw, uint64_t size, uint64_t *over) {
    uint64_t data = size > raw->wish.offset ? size - raw->wish.offset : 0;
    uint64_t frames = data / raw->stride, rest = data % raw->stride;
    *over = rest;
    if (rest >= raw->frame_bytes) {
        *over = 0;
        frames++;
    } else if (raw_samples(raw->type, (size_t)rest) >= raw->row_samples) {
        frames++;
    }
    return (int64_t)frames;
}

static bool is_swapped(const struct raw_type *type) {
    return sample_size(type->sample) > 1
           && type->is_big_endian == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
}

static bool set_geometry(struct raw_source *raw, const struct raw_wish *wish, struct fault *fault) {
    struct source_info *info = &raw->head.info;
    size_t stride;
    raw->wish = *wish;
    raw->type = &raw_types[wish->type];
    info->width = wish->width;
    info->height = wish->height;
    info->channels = wish->channels;
    info->sample = raw->type->sample;
    info->bits = raw->type->packing == RAW_WHOLE ? 0 : raw->type->bits;
    info->access = ACCESS_RANDOM;
    if (!source_accept(&raw->head, fault))
        return false;
    raw->row_samples = (size_t)info->width * info->channels;
    raw->samples = raw->row_samples * info->height;
    if (!raw_bytes(raw->type, raw->samples, &raw->frame_bytes) || wish->gap > INT64_MAX / 2
        || !size_add(raw->frame_bytes, (size_t)wish->gap, &stride))
        return fault_set(fault, FAULT_LIMIT, "--raw: claims more bytes than can be addressed");
    raw->stride = stride;
    return true;
}

static void describe(struct raw_source *raw) {
    struct metadata *metadata = &raw->head.info.metadata;
    struct text layout = { 0 };
    raw_wish_format(&raw->wish, &layout);
    metadata_add(metadata, "raw layout", text_string(&layout));
    metadata_addf(metadata, "bytes of a frame", "%zu", raw->frame_bytes);
    text_free(&layout);
}

// Says what a geometry that does not divide the file leaves over.
static void say_rest(struct raw_source *raw, uint64_t size, int64_t frames, uint64_t over) {
    struct source_info *info = &raw->head.info;
    if (!over)
        return;
    uint64_t whole = (size - raw->wish.offset) / raw->stride;
    metadata_addf(&info->metadata, "left over",
                  "%" PRIu64 " bytes after %" PRIu64 " whole frame%s of %zu bytes", over, whole,
                  whole == 1 ? "" : "s", raw->frame_bytes);
    if ((uint64_t)frames == whole)
        info->cut = "bytes are left over, too few for a row of pixels: does --raw fit this file?";
}

static bool refuse_short(const struct raw_source *raw, uint64_t size, struct fault *fault) {
    char *safe = text_safe(raw->head.path);
    struct text layout = { 0 };
    raw_wish_format(&raw->wish, &layout);
    fault_set(fault, FAULT_FAILED,
              "%s: has %" PRIu64 " bytes, not even a row of --raw=%s (a frame has %zu bytes%s)",
              safe, size, text_string(&layout), raw->frame_bytes,
              raw->wish.offset ? ", after the offset" : "");
    text_free(&layout);
    free(safe);
    return false;
}

// Of the only file: everything that there is to know.
static bool take_file(struct raw_source *raw, uint64_t size, struct fault *fault) {
    struct source_info *info = &raw->head.info;
    uint64_t over;
    info->frames = count_frames(raw, size, &over);
    if (!info->frames)
        return refuse_short(raw, size, fault);
    raw->ends = alloc_copy(&info->frames, sizeof info->frames);
    say_rest(raw, size, info->frames, over);
    size_t bytes = sample_size(info->sample);
    info->contiguous.is = raw->type->packing == RAW_WHOLE && !is_swapped(raw->type) && !over
                          && raw->wish.offset % bytes == 0 && raw->stride % bytes == 0;
    info->contiguous.offset = raw->wish.offset;
    info->contiguous.stride = (size_t)raw->stride;
    return true;
}

static struct raw_source *start(const struct source_format *format, const char *path,
                                struct file_names files) {
    struct raw_source *raw = source_start(sizeof *raw, format, path);
    raw->fd = -1;
    raw->files = files;
    raw->head.info.files = (int64_t)files.count;
    return raw;
}

struct source *raw_open_layout(const struct source_format *format, const char *path,
                               const struct raw_wish *layout, struct fault *fault) {
    uint64_t size;
    int fd = file_open(path, &size, fault);
    if (fd < 0)
        return NULL;
    struct raw_source *raw = start(format, path, file_names_of(&path, 1));
    struct source *source = &raw->head;
    raw->fd = fd;
    if (set_geometry(raw, layout, fault) && take_file(raw, size, fault)) {
        describe(raw);
        return source;
    }
    source_close(&source);
    return NULL;
}

static struct source *open_raw(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    return raw_open_layout(&source_raw, path, &wish->raw, fault);
}

struct source *raw_open_files(const char *path, struct file_names *files,
                              const struct source_wish *wish, struct fault *fault) {
    struct raw_source *raw = start(&source_raw, path, *files);
    *files = (struct file_names){ 0 };
    struct source *source = &raw->head;
    raw->prefix = file_common_folder(raw->files.names, raw->files.count);
    if (!set_geometry(raw, &wish->raw, fault)) {
        source_close(&source);
        return NULL;
    }
    describe(raw);
    metadata_addf(&source->info.metadata, "raw files", "%zu", raw->files.count);
    return source;
}

// A file that is gone or holds no row keeps the place of as many frames as the file before it.
static int64_t frames_of_file(const struct raw_source *raw, size_t file, int64_t usual,
                              size_t *odd) {
    struct stat status;
    uint64_t over = 0;
    int64_t frames = 0;
    char *path = file_names_path(&raw->files, file);
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
        frames = count_frames(raw, (uint64_t)status.st_size, &over);
    free(path);
    *odd += over || !frames;
    return frames ? frames : usual;
}

static bool count_raw(struct source *source, struct cancel *cancel, struct fault *fault) {
    struct raw_source *raw = (struct raw_source *)source;
    if (raw->ends)
        return true;
    int64_t *ends = alloc_zeroed(raw->files.count, sizeof *ends);
    int64_t total = 0, usual = 1;
    size_t odd = 0;
    for (size_t i = 0; i < raw->files.count; i++) {
        if (cancel_asked(cancel)) {
            free(ends);
            return fault_set(fault, FAULT_CANCELLED, "cancelled");
        }
        usual = frames_of_file(raw, i, usual, &odd);
        if (__builtin_add_overflow(total, usual, &total)) {
            free(ends);
            return fault_set(fault, FAULT_LIMIT, "--raw: more frames than can be counted");
        }
        ends[i] = total;
    }
    raw->ends = ends;
    source->info.frames = total;
    if (odd)
        metadata_addf(&source->info.metadata, "left over",
                      "%zu of %zu files hold no whole number of frames", odd, raw->files.count);
    for (size_t i = 0; source->listing && i < source->listing->gap_count; i++)
        source->listing->gaps[i].after = ends[source->listing->gaps[i].after] - 1;
    return true;
}

// ── one frame ──────────────────────────────────────────────────────────────────────────────

// The file that holds frame `index`; *frame is its number in it.
static size_t find_file(const struct raw_source *raw, int64_t index, int64_t *frame) {
    size_t low = 0, high = raw->ends ? raw->files.count - 1 : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index < raw->ends[middle])
            high = middle;
        else
            low = middle + 1;
    }
    *frame = low ? index - raw->ends[low - 1] : index;
    return low;
}

static int file_to_read(const struct raw_source *raw, struct raw_cursor *cursor, size_t file,
                        struct fault *fault) {
    if (raw->fd >= 0)
        return raw->fd;
    if (cursor->fd >= 0 && cursor->file == file)
        return cursor->fd;
    if (cursor->fd >= 0)
        close(cursor->fd);
    cursor->file = file;
    char *path = file_names_path(&raw->files, file);
    cursor->fd = file_open(path, NULL, fault);
    free(path);
    return cursor->fd;
}

// Reads what the file has of a frame; returns its samples, or -1 with errno.
static ssize_t read_whole(const struct raw_source *raw, int fd, uint64_t offset, void *into) {
    size_t size = sample_size(raw->head.info.sample);
    ssize_t got = file_read_at(fd, into, raw->frame_bytes, offset);
    if (got > 0 && is_swapped(raw->type))
        swap_samples(into, (size_t)got / size, size);
    return got < 0 ? got : (ssize_t)((size_t)got / size);
}

static ssize_t read_packed(const struct raw_source *raw, struct raw_cursor *cursor, int fd,
                           uint64_t offset, uint16_t *into) {
    size_t done = 0;
    while (done < raw->samples) {
        size_t bytes, wanted = raw->samples - done < PIECE ? raw->samples - done : PIECE;
        raw_bytes(raw->type, wanted, &bytes);
        ssize_t got = file_read_at(fd, cursor->packed, bytes, offset);
        if (got < 0)
            return got;
        size_t count = raw_samples(raw->type, (size_t)got);
        count = count < wanted ? count : wanted;
        raw_unpack(raw->type, cursor->packed, count, into + done);
        done += count;
        offset += bytes;
        if ((size_t)got < bytes)
            break;
    }
    return (ssize_t)done;
}

void raw_read(struct source *source, struct source_cursor *head, int64_t index, void *into,
              struct frame_note *note) {
    const struct raw_source *raw = (struct raw_source *)source;
    struct raw_cursor *cursor = (struct raw_cursor *)head;
    struct fault fault = { 0 };
    int64_t frame;
    size_t size = sample_size(source->info.sample);
    int fd = file_to_read(raw, cursor, find_file(raw, index, &frame), &fault);
    ssize_t got = 0;
    if (fd >= 0)
        got = raw->type->packing == RAW_WHOLE
                  ? read_whole(raw, fd, frame_offset(raw, frame), into)
                  : read_packed(raw, cursor, fd, frame_offset(raw, frame), into);
    size_t rows = got > 0 ? (size_t)got / raw->row_samples : 0;
    size_t kept = rows * raw->row_samples;
    memset((unsigned char *)into + kept * size, 0, (raw->samples - kept) * size);
    note->valid = (struct extent){ rows ? source->info.width : 0, (uint32_t)rows };
    if (fd < 0)
        note_set(note, FRAME_UNREADABLE, "%s", fault_text(&fault));
    else if (got < 0)
        note_set(note, FRAME_UNREADABLE, "cannot read the file");
    else if (!rows)
        note_set(note, FRAME_UNREADABLE, "the file ends before this frame");
    else if (rows < source->info.height)
        note_set(note, FRAME_RECOVERED, "the file ends after %zu of %u rows", rows,
                 source->info.height);
    fault_clear(&fault);
}

static char *frame_path(const struct source *source, int64_t index) {
    const struct raw_source *raw = (const struct raw_source *)source;
    int64_t frame;
    return file_names_path(&raw->files, find_file(raw, index, &frame));
}

static char *frame_name(const struct source *source, int64_t index) {
    const struct raw_source *raw = (const struct raw_source *)source;
    int64_t frame;
    if (raw->files.count == 1 || !raw->ends)
        return alloc_format("frame %" PRId64, index);
    char *safe = text_safe(raw->files.names[find_file(raw, index, &frame)] + raw->prefix);
    char *name = alloc_format("%s frame %" PRId64, safe, frame);
    free(safe);
    return name;
}

struct source_cursor *raw_cursor_open(struct source *source, struct fault *fault) {
    const struct raw_source *raw = (struct raw_source *)source;
    struct raw_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    (void)fault;
    cursor->fd = -1;
    size_t bytes;
    if (raw->type->packing != RAW_WHOLE && raw_bytes(raw->type, PIECE, &bytes))
        cursor->packed = alloc_zeroed(bytes + RAW_SLACK, 1);
    return &cursor->head;
}

void raw_cursor_close(struct source *source, struct source_cursor *head) {
    (void)source;
    struct raw_cursor *cursor = (struct raw_cursor *)head;
    if (cursor->fd >= 0)
        close(cursor->fd);
    free(cursor->packed);
    free(cursor);
}

void raw_close(struct source *source) {
    struct raw_source *raw = (struct raw_source *)source;
    file_names_free(&raw->files);
    free(raw->ends);
    if (raw->fd >= 0)
        close(raw->fd);
}

const struct source_format source_raw = {
    .name = "raw",
    .title = "raw pixels, with --raw: whole, or packed to 10, 12 or 14 bits",
    .suffixes = "",
    .open = open_raw,
    .count = count_raw,
    .cursor_open = raw_cursor_open,
    .read = raw_read,
    .cursor_close = raw_cursor_close,
    .frame_name = frame_name,
    .frame_path = frame_path,
    .close = raw_close,
};
