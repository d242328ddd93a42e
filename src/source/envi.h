// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// ENVI files, opened by their pixels. Inside this room only.

#ifndef BLITZ_SOURCE_ENVI_H
#define BLITZ_SOURCE_ENVI_H

#include "source/source.h"

// The path of the ENVI header that describes this file of pixels (NAME.raw.hdr or NAME.hdr beside
// NAME.raw), new string; NULL when there is none.
char *envi_find_header(const char *path);

// Opens the pixels as the header says.
struct source *envi_open(const char *header_path, const char *path, struct fault *fault);

#endif
