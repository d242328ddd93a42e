// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From the text of ImageDescription: ImageJ's lines are read here, OME-XML in tiff_ome.c, and
// anything else is kept as it is.

#include "base/text.h"
#include "source/tiff_description.h"

#include <math.h>
#include <string.h>

// Lines of a description that become metadata, and characters of a plain one: enough to be
// useful, too few to hurt.
enum { MOST_LINES = 64, MOST_CHARACTERS = 2000 };

// A count that may stand in a description; -1 for anything else.
static int64_t parse_count(const char *text) {
    int64_t value;
    return text_parse_int(text, &value) && value > 0 && value <= INT32_MAX ? value : -1;
}

static void take_line(struct tiff_description *description, const char *key, const char *value,
                      double *unit) {
    int64_t count = parse_count(value);
    double number;
    if (strcmp(key, "images") == 0)
        description->images = count;
    else if (strcmp(key, "channels") == 0 && count > 0)
        description->channels = count;
    else if (strcmp(key, "slices") == 0 && count > 0)
        description->slices = count;
    else if (strcmp(key, "frames") == 0 && count > 0)
        description->frames = count;
    else if (strcmp(key, "finterval") == 0 && text_parse_double(value, &number) && isfinite(number)
             && number > 0)
        description->interval = number;
    else if (strcmp(key, "tunit") == 0 && tiff_time_unit(value) > 0)
        *unit = tiff_time_unit(value);
}

static void read_imagej(char *text, struct tiff_description *description,
                        struct metadata *metadata) {
    description->flavour = TIFF_IMAGEJ;
    memcpy(description->order, "XYCZT", 6);
    double unit = 1;
    size_t lines = 0;
    char *rest = text;
    for (char *line = strsep(&rest, "\r\n"); line; line = strsep(&rest, "\r\n")) {
        char *equals = strchr(line, '=');
        if (!equals)
            continue;
        *equals = '\0';
        take_line(description, line, equals + 1, &unit);
        if (lines++ < MOST_LINES)
            metadata_add(metadata, line, equals + 1);
    }
    description->interval *= unit;
}

void tiff_description_read(char *text, struct tiff_description *description,
                           struct metadata *metadata) {
    description->images = -1;
    description->channels = description->slices = description->frames = 1;
    if (strncmp(text, "ImageJ=", 7) == 0) {
        read_imagej(text, description, metadata);
    } else if (strstr(text, "<OME") || strstr(text, "<ome:OME")) {
        tiff_ome_read(text, description, metadata);
    } else if (*text) {
        if (strlen(text) > MOST_CHARACTERS)
            text[MOST_CHARACTERS] = '\0';
        metadata_add(metadata, "ImageDescription", text);
    }
    int64_t product = description->channels * description->slices;
    if (description->flavour != TIFF_PLAIN && (product > 1 || description->frames > 1))
        metadata_addf(metadata, "Hyperstack",
                      "%lld channels x %lld slices x %lld time points, taken page by page",
                      (long long)description->channels, (long long)description->slices,
                      (long long)description->frames);
}
