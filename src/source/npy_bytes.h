// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The bytes of an NPY array: a whole file, a part of one, or a deflated part, which can only be
// unpacked from its beginning on. Inside this room only.

#ifndef BLITZ_SOURCE_NPY_BYTES_H
#define BLITZ_SOURCE_NPY_BYTES_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Where they are.
struct npy_place {
    int fd;
    uint64_t start;  // in the file
    uint64_t packed; // bytes in the file
    uint64_t size;   // of the array with its header; the same when it is not deflated
    bool is_deflated;
    uint32_t crc; // of the deflated
};

struct npy_inflater;

// One reading, of one thread. Initialise with .place alone.
struct npy_bytes {
    struct npy_place place;
    struct npy_inflater *inflater; // owned; NULL until something deflated is read
};

// Reads up to `count` bytes from the byte `at` of the array on: fewer where it ends or is damaged,
// -1 with errno. What is deflated is unpacked from where the last reading ended, or when that is
// behind `at`, again from the beginning.
ssize_t npy_bytes_read(struct npy_bytes *bytes, void *into, size_t count, uint64_t at);

// Whether what is deflated is damaged, as far as it has been read: it cannot be unpacked, or its
// end has been reached and the checksum is another one.
bool npy_bytes_are_damaged(struct npy_bytes *bytes);

// Unpacks what is deflated into a file without a name, in $TMPDIR or /var/tmp, and gives its place,
// whose descriptor is the caller's; where the data are damaged, it ends. False with a fault.
bool npy_bytes_unpack(struct npy_bytes *bytes, struct npy_place *unpacked, struct fault *fault);

// Frees the reading.
void npy_bytes_end(struct npy_bytes *bytes);

#endif
