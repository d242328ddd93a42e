// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Small good files of every format.

#ifndef BLITZ_TESTS_FUZZ_SAMPLES_H
#define BLITZ_TESTS_FUZZ_SAMPLES_H

#include <stddef.h>

struct fuzz_sample {
    const char *name;
    const char *raw; // --raw= that it is read with; NULL: none
    unsigned char *bytes;
    size_t size;
};

enum { FUZZ_SAMPLES_MOST = 64 };

struct fuzz_samples {
    struct fuzz_sample items[FUZZ_SAMPLES_MOST];
    size_t count;
};

// Made with the libraries' writers in `folder`, where nothing is left of them. Videos are left out
// where an encoder is missing.
struct fuzz_samples fuzz_samples_make(const char *folder);

void fuzz_samples_free(struct fuzz_samples *samples);

#endif
