// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What every reader needs: the head of its struct, metadata, notes, the gate for geometries.

#include "source/source.h"

#include "base/alloc.h"
#include "base/size.h"
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t size;
} samples[SAMPLE_COUNT] = {
    [SAMPLE_U8] = { "u8", 1 },   [SAMPLE_I8] = { "i8", 1 },   [SAMPLE_U16] = { "u16", 2 },
    [SAMPLE_I16] = { "i16", 2 }, [SAMPLE_U32] = { "u32", 4 }, [SAMPLE_I32] = { "i32", 4 },
    [SAMPLE_U64] = { "u64", 8 }, [SAMPLE_I64] = { "i64", 8 }, [SAMPLE_F16] = { "f16", 2 },
    [SAMPLE_F32] = { "f32", 4 }, [SAMPLE_F64] = { "f64", 8 }, [SAMPLE_BOOL] = { "bool", 1 },
};

size_t sample_size(enum sample sample) {
    return samples[sample].size;
}

const char *sample_name(enum sample sample) {
    return samples[sample].name;
}

void metadata_add(struct metadata *metadata, const char *key, const char *value) {
    metadata->items =
        alloc_grow(metadata->items, metadata->count, &metadata->capacity, sizeof *metadata->items);
    metadata->items[metadata->count++] =
        (struct metadata_item){ .key = text_safe(key), .value = text_safe(value) };
}

void metadata_addf(struct metadata *metadata, const char *key, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *value = alloc_vformat(format, arguments);
    va_end(arguments);
    metadata_add(metadata, key, value);
    free(value);
}

const char *metadata_find(const struct metadata *metadata, const char *key) {
    for (size_t i = 0; i < metadata->count; i++)
        if (strcmp(metadata->items[i].key, key) == 0)
            return metadata->items[i].value;
    return NULL;
}

void metadata_free(struct metadata *metadata) {
    for (size_t i = 0; i < metadata->count; i++) {
        free(metadata->items[i].key);
        free(metadata->items[i].value);
    }
    free(metadata->items);
    *metadata = (struct metadata){ 0 };
}

void *source_start(size_t size, const struct source_format *format, const char *path) {
    struct source *source = alloc_zeroed(1, size);
    source->format = format;
    source->path = alloc_string(path);
    source->info.kind = format->name;
    source->info.frames = -1;
    source->info.expected = -1;
    source->info.files = 1;
    return source;
}

bool source_frame_bytes(const struct source *source, size_t *bytes) {
    const struct source_info *info = &source->info;
    return size_product(info->width, info->height, info->channels, sample_size(info->sample),
                        bytes);
}

bool source_accept(struct source *source, struct fault *fault) {
    const struct source_info *info = &source->info;
    char *safe = text_safe(source->path);
    size_t bytes;
    bool good = false;
    if (!info->width || !info->height || !info->channels)
        fault_set(fault, FAULT_FAILED, "%s: has no pixels (%u x %u)", safe, info->width,
                  info->height);
    // A frame must be addressable, and a row's samples must fit in an int for the codecs.
    else if (!source_frame_bytes(source, &bytes) || bytes > (size_t)1 << 46
             || (uint64_t)info->width * info->channels > INT32_MAX || info->height > INT32_MAX)
        fault_set(fault, FAULT_LIMIT, "%s: claims %u x %u pixels: too large for one frame", safe,
                  info->width, info->height);
    else if (info->channels > 4)
        fault_set(fault, FAULT_FAILED, "%s: has %u channels: only 1 to 4 can be read", safe,
                  info->channels);
    else
        good = true;
    free(safe);
    return good;
}

void note_set(struct frame_note *note, enum frame_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *reason = alloc_vformat(format, arguments);
    va_end(arguments);
    free(note->reason);
    note->status = status;
    note->reason = reason;
}
