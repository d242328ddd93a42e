// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a file is, by its first bytes. Inside this room only.

#ifndef BLITZ_SOURCE_PROBE_H
#define BLITZ_SOURCE_PROBE_H

#include "source/source.h"

// Opens a regular file with the format whose probe is surest of its first bytes. The fault says
// what the file is when no format reads it.
struct source *probe_open_file(const char *path, const struct source_wish *wish,
                               struct fault *fault);

// Whether a name with this suffix (without its dot, any case) is usually an image or a series.
bool probe_knows_suffix(const char *suffix);

// Whether a name with this suffix may be an image, and often is something else (.txt, .dat).
bool probe_shares_suffix(const char *suffix);

// Whether `path` is a regular file whose first bytes some format knows, or are a table of numbers
// as the user says that they are written.
bool probe_knows_content(const char *path, const struct source_wish *wish);

// What a file is that no format reads, as the end of a sentence about it: "is not a format
// blitz reads: it looks like text". `head` are its first bytes. New string.
char *foreign_describe(const char *path, const unsigned char *head, size_t size);

#endif
