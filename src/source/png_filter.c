// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/png_filter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char bytes16 __attribute__((vector_size(16)));

// The bytes of a vector moved up by so many places, zeros below.
#define MOVED(v, places)                                                                          \
    __builtin_shufflevector(                                                                      \
        (bytes16){ 0 }, v, 16 - (places), 17 - (places), 18 - (places), 19 - (places),            \
        20 - (places), 21 - (places), 22 - (places), 23 - (places), 24 - (places), 25 - (places), \
        26 - (places), 27 - (places), 28 - (places), 29 - (places), 30 - (places), 31 - (places))

// Running sums of 16 bytes at a time, of pixels of 1, 2, 4 or 8 bytes: what is moved up by one
// pixel is added, then by two, by four ..., and the last pixel before to all of them.
#define SUM_PIXELS(name, size, LAST)                             \
    static size_t name(unsigned char *row, size_t bytes) {       \
        bytes16 before = { 0 };                                  \
        size_t i = 0;                                            \
        for (; i + sizeof before <= bytes; i += sizeof before) { \
            bytes16 v;                                           \
            memcpy(&v, row + i, sizeof v);                       \
            v += MOVED(v, size);                                 \
            if ((size) < 8)                                      \
                v += MOVED(v, (size) < 8 ? 2 * (size) : 8);      \
            if ((size) < 4)                                      \
                v += MOVED(v, (size) < 4 ? 4 * (size) : 8);      \
            if ((size) < 2)                                      \
                v += MOVED(v, 8);                                \
            v += before;                                         \
            before = __builtin_shufflevector(v, v, LAST);        \
            memcpy(row + i, &v, sizeof v);                       \
        }                                                        \
        return i;                                                \
    }
#define LAST_1 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15
#define LAST_2 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15
#define LAST_4 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15
#define LAST_8 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15
SUM_PIXELS(sum_pixels1, 1, LAST_1)
SUM_PIXELS(sum_pixels2, 2, LAST_2)
SUM_PIXELS(sum_pixels4, 4, LAST_4)
SUM_PIXELS(sum_pixels8, 8, LAST_8)

static void undo_sub(unsigned char *row, size_t bytes, size_t pixel) {
    size_t i = pixel == 1   ? sum_pixels1(row, bytes)
               : pixel == 2 ? sum_pixels2(row, bytes)
               : pixel == 4 ? sum_pixels4(row, bytes)
               : pixel == 8 ? sum_pixels8(row, bytes)
                            : 0;
    for (i = i < pixel ? pixel : i; i < bytes; i++)
        row[i] = (unsigned char)(row[i] + row[i - pixel]);
}

static void undo_up(unsigned char *restrict row, const unsigned char *restrict above,
                    size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        row[i] = (unsigned char)(row[i] + above[i]);
}

static inline void undo_average(unsigned char *row, const unsigned char *above, size_t bytes,
                                size_t pixel) {
    for (size_t i = 0; i < pixel && i < bytes; i++)
        row[i] = (unsigned char)(row[i] + above[i] / 2);
    for (size_t i = pixel; i < bytes; i++)
        row[i] = (unsigned char)(row[i] + (row[i - pixel] + above[i]) / 2);
}

// The one of left, above and above left that is nearest to left + above - above left.
static inline int nearest(int left, int above, int corner) {
    int from_left = abs(above - corner), from_above = abs(left - corner);
    int from_corner = abs(left + above - 2 * corner);
    int best = from_above <= from_corner ? above : corner;
    return from_left <= from_above && from_left <= from_corner ? left : best;
}

static inline void undo_paeth(unsigned char *row, const unsigned char *above, size_t bytes,
                              size_t pixel) {
    for (size_t i = 0; i < pixel && i < bytes; i++)
        row[i] = (unsigned char)(row[i] + above[i]);
    for (size_t i = pixel; i < bytes; i++)
        row[i] = (unsigned char)(row[i] + nearest(row[i - pixel], above[i], above[i - pixel]));
}

// With the size known when it is compiled, the bytes of a pixel are independent of each other.
#define EACH_SIZE(undo)                 \
    switch (pixel) {                    \
    case 1:                             \
        undo(row, above, bytes, 1);     \
        break;                          \
    case 2:                             \
        undo(row, above, bytes, 2);     \
        break;                          \
    case 3:                             \
        undo(row, above, bytes, 3);     \
        break;                          \
    case 4:                             \
        undo(row, above, bytes, 4);     \
        break;                          \
    case 6:                             \
        undo(row, above, bytes, 6);     \
        break;                          \
    default:                            \
        undo(row, above, bytes, pixel); \
    }

bool png_unfilter(int filter, unsigned char *row, const unsigned char *above, size_t bytes,
                  size_t pixel) {
    switch (filter) {
    case 0:
        return true;
    case 1:
        undo_sub(row, bytes, pixel);
        return true;
    case 2:
        undo_up(row, above, bytes);
        return true;
    case 3:
        EACH_SIZE(undo_average)
        return true;
    case 4:
        EACH_SIZE(undo_paeth)
        return true;
    default:
        return false;
    }
}
