// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/png_quick.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/size.h"
#include "source/png_filter.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static uint32_t big_endian(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool make_room(unsigned char **memory, size_t *capacity, size_t size) {
    if (*capacity >= size)
        return true;
    free(*memory);
    *memory = alloc_try(size, 1);
    *capacity = *memory ? size : 0;
    return *memory != NULL;
}

static bool is_header(const unsigned char *chunk, const struct png_wanted *wanted) {
    static const int channels[] = { 1, 0, 3, 0, 2, 0, 4 }; // by colour type
    const unsigned char *data = chunk + 8;
    return memcmp(chunk, "\0\0\0\rIHDR", 8) == 0 && big_endian(data) == wanted->width
           && big_endian(data + 4) == wanted->height && data[8] == wanted->bit_depth && data[9] <= 6
           && channels[data[9]] == (int)wanted->channels && !data[10] && !data[11] && !data[12];
}

// Puts all image data behind each other at the start of the file's bytes; returns how many they
// are, 0 when anything is unusual. Chunks that need not be understood are passed over, but their
// checksums must be right.
static size_t gather_data(unsigned char *file, size_t size, const struct png_wanted *wanted) {
    enum { SIGNATURE = 8, AROUND = 12, HEADER = 25 }; // AROUND: length, type and checksum
    if (size < SIGNATURE + HEADER + AROUND || memcmp(file, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0
        || !is_header(file + SIGNATURE, wanted))
        return 0;
    size_t data = 0, at = SIGNATURE;
    bool is_over = false;
    while (size - at >= AROUND) {
        unsigned char *chunk = file + at;
        size_t length = big_endian(chunk);
        if (length > size - at - AROUND
            || big_endian(chunk + 8 + length) != libdeflate_crc32(0, chunk + 4, 4 + length))
            return 0;
        at += AROUND + length;
        if (memcmp(chunk + 4, "IEND", 4) == 0)
            return at == size ? data : 0;
        if (memcmp(chunk + 4, "IDAT", 4) == 0) {
            if (is_over)
                return 0;
            memmove(file + data, chunk + 8, length);
            data += length;
        } else {
            bool is_needed = !(chunk[4] & 0x20);
            if (is_needed && memcmp(chunk + 4, "IHDR", 4) != 0 && memcmp(chunk + 4, "PLTE", 4) != 0)
                return 0;
            is_over = data > 0;
        }
    }
    return 0;
}

static void store_row(const unsigned char *row, size_t bytes, int bit_depth, void *into) {
    if (bit_depth == 8) {
        memcpy(into, row, bytes);
        return;
    }
    uint16_t *samples = into;
    for (size_t i = 0; i < bytes / 2; i++)
        samples[i] = (uint16_t)(row[2 * i] << 8 | row[2 * i + 1]);
}

static bool undo_rows(struct png_quick *quick, const struct png_wanted *wanted, size_t row_bytes,
                      unsigned char *into) {
    size_t pixel = wanted->channels * (size_t)wanted->bit_depth / 8;
    unsigned char *row = quick->rows;
    const unsigned char *above = row + (row_bytes + 1) * wanted->height; // zeros
    memset(row + (row_bytes + 1) * wanted->height, 0, row_bytes);
    for (uint32_t y = 0; y < wanted->height; y++, row += row_bytes + 1) {
        if (!png_unfilter(row[0], row + 1, above, row_bytes, pixel))
            return false;
        store_row(row + 1, row_bytes, wanted->bit_depth, into + y * row_bytes);
        above = row + 1;
    }
    return true;
}

bool png_quick_read(struct png_quick *quick, int fd, uint64_t size, const struct png_wanted *wanted,
                    void *into) {
    size_t row_bytes, bytes, room;
    if (!size_product(wanted->width, wanted->channels, (size_t)wanted->bit_depth / 8, 1, &row_bytes)
        || !size_multiply(row_bytes + 1, wanted->height, &bytes)
        || !size_add(bytes, row_bytes, &room) || size > 2 * (uint64_t)bytes + (1 << 20)
        || !make_room(&quick->file, &quick->file_capacity, (size_t)size)
        || !make_room(&quick->rows, &quick->row_capacity, room)
        || file_read_at(fd, quick->file, (size_t)size, 0) != (ssize_t)size)
        return false;
    size_t data = gather_data(quick->file, (size_t)size, wanted), used;
    if (!quick->decompressor)
        quick->decompressor = libdeflate_alloc_decompressor();
    return data && quick->decompressor
           && libdeflate_zlib_decompress_ex(quick->decompressor, quick->file, data, quick->rows,
                                            bytes, &used, NULL)
                  == LIBDEFLATE_SUCCESS
           && used == data && undo_rows(quick, wanted, row_bytes, into);
}

void png_quick_free(struct png_quick *quick) {
    if (quick->decompressor)
        libdeflate_free_decompressor(quick->decompressor);
    free(quick->file);
    free(quick->rows);
    *quick = (struct png_quick){ 0 };
}

const char *png_quick_version(void) {
    return "libdeflate " LIBDEFLATE_VERSION_STRING;
}
