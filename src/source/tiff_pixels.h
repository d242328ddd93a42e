// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From the strips or tiles of one directory to a frame. Two ways lead there: straight from
// the file where the pixels lie in it as they are (tiff_direct), and through libtiff's codecs
// (tiff_codec), one strip or tile at a time. Both give the rows that are whole, from the top,
// and stop at the first that is not.

#ifndef BLITZ_SOURCE_TIFF_PIXELS_H
#define BLITZ_SOURCE_TIFF_PIXELS_H

#include "source/tiff_layout.h"

// What became of a frame.
struct tiff_result {
    uint32_t rows;   // whole rows from the top; the rest of the frame is zero
    bool complained; // the decoder warned, yet gave all rows
    char *reason;    // why rows are missing or what was complained of; safe; owned
};

// Reads a frame whose pixels begin at `offset` without a gap.
void tiff_direct_run(const struct tiff_file *file, const struct tiff_layout *layout,
                     uint64_t offset, void *into, struct tiff_result *result);

// Reads a frame from the strips of a directory with layout->is_direct.
void tiff_direct_strips(const struct tiff_file *file, const struct tiff_directory *directory,
                        const struct tiff_layout *layout, void *into, struct tiff_result *result);

// Where the pixels of a direct page begin if its strips follow each other without a gap.
// *cost receives the bytes read to find out.
bool tiff_direct_start(const struct tiff_file *file, const struct tiff_directory *directory,
                       const struct tiff_layout *layout, uint64_t *offset, uint64_t *cost);

// One libtiff handle and the memory to decode with: for one thread.
struct tiff_codec;

// `file` is borrowed. NULL with a fault (without the file's name) when libtiff refuses.
struct tiff_codec *tiff_codec_open(const struct tiff_file *file, struct fault *fault);

// Reads any page that tiff_layout_of accepted.
void tiff_codec_read(struct tiff_codec *codec, const struct tiff_directory *directory,
                     const struct tiff_layout *layout, void *into, struct tiff_result *result);

// Clears *codec.
void tiff_codec_close(struct tiff_codec **codec);

#endif
