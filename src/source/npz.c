// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// NPZ: arrays in a ZIP archive. The largest one that holds frames opens, the others are named.
// Stored arrays are read in their place, as NPY files are; deflated ones from their beginning on,
// or when their frames do not follow one another, from a file that they are unpacked into.

#include "source/formats.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/npy.h"
#include "source/zip_directory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_OPENED = 64, // arrays that are tried
    MOST_NAMED = 32,  // as metadata
    NAME_OFFSET = 30, // in the header of a member
};

// No stream of deflate unpacks to more than this many times its length.
static const uint64_t most_unpacked = 1032;

static bool is_array(const char *name, size_t length) {
    return length > 4 && memcmp(name + length - 4, ".npy", 4) == 0;
}

// A ZIP archive whose first member is an array.
static int probe(const unsigned char *head, size_t size) {
    if (size < NAME_OFFSET || memcmp(head, "PK\3\4", 4) != 0)
        return 0;
    size_t length = (size_t)(head[26] | head[27] << 8);
    return length <= size - NAME_OFFSET && is_array((const char *)head + NAME_OFFSET, length) ? 90
                                                                                              : 0;
}

// "data" and "data.npy" are the same member.
static bool is_called(const struct zip_member *member, const char *name) {
    size_t length = strlen(member->name), wanted = strlen(name);
    return strcmp(member->name, name) == 0
           || (length == wanted + 4 && strncmp(member->name, name, wanted) == 0);
}

static int compare_members(const void *a, const void *b) {
    const struct zip_member *first = a, *second = b;
    bool one = is_array(first->name, strlen(first->name));
    bool other = is_array(second->name, strlen(second->name));
    if (one != other)
        return one ? -1 : 1;
    if (first->size != second->size)
        return first->size < second->size ? 1 : -1;
    return first->header < second->header ? -1 : first->header > second->header;
}

// Where a member is in a file of `bytes` bytes.
static bool find_place(const struct zip_member *member, uint64_t bytes, struct npy_place *place,
                       struct fault *fault) {
    if (member->flags & ZIP_ENCRYPTED)
        return fault_set(fault, FAULT_FAILED, "is encrypted: save it without a password");
    if (member->method != ZIP_STORED && member->method != ZIP_DEFLATED)
        return fault_set(fault, FAULT_FAILED,
                         "is compressed by method %u, which blitz does not read: save it with "
                         "numpy.savez or savez_compressed",
                         member->method);
    if (!zip_member_start(place->fd, member, &place->start, fault))
        return false;
    uint64_t left = bytes > place->start ? bytes - place->start : 0;
    place->is_deflated = member->method == ZIP_DEFLATED;
    place->packed = member->packed < left ? member->packed : left;
    place->size = place->is_deflated ? member->size : place->packed;
    place->crc = member->crc;
    if (place->is_deflated && member->size / most_unpacked > member->packed)
        return fault_set(fault, FAULT_FAILED, "claims to unpack to more bytes than is possible");
    return true;
}

static struct source *open_member(const char *path, const struct zip_member *member,
                                  const struct source_wish *wish, struct fault *fault) {
    struct npy_place place = { 0 };
    uint64_t bytes;
    place.fd = file_open(path, &bytes, fault);
    if (place.fd < 0)
        return NULL;
    struct fault inner = { 0 };
    if (find_place(member, bytes, &place, &inner))
        return npy_open_place(&source_npz, path, &place, wish, fault);
    close(place.fd);
    char *safe = text_safe(path);
    fault_set(fault, inner.kind, "%s: %s", safe, fault_text(&inner));
    free(safe);
    fault_clear(&inner);
    return NULL;
}

static void describe(struct source_info *info, const struct zip_directory *directory,
                     size_t opened) {
    struct metadata *metadata = &info->metadata;
    const struct zip_member *member = &directory->members[opened];
    metadata_add(metadata, "array", member->name);
    metadata_add(metadata, "stored", member->method == ZIP_DEFLATED ? "deflated" : "as it is");
    for (size_t i = 0; i < directory->count && i < MOST_NAMED; i++)
        if (i != opened)
            metadata_addf(metadata, "other member", "%s, %" PRIu64 " bytes",
                          directory->members[i].name, directory->members[i].size);
    if (directory->count > MOST_NAMED)
        metadata_addf(metadata, "more members", "%zu", directory->count - MOST_NAMED);
    if (directory->is_rebuilt) {
        metadata_add(metadata, "directory", "lost: the file is cut");
        info->cut = "the file is cut: the directory of its arrays is lost";
    }
}

// The first of the arrays, the largest before, that holds frames. The fault is that of the largest.
static struct source *open_largest(const char *path, const struct zip_directory *directory,
                                   const struct source_wish *wish, size_t *opened,
                                   struct fault *fault) {
    const struct zip_member *members = directory->members;
    struct fault first = { 0 };
    for (size_t i = 0; i < directory->count && i < MOST_OPENED; i++) {
        struct fault this = { 0 };
        if (!is_array(members[i].name, strlen(members[i].name)))
            break;
        struct source *source = open_member(path, &members[i], wish, &this);
        if (source) {
            *opened = i;
            fault_clear(&first);
            return source;
        }
        if (first.kind == FAULT_NONE)
            fault_move(&first, &this);
        fault_clear(&this);
    }
    if (first.kind == FAULT_NONE) {
        char *safe = text_safe(path);
        fault_set(&first, FAULT_FAILED, "%s: holds no arrays", safe);
        free(safe);
    }
    fault_move(fault, &first);
    return NULL;
}

static struct source *open_named(const char *path, const struct zip_directory *directory,
                                 const struct source_wish *wish, size_t *opened,
                                 struct fault *fault) {
    struct text names = { 0 };
    for (size_t i = 0; i < directory->count; i++) {
        if (is_called(&directory->members[i], wish->npz_member)) {
            text_free(&names);
            *opened = i;
            return open_member(path, &directory->members[i], wish, fault);
        }
        char *safe = text_safe(directory->members[i].name);
        if (i < MOST_NAMED)
            text_addf(&names, "%s%s", i ? ", " : "", safe);
        free(safe);
    }
    char *safe = text_safe(path), *member = text_safe(wish->npz_member);
    fault_set(fault, FAULT_USAGE, "%s: holds no array '%s' (--npz-member), but %s", safe, member,
              text_string(&names));
    free(safe);
    free(member);
    text_free(&names);
    return NULL;
}

static struct source *open_npz(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    struct zip_directory directory;
    struct fault inner = { 0 };
    uint64_t bytes;
    int fd = file_open(path, &bytes, fault);
    if (fd < 0)
        return NULL;
    bool good = zip_directory_read(fd, bytes, &directory, &inner);
    close(fd);
    if (!good) {
        char *safe = text_safe(path);
        fault_set(fault, inner.kind, "%s: %s", safe, fault_text(&inner));
        free(safe);
        fault_clear(&inner);
        return NULL;
    }
    size_t opened = 0;
    qsort(directory.members, directory.count, sizeof *directory.members, compare_members);
    struct source *source = *wish->npz_member
                                ? open_named(path, &directory, wish, &opened, fault)
                                : open_largest(path, &directory, wish, &opened, fault);
    if (source)
        describe(&source->info, &directory, opened);
    zip_directory_free(&directory);
    return source;
}

const struct source_format source_npz = {
    .name = "npz",
    .title = "NumPy archive (NPZ): its largest array, stored or deflated",
    .suffixes = "npz",
    .probe = probe,
    .open = open_npz,
    .cursor_open = npy_cursor_open,
    .read = npy_read,
    .cursor_close = npy_cursor_close,
    .close = npy_close,
};
