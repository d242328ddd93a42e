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

void image_file_note(const struct image_file *file, uint32_t rows, const char *why, void *into,
                     struct frame_note *note) {
    const struct source_info *info = &file->source.info;
    size_t row_bytes = (size_t)info->width * info->channels * sample_size(info->sample);
    memset((unsigned char *)into + rows * row_bytes, 0, (info->height - rows) * row_bytes);
    note->valid = (struct extent){ rows ? info->width : 0, rows };
    if (rows)
        note_set(note, FRAME_RECOVERED, "%s; %u of %u rows", why, rows, info->height);
    else
        note_set(note, FRAME_UNREADABLE, "%s", why);
}
