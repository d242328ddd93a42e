// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/envi_header.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/raw_type.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_BYTES = 1 << 20 };

// Names of raw types by "data type", without the byte order.
static const char *const types[] = {
    [1] = "u8",   [2] = "i16",  [3] = "i32",  [4] = "f32", [5] = "f64",
    [12] = "u16", [13] = "u32", [14] = "i64", [15] = "u64"
};

bool envi_header_is(const char *head, size_t size) {
    static const char first[] = "ENVI";
    size_t length = sizeof first - 1;
    return size > length && memcmp(head, first, length) == 0 && strchr("\r\n \t", head[length]);
}

static char *end_of_value(char *value) {
    char *stop = value + strspn(value, " \t");
    if (*stop == '{')
        stop += strcspn(stop, "}");
    return stop + strcspn(stop, "\n");
}

// Takes the text apart into keys and values.
static void take_keys(char *text, struct metadata *keys) {
    for (char *line = text + strcspn(text, "\n"); *line;) {
        line++;
        char *equals = line + strcspn(line, "=\n");
        if (*equals != '=' || line[strspn(line, " \t")] == ';') {
            line += strcspn(line, "\n");
            continue;
        }
        char *end = end_of_value(equals + 1), last = *end;
        *equals = *end = '\0';
        for (char *at = equals + 1; *at; at++)
            if (*at == '\n' || *at == '\r')
                *at = ' ';
        metadata_add(keys, text_trim(line, " \t\r"), text_trim(equals + 1, " \t\r"));
        *end = last;
        line = end;
    }
}

static const char *find(const struct envi_header *header, const char *key) {
    for (size_t i = 0; i < header->keys.count; i++)
        if (strcasecmp(header->keys.items[i].key, key) == 0)
            return header->keys.items[i].value;
    return NULL;
}

// A whole number from `least` to `most`; `usual` when the header does not say it, and that is not
// negative.
static bool take_number(const struct envi_header *header, const char *key, int64_t least,
                        int64_t most, int64_t usual, int64_t *number, struct fault *fault) {
    const char *value = find(header, key);
    *number = usual;
    if (!value && usual >= 0)
        return true;
    if (!value)
        return fault_set(fault, FAULT_FAILED, "the header lacks '%s'", key);
    if (text_parse_int(value, number) && *number >= least && *number <= most)
        return true;
    return fault_set(fault, FAULT_FAILED, "'%s' is %s; it must be from %" PRId64 " to %" PRId64,
                     key, value, least, most);
}

static bool take_type(struct envi_header *header, struct fault *fault) {
    int64_t type, order;
    if (!take_number(header, "data type", 1, 15, -1, &type, fault)
        || !take_number(header, "byte order", 0, 1, type == 1 ? 0 : -1, &order, fault))
        return false;
    const char *name = (size_t)type < sizeof types / sizeof *types ? types[type] : NULL;
    if (!name)
        return fault_set(fault, FAULT_FAILED,
                         "its data type %d is not supported (6 and 9 are complex numbers): convert "
                         "it to f32",
                         (int)type);
    char *whole = type == 1 ? alloc_string(name) : alloc_format("%s%s", name, order ? "be" : "le");
    unsigned char i = 0;
    while (raw_type_name(i) && strcmp(raw_type_name(i), whole) != 0)
        i++;
    header->layout.type = i;
    free(whole);
    return true;
}

// Frames one after the other, or pixels that are the same in every interleave.
static bool accept_interleave(const struct envi_header *header, struct fault *fault) {
    const char *interleave = find(header, "interleave"), *packed = find(header, "file compression");
    if (packed && strcmp(packed, "0") != 0)
        return fault_set(fault, FAULT_FAILED, "its pixels are compressed: save them uncompressed");
    if (header->bands == 1 || (interleave && strcasecmp(interleave, "bsq") == 0))
        return true;
    if (!interleave)
        return fault_set(fault, FAULT_FAILED, "the header lacks 'interleave'");
    return fault_set(fault, FAULT_FAILED,
                     "its %" PRId64 " bands are interleaved (%s), no frame is in one piece: "
                     "convert it to bsq",
                     header->bands, interleave);
}

static bool take_layout(struct envi_header *header, struct fault *fault) {
    int64_t width, height, offset;
    if (!take_number(header, "samples", 1, INT32_MAX, -1, &width, fault)
        || !take_number(header, "lines", 1, INT32_MAX, -1, &height, fault)
        || !take_number(header, "bands", 1, INT64_MAX, -1, &header->bands, fault)
        || !take_number(header, "header offset", 0, INT64_MAX, 0, &offset, fault)
        || !take_type(header, fault) || !accept_interleave(header, fault))
        return false;
    header->layout.width = (uint32_t)width;
    header->layout.height = (uint32_t)height;
    header->layout.channels = 1;
    header->layout.offset = (uint64_t)offset;
    return true;
}

bool envi_header_read(const char *path, struct envi_header *header, struct fault *fault) {
    size_t size;
    *header = (struct envi_header){ 0 };
    char *text = file_read_all(path, MOST_BYTES, &size, fault);
    if (!text)
        return false;
    bool good = envi_header_is(text, size);
    if (good)
        take_keys(text, &header->keys);
    else
        fault_set(fault, FAULT_FAILED, "is no ENVI header");
    free(text);
    if (good && take_layout(header, fault))
        return true;
    char *safe = text_safe(path);
    fault_prefix(fault, "%s", safe);
    free(safe);
    envi_header_free(header);
    return false;
}

void envi_header_free(struct envi_header *header) {
    metadata_free(&header->keys);
}
