// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/bmp_header.h"

#include <string.h>

static uint32_t number_at(const unsigned char *bytes, int count) {
    uint32_t value = 0;
    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

static void read_palette(const unsigned char *head, size_t size, uint32_t used,
                         struct bmp_header *header) {
    size_t start = 14 + header->info_size;
    size_t entry = header->info_size == 12 ? 3 : 4;
    size_t most = (size_t)1 << header->bits;
    size_t room = header->pixels > start ? (header->pixels - start) / entry : 0;
    size_t colours = used && used < most ? used : most;
    if (colours > room)
        colours = room;
    header->is_grey = true;
    for (size_t i = 0; i < colours && start + (i + 1) * entry <= size; i++) {
        const unsigned char *colour = head + start + i * entry;
        for (int c = 0; c < 3; c++)
            header->palette[i][c] = colour[2 - c];
        header->is_grey &= colour[0] == colour[1] && colour[0] == colour[2];
        header->colours = (unsigned)i + 1;
    }
}

// Whether FFmpeg's decoder knows these masks of red, green and blue.
static bool knows_masks(unsigned bits, const unsigned char *masks) {
    static const struct {
        unsigned bits;
        uint32_t red, green, blue;
    } known[] = {
        { 16, 0xf800, 0x7e0, 0x1f },
        { 16, 0x7c00, 0x3e0, 0x1f },
        { 16, 0xf00, 0xf0, 0xf },
        { 32, 0xff000000, 0xff0000, 0xff00 },
        { 32, 0xff0000, 0xff00, 0xff },
        { 32, 0xff, 0xff00, 0xff0000 },
        { 32, 0xff00, 0xff0000, 0xff000000 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].bits == bits && known[i].red == number_at(masks, 4)
            && known[i].green == number_at(masks + 4, 4)
            && known[i].blue == number_at(masks + 8, 4))
            return true;
    return false;
}

static const char *check_coding(const struct bmp_header *header) {
    unsigned bits = header->bits;
    if (header->compression == BMP_PLAIN)
        return bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32
                   ? NULL
                   : "has a number of bits a pixel that BMP does not know";
    if ((header->compression == BMP_RLE8 && bits == 8)
        || (header->compression == BMP_RLE4 && bits == 4)
        || (header->compression == BMP_MASKS && (bits == 16 || bits == 32)))
        return NULL;
    return "has a compression that is not read: save it as an uncompressed BMP or as PNG";
}

const char *bmp_header_read(const unsigned char *head, size_t size, struct bmp_header *header) {
    *header = (struct bmp_header){ 0 };
    if (size < 26 || memcmp(head, "BM", 2) != 0)
        return "ends in its header";
    header->pixels = number_at(head + 10, 4);
    header->info_size = number_at(head + 14, 4);
    if (header->info_size == 12) {
        header->width = number_at(head + 18, 2);
        header->height = number_at(head + 20, 2);
        header->bits = number_at(head + 24, 2);
    } else {
        if (header->info_size < 40 || header->info_size > 124)
            return "has a BMP header of a kind that is not read";
        if (size < 14 + header->info_size)
            return "ends in its header";
        int32_t width = (int32_t)number_at(head + 18, 4);
        int32_t height = (int32_t)number_at(head + 22, 4);
        if (width < 0)
            return "has a negative width";
        header->width = (uint32_t)width;
        header->is_top_down = height < 0;
        header->height = height < 0 ? 0 - (uint32_t)height : (uint32_t)height;
        header->bits = number_at(head + 28, 2);
        header->compression = number_at(head + 30, 4);
        header->across = number_at(head + 38, 4);
        header->down = number_at(head + 42, 4);
    }
    if (header->pixels < 14 + header->info_size)
        return "has its pixels inside its header";
    const char *wrong = check_coding(header);
    if (wrong)
        return wrong;
    if (header->compression == BMP_MASKS && (size < 70 || !knows_masks(header->bits, head + 54)))
        return "has colours in bits that are not read: save it with 24 bits a pixel";
    // An alpha mask exists from header version 3 on.
    header->has_alpha = header->compression == BMP_MASKS && header->bits == 32
                        && header->info_size >= 56 && number_at(head + 66, 4) != 0;
    if (header->bits <= 8)
        read_palette(head, size, header->info_size == 12 ? 0 : number_at(head + 46, 4), header);
    return header->bits < 8 && !header->colours ? "has no palette" : NULL;
}

uint64_t bmp_row_bytes(const struct bmp_header *header) {
    return ((uint64_t)header->width * header->bits + 31) / 32 * 4;
}

enum bmp_runs bmp_runs_check(const struct bmp_header *header, const unsigned char *data,
                             size_t size) {
    uint64_t x = 0, y = 0;
    bool is_sparse = false;
    for (size_t at = 0; at + 2 <= size;) {
        unsigned count = data[at], value = data[at + 1];
        at += 2;
        if (count) {
            x += count;
        } else if (value > 2) {
            size_t bytes = header->bits == 8 ? value : (value + 1) / 2;
            at += bytes + (bytes & 1);
            x += value;
        } else if (value == 2) {
            is_sparse = true;
            if (at + 2 > size)
                return BMP_RUNS_TORN;
            x += data[at];
            y += data[at + 1];
            at += 2;
        } else {
            // The end of a row or of all; the last row needs no end of its own.
            is_sparse |= y < header->height && x != header->width;
            y++;
            x = 0;
            if (value == 1)
                return is_sparse || y < header->height ? BMP_RUNS_SPARSE : BMP_RUNS_WHOLE;
        }
        if (at > size)
            return BMP_RUNS_TORN;
        is_sparse |= x > header->width;
    }
    y += x >= header->width;
    if (y < header->height)
        return BMP_RUNS_TORN;
    return is_sparse ? BMP_RUNS_SPARSE : BMP_RUNS_WHOLE;
}
