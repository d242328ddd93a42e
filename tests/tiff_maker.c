// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tiff_maker.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void grow(struct maker *maker, size_t size) {
    if (size > maker->capacity) {
        maker->capacity = 2 * size + 1024;
        maker->data = alloc_resize(maker->data, maker->capacity, 1);
    }
    if (size > maker->size) {
        memset(maker->data + maker->size, 0, size - maker->size);
        maker->size = size;
    }
}

void maker_put(struct maker *maker, size_t at, uint64_t value, size_t bytes) {
    grow(maker, at + bytes);
    for (size_t i = 0; i < bytes; i++) {
        size_t shift = 8 * (maker->is_big_endian ? bytes - 1 - i : i);
        maker->data[at + i] = (unsigned char)(value >> shift);
    }
}

struct maker maker_begin(bool is_big_endian, bool is_bigtiff) {
    struct maker maker = { .is_big_endian = is_big_endian, .is_bigtiff = is_bigtiff };
    maker_bytes(&maker, is_big_endian ? "MM" : "II", 2);
    maker_put(&maker, 2, is_bigtiff ? 43 : 42, 2);
    if (is_bigtiff)
        maker_put(&maker, 4, 8, 4), maker_put(&maker, 4, 8, 2), maker_put(&maker, 6, 0, 2);
    maker.link = is_bigtiff ? 8 : 4;
    maker_put(&maker, maker.link, 0, is_bigtiff ? 8 : 4);
    return maker;
}

size_t maker_bytes(struct maker *maker, const void *bytes, size_t size) {
    size_t at = maker->size;
    grow(maker, at + size);
    memcpy(maker->data + at, bytes, size);
    return at;
}

static size_t value_size(uint16_t type) {
    return type == 3 ? 2 : type == 4 ? 4 : type == 16 ? 8 : 1;
}

size_t maker_directory(struct maker *maker, const struct maker_tag *tags, size_t count) {
    size_t wide = maker->is_bigtiff ? 8 : 4;
    size_t entry = maker->is_bigtiff ? 20 : 12;
    size_t head = maker->is_bigtiff ? 8 : 2;
    size_t at = maker->size + (maker->size & 1);
    maker_put(maker, maker->link, at, wide);
    maker_put(maker, at, count, head);
    maker->link = at + head + count * entry;
    maker_put(maker, maker->link, 0, wide);
    for (size_t i = 0; i < count; i++) {
        size_t field = at + head + i * entry;
        size_t size = value_size(tags[i].type);
        maker_put(maker, field, tags[i].tag, 2);
        maker_put(maker, field + 2, tags[i].type, 2);
        maker_put(maker, field + 4, tags[i].count, wide);
        size_t place = field + 4 + wide;
        if (tags[i].count * size > wide) {
            maker_put(maker, place, maker->size, wide);
            place = maker->size;
        }
        if (tags[i].type == 2) {
            grow(maker, place + tags[i].count);
            memcpy(maker->data + place, tags[i].values, tags[i].count);
        } else {
            for (size_t j = 0; j < tags[i].count; j++)
                maker_put(maker, place + j * size, ((const uint64_t *)tags[i].values)[j], size);
        }
    }
    return at;
}

size_t maker_page(struct maker *maker, uint64_t width, uint64_t height, uint64_t bits,
                  const char *description, const void *pixels, size_t size) {
    uint64_t one = 1, offset = 0, bytes = size;
    const char *text = description ? description : "";
    struct maker_tag tags[] = {
        { 256, 4, 1, &width },  { 257, 4, 1, &height }, { 258, 3, 1, &bits },
        { 259, 3, 1, &one },    { 262, 3, 1, &one },    { 270, 2, strlen(text) + 1, text },
        { 273, 4, 1, &offset }, { 277, 3, 1, &one },    { 278, 4, 1, &height },
        { 279, 4, 1, &bytes },
    };
    size_t at = maker_directory(maker, tags, sizeof tags / sizeof *tags);
    size_t field = at + (maker->is_bigtiff ? 8 + 6 * 20 + 12 : 2 + 6 * 12 + 8);
    maker_put(maker, field, maker->size, 4);
    maker_bytes(maker, pixels, size);
    return at;
}

void maker_free(struct maker *maker) {
    free(maker->data);
    *maker = (struct maker){ 0 };
}
