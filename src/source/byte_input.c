// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/byte_input.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

void byte_input_begin(struct byte_input *input, int fd, uint64_t offset, size_t capacity) {
    unsigned char *buffer = input->buffer;
    if (!buffer || input->capacity < capacity) {
        buffer = alloc_resize(buffer, capacity, 1);
        input->capacity = capacity;
    }
    *input = (struct byte_input){
        .fd = fd, .offset = offset, .capacity = input->capacity, .buffer = buffer
    };
}

bool byte_input_fill(struct byte_input *input) {
    ssize_t got = file_read_at(input->fd, input->buffer, input->capacity, input->offset);
    input->at = 0;
    input->length = got > 0 ? (size_t)got : 0;
    input->offset += input->length;
    input->has_failed |= got < 0;
    input->has_ended |= got <= 0;
    return got > 0;
}

size_t byte_input_read(struct byte_input *input, void *into, size_t count) {
    size_t done = 0;
    while (done < count && (input->at < input->length || byte_input_fill(input))) {
        size_t part = input->length - input->at;
        if (part > count - done)
            part = count - done;
        memcpy((unsigned char *)into + done, input->buffer + input->at, part);
        input->at += part;
        done += part;
    }
    return done;
}

void byte_input_skip(struct byte_input *input, uint64_t count) {
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

uint64_t byte_input_place(const struct byte_input *input) {
    return input->offset - (input->length - input->at);
}

void byte_input_end(struct byte_input *input) {
    free(input->buffer);
    *input = (struct byte_input){ 0 };
}
