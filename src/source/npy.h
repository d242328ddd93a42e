// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// NPY arrays that lie within other files. Inside this room only.

#ifndef BLITZ_SOURCE_NPY_H
#define BLITZ_SOURCE_NPY_H

#include "source/npy_bytes.h"
#include "source/source.h"

// Opens the array at this place of a file as a source of `format`, whose other verbs are those
// below. Takes the descriptor, also when it fails.
struct source *npy_open_place(const struct source_format *format, const char *path,
                              const struct npy_place *place, const struct source_wish *wish,
                              struct fault *fault);

// The verbs, as source/source.h describes them.
struct source_cursor *npy_cursor_open(struct source *source, struct fault *fault);
void npy_read(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
              struct frame_note *note);
void npy_cursor_close(struct source *source, struct source_cursor *cursor);
void npy_close(struct source *source);

#endif
