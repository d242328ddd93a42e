// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Raw files of which the user, or a header beside them, says the layout. Inside this room only.

#ifndef BLITZ_SOURCE_RAW_H
#define BLITZ_SOURCE_RAW_H

#include "source/file_names.h"
#include "source/source.h"

#include <stddef.h>

// Several files, the frames of each after those of the one before. Takes them, also when it fails.
// What the files hold is counted by source_count.
struct source *raw_open_files(const char *path, struct file_names *files,
                              const struct source_wish *wish, struct fault *fault);

// One file of this layout as a source of `format`, whose other verbs are those below.
struct source *raw_open_layout(const struct source_format *format, const char *path,
                               const struct raw_wish *layout, struct fault *fault);

// The verbs, as source/source.h describes them.
struct source_cursor *raw_cursor_open(struct source *source, struct fault *fault);
void raw_read(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
              struct frame_note *note);
void raw_cursor_close(struct source *source, struct source_cursor *cursor);
void raw_close(struct source *source);

#endif
