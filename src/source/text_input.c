// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/text_input.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 128 * 1024, LONGEST_LINE = 1 << 26 };

void text_input_begin(struct text_input *input, int fd, uint64_t offset) {
    char *buffer = input->buffer;
    size_t capacity = input->capacity;
    *input = (struct text_input){ .fd = fd, .offset = offset };
    input->buffer = buffer;
    input->capacity = capacity;
}

// Twice the room for a line that is longer than the buffer.
static bool grow(struct text_input *input) {
    size_t capacity = input->capacity ? input->capacity * 2 : BLOCK;
    char *larger = capacity <= LONGEST_LINE ? alloc_try(capacity, 1) : NULL;
    if (!larger) {
        input->is_too_long = true;
        return false;
    }
    if (input->length)
        memcpy(larger, input->buffer, input->length);
    free(input->buffer);
    input->buffer = larger;
    input->capacity = capacity;
    return true;
}

// Reads on behind what is left; false when nothing more comes.
static bool fill(struct text_input *input) {
    size_t left = input->length - input->at;
    if (input->at && left)
        memmove(input->buffer, input->buffer + input->at, left);
    input->at = 0;
    input->length = left;
    if (left == input->capacity && !grow(input))
        return false;
    ssize_t got =
        file_read_at(input->fd, input->buffer + left, input->capacity - left, input->offset);
    input->has_failed |= got < 0;
    input->has_ended |= got <= 0;
    if (got <= 0)
        return false;
    input->offset += (uint64_t)got;
    input->length += (size_t)got;
    return true;
}

bool text_input_line(struct text_input *input, char line_end, const char **at, const char **end,
                     bool *is_whole) {
    size_t searched = 0;
    for (;;) {
        size_t held = input->length - input->at;
        const char *from = held ? input->buffer + input->at : NULL;
        const char *stop =
            held > searched ? memchr(from + searched, line_end, held - searched) : NULL;
        *is_whole = stop != NULL;
        if (!stop && !input->has_ended) {
            searched = held;
            if (fill(input) || !input->is_too_long)
                continue;
        }
        if (input->is_too_long || input->has_failed || !held)
            return false;
        *at = from;
        *end = stop ? stop : from + held;
        input->at += (size_t)(*end - from) + *is_whole;
        return true;
    }
}

void text_input_end(struct text_input *input) {
    free(input->buffer);
    *input = (struct text_input){ 0 };
}
