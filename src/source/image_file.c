// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/image_file.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *image_file_start(size_t size, const struct source_format *format, const char *path,
                       struct fault *fault) {
    uint64_t bytes;
    int fd = file_open(path, &bytes, fault);
    if (fd < 0)
        return NULL;
    struct image_file *file = source_start(size, format, path);
    file->fd = fd;
    file->size = bytes;
    file->time = NAN;
    file->source.info.frames = 1;
    file->source.info.expected = 1;
    file->source.info.access = ACCESS_RANDOM;
    return file;
}

struct source *image_file_finish(struct image_file *file, bool is_good, struct fault *fault) {
    struct source *source = &file->source;
    if (is_good && source_accept(source, fault)) {
        if (!isnan(file->time))
            source->info.time_source = "EXIF";
        return source;
    }
    source_close(&source);
    return NULL;
}

bool image_file_fault(const struct image_file *file, struct fault *fault, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *what = alloc_vformat(format, arguments);
    va_end(arguments);
    char *path = text_safe(file->source.path);
    fault_set(fault, FAULT_FAILED, "%s: %s", path, what);
    free(path);
    free(what);
    return false;
}

void image_file_close(struct source *source) {
    close(((struct image_file *)source)->fd);
}

double image_file_time(const struct source *source, int64_t index) {
    (void)index;
    return ((const struct image_file *)source)->time;
}

void image_file_ok(const struct image_file *file, struct frame_note *note) {
    const struct source_info *info = &file->source.info;
    *note = (struct frame_note){ .status = FRAME_OK,
                                 .valid = { info->width, info->height },
                                 .time = file->time };
}

void image_file_note(const struct image_file *file, uint32_t rows, const char *why, void *into,
                     struct frame_note *note) {
    const struct source_info *info = &file->source.info;
    size_t row_bytes = (size_t)info->width * info->channels * sample_size(info->sample);
    memset((unsigned char *)into + rows * row_bytes, 0, (info->height - rows) * row_bytes);
    unsigned flags = note->flags;
    image_file_ok(file, note);
    note->flags = flags;
    note->valid = (struct extent){ rows ? info->width : 0, rows };
    if (rows)
        note_set(note, FRAME_RECOVERED, "%s; %u of %u rows", why, rows, info->height);
    else
        note_set(note, FRAME_UNREADABLE, "%s", why);
}

void input_begin(struct byte_input *input, int fd, uint64_t offset, size_t capacity) {
    unsigned char *buffer = input->buffer;
    if (!buffer || input->capacity < capacity) {
        buffer = alloc_resize(buffer, capacity, 1);
        input->capacity = capacity;
    }
    *input = (struct byte_input){
        .fd = fd, .offset = offset, .capacity = input->capacity, .buffer = buffer
    };
}

bool input_fill(struct byte_input *input) {
    ssize_t got = file_read_at(input->fd, input->buffer, input->capacity, input->offset);
    input->at = 0;
    input->length = got > 0 ? (size_t)got : 0;
    input->offset += input->length;
    input->has_failed |= got < 0;
    input->has_ended |= got <= 0;
    return got > 0;
}

size_t input_read(struct byte_input *input, void *into, size_t count) {
    size_t done = 0;
    while (done < count && (input->at < input->length || input_fill(input))) {
        size_t part = input->length - input->at;
        if (part > count - done)
            part = count - done;
        memcpy((unsigned char *)into + done, input->buffer + input->at, part);
        input->at += part;
        done += part;
    }
    return done;
}

void input_skip(struct byte_input *input, uint64_t count) {
    size_t held = input->length - input->at;
    if (count <= held) {
        input->at += (size_t)count;
        return;
    }
    input->at = input->length;
    if (__builtin_add_overflow(input->offset, count - held, &input->offset)
        || input->offset > INT64_MAX)
        input->offset = INT64_MAX;
}

uint64_t input_place(const struct byte_input *input) {
    return input->offset - (input->length - input->at);
}

void input_end(struct byte_input *input) {
    free(input->buffer);
    *input = (struct byte_input){ 0 };
}
