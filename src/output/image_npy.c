// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// NPY 1.0: magic, version, length of the header, the header (a Python dict, padded so that the
// samples begin at a multiple of 64), the samples.

#include "base/alloc.h"
#include "base/text.h"
#include "output/image_formats.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, PREAMBLE = 10, PIECE = 65536 };

static const char *const types[ELEMENT_COUNT] = {
    [ELEMENT_U8] = "|u1",
    [ELEMENT_U16] = "<u2",
    [ELEMENT_I16] = "<i2",
    [ELEMENT_F32] = "<f4",
};

static bool accept(const struct image_file *image, struct fault *fault) {
    return output_may_write(image->path, image->wish.force, fault);
}

static void add_shape(struct text *text, const struct image_wish *wish) {
    text_add_char(text, '(');
    if (wish->as_stack || wish->frames > 1)
        text_addf(text, "%zu, ", wish->frames);
    text_addf(text, "%u, %u", wish->shape.height, wish->shape.width);
    if (wish->shape.channels > 1)
        text_addf(text, ", %u", wish->shape.channels);
    text_add_char(text, ')');
}

static bool begin(struct image_file *image, struct fault *fault) {
    if (!image_open_file(image, image->path, fault))
        return false;
    struct text header = { 0 };
    text_add_bytes(&header, "\x93NUMPY\1\0\0\0", PREAMBLE);
    text_addf(&header,
              "{'descr': '%s', 'fortran_order': False, 'shape': ", types[image->wish.element]);
    add_shape(&header, &image->wish);
    text_add(&header, ", }");
    while ((header.length + 1) % ALIGNMENT)
        text_add_char(&header, ' ');
    text_add_char(&header, '\n');
    size_t length = header.length - PREAMBLE;
    header.data[8] = (char)(length & 0xFF);
    header.data[9] = (char)(length >> 8);
    bool good = output_write(&image->file, header.data, header.length, fault);
    text_free(&header);
    return good;
}

// On a big endian machine.
static bool write_swapped(struct image_file *image, const unsigned char *from, size_t bytes,
                          size_t size, struct fault *fault) {
    unsigned char *piece = alloc_zeroed(PIECE, 1);
    bool good = true;
    while (good && bytes) {
        size_t count = bytes < PIECE ? bytes : PIECE;
        for (size_t i = 0; i < count; i++)
            piece[i] = from[i / size * size + (size - 1 - i % size)];
        good = output_write(&image->file, piece, count, fault);
        from += count;
        bytes -= count;
    }
    free(piece);
    return good;
}

static bool add(struct image_file *image, const void *samples, struct fault *fault) {
    size_t size = element_size(image->wish.element);
    size_t bytes = shape_samples(image->wish.shape) * size;
    if (size > 1 && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        return write_swapped(image, samples, bytes, size, fault);
    return output_write(&image->file, samples, bytes, fault);
}

const struct image_verbs image_npy = { .accept = accept, .begin = begin, .add = add };
