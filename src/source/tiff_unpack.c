// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/tiff_unpack.h"

#include <endian.h>
#include <string.h>

static void copy_whole(const unsigned char *stored, size_t count, unsigned char *into, size_t size,
                       size_t step) {
    if (step == 1) {
        memcpy(into, stored, count * size);
        return;
    }
    for (size_t i = 0; i < count; i++)
        memcpy(into + i * step * size, stored + i * size, size);
}

static void store(unsigned char *into, size_t size, uint32_t value) {
    if (size == 1) {
        *into = (unsigned char)value;
    } else if (size == 2) {
        uint16_t narrow = (uint16_t)value;
        memcpy(into, &narrow, sizeof narrow);
    } else {
        memcpy(into, &value, sizeof value);
    }
}

// Two's complement of `bits` bits, widened.
static uint32_t extend(uint32_t value, uint32_t bits, bool is_signed) {
    uint32_t sign = (uint32_t)1 << (bits - 1);
    return is_signed ? (value ^ sign) - sign : value;
}

static void widen_24(const unsigned char *stored, size_t count, bool is_signed, unsigned char *into,
                     size_t step) {
    for (size_t i = 0; i < count; i++, stored += 3) {
        uint32_t value = BYTE_ORDER == LITTLE_ENDIAN
                             ? (uint32_t)(stored[0] | stored[1] << 8 | stored[2] << 16)
                             : (uint32_t)(stored[2] | stored[1] << 8 | stored[0] << 16);
        store(into + i * step * 4, 4, extend(value, 24, is_signed));
    }
}

// Two samples of 12 bits in three bytes: the usual packing of cameras.
static void unpack_12(const unsigned char *stored, size_t count, uint16_t *into) {
    size_t i = 0;
    for (; i + 1 < count; i += 2, stored += 3) {
        into[i] = (uint16_t)(stored[0] << 4 | stored[1] >> 4);
        into[i + 1] = (uint16_t)((stored[1] & 15) << 8 | stored[2]);
    }
    if (i < count)
        into[i] = (uint16_t)(stored[0] << 4 | stored[1] >> 4);
}

void tiff_unpack(const void *stored, size_t count, uint32_t bits, bool is_signed, void *into,
                 size_t size, size_t step) {
    if (bits == 8 * size) {
        copy_whole(stored, count, into, size, step);
        return;
    }
    if (bits == 24) {
        widen_24(stored, count, is_signed, into, step);
        return;
    }
    if (bits == 12 && step == 1 && !is_signed) {
        unpack_12(stored, count, into);
        return;
    }
    const unsigned char *bytes = stored;
    uint64_t held = 0;
    uint32_t held_bits = 0;
    uint32_t mask = (uint32_t)(((uint64_t)1 << bits) - 1);
    for (size_t i = 0; i < count; i++) {
        for (; held_bits < bits; held_bits += 8)
            held = held << 8 | *bytes++;
        held_bits -= bits;
        uint32_t value = (uint32_t)(held >> held_bits) & mask;
        store((unsigned char *)into + i * step * size, size, extend(value, bits, is_signed));
    }
}

void tiff_paint(const struct tiff_palette *palette, const uint16_t *indices, size_t count,
                void *into) {
    size_t channels = palette->is_grey ? 1 : 3;
    size_t size = sample_size(palette->sample);
    unsigned char *pixel = into;
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < channels; c++, pixel += size)
            store(pixel, size, palette->colours[c * palette->entries + indices[i]]);
}
