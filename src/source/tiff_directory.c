// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/tiff_directory.h"

#include "base/alloc.h"
#include "base/file.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <tiff.h>

// A directory of a camera has 15 to 60 tags, one of a microscope or a map under 200. The
// bound keeps a hostile chain of overlapping tables from costing seconds.
enum { MOST_TAGS = 4096 };

// What is read at a directory's offset before its size is known: enough for 80 tags and the
// short arrays that usually follow them.
enum { FIRST_BYTES = 1024 };

static uint64_t number(const struct tiff_file *file, const unsigned char *bytes, size_t size) {
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    switch (size) {
    case 1:
        return bytes[0];
    case 2:
        memcpy(&u16, bytes, 2);
        return file->is_swapped ? __builtin_bswap16(u16) : u16;
    case 4:
        memcpy(&u32, bytes, 4);
        return file->is_swapped ? __builtin_bswap32(u32) : u32;
    default:
        memcpy(&u64, bytes, 8);
        return file->is_swapped ? __builtin_bswap64(u64) : u64;
    }
}

static size_t type_size(uint16_t type) {
    static const unsigned char sizes[] = {
        [TIFF_BYTE] = 1,     [TIFF_ASCII] = 1,     [TIFF_SHORT] = 2,     [TIFF_LONG] = 4,
        [TIFF_RATIONAL] = 8, [TIFF_SBYTE] = 1,     [TIFF_UNDEFINED] = 1, [TIFF_SSHORT] = 2,
        [TIFF_SLONG] = 4,    [TIFF_SRATIONAL] = 8, [TIFF_FLOAT] = 4,     [TIFF_DOUBLE] = 8,
        [TIFF_IFD] = 4,      [TIFF_LONG8] = 8,     [TIFF_SLONG8] = 8,    [TIFF_IFD8] = 8,
    };
    return type < sizeof sizes ? sizes[type] : 0;
}

// Integers that may stand for an offset, a count or a code.
static bool is_integer(uint16_t type) {
    return type == TIFF_BYTE || type == TIFF_SHORT || type == TIFF_LONG || type == TIFF_LONG8
           || type == TIFF_IFD || type == TIFF_IFD8;
}

bool tiff_file_head(struct tiff_file *file, const char **reason) {
    unsigned char head[TIFF_HEAD_BYTES];
    ssize_t got = file_read_at(file->fd, head, sizeof head, 0);
    if (got < 8) {
        *reason = "is too short for a TIFF file";
        return false;
    }
    bool is_little = head[0] == 'I' && head[1] == 'I';
    if (!is_little && !(head[0] == 'M' && head[1] == 'M')) {
        *reason = "is not a TIFF file";
        return false;
    }
    file->is_swapped = is_little != (BYTE_ORDER == LITTLE_ENDIAN);
    uint64_t magic = number(file, head + 2, 2);
    file->is_big = magic == 43;
    if (magic == 42) {
        file->first = number(file, head + 4, 4);
    } else if (file->is_big && got == TIFF_HEAD_BYTES && number(file, head + 4, 2) == 8) {
        file->first = number(file, head + 8, 8);
    } else {
        *reason = "is not a TIFF file";
        return false;
    }
    return true;
}

static uint64_t *number_of_tag(struct tiff_directory *directory, uint64_t tag) {
    switch (tag) {
    case TIFFTAG_IMAGEWIDTH:
        return &directory->width;
    case TIFFTAG_IMAGELENGTH:
        return &directory->height;
    case TIFFTAG_SAMPLESPERPIXEL:
        return &directory->samples;
    case TIFFTAG_COMPRESSION:
        return &directory->compression;
    case TIFFTAG_PHOTOMETRIC:
        return &directory->photometric;
    case TIFFTAG_PLANARCONFIG:
        return &directory->planar;
    case TIFFTAG_FILLORDER:
        return &directory->fill_order;
    case TIFFTAG_SUBFILETYPE:
        return &directory->subfile;
    case TIFFTAG_OSUBFILETYPE:
        return &directory->old_subfile;
    case TIFFTAG_ORIENTATION:
        return &directory->orientation;
    case TIFFTAG_ROWSPERSTRIP:
        return &directory->rows_per_strip;
    case TIFFTAG_TILEWIDTH:
        return &directory->tile_width;
    case TIFFTAG_TILELENGTH:
        return &directory->tile_height;
    case TIFFTAG_EXIFIFD:
        return &directory->exif;
    default:
        return NULL;
    }
}

static struct tiff_array *array_of_tag(struct tiff_directory *directory, uint64_t tag) {
    switch (tag) {
    case TIFFTAG_BITSPERSAMPLE:
        return &directory->bits;
    case TIFFTAG_SAMPLEFORMAT:
        return &directory->sample_format;
    case TIFFTAG_EXTRASAMPLES:
        return &directory->extra_samples;
    case TIFFTAG_MAXSAMPLEVALUE:
        return &directory->max_value;
    case TIFFTAG_STRIPOFFSETS:
    case TIFFTAG_TILEOFFSETS:
        return &directory->offsets;
    case TIFFTAG_STRIPBYTECOUNTS:
    case TIFFTAG_TILEBYTECOUNTS:
        return &directory->byte_counts;
    case TIFFTAG_COLORMAP:
        return &directory->colour_map;
    case TIFFTAG_IMAGEDESCRIPTION:
        return &directory->description;
    case TIFFTAG_SOFTWARE:
        return &directory->software;
    case TIFFTAG_DATETIME:
        return &directory->date_time;
    case TIFFTAG_MAKE:
        return &directory->make;
    case TIFFTAG_MODEL:
        return &directory->model;
    default:
        return NULL;
    }
}

static void take_entry(const struct tiff_file *file, struct tiff_directory *directory,
                       const unsigned char *entry) {
    size_t count_size = file->is_big ? 8 : 4;
    uint64_t tag = number(file, entry, 2);
    struct tiff_array array = {
        .type = (uint16_t)number(file, entry + 2, 2),
        .count = number(file, entry + 4, count_size),
    };
    size_t size = type_size(array.type);
    if (!size || !array.count)
        return;
    const unsigned char *value = entry + 4 + count_size;
    array.is_inline = array.count <= count_size / size;
    if (array.is_inline)
        memcpy(array.inlined, value, count_size);
    else
        array.at = number(file, value, count_size);
    uint64_t *one = number_of_tag(directory, tag);
    if (one && is_integer(array.type))
        *one =
            array.is_inline ? number(file, value, size) : tiff_array_value(file, &array, 0, *one);
    // Of an array given twice the first counts, as in libtiff.
    struct tiff_array *many = array_of_tag(directory, tag);
    if (many && !many->type)
        *many = array;
}

bool tiff_directory_read(const struct tiff_file *file, uint64_t at,
                         struct tiff_directory *directory, const char **reason) {
    *directory = (struct tiff_directory){
        .at = at,
        .samples = 1,
        .compression = 1,
        .photometric = UINT64_MAX,
        .planar = 1,
        .fill_order = 1,
        .orientation = 1,
        .rows_per_strip = UINT32_MAX,
    };
    size_t head = file->is_big ? 8 : 2;
    size_t entry_size = file->is_big ? 20 : 12;
    size_t tail = file->is_big ? 8 : 4;
    unsigned char first[FIRST_BYTES];
    ssize_t got = at >= 8 && at < file->size ? file_read_at(file->fd, first, sizeof first, at) : 0;
    if (got < (ssize_t)head) {
        *reason = "a directory lies beyond the end of the file";
        return false;
    }
    uint64_t tags = number(file, first, head);
    if (tags > MOST_TAGS || tags == 0) {
        *reason = tags ? "a directory claims too many tags" : "a directory has no tags";
        return false;
    }
    size_t bytes = head + (size_t)tags * entry_size + tail;
    unsigned char *table = first;
    if (bytes > sizeof first) {
        table = alloc_resize(NULL, bytes, 1);
        got = file_read_at(file->fd, table, bytes, at);
    }
    // A file cut inside the last link still has the whole of this directory.
    bool whole = got >= (ssize_t)(bytes - tail);
    for (size_t i = 0; whole && i < tags; i++)
        take_entry(file, directory, table + head + i * entry_size);
    if (got >= (ssize_t)bytes)
        directory->next = number(file, table + bytes - tail, tail);
    directory->bytes = bytes;
    if (table != first)
        free(table);
    if (!whole)
        *reason = "a directory is cut off by the end of the file";
    return whole;
}

bool tiff_directory_is_reduced(const struct tiff_directory *directory) {
    return (directory->subfile & FILETYPE_REDUCEDIMAGE)
           || directory->old_subfile == OFILETYPE_REDUCEDIMAGE;
}

// How many of the array's values lie in the file.
static uint64_t present(const struct tiff_file *file, const struct tiff_array *array) {
    size_t size = type_size(array->type);
    if (array->is_inline || !size)
        return size ? array->count : 0;
    uint64_t room = array->at < file->size ? (file->size - array->at) / size : 0;
    return array->count < room ? array->count : room;
}

// Reads `bytes` bytes that begin `offset` bytes into the array; returns how many there were.
static size_t fetch(const struct tiff_file *file, const struct tiff_array *array, uint64_t offset,
                    void *into, size_t bytes) {
    if (array->is_inline) {
        memcpy(into, array->inlined + offset, bytes);
        return bytes;
    }
    ssize_t got = file_read_at(file->fd, into, bytes, array->at + offset);
    return got > 0 ? (size_t)got : 0;
}

uint64_t *tiff_array_values(const struct tiff_file *file, const struct tiff_array *array,
                            size_t limit, size_t *count) {
    *count = 0;
    uint64_t there = is_integer(array->type) ? present(file, array) : 0;
    size_t wanted = there < limit ? (size_t)there : limit;
    size_t size = type_size(array->type);
    uint64_t *values = wanted ? alloc_try(wanted, sizeof *values) : NULL;
    if (!values)
        return NULL;
    // The raw values sit at the end of the memory and are widened from the front: value i is
    // read at or after the place where it is written.
    unsigned char *raw = (unsigned char *)(values + wanted) - wanted * size;
    *count = fetch(file, array, 0, raw, wanted * size) / size;
    for (size_t i = 0; i < *count; i++)
        values[i] = number(file, raw + i * size, size);
    if (!*count) {
        free(values);
        return NULL;
    }
    return values;
}

uint64_t tiff_array_value(const struct tiff_file *file, const struct tiff_array *array,
                          uint64_t index, uint64_t otherwise) {
    unsigned char bytes[8];
    size_t size = type_size(array->type);
    if (!is_integer(array->type) || index >= present(file, array)
        || fetch(file, array, index * size, bytes, size) != size)
        return otherwise;
    return number(file, bytes, size);
}

char *tiff_array_text(const struct tiff_file *file, const struct tiff_array *array, size_t limit) {
    if (array->type != TIFF_ASCII && array->type != TIFF_BYTE && array->type != TIFF_UNDEFINED)
        return NULL;
    uint64_t there = present(file, array);
    size_t wanted = there < limit ? (size_t)there : limit;
    char *text = wanted ? alloc_try(wanted + 1, 1) : NULL;
    if (text)
        text[fetch(file, array, 0, text, wanted)] = '\0';
    return text;
}
