// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Raw files of which the user says the layout. Inside this room only.

#ifndef BLITZ_SOURCE_RAW_H
#define BLITZ_SOURCE_RAW_H

#include "source/source.h"

#include <stddef.h>

// Several files, the frames of each after those of the one before. Takes `paths` and the strings in
// it, also when it fails. What the files hold is counted by source_count.
struct source *raw_open_files(const char *path, char **paths, size_t count,
                              const struct source_wish *wish, struct fault *fault);

#endif
