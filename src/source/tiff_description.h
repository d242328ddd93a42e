// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What ImageDescription tells of a series: ImageJ's "key=value" lines or OME-XML. How many
// pages there should be, the shape of a hyperstack, and when its pages were taken. Tolerant:
// what is not understood is not there.

#ifndef BLITZ_SOURCE_TIFF_DESCRIPTION_H
#define BLITZ_SOURCE_TIFF_DESCRIPTION_H

#include "source/source.h"

#include <stddef.h>
#include <stdint.h>

enum tiff_flavour { TIFF_PLAIN, TIFF_IMAGEJ, TIFF_OME };

// A time stamp of an OME plane, or a run of pages of an OME TiffData: page first + i holds
// plane plane + i for i < count.
struct tiff_stamp {
    int64_t plane;
    double time; // s
};

struct tiff_planes {
    int64_t page, plane, count;
};

// Initialise with { 0 }.
struct tiff_description {
    enum tiff_flavour flavour;
    int64_t images;                   // pages there should be; -1: not said
    int64_t channels, slices, frames; // 1 where not said
    double interval;                  // s from one time point to the next; 0: not said
    char order[8];                    // of pages, fastest first: "XYCZT"
    bool is_split;                    // OME: other files hold other parts of the series
    struct tiff_stamp *stamps;        // owned
    size_t stamp_count, stamp_capacity;
    struct tiff_planes *planes; // owned
    size_t plane_count, plane_capacity;
};

// Reads the text, which it changes, and adds what is worth knowing to the metadata.
void tiff_description_read(char *text, struct tiff_description *description,
                           struct metadata *metadata);

// The same for OME-XML alone.
void tiff_ome_read(char *text, struct tiff_description *description, struct metadata *metadata);

// Seconds of a unit of time ("ms" ...), 0 when it is unknown.
double tiff_time_unit(const char *unit);

// Where the times of its pages come from (static), or NULL when it tells none.
const char *tiff_description_time_source(const struct tiff_description *description);

// Times of `pages` pages in s, NaN where unknown, in new memory; NULL when it tells none.
double *tiff_description_times(const struct tiff_description *description, size_t pages);

// Frees what it owns; all that is left is zero.
void tiff_description_free(struct tiff_description *description);

#endif
