// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// OME-XML, as much of it as tells of pages and times: the attributes of Pixels, Channel,
// TiffData, UUID and Plane. One pass over the text; elements are looked at one by one, their
// nesting only as far as UUID belongs to the TiffData before it.

#include "source/tiff_description.h"

#include "base/alloc.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct scan {
    struct tiff_description *description;
    struct metadata *metadata;
    int64_t images;   // Pixels elements seen
    int64_t pages;    // of all of them
    int64_t samples;  // of the channels of the first: RGB channels are one page
    int64_t sizes[3]; // SizeC, SizeZ, SizeT of the first
    int64_t channels; // Channel elements of the first
    bool maps_pages;  // a TiffData names a page
    const char *file; // the first file name that a UUID gives
};

struct attribute {
    const char *name, *value;
};

// Takes the next attribute at *at, ending its name and value with zeros. False at the end of
// the element.
static bool next_attribute(char **at, struct attribute *attribute) {
    char *c = *at + strspn(*at, " \t\r\n");
    size_t length = strcspn(c, "= \t\r\n<>/");
    char *equals = c + length + strspn(c + length, " \t\r\n");
    if (!length || *equals != '=')
        return false;
    char *quote = equals + 1 + strspn(equals + 1, " \t\r\n");
    if (*quote != '"' && *quote != '\'')
        return false;
    char *end = strchr(quote + 1, *quote);
    if (!end)
        return false;
    c[length] = '\0';
    *end = '\0';
    *attribute = (struct attribute){ .name = c, .value = quote + 1 };
    *at = end + 1;
    return true;
}

static bool is_named(const struct attribute *attribute, const char *name) {
    return strcmp(attribute->name, name) == 0;
}

// A number from 0 to 2^31 - 1, or `otherwise`.
static int64_t whole(const struct attribute *attribute, int64_t otherwise) {
    int64_t value;
    return text_parse_int(attribute->value, &value) && value >= 0 && value <= INT32_MAX ? value
                                                                                        : otherwise;
}

// The number of the plane at channel c, slice z, time t in the order of dimensions.
static int64_t plane_number(const struct tiff_description *description, int64_t c, int64_t z,
                            int64_t t) {
    int64_t plane = 0, stride = 1;
    for (const char *axis = description->order; *axis; axis++) {
        int64_t at = *axis == 'C' ? c : *axis == 'Z' ? z : *axis == 'T' ? t : 0;
        int64_t size = *axis == 'C'   ? description->channels
                       : *axis == 'Z' ? description->slices
                       : *axis == 'T' ? description->frames
                                      : 1;
        if (at >= size)
            return -1;
        plane += at * stride;
        if (__builtin_mul_overflow(stride, size, &stride))
            return -1;
    }
    return plane;
}

static void take_pixels(struct scan *scan, char *at) {
    struct tiff_description *description = scan->description;
    struct attribute attribute;
    int64_t sizes[3] = { 1, 1, 1 };
    double step = 0, unit = 1;
    const char *order = NULL;
    while (next_attribute(&at, &attribute)) {
        if (is_named(&attribute, "SizeC"))
            sizes[0] = whole(&attribute, 1);
        else if (is_named(&attribute, "SizeZ"))
            sizes[1] = whole(&attribute, 1);
        else if (is_named(&attribute, "SizeT"))
            sizes[2] = whole(&attribute, 1);
        else if (is_named(&attribute, "DimensionOrder"))
            order = attribute.value;
        else if (is_named(&attribute, "TimeIncrement"))
            step = text_parse_double(attribute.value, &step) ? step : 0;
        else if (is_named(&attribute, "TimeIncrementUnit"))
            unit = tiff_time_unit(attribute.value);
        if (scan->images == 0)
            metadata_add(scan->metadata, attribute.name, attribute.value);
    }
    int64_t pages = 0;
    for (int i = 0; i < 3; i++)
        sizes[i] = sizes[i] > 0 ? sizes[i] : 1;
    if (__builtin_mul_overflow(sizes[0] * sizes[1], sizes[2], &pages)
        || __builtin_add_overflow(scan->pages, pages, &scan->pages))
        scan->pages = INT64_MAX;
    if (scan->images++ > 0)
        return;
    memcpy(scan->sizes, sizes, sizeof sizes);
    description->channels = sizes[0];
    description->slices = sizes[1];
    description->frames = sizes[2];
    if (order && strlen(order) == 5 && strspn(order, "XYCZT") == 5)
        memcpy(description->order, order, 6);
    step *= unit;
    description->interval = isfinite(step) && step > 0 ? step : 0;
}

static void take_plane(struct scan *scan, char *at) {
    struct tiff_description *description = scan->description;
    struct attribute attribute;
    int64_t c = 0, z = 0, t = 0;
    double time = NAN, unit = 1;
    while (next_attribute(&at, &attribute)) {
        if (is_named(&attribute, "TheC"))
            c = whole(&attribute, 0);
        else if (is_named(&attribute, "TheZ"))
            z = whole(&attribute, 0);
        else if (is_named(&attribute, "TheT"))
            t = whole(&attribute, 0);
        else if (is_named(&attribute, "DeltaT"))
            time = text_parse_double(attribute.value, &time) ? time : NAN;
        else if (is_named(&attribute, "DeltaTUnit"))
            unit = tiff_time_unit(attribute.value);
    }
    int64_t plane = plane_number(description, c, z, t);
    if (!isfinite(time) || unit <= 0 || plane < 0)
        return;
    description->stamps = alloc_grow(description->stamps, description->stamp_count,
                                     &description->stamp_capacity, sizeof *description->stamps);
    description->stamps[description->stamp_count++] =
        (struct tiff_stamp){ .plane = plane, .time = time * unit };
}

static void take_data(struct scan *scan, char *at) {
    struct tiff_description *description = scan->description;
    struct attribute attribute;
    int64_t c = 0, z = 0, t = 0, page = -1, count = -1;
    while (next_attribute(&at, &attribute)) {
        if (is_named(&attribute, "FirstC"))
            c = whole(&attribute, 0);
        else if (is_named(&attribute, "FirstZ"))
            z = whole(&attribute, 0);
        else if (is_named(&attribute, "FirstT"))
            t = whole(&attribute, 0);
        else if (is_named(&attribute, "IFD"))
            page = whole(&attribute, -1);
        else if (is_named(&attribute, "PlaneCount"))
            count = whole(&attribute, -1);
    }
    // Without IFD and PlaneCount all pages follow in order; with IFD alone it is one.
    if (count < 0)
        count = page < 0 ? INT32_MAX : 1;
    int64_t plane = plane_number(description, c, z, t);
    if (plane < 0)
        return;
    scan->maps_pages = scan->maps_pages || page >= 0;
    description->planes = alloc_grow(description->planes, description->plane_count,
                                     &description->plane_capacity, sizeof *description->planes);
    description->planes[description->plane_count++] =
        (struct tiff_planes){ .page = page < 0 ? 0 : page, .plane = plane, .count = count };
}

static void take_uuid(struct scan *scan, char *at) {
    struct attribute attribute;
    while (next_attribute(&at, &attribute)) {
        if (!is_named(&attribute, "FileName"))
            continue;
        if (scan->file && strcmp(scan->file, attribute.value) != 0)
            scan->description->is_split = true;
        scan->file = scan->file ? scan->file : attribute.value;
    }
}

static void take_channel(struct scan *scan, char *at) {
    struct attribute attribute;
    int64_t samples = 1;
    while (next_attribute(&at, &attribute))
        if (is_named(&attribute, "SamplesPerPixel"))
            samples = whole(&attribute, 1);
    scan->channels++;
    scan->samples += samples > 0 ? samples - 1 : 0;
    // SizeC counts the samples of RGB channels too; pages count channels. The channels stand
    // before the planes, so the shape is right when those are numbered.
    if (scan->samples < scan->sizes[0])
        scan->description->channels = scan->sizes[0] - scan->samples;
}

static void take_element(struct scan *scan, char *name, char *at) {
    static const struct {
        const char *name;
        void (*take)(struct scan *, char *);
        bool is_of_first; // of the first image alone
    } elements[] = {
        { "Pixels", take_pixels, false },  { "Plane", take_plane, true },
        { "TiffData", take_data, true },   { "UUID", take_uuid, false },
        { "Channel", take_channel, true },
    };
    char *colon = strchr(name, ':');
    name = colon ? colon + 1 : name;
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (strcmp(elements[i].name, name) == 0 && (!elements[i].is_of_first || scan->images == 1))
            elements[i].take(scan, at);
}

void tiff_ome_read(char *text, struct tiff_description *description, struct metadata *metadata) {
    struct scan scan = { .description = description, .metadata = metadata };
    description->flavour = TIFF_OME;
    memcpy(description->order, "XYCZT", 6);
    for (char *c = strchr(text, '<'); c;) {
        char *name = c + 1;
        char *end = strchr(name, '>');
        if (!end)
            break;
        // Cut here, so that no attribute is looked for beyond the element.
        *end = '\0';
        size_t length = strcspn(name, " \t\r\n/");
        char *at = name + length + (name[length] != '\0');
        name[length] = '\0';
        if (length)
            take_element(&scan, name, at);
        c = strchr(end + 1, '<');
    }
    if (!scan.maps_pages)
        description->plane_count = 0;
    if (scan.images == 0)
        return;
    int64_t of_first = description->channels * description->slices;
    if (scan.images > 1)
        metadata_addf(metadata, "Images", "%lld series, one after the other",
                      (long long)scan.images);
    if (description->is_split)
        metadata_add(metadata, "Files",
                     "one of several files of an OME series; the others are "
                     "not read");
    else if (scan.images > 1 && scan.pages < INT32_MAX)
        description->images = scan.pages;
    else if (scan.images == 1 && !__builtin_mul_overflow(of_first, description->frames, &of_first)
             && of_first <= INT32_MAX)
        description->images = of_first;
}
