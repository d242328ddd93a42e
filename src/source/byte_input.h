// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A file's bytes from an offset on, read ahead in blocks. That its end was passed, or that the
// system could not read, is remembered: readers ask once, when they are through.

#ifndef BLITZ_SOURCE_BYTE_INPUT_H
#define BLITZ_SOURCE_BYTE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }. One thread.
struct byte_input {
    int fd;
    uint64_t offset;   // in the file, of the byte after the buffer
    size_t at, length; // next byte and end of what the buffer holds
    size_t capacity;
    unsigned char *buffer; // owned
    bool has_ended;        // a byte beyond the end was asked for
    bool has_failed;       // the system could not read
};

enum { INPUT_HEADER_BLOCK = 4096, INPUT_BLOCK = 128 * 1024 };

// Begins at `offset`; keeps the buffer of an earlier use when it is as large.
void byte_input_begin(struct byte_input *input, int fd, uint64_t offset, size_t capacity);

// Reads the next block; false at the end of the file.
bool byte_input_fill(struct byte_input *input);

// Up to `count` bytes; fewer only at the end.
size_t byte_input_read(struct byte_input *input, void *into, size_t count);

// Passes over bytes without reading more of them than are buffered.
void byte_input_skip(struct byte_input *input, uint64_t count);

// Place in the file of the next byte.
uint64_t byte_input_place(const struct byte_input *input);

// The next byte, or -1 at the end; it stays the next one.
static inline int byte_input_peek(struct byte_input *input) {
    return input->at < input->length || byte_input_fill(input) ? input->buffer[input->at] : -1;
}

// The same; the byte is taken.
static inline int byte_input_next(struct byte_input *input) {
    int byte = byte_input_peek(input);
    input->at += byte >= 0;
    return byte;
}

// Frees the buffer.
void byte_input_end(struct byte_input *input);

#endif
