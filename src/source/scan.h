// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The names in a folder or of a pattern. No file is looked at: on the way to the first frame of
// 200 000 a look at each would cost seconds. Inside this room only.

#ifndef BLITZ_SOURCE_SCAN_H
#define BLITZ_SOURCE_SCAN_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct name_list {
    char **names; // below the folder, or as the pattern gave them; owned
    size_t count, capacity;
};

// Files of a folder without hidden ones, with those of its subfolders (no links to folders) when
// recursive. An unreadable subfolder is left out.
bool scan_folder(const char *path, bool recursive, struct name_list *list, struct fault *fault);

// Files that match a shell pattern. FAULT_NOTHING when none does.
bool scan_pattern(const char *pattern, struct name_list *list, struct fault *fault);

// Appends a copy of the name.
void name_list_add(struct name_list *list, const char *name);

// Frees the names and makes the list empty; also after a scan that failed.
void name_list_free(struct name_list *list);

#endif
