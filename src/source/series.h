// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Files in an order as one source: one frame each. Inside this room only.

#ifndef BLITZ_SOURCE_SERIES_H
#define BLITZ_SOURCE_SERIES_H

#include "source/file_names.h"
#include "source/gaps.h"
#include "source/source.h"

// The first of these files that can be opened; NULL with a fault that says why the first of them
// cannot.
struct source *series_open_first(const struct file_names *files, const struct source_wish *wish,
                                 struct fault *fault);

// Whether an open file holds more than one frame (counts it if need be).
bool series_is_many(struct source *source);

// The series of these files (moved). Its kind, geometry and type are those of
// `first` (borrowed). `numbering` is borrowed and read once.
struct source *series_new(const char *path, struct file_names *files, struct source *first,
                          const struct numbering *numbering, const struct source_wish *wish);

#endif
