// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The header of an NPY file (NEP 1, versions 1 to 3): a magic number, a length, and a Python
// dictionary as text. Inside this room only.

#ifndef BLITZ_SOURCE_NPY_HEADER_H
#define BLITZ_SOURCE_NPY_HEADER_H

#include "source/npy_bytes.h"
#include "source/source.h"

enum { NPY_AXES = 32 }; // NumPy's own limit

struct npy_header {
    enum sample sample;
    bool is_swapped; // byte order is not this machine's
    bool is_fortran; // first axis fastest
    int axes;
    uint64_t shape[NPY_AXES];
    uint64_t data_offset; // from the beginning of the array
    char *descr;          // as written; owned
};

// Reads the header of an array. The fault is the end of a sentence about the file ("holds
// complex numbers ...").
bool npy_header_read(struct npy_bytes *bytes, struct npy_header *header, struct fault *fault);

// Frees what it owns.
void npy_header_free(struct npy_header *header);

#endif
