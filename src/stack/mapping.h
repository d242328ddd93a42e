// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Parts of files mapped read-only, one run of a file or many parts side by side. A file that
// somebody shortens while it is mapped would end the program with SIGBUS; here a lost page reads as
// zero instead, and the mapping says so.

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

// Takes addresses for `bytes` > 0 bytes that read as zero, to be filled by parts with mapping_place
// and mapping_own; they cost no memory. Any thread.
bool mapping_reserve(struct mapping *mapping, size_t bytes, struct fault *fault);

// Bytes of addresses that a part of `bytes` bytes needs wherever in a file it begins: whole pages.
// False when they do not fit in a size.
bool mapping_part_bytes(size_t bytes, size_t *room);

// Maps `bytes` bytes of `fd` from any `offset` into the reserved part that begins at `at` (whole
// pages, as mapping_part_bytes counts them); `fd` may be closed afterwards. Returns the byte at
// `offset`, or NULL. Any thread; nobody may read this part meanwhile.
const unsigned char *mapping_place(const struct mapping *mapping, size_t at, int fd,
                                   uint64_t offset, size_t bytes, struct fault *fault);

// Memory of its own, zeroed, for such a part; NULL when there is none. Any thread.
unsigned char *mapping_own(const struct mapping *mapping, size_t at, size_t bytes,
                           struct fault *fault);

// What becomes of mapped bytes of a file (not of memory of its own, which would be lost): they are
// needed soon, and the kernel may begin to read them; or they were looked at, and when it wants
// their memory it need not look for who has it mapped. They can be read as before in any case. Any
// thread.
enum mapping_use { MAPPING_SOON, MAPPING_SEEN };
void mapping_advise(const unsigned char *start, size_t bytes, enum mapping_use use);

// How many parts a process may map at most.
size_t mapping_most_parts(void);

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
