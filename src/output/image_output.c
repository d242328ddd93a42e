// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "output/image_output.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/size.h"
#include "base/text.h"
#include "output/image_formats.h"

#include <stdlib.h>
#include <strings.h>

static const struct {
    const char *suffix;
    enum image_format format;
} suffixes[] = {
    { "npy", IMAGE_NPY },
    { "tif", IMAGE_TIFF },
    { "tiff", IMAGE_TIFF },
    { "png", IMAGE_PNG },
};

static const struct image_verbs *const formats[] = {
    [IMAGE_NPY] = &image_npy,
    [IMAGE_TIFF] = &image_tiff,
    [IMAGE_PNG] = &image_png,
};

bool image_format_of(const char *path, enum image_format *format, struct fault *fault) {
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcasecmp(file_suffix(path), suffixes[i].suffix) == 0) {
            *format = suffixes[i].format;
            return true;
        }
    char *safe = text_safe(path);
    fault_set(fault, FAULT_USAGE, "%s: an image is written as .npy, .tif or .png", safe);
    free(safe);
    return false;
}

static bool check(const struct image_file *image, struct fault *fault) {
    const struct image_wish *wish = &image->wish;
    size_t bytes;
    char *safe = text_safe(image->path);
    bool good =
        wish->frames && wish->shape.width && wish->shape.height
        && (wish->shape.channels == 1 || wish->shape.channels == 3)
        && size_product(wish->shape.width, wish->shape.height,
                        wish->shape.channels * element_size(wish->element), wish->frames, &bytes);
    if (!good)
        fault_set(fault, FAULT_FAILED, "%s: there is no frame to write", safe);
    free(safe);
    return good && image->verbs->accept(image, fault);
}

struct image_file *image_begin(const char *path, const struct image_wish *wish,
                               struct fault *fault) {
    enum image_format format;
    if (!image_format_of(path, &format, fault))
        return NULL;
    struct image_file *image = alloc_zeroed(1, sizeof *image);
    image->verbs = formats[format];
    image->wish = *wish;
    image->path = alloc_string(path);
    if (check(image, fault) && image->verbs->begin(image, fault))
        return image;
    image_abandon(&image);
    return NULL;
}

bool image_add(struct image_file *image, const void *samples, struct fault *fault) {
    if (image->done == image->wish.frames)
        return fault_set(fault, FAULT_FAILED, "more frames were made than announced");
    if (!image->verbs->add(image, samples, fault))
        return false;
    image->done++;
    return true;
}

bool image_end(struct image_file **image, struct fault *fault) {
    struct image_file *ending = *image;
    bool good = ending->done == ending->wish.frames;
    char *safe = text_safe(ending->path);
    if (!good)
        fault_set(fault, FAULT_FAILED, "%s: only %zu of %zu frames were made; nothing was written",
                  safe, ending->done, ending->wish.frames);
    free(safe);
    if (good && ending->verbs->end)
        good = ending->verbs->end(ending, fault);
    if (good && ending->is_open)
        good = image_close_file(ending, fault);
    ending->is_complete = good;
    image_abandon(image);
    return good;
}

void image_abandon(struct image_file **image) {
    struct image_file *leaving = *image;
    if (!leaving)
        return;
    if (leaving->verbs->release)
        leaving->verbs->release(leaving);
    if (leaving->is_open)
        output_abandon(&leaving->file);
    if (leaving->verbs->undo && leaving->done && !leaving->is_complete)
        leaving->verbs->undo(leaving);
    free(leaving->path);
    free(leaving);
    *image = NULL;
}

bool image_open_file(struct image_file *image, const char *path, struct fault *fault) {
    const struct image_wish *wish = &image->wish;
    image->is_open = output_begin(&image->file, path, wish->force, fault);
    // One of several PNG files may be small: it finds out when it is written.
    bool is_whole = image->verbs != &image_png;
    size_t bytes;
    return image->is_open
           && (!is_whole
               || !size_product(wish->shape.width, wish->shape.height,
                                wish->shape.channels * element_size(wish->element), wish->frames,
                                &bytes)
               || output_has_room(&image->file, bytes, fault));
}

bool image_close_file(struct image_file *image, struct fault *fault) {
    image->is_open = false;
    return output_end(&image->file, fault);
}

char *image_software(const struct image_file *image) {
    const struct provenance *provenance = image->wish.provenance;
    const char *version = provenance ? provenance->version : NULL;
    struct text text = { 0 };
    text_add(&text, version ? "blitz " : "blitz");
    if (version)
        text_add(&text, version);
    return text_take(&text);
}
