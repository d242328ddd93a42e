// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The members of a ZIP archive (with the large sizes of ZIP64). Inside this room only.

#ifndef BLITZ_SOURCE_ZIP_DIRECTORY_H
#define BLITZ_SOURCE_ZIP_DIRECTORY_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8, ZIP_ENCRYPTED = 1 };

struct zip_member {
    char *name;      // as it is in the archive; owned
    uint64_t header; // where its own header is in the file
    uint64_t packed; // bytes in the file
    uint64_t size;   // bytes once unpacked
    uint32_t crc;
    unsigned method, flags; // ZIP_STORED ..., ZIP_ENCRYPTED
};

// Initialise with { 0 }.
struct zip_directory {
    struct zip_member *members;
    size_t count, capacity;
    bool is_rebuilt; // from the members themselves: the directory at the end of the file is lost
};

// Reads the directory of an archive of `size` bytes. The fault is the end of a sentence about the
// file.
bool zip_directory_read(int fd, uint64_t size, struct zip_directory *directory,
                        struct fault *fault);

// Where the bytes of a member begin in the file.
bool zip_member_start(int fd, const struct zip_member *member, uint64_t *start,
                      struct fault *fault);

// Frees what it owns.
void zip_directory_free(struct zip_directory *directory);

#endif
