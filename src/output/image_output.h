// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Images as files. Frames are handed over one after the other, so an export never needs more
// than one in memory. The format comes from the suffix: .npy (1.0, little endian, C order),
// .tif (ImageJ's description, BigTIFF above 4 GiB), .png (8 or 16-bit integers; one file for
// each frame when there are several).

#ifndef BLITZ_OUTPUT_IMAGE_OUTPUT_H
#define BLITZ_OUTPUT_IMAGE_OUTPUT_H

#include "base/fault.h"
#include "output/provenance.h"
#include "stack/element.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum image_format { IMAGE_NPY, IMAGE_TIFF, IMAGE_PNG };

// From the suffix of a path; FAULT_USAGE for any other.
bool image_format_of(const char *path, enum image_format *format, struct fault *fault);

// What is to be written. Borrowed while the image is open.
struct image_wish {
    enum element element;
    struct shape shape; // channels 1 or 3
    size_t frames;      // that will follow: exactly as many
    bool as_stack;      // (T,H,W[,C]) even for one frame (--frames); else one frame is (H,W[,C])
    bool force;         // replace existing files
    int bits;           // real bits of integers; 0: those of the element
    const char *unit;   // of x and y; NULL: "pixel"
    double interval;    // s from frame to frame; 0: unknown
    bool has_levels;    // low and high: values for black and white, for viewers
    double low, high;
    const int64_t *sources; // source index of each frame, for names of PNG files; NULL: 0, 1 ...
    const struct provenance *provenance; // NULL: none
};

struct image_file;

// Creates the file. Refused: an element or shape that the format cannot hold (the fault says
// which format can), an existing file without force. NULL with a fault.
struct image_file *image_begin(const char *path, const struct image_wish *wish,
                               struct fault *fault);

// Writes the next frame: height x width x channels samples, rows contiguous, native order.
// After a failure only image_abandon is left.
bool image_add(struct image_file *image, const void *samples, struct fault *fault);

// Completes the file and frees; fails when frames are missing. Clears *image.
bool image_end(struct image_file **image, struct fault *fault);

// Removes what was written and frees: a series of PNG files is there whole or not at all. Clears
// *image; NULL is allowed.
void image_abandon(struct image_file **image);

#endif
