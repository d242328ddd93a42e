// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// libjpeg-turbo, tamed: it reads from a byte_input, never prints, never exits, and says from
// which row on its output is no longer what the encoder wrote.

#ifndef BLITZ_SOURCE_JPEG_WORK_H
#define BLITZ_SOURCE_JPEG_WORK_H

#include "source/byte_input.h"
#include "source/source.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>
#include <setjmp.h>

// One decompressor. Its fields survive the jumps out of libjpeg, because it lives outside the
// functions that call setjmp.
struct jpeg_work {
    struct source_cursor head;
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr bytes;
    struct byte_input input;
    jmp_buf jump;
    char *problem;     // first error or warning, safe to print; NULL: none. Owned.
    bool is_absorbing; // all scans are read before any output
    bool has_complained;
    bool is_torn;              // entropy-coded data were wrong or ended too early
    uint32_t torn_row;         // then: rows before that are sound
    struct metadata *metadata; // where comments and EXIF go; NULL: nowhere
    double time;               // from EXIF; NaN: none
    int comments;              // kept so far
};

// Reads the header: to the start of the first scan. False with work->problem. The
// decompressor exists afterwards in both cases, until jpeg_work_clear.
bool jpeg_work_header(struct jpeg_work *work, int fd, size_t block, struct metadata *metadata);

// Frees all but the read buffer.
void jpeg_work_clear(struct jpeg_work *work);

#endif
