// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Files that are either whole or not there: written under a temporary name in the same folder,
// synced, and given their name at the end. An existing file is never replaced without force.

#ifndef BLITZ_OUTPUT_WRITE_H
#define BLITZ_OUTPUT_WRITE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output_file {
    char *path, *temporary;
    int fd; // open for reading and writing
    bool force;
    int error;     // errno of the first write that failed
    uint64_t size; // written with output_write
};

// Whether a file of this name may be written: FAULT_FAILED when there is one and no force, or
// when it is no regular file. For looking before the work begins.
bool output_may_write(const char *path, bool force, struct fault *fault);

// Creates the temporary file. After failure there is nothing to release.
bool output_begin(struct output_file *file, const char *path, bool force, struct fault *fault);

// Whether the disk has room for so many bytes now: FAULT_LIMIT when it says that it has not.
bool output_has_room(const struct output_file *file, uint64_t bytes, struct fault *fault);

// Appends all bytes, or fails with a fault that names the file and says why (disk full ...).
bool output_write(struct output_file *file, const void *bytes, size_t count, struct fault *fault);

// Writes at `offset`, for libraries that seek; a failure is kept in file->error.
bool output_write_at(struct output_file *file, const void *bytes, size_t count, uint64_t offset);

// The fault for file->error. Returns false.
bool output_fault(const struct output_file *file, struct fault *fault);

// Syncs and gives the file its name. Releases, whether it succeeds or not; when not, nothing
// is left behind.
bool output_end(struct output_file *file, struct fault *fault);

// Removes what was written and releases.
void output_abandon(struct output_file *file);

// All of it at once.
bool output_write_all(const char *path, const void *bytes, size_t count, bool force,
                      struct fault *fault);

// "out.npy" and "mean" give "out.mean.npy"; a name without suffix gets it at the end. New string.
char *output_name_with(const char *path, const char *part);

// "out.png" and 123 give "out.000123.png". New string.
char *output_name_numbered(const char *path, int64_t number);

#endif
