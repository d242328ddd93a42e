// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/tiff_pixels.h"

#include "base/alloc.h"
#include "base/file.h"
#include "source/swap.h"
#include "source/tiff_unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// Reads up to `bytes` pixels' bytes; returns how many there were, with the reason for fewer.
static size_t read_bytes(const struct tiff_file *file, void *into, size_t bytes, uint64_t offset,
                         struct tiff_result *result) {
    ssize_t got = offset <= INT64_MAX - bytes ? file_read_at(file->fd, into, bytes, offset) : 0;
    if (got < 0) {
        result->reason = alloc_format("cannot read the file: %s", strerror(errno));
        return 0;
    }
    if ((size_t)got < bytes)
        result->reason = alloc_string("the file ends inside the pixels of this page");
    return (size_t)got;
}

// Turns `got` bytes at the start of the frame into whole rows and clears what is left.
static void finish(const struct tiff_file *file, const struct tiff_layout *layout, void *into,
                   size_t got, struct tiff_result *result) {
    size_t row = tiff_layout_row_bytes(layout, layout->width);
    size_t size = sample_size(layout->sample);
    result->rows = (uint32_t)(got / row);
    size_t whole = result->rows * row;
    if (file->is_swapped)
        swap_samples(into, whole / size, size);
    memset((unsigned char *)into + whole, 0, layout->height * row - whole);
}

void tiff_direct_run(const struct tiff_file *file, const struct tiff_layout *layout,
                     uint64_t offset, void *into, struct tiff_result *result) {
    *result = (struct tiff_result){ 0 };
    size_t bytes = layout->height * tiff_layout_row_bytes(layout, layout->width);
    finish(file, layout, into, read_bytes(file, into, bytes, offset, result), result);
}

// Strips of a page, as far as the file has them.
struct strips {
    uint64_t *offsets, *counts; // counts may be NULL
    size_t wanted, offset_count, count_count;
};

static struct strips load_strips(const struct tiff_file *file,
                                 const struct tiff_directory *directory,
                                 const struct tiff_layout *layout) {
    struct strips strips = { .wanted = (layout->height - 1) / layout->rows_per_strip + 1 };
    strips.offsets =
        tiff_array_values(file, &directory->offsets, strips.wanted, &strips.offset_count);
    strips.counts =
        tiff_array_values(file, &directory->byte_counts, strips.wanted, &strips.count_count);
    return strips;
}

static void free_strips(struct strips *strips) {
    free(strips->offsets);
    free(strips->counts);
}

// Bytes that strip `index` should hold.
static size_t strip_bytes(const struct tiff_layout *layout, size_t index) {
    uint64_t first = (uint64_t)index * layout->rows_per_strip;
    uint64_t rows = layout->height - first;
    if (rows > layout->rows_per_strip)
        rows = layout->rows_per_strip;
    return (size_t)rows * tiff_layout_row_bytes(layout, layout->width);
}

// Bytes of strip `index` that the directory lets us believe in. The byte count of a single
// strip is often wrong and nothing else can be meant by it; zero means "not said".
static size_t believed_bytes(const struct strips *strips, const struct tiff_layout *layout,
                             size_t index) {
    size_t bytes = strip_bytes(layout, index);
    if (strips->wanted == 1 || index >= strips->count_count || !strips->counts[index])
        return bytes;
    return strips->counts[index] < bytes ? (size_t)strips->counts[index] : bytes;
}

void tiff_direct_strips(const struct tiff_file *file, const struct tiff_directory *directory,
                        const struct tiff_layout *layout, void *into, struct tiff_result *result) {
    *result = (struct tiff_result){ 0 };
    struct strips strips = load_strips(file, directory, layout);
    size_t done = 0;
    for (size_t i = 0; i < strips.wanted && !result->reason;) {
        if (i >= strips.offset_count || !strips.offsets[i]) {
            result->reason =
                alloc_format("strip %zu of %zu is not in the file", i + 1, strips.wanted);
            break;
        }
        // Strips that follow each other are read in one go.
        uint64_t start = strips.offsets[i];
        size_t bytes = 0, expected = 0;
        do {
            expected += strip_bytes(layout, i);
            bytes += believed_bytes(&strips, layout, i);
            i++;
        } while (bytes == expected && i < strips.wanted && i < strips.offset_count
                 && strips.offsets[i] == start + bytes);
        done += read_bytes(file, (unsigned char *)into + done, bytes, start, result);
        if (bytes < expected && !result->reason)
            result->reason =
                alloc_format("strip %zu of %zu is shorter than its rows", i, strips.wanted);
    }
    finish(file, layout, into, done, result);
    free_strips(&strips);
}

bool tiff_direct_start(const struct tiff_file *file, const struct tiff_directory *directory,
                       const struct tiff_layout *layout, uint64_t *offset, uint64_t *cost) {
    struct strips strips = load_strips(file, directory, layout);
    *cost = 8 * (uint64_t)(strips.offset_count + strips.count_count);
    bool good = strips.offset_count == strips.wanted && strips.offsets[0] != 0;
    uint64_t next = good ? strips.offsets[0] : 0;
    *offset = next;
    for (size_t i = 0; good && i < strips.wanted; i++) {
        size_t bytes = strip_bytes(layout, i);
        good = strips.offsets[i] == next && believed_bytes(&strips, layout, i) == bytes;
        good = good && !__builtin_add_overflow(next, bytes, &next) && next <= INT64_MAX;
    }
    free_strips(&strips);
    return good;
}
