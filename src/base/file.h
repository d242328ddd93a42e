// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Reading files that may be anything: never blocks on a FIFO, never trusts a size.

#ifndef BLITZ_BASE_FILE_H
#define BLITZ_BASE_FILE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Opens a regular file read-only (close-on-exec, without waiting); *size may be NULL.
// Returns the descriptor, or -1 with a fault that names the path and says what it is instead
// (folder, FIFO, device, dangling link, no permission).
int file_open(const char *path, uint64_t *size, struct fault *fault);

// Reads up to `count` bytes at `offset`, going on after short reads. Returns the number of
// bytes read (less only at the end of the file) or -1 with errno set.
ssize_t file_read_at(int fd, void *into, size_t count, uint64_t offset);

// Writes `count` bytes where the file is; false with errno when not all could be written.
bool file_write_all(int fd, const void *from, size_t count);

// The whole of a regular file, followed by a zero byte; at most `limit` bytes. NULL with a
// fault when it cannot be read or is larger. The caller frees it.
char *file_read_all(const char *path, size_t limit, size_t *size, struct fault *fault);

// Writes a small file whole or not at all: under a temporary name beside it, which then gets its
// name. Folders that are missing above it are made for its owner alone. Not synced.
bool file_replace(const char *path, const void *bytes, size_t count, struct fault *fault);

// Makes the folders above a path that are missing, for their owner alone.
void file_make_folders(const char *path);

// "folder/name" in new memory.
char *file_join(const char *folder, const char *name);

// The part of a path after its last slash. Borrowed.
const char *file_base(const char *path);

// The length of the folder that all of `count` paths (one or more) begin with, its last slash
// included: what follows tells the files apart.
size_t file_common_folder(char *const *paths, size_t count);

// The suffix of a name without its dot ("tif"), or "". Borrowed.
const char *file_suffix(const char *path);

#endif
