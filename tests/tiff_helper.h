// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the tests of the TIFF reader share: files in a folder of their own, and a series read
// through the reader's own verbs.

#ifndef BLITZ_TESTS_TIFF_HELPER_H
#define BLITZ_TESTS_TIFF_HELPER_H

#include "source/source.h"

#include <stddef.h>
#include <stdint.h>

// A file opened, counted, with one cursor. source NULL: it was refused, fault says why.
struct series {
    struct source *source;
    struct source_cursor *cursor;
    struct fault fault;
    unsigned char *frame; // room for one frame
    size_t bytes;         // of it
};

// Opens a file; `counted`: counts it too.
struct series series_open(const char *path, bool counted);

// Reads a frame into series->frame. The note's reason is freed by series_forget.
struct frame_note series_read(struct series *series, int64_t index);
void series_forget(struct frame_note *note);

void series_close(struct series *series);

// A scratch folder, as fixtures of a group of tests; removed with everything in it.
int scratch_make(void **state);
int scratch_remove(void **state);

// The path of a file in it; borrowed until the next call.
const char *scratch_path(const char *name);

// Writes bytes to a file of the scratch folder and returns its path (borrowed).
const char *scratch_write(const char *name, const void *bytes, size_t size);

#endif
