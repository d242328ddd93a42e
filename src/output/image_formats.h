// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The verbs of an image format, for image_output.c alone.

#ifndef BLITZ_OUTPUT_IMAGE_FORMATS_H
#define BLITZ_OUTPUT_IMAGE_FORMATS_H

#include "output/image_output.h"
#include "output/write.h"

// The common head of every writer.
struct image_file {
    const struct image_verbs *verbs;
    struct image_wish wish;
    char *path;
    size_t done;             // frames written
    struct output_file file; // open between begin and end (PNG: while a frame is written)
    bool is_open;
    bool is_complete; // all of it has been written
    void *library;    // the format's own state
};

struct image_verbs {
    // Refuses what the format cannot hold.
    bool (*accept)(const struct image_file *image, struct fault *fault);
    bool (*begin)(struct image_file *image, struct fault *fault);
    bool (*add)(struct image_file *image, const void *samples, struct fault *fault);
    bool (*end)(struct image_file *image, struct fault *fault); // before the file gets its name
    void (*release)(struct image_file *image);
    void (*undo)(struct image_file *image); // removes the files of the frames that are done
};

extern const struct image_verbs image_npy;
extern const struct image_verbs image_png;
extern const struct image_verbs image_tiff;

// Opens or completes image->file.
bool image_open_file(struct image_file *image, const char *path, struct fault *fault);
bool image_close_file(struct image_file *image, struct fault *fault);

// "blitz VERSION", or "blitz" when nothing is known. New string.
char *image_software(const struct image_file *image);

#endif
