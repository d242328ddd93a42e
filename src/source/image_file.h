// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the readers of one-image files share: a source with one frame over an open file, and
// its bytes in order. A folder opens thousands of these, so opening reads one small block, and
// the descriptor stays open for the reading that follows.

#ifndef BLITZ_SOURCE_IMAGE_FILE_H
#define BLITZ_SOURCE_IMAGE_FILE_H

#include "source/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The head of each such reader's struct.
struct image_file {
    struct source source;
    int fd;
    uint64_t size; // of the file when it was opened
    double time;   // s since 1970 from the file's own stamp; NaN: none
};

// Starts a struct of `size` bytes over the file: one frame, any access. NULL with a fault.
void *image_file_start(size_t size, const struct source_format *format, const char *path,
                       struct fault *fault);

// Ends an opening: the source when `is_good` and its geometry is accepted, else NULL with a
// fault and everything freed (`format->close` frees what the reader holds).
struct source *image_file_finish(struct image_file *file, bool is_good, struct fault *fault);

// A fault "PATH: what". Returns false.
bool image_file_fault(const struct image_file *file, struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void image_file_close(struct source *source);                       // a format's close
double image_file_time(const struct source *source, int64_t index); // its frame_time

// Ends the reading of a frame of which the first `rows` rows are real: zeroes the others and
// sets status, extent and reason ("why; M of N rows"). `why` is safe to print.
void image_file_note(const struct image_file *file, uint32_t rows, const char *why, void *into,
                     struct frame_note *note);

// Sets a note to a whole, good frame with the file's time.
void image_file_ok(const struct image_file *file, struct frame_note *note);

// The file's bytes from an offset on, read ahead in blocks. One thread.
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
void input_begin(struct byte_input *input, int fd, uint64_t offset, size_t capacity);

// Reads the next block; false at the end of the file.
bool input_fill(struct byte_input *input);

// Up to `count` bytes; fewer only at the end.
size_t input_read(struct byte_input *input, void *into, size_t count);

// Passes over bytes without reading more of them than are buffered.
void input_skip(struct byte_input *input, uint64_t count);

// Place in the file of the next byte.
uint64_t input_place(const struct byte_input *input);

// The next byte, or -1 at the end. peek leaves it there.
static inline int input_peek(struct byte_input *input) {
    return input->at < input->length || input_fill(input) ? input->buffer[input->at] : -1;
}

static inline int input_byte(struct byte_input *input) {
    int byte = input_peek(input);
    input->at += byte >= 0;
    return byte;
}

void input_end(struct byte_input *input);

#endif
