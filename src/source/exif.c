// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/exif.h"

#include "base/alloc.h"
#include "base/file.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TYPE_ASCII = 2,
    TYPE_SHORT = 3,
    TYPE_LONG = 4,
    TYPE_RATIONAL = 5,
    TYPE_SIGNED_RATIONAL = 10,
};

enum {
    TAG_EXIF_DIRECTORY = 0x8769,
    TAG_DATE_TIME = 0x0132,
    TAG_DATE_TIME_ORIGINAL = 0x9003,
    TAG_OFFSET_TIME_ORIGINAL = 0x9011,
    TAG_SUBSEC_TIME = 0x9290,
    TAG_SUBSEC_TIME_ORIGINAL = 0x9291,
};

// A camera writes some fifty entries; more than there can be cost time only.
enum { TEXT_MAX = 4096, MOST_ENTRIES = 1000 };

static const struct {
    uint16_t tag;
    const char *name;
} known[] = {
    { 0x010e, "ImageDescription" },
    { 0x010f, "Make" },
    { 0x0110, "Model" },
    { 0x0112, "Orientation" },
    { 0x0131, "Software" },
    { TAG_DATE_TIME, "DateTime" },
    { 0x013b, "Artist" },
    { 0x829a, "ExposureTime" },
    { 0x829d, "FNumber" },
    { 0x8827, "ISOSpeedRatings" },
    { TAG_DATE_TIME_ORIGINAL, "DateTimeOriginal" },
    { TAG_OFFSET_TIME_ORIGINAL, "OffsetTimeOriginal" },
    { 0x9204, "ExposureBiasValue" },
    { 0x920a, "FocalLength" },
    { TAG_SUBSEC_TIME, "SubSecTime" },
    { TAG_SUBSEC_TIME_ORIGINAL, "SubSecTimeOriginal" },
    { 0xa431, "BodySerialNumber" },
    { 0xa434, "LensModel" },
};

struct exif {
    const unsigned char *bytes; // NULL: it is read from the file
    int fd;
    uint64_t size;
    bool is_big_endian;
    struct metadata *metadata;
    // Texts of the tags that make the time; NULL: not there. Owned.
    char *date_time, *original, *offset, *subsecond, *original_subsecond;
};

// False when the bytes are not all there.
static bool fetch(const struct exif *exif, uint64_t at, void *into, size_t count) {
    if (at > exif->size || count > exif->size - at)
        return false;
    if (!exif->bytes)
        return file_read_at(exif->fd, into, count, at) == (ssize_t)count;
    memcpy(into, exif->bytes + at, count);
    return true;
}

// 0 when it is not there.
static uint32_t number_at(const struct exif *exif, uint64_t at, int count) {
    unsigned char bytes[4];
    uint32_t value = 0;
    if (!fetch(exif, at, bytes, (size_t)count))
        return 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[exif->is_big_endian ? i : count - 1 - i];
    return value;
}

static size_t type_size(unsigned type) {
    static const unsigned char sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8 };
    return type < sizeof sizes ? sizes[type] : 0;
}

// The place of an entry's values, or 0 when they are not all inside the block.
static uint64_t values_at(const struct exif *exif, uint64_t entry, unsigned type, uint32_t count) {
    uint64_t bytes = (uint64_t)type_size(type) * count;
    if (!bytes)
        return 0;
    if (bytes <= 4)
        return entry + 8;
    uint64_t at = number_at(exif, entry + 8, 4);
    return at + bytes <= exif->size ? at : 0;
}

static char *text_of(const struct exif *exif, uint64_t at, uint32_t count) {
    char text[TEXT_MAX];
    size_t most = count < TEXT_MAX ? count : TEXT_MAX;
    if (!fetch(exif, at, text, most))
        return NULL;
    size_t length = strnlen(text, most);
    while (length && text[length - 1] == ' ')
        length--;
    return alloc_format("%.*s", (int)length, text);
}

static char *value_of(const struct exif *exif, uint64_t at, unsigned type, uint32_t count) {
    switch (type) {
    case TYPE_ASCII:
        return text_of(exif, at, count);
    case TYPE_SHORT:
        return alloc_format("%u", number_at(exif, at, 2));
    case TYPE_LONG:
        return alloc_format("%u", number_at(exif, at, 4));
    case TYPE_RATIONAL:
        return alloc_format("%u/%u", number_at(exif, at, 4), number_at(exif, at + 4, 4));
    case TYPE_SIGNED_RATIONAL:
        return alloc_format("%d/%d", (int)number_at(exif, at, 4), (int)number_at(exif, at + 4, 4));
    default:
        return NULL;
    }
}

static void keep(char **place, const char *value) {
    if (!*place)
        *place = alloc_string(value);
}

static void take_entry(struct exif *exif, unsigned tag, const char *value) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].tag == tag && !metadata_find(exif->metadata, known[i].name))
            metadata_add(exif->metadata, known[i].name, value);
    if (tag == TAG_DATE_TIME)
        keep(&exif->date_time, value);
    else if (tag == TAG_DATE_TIME_ORIGINAL)
        keep(&exif->original, value);
    else if (tag == TAG_OFFSET_TIME_ORIGINAL)
        keep(&exif->offset, value);
    else if (tag == TAG_SUBSEC_TIME)
        keep(&exif->subsecond, value);
    else if (tag == TAG_SUBSEC_TIME_ORIGINAL)
        keep(&exif->original_subsecond, value);
}

static bool is_known(unsigned tag) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].tag == tag)
            return true;
    return false;
}

// Visits one directory. Returns the place of the EXIF directory that it points to, or 0.
static uint64_t read_directory(struct exif *exif, uint64_t at) {
    uint64_t deeper = 0;
    uint32_t entries = number_at(exif, at, 2);
    entries = entries < MOST_ENTRIES ? entries : MOST_ENTRIES;
    for (uint64_t entry = at + 2; entries-- && entry + 12 <= exif->size; entry += 12) {
        unsigned tag = number_at(exif, entry, 2);
        unsigned type = number_at(exif, entry + 2, 2);
        uint32_t count = number_at(exif, entry + 4, 4);
        uint64_t place = values_at(exif, entry, type, count);
        if (!place)
            continue;
        if (tag == TAG_EXIF_DIRECTORY && type == TYPE_LONG)
            deeper = number_at(exif, place, 4);
        char *value = is_known(tag) ? value_of(exif, place, type, count) : NULL;
        if (value)
            take_entry(exif, tag, value);
        free(value);
    }
    return deeper;
}

// "2024:05:17 12:34:56" as s since 1970, the clock taken as UTC.
static double clock_of(const char *text) {
    struct tm tm = { 0 };
    if (!text
        || sscanf(text, "%4d:%2d:%2d %2d:%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                  &tm.tm_hour, &tm.tm_min, &tm.tm_sec)
               != 6
        || tm.tm_year < 1900 || tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31
        || tm.tm_hour < 0 || tm.tm_hour > 23 || tm.tm_min < 0 || tm.tm_min > 59 || tm.tm_sec < 0
        || tm.tm_sec > 60)
        return NAN;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    return (double)timegm(&tm);
}

// Digits after the decimal point: "05" is 0.05.
static double fraction_of(const char *digits) {
    double value = 0, place = 1;
    for (; digits && *digits >= '0' && *digits <= '9' && place < 1e9; digits++) {
        value = value * 10 + (*digits - '0');
        place *= 10;
    }
    return value / place;
}

// "+02:00" in s.
static double offset_of(const char *text) {
    char sign;
    int hours, minutes;
    if (!text || sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) != 3
        || (sign != '+' && sign != '-') || hours < 0 || minutes < 0)
        return 0;
    return (sign == '-' ? -60.0 : 60.0) * (hours * 60 + minutes);
}

// What the texts that were taken say; frees them.
static double finish(struct exif *exif) {
    double time = clock_of(exif->original) - offset_of(exif->offset);
    if (!isnan(time))
        time += fraction_of(exif->original_subsecond);
    else
        time = clock_of(exif->date_time) + fraction_of(exif->subsecond);
    free(exif->date_time);
    free(exif->original);
    free(exif->offset);
    free(exif->subsecond);
    free(exif->original_subsecond);
    return time;
}

double exif_read(const unsigned char *bytes, size_t size, struct metadata *metadata) {
    struct exif exif = { .bytes = bytes, .size = size, .metadata = metadata };
    if (size < 8 || (memcmp(bytes, "II*\0", 4) != 0 && memcmp(bytes, "MM\0*", 4) != 0))
        return NAN;
    exif.is_big_endian = bytes[0] == 'M';
    uint64_t deeper = read_directory(&exif, number_at(&exif, 4, 4));
    if (deeper)
        read_directory(&exif, deeper);
    return finish(&exif);
}

double exif_read_directory(int fd, uint64_t size, bool is_big_endian, uint64_t at,
                           struct metadata *metadata) {
    struct exif exif = {
        .fd = fd, .size = size, .is_big_endian = is_big_endian, .metadata = metadata
    };
    read_directory(&exif, at);
    return finish(&exif);
}
