// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Files in an order, told by their names. A folder has 200 000 of them, and memory of its own for
// the path of each costs more than reading their names. Inside this room only.

#ifndef BLITZ_SOURCE_FILE_NAMES_H
#define BLITZ_SOURCE_FILE_NAMES_H

#include <stddef.h>

// Owns what it points to.
struct file_names {
    char *folder; // before each name; NULL: the names are paths
    char **names; // in order; in `memory`
    size_t count;
    char *memory;
};

// Copies of these paths.
struct file_names file_names_of(const char *const *paths, size_t count);

// The path of number `i`, new string.
char *file_names_path(const struct file_names *files, size_t i);

void file_names_free(struct file_names *files);

#endif
