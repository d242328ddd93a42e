// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Parts of files mapped read-only. A file that somebody shortens while it is mapped would end
// the program with SIGBUS; here a lost page reads as zero instead, and the mapping says so.

#ifndef BLITZ_STACK_MAPPING_H
#define BLITZ_STACK_MAPPING_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }.
struct mapping {
    const unsigned char *data; // the byte at `offset`; NULL when nothing is mapped
    void *pages;               // the whole pages around it
    size_t page_bytes;
    int guard; // its number among the guarded mappings
};

// Maps `bytes` > 0 bytes of `fd` from any `offset`; `fd` may be closed afterwards. Any thread.
bool mapping_open(struct mapping *mapping, int fd, uint64_t offset, size_t bytes,
                  struct fault *fault);

// The same, to be written: what is written is in the file.
bool mapping_open_new(struct mapping *mapping, int fd, uint64_t offset, size_t bytes,
                      struct fault *fault);

// Whether the process has addresses left for a mapping of `bytes` bytes and for its own work
// beside it (ulimit -v counts both). Any thread.
bool mapping_has_room(size_t bytes);

// Whether a page of this mapping was lost since it was opened.
bool mapping_was_torn(const struct mapping *mapping);

// Whether any mapping lost a page since the program started.
bool mapping_any_torn(void);

// Unmaps; nobody may read it any more. Leaves { 0 }.
void mapping_close(struct mapping *mapping);

#endif
