// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/tiff_description.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double tiff_time_unit(const char *unit) {
    static const struct {
        const char *name;
        double seconds;
    } units[] = {
        { "s", 1 },          { "sec", 1 },          { "second", 1 },
        { "seconds", 1 },    { "ms", 1e-3 },        { "msec", 1e-3 },
        { "us", 1e-6 },      { "\xC2\xB5s", 1e-6 }, { "\xCE\xBCs", 1e-6 },
        { "&#181;s", 1e-6 }, { "&#xB5;s", 1e-6 },   { "\\u00B5s", 1e-6 },
        { "\xB5s", 1e-6 },   { "ns", 1e-9 },        { "ps", 1e-12 },
        { "min", 60 },       { "minute", 60 },      { "h", 3600 },
        { "hour", 3600 },    { "d", 86400 },
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].name, unit) == 0)
            return units[i].seconds;
    return 0;
}

static int compare_planes(const void *a, const void *b) {
    const struct tiff_planes *left = a, *right = b;
    return (left->page > right->page) - (left->page < right->page);
}

// Planes of the pages, by the TiffData of an OME file: plane of page i, -1 for none.
static int64_t *planes_of_pages(const struct tiff_description *description, size_t pages) {
    int64_t *planes = alloc_zeroed(pages, sizeof *planes);
    for (size_t i = 0; i < pages; i++)
        planes[i] = description->plane_count ? -1 : (int64_t)i;
    size_t page = 0;
    if (description->plane_count)
        qsort(description->planes, description->plane_count, sizeof *description->planes,
              compare_planes);
    for (size_t i = 0; i < description->plane_count; i++) {
        const struct tiff_planes *run = &description->planes[i];
        // Each page is taken once, so that runs which overlap cost no time.
        if (run->page > (int64_t)page)
            page = (size_t)run->page;
        for (; page < pages && (int64_t)page - run->page < run->count; page++)
            planes[page] = run->plane + ((int64_t)page - run->page);
    }
    return planes;
}

static int compare_stamps(const void *a, const void *b) {
    const struct tiff_stamp *left = a, *right = b;
    return (left->plane > right->plane) - (left->plane < right->plane);
}

// The time point of a plane.
static int64_t time_point(const struct tiff_description *description, int64_t plane) {
    for (const char *axis = description->order; *axis && *axis != 'T'; axis++) {
        if (*axis == 'C')
            plane /= description->channels;
        else if (*axis == 'Z')
            plane /= description->slices;
    }
    return plane % description->frames;
}

// Whether the pages of an ImageJ stack without a time axis may be taken as time points: there
// an interval is often given with the frames called slices.
static bool is_plain_stack(const struct tiff_description *description) {
    return description->flavour == TIFF_IMAGEJ && description->frames == 1
           && description->channels == 1;
}

const char *tiff_description_time_source(const struct tiff_description *description) {
    if (description->stamp_count)
        return "OME DeltaT";
    // The interval of a single image says nothing about when that one was taken.
    if (description->interval <= 0 || description->images <= 1
        || (description->frames == 1 && !is_plain_stack(description)))
        return NULL;
    return description->flavour == TIFF_IMAGEJ ? "ImageJ finterval" : "OME TimeIncrement";
}

double *tiff_description_times(const struct tiff_description *description, size_t pages) {
    if (!pages || !tiff_description_time_source(description))
        return NULL;
    bool is_time = !is_plain_stack(description);
    double *times = alloc_zeroed(pages, sizeof *times);
    int64_t *planes = planes_of_pages(description, pages);
    if (description->stamp_count)
        qsort(description->stamps, description->stamp_count, sizeof *description->stamps,
              compare_stamps);
    for (size_t i = 0; i < pages; i++) {
        times[i] = NAN;
        if (planes[i] < 0)
            continue;
        if (!description->stamp_count) {
            int64_t point = is_time ? time_point(description, planes[i]) : planes[i];
            times[i] = (double)point * description->interval;
            continue;
        }
        struct tiff_stamp wanted = { .plane = planes[i] };
        const struct tiff_stamp *stamp =
            bsearch(&wanted, description->stamps, description->stamp_count,
                    sizeof *description->stamps, compare_stamps);
        times[i] = stamp ? stamp->time : NAN;
    }
    free(planes);
    return times;
}

void tiff_description_free(struct tiff_description *description) {
    free(description->stamps);
    free(description->planes);
    *description = (struct tiff_description){ 0 };
}
