// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Files of one series: a folder, a pattern or a list. Inside this room only.

#ifndef BLITZ_SOURCE_FOLDER_H
#define BLITZ_SOURCE_FOLDER_H

#include "source/source.h"

// The files of a folder: the largest group, or wish->group. When the first readable file of that
// group has more frames than one, the source is that file alone.
struct source *folder_open(const char *path, const struct source_wish *wish, struct fault *fault);

// The same with the files that match a shell pattern.
struct source *folder_open_pattern(const char *pattern, const struct source_wish *wish,
                                   struct fault *fault);

// Files as given, in the order given, one frame each.
struct source *folder_open_list(char *const *paths, size_t count, const struct source_wish *wish,
                                struct fault *fault);

#endif
