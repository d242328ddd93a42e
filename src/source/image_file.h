// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the readers of one-image files share: a source with one frame over an open file. A folder
// opens thousands of these, so opening reads one small block, and the descriptor stays open for
// the reading that follows.

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

#endif
