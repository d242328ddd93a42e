// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One TIFF directory (IFD) as it stands in the file, classic or BigTIFF, either byte order.
// Reading one costs one pread, so a chain of 65 000 is walked in a fraction of a second;
// nothing here decodes pixels, and no number of the file is trusted with memory or time.

#ifndef BLITZ_SOURCE_TIFF_DIRECTORY_H
#define BLITZ_SOURCE_TIFF_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// An open file and how its numbers are written.
struct tiff_file {
    int fd;
    uint64_t size;
    bool is_big;     // BigTIFF: 64-bit offsets
    bool is_swapped; // not in the byte order of this machine
    uint64_t first;  // offset of the first directory
};

// The values of one tag: in the directory when they are few, else still in the file.
// type 0: the tag is not there.
struct tiff_array {
    uint16_t type;
    bool is_inline;
    uint64_t count;
    uint64_t at;              // offset in the file, unless inline
    unsigned char inlined[8]; // as they stand in the file
};

// Tags that concern us; defaults filled in where the file is silent.
struct tiff_directory {
    uint64_t at, next; // offsets in the file; next 0: the last one
    uint64_t bytes;    // of its table
    uint64_t width, height, samples, compression, photometric, planar, fill_order;
    uint64_t subfile, old_subfile, orientation, rows_per_strip, tile_width, tile_height;
    uint64_t exif; // offset of the EXIF directory; 0: none
    struct tiff_array bits, sample_format, extra_samples, max_value, offsets, byte_counts;
    struct tiff_array colour_map, description, software, date_time, make, model;
};

// Bytes that a TIFF header needs.
enum { TIFF_HEAD_BYTES = 16 };

// Reads the head of a file: byte order, kind and first directory. `file` has fd and size.
// False with a reason (static text) when it is no TIFF.
bool tiff_file_head(struct tiff_file *file, const char **reason);

// Reads the directory at `at`. False with a reason (static text) when it is not whole.
bool tiff_directory_read(const struct tiff_file *file, uint64_t at,
                         struct tiff_directory *directory, const char **reason);

// Whether it is a reduced copy of another page (a thumbnail).
bool tiff_directory_is_reduced(const struct tiff_directory *directory);

// Up to `limit` values of the array, integers of any width, in new memory; *count receives
// how many the file really holds. NULL when there are none.
uint64_t *tiff_array_values(const struct tiff_file *file, const struct tiff_array *array,
                            size_t limit, size_t *count);

// Value number `index`, or `otherwise` when it is not there.
uint64_t tiff_array_value(const struct tiff_file *file, const struct tiff_array *array,
                          uint64_t index, uint64_t otherwise);

// The text of the array, at most `limit` bytes, as it stands up to its first zero byte; new
// string, NULL when there is none. Not safe to print.
char *tiff_array_text(const struct tiff_file *file, const struct tiff_array *array, size_t limit);

#endif
