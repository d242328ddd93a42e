// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/alloc.h"
#include "base/text.h"
#include "output/image_formats.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One frame on its way; what libpng's callbacks see.
struct writing {
    struct output_file *file;
    struct fault *fault;
    char message[128]; // of libpng
};

static char *name_of(const struct image_file *image, size_t frame) {
    const struct image_wish *wish = &image->wish;
    if (wish->frames == 1)
        return alloc_string(image->path);
    return output_name_numbered(image->path, wish->sources ? wish->sources[frame] : (int64_t)frame);
}

static bool accept(const struct image_file *image, struct fault *fault) {
    const struct image_wish *wish = &image->wish;
    if (wish->element == ELEMENT_I16 || wish->element == ELEMENT_F32) {
        char *safe = text_safe(image->path);
        fault_set(fault, FAULT_USAGE,
                  "%s: PNG holds only u8 and u16, not %s; write .tif or .npy, or --as=display",
                  safe, element_name(wish->element));
        free(safe);
        return false;
    }
    bool good = true;
    for (size_t i = 0; good && i < wish->frames; i++) {
        char *name = name_of(image, i);
        good = output_may_write(name, wish->force, fault);
        free(name);
    }
    return good;
}

static bool begin(struct image_file *image, struct fault *fault) {
    (void)image, (void)fault;
    return true;
}

static void on_error(png_structp png, png_const_charp message) {
    struct writing *writing = png_get_error_ptr(png);
    size_t length = strnlen(message, sizeof writing->message - 1);
    memcpy(writing->message, message, length);
    writing->message[length] = '\0';
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    (void)png, (void)message;
}

static void on_write(png_structp png, png_bytep bytes, size_t count) {
    struct writing *writing = png_get_io_ptr(png);
    if (!output_write(writing->file, bytes, count, writing->fault))
        png_longjmp(png, 1);
}

static void on_flush(png_structp png) {
    (void)png;
}

static bool is_ascii(const char *string) {
    for (; *string; string++)
        if ((unsigned char)*string >= 0x80)
            return false;
    return true;
}

// tEXt is Latin-1; what is more is iTXt.
static void set_text(png_structp png, png_infop info, char *key, char *value) {
    png_text text = { .key = key,
                      .text = value,
                      .compression =
                          is_ascii(value) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE };
    png_set_text(png, info, &text, 1);
}

static void set_header(png_structp png, png_infop info, const struct image_wish *wish) {
    int bits = element_bits(wish->element);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(png, info, wish->shape.width, wish->shape.height, bits,
                 wish->shape.channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (wish->bits > 0 && wish->bits < bits) {
        png_byte real = (png_byte)wish->bits;
        png_color_8 significant = { real, real, real, real, 0 };
        png_set_sBIT(png, info, &significant);
    }
    // Fast filters and little effort: 16-bit noise hardly shrinks further.
    png_set_compression_level(png, 3);
}

static bool write_image(struct writing *writing, const struct image_wish *wish, char *software,
                        char *comment, const void *samples) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writing, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_set_write_fn(png, writing, on_write, on_flush);
    set_header(png, info, wish);
    set_text(png, info, (char *)"Software", software);
    if (*comment)
        set_text(png, info, (char *)"Comment", comment);
    png_write_info(png, info);
    if (wish->element == ELEMENT_U16 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        png_set_swap(png);
    size_t row = (size_t)wish->shape.width * wish->shape.channels * element_size(wish->element);
    for (uint32_t y = 0; y < wish->shape.height; y++)
        png_write_row(png, (png_const_bytep)samples + y * row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return true;
}

static bool add(struct image_file *image, const void *samples, struct fault *fault) {
    char *name = name_of(image, image->done);
    struct text comment = { 0 };
    char *software = image_software(image);
    struct writing writing = { .file = &image->file, .fault = fault };
    if (image->wish.provenance)
        provenance_text(image->wish.provenance, &comment);
    bool good = image_open_file(image, name, fault);
    if (good
        && !write_image(&writing, &image->wish, software, (char *)text_string(&comment), samples)) {
        good = false;
        char *safe = text_safe(name);
        if (!image->file.error)
            fault_set(fault, FAULT_FAILED, "%s: cannot make a PNG: %s", safe, writing.message);
        free(safe);
    }
    good = good && image_close_file(image, fault);
    free(software);
    text_free(&comment);
    free(name);
    return good;
}

static void undo(struct image_file *image) {
    for (size_t i = 0; i < image->done; i++) {
        char *name = name_of(image, i);
        unlink(name);
        free(name);
    }
}

const struct image_verbs image_png = { .accept = accept, .begin = begin, .add = add, .undo = undo };
