// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The names in a folder or of a pattern. No file is looked at: on the way to the first frame of
// 200 000 a look at each would cost seconds. Inside this room only.

#ifndef BLITZ_SOURCE_SCAN_H
#define BLITZ_SOURCE_SCAN_H

#include "base/fault.h"
#include "source/file_names.h"

#include <stdbool.h>

// Files of a folder without hidden ones, with those of its subfolders (no links to folders) when
// recursive; in no order. *files is the caller's to free, also after a scan that failed. An
// unreadable subfolder is left out.
bool scan_folder(const char *path, bool recursive, struct file_names *files, struct fault *fault);

// Files that match a shell pattern. FAULT_NOTHING when none does.
bool scan_pattern(const char *pattern, struct file_names *files, struct fault *fault);

#endif
