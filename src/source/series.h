// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Files in an order as one source: one frame each. Inside this room only.

#ifndef BLITZ_SOURCE_SERIES_H
#define BLITZ_SOURCE_SERIES_H

#include "source/gaps.h"
#include "source/source.h"

// The first of these files that can be opened; NULL with a fault that says why the first of them
// cannot.
struct source *series_open_first(char *const *paths, size_t count, const struct source_wish *wish,
                                 struct fault *fault);

// Whether an open file holds more than one frame (counts it if need be).
bool series_is_many(struct source *source);

// The series of `paths` (moved, with the strings in it). Its kind, geometry and type are those of
// `first` (borrowed). `numbering` is borrowed and read once.
struct source *series_new(const char *path, char **paths, size_t count, struct source *first,
                          const struct numbering *numbering, const struct source_wish *wish);

#endif
