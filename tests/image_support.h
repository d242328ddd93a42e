// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the tests of one-image readers share: bytes to a file, a file to samples.

#ifndef BLITZ_TESTS_IMAGE_SUPPORT_H
#define BLITZ_TESTS_IMAGE_SUPPORT_H

#include "source/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One frame as a reader gave it. `source` is NULL when opening failed (see fault).
struct taken {
    struct source *source;
    struct fault fault;
    unsigned char *samples;
    size_t bytes;
    struct frame_note note;
};

// Opens and reads; the samples were filled with 0xAA before.
struct taken take_file(const struct source_format *format, const char *path,
                       enum channel_wish channel);

// The same of these bytes, through a temporary file.
struct taken take_bytes(const struct source_format *format, const void *bytes, size_t size,
                        enum channel_wish channel);

void taken_free(struct taken *taken);

// For every 1 % of a file's length: the truncated file must open and read without harm, and
// hold the first rows of `truth` in its valid rows and zero below. `keeps_rows`: at 100 % less a
// byte some row must be left, and more of the file never gives fewer rows. Returns the rows of
// the longest cut.
uint32_t check_truncations(const struct source_format *format, const unsigned char *bytes,
                           size_t size, enum channel_wish channel, const unsigned char *truth,
                           bool keeps_rows);

// A sequence of bytes that looks like nothing, from a seed.
uint32_t noise_next(uint32_t *seed);

#endif
