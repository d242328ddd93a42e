// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Raw files for tests: opened by a layout, read and refused.

#ifndef BLITZ_TESTS_RAW_SUPPORT_H
#define BLITZ_TESTS_RAW_SUPPORT_H

#include "source/source.h"

#include <stdint.h>

// Opens and counts; NULL with a fault.
struct source *raw_open_as(const char *path, const char *layout, struct fault *fault);

// The same, and it must be good.
struct source *raw_open_good(const char *path, const char *layout);

// It must not be, and the fault says `part`.
void raw_refuse(const char *path, const char *layout, const char *part);

// Reads with the cursor; the status must be the one given. The samples were 0xAA before. Returns
// the rows that are real.
uint32_t raw_read_rows(struct source *source, struct source_cursor *cursor, int64_t index,
                       void *into, enum frame_status status);

#endif
