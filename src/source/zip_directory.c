// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// By the description of the format (APPNOTE 6.3): the end record is looked for from the end of the
// file, the directory is read through it. Nothing in either is believed to be inside of the file.

#include "source/zip_directory.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum {
    END_BYTES = 22,
    LONGEST_COMMENT = 65535,
    LOCATOR_BYTES = 20,
    END64_BYTES = 56,
    ENTRY_BYTES = 46,
    LOCAL_BYTES = 30,
    MOST_MEMBERS = 100000,
    LARGEST_DIRECTORY = 32 << 20,
};

static uint32_t get16(const unsigned char *at) {
    return (uint32_t)(at[0] | at[1] << 8);
}

static uint32_t get32(const unsigned char *at) {
    return get16(at) | get16(at + 2) << 16;
}

static uint64_t get64(const unsigned char *at) {
    return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static bool read_exactly(int fd, void *into, size_t count, uint64_t offset) {
    return offset <= INT64_MAX - count && file_read_at(fd, into, count, offset) == (ssize_t)count;
}

// The sizes and the offset that do not fit in 32 bits are in an extra field, in this order, those
// alone that are all ones in their own place.
static void take_large(const unsigned char *extra, size_t length, struct zip_member *member) {
    while (length >= 4) {
        size_t size = get16(extra + 2);
        if (size > length - 4)
            return;
        const unsigned char *at = extra + 4, *end = at + size;
        uint64_t *fields[] = { &member->size, &member->packed, &member->header };
        for (size_t i = 0; get16(extra) == 1 && i < 3; i++)
            if (*fields[i] == UINT32_MAX && end - at >= 8) {
                *fields[i] = get64(at);
                at += 8;
            }
        extra += 4 + size;
        length -= 4 + size;
    }
}

static void add_member(struct zip_directory *directory, struct zip_member member,
                       const unsigned char *name, size_t length) {
    directory->members = alloc_grow(directory->members, directory->count, &directory->capacity,
                                    sizeof *directory->members);
    member.name = alloc_zeroed(length + 1, 1);
    memcpy(member.name, name, length);
    directory->members[directory->count++] = member;
}

// Entries from `at` to `end`; false when one is damaged.
static bool take_entries(struct zip_directory *directory, const unsigned char *at,
                         const unsigned char *end) {
    while (end - at >= ENTRY_BYTES && memcmp(at, "PK\1\2", 4) == 0
           && directory->count < MOST_MEMBERS) {
        size_t name = get16(at + 28), extra = get16(at + 30), comment = get16(at + 32);
        if (name + extra + comment > (size_t)(end - at) - ENTRY_BYTES)
            return false;
        struct zip_member member = {
            .flags = get16(at + 8),
            .method = get16(at + 10),
            .crc = get32(at + 16),
            .packed = get32(at + 20),
            .size = get32(at + 24),
            .header = get32(at + 42),
        };
        take_large(at + ENTRY_BYTES + name, extra, &member);
        add_member(directory, member, at + ENTRY_BYTES, name);
        at += ENTRY_BYTES + name + extra + comment;
    }
    return at == end;
}

// Finds where the directory is, from the end record; false when there is none.
static bool find_directory(int fd, uint64_t size, uint64_t *offset, uint64_t *bytes) {
    size_t tail = size < END_BYTES + LONGEST_COMMENT ? (size_t)size : END_BYTES + LONGEST_COMMENT;
    unsigned char *buffer = alloc_zeroed(tail + 1, 1), other[END64_BYTES];
    bool found = false;
    if (read_exactly(fd, buffer, tail, size - tail))
        for (size_t i = tail >= END_BYTES ? tail - END_BYTES + 1 : 0; !found && i-- > 0;) {
            if (memcmp(buffer + i, "PK\5\6", 4) != 0)
                continue;
            found = true;
            *bytes = get32(buffer + i + 12);
            *offset = get32(buffer + i + 16);
            uint64_t at = size - tail + i;
            if (at >= LOCATOR_BYTES && read_exactly(fd, other, LOCATOR_BYTES, at - LOCATOR_BYTES)
                && memcmp(other, "PK\6\7", 4) == 0
                && read_exactly(fd, other, END64_BYTES, get64(other + 8))
                && memcmp(other, "PK\6\6", 4) == 0) {
                *bytes = get64(other + 40);
                *offset = get64(other + 48);
            }
        }
    free(buffer);
    return found;
}

static bool read_listed(int fd, uint64_t size, struct zip_directory *directory) {
    uint64_t offset, bytes;
    if (!find_directory(fd, size, &offset, &bytes) || bytes > LARGEST_DIRECTORY || offset > size
        || bytes > size - offset)
        return false;
    unsigned char *entries = alloc_zeroed(bytes + 1, 1);
    bool good = read_exactly(fd, entries, (size_t)bytes, offset)
                && take_entries(directory, entries, entries + bytes);
    free(entries);
    return good;
}

// A file that is cut has no directory: its members tell of themselves, one after the other, as long
// as they say how long they are.
static void rebuild(int fd, uint64_t size, struct zip_directory *directory) {
    unsigned char head[LOCAL_BYTES], *rest = alloc_zeroed(2 * (UINT16_MAX + 1), 1);
    uint64_t at = 0;
    directory->is_rebuilt = true;
    while (at < size && directory->count < MOST_MEMBERS && read_exactly(fd, head, LOCAL_BYTES, at)
           && memcmp(head, "PK\3\4", 4) == 0) {
        size_t name = get16(head + 26), extra = get16(head + 28);
        struct zip_member member = {
            .header = at,
            .flags = get16(head + 6),
            .method = get16(head + 8),
            .crc = get32(head + 14),
            .packed = get32(head + 18),
            .size = get32(head + 22),
        };
        if (!read_exactly(fd, rest, name + extra, at + LOCAL_BYTES))
            break;
        take_large(rest + name, extra, &member);
        if (!member.size || !member.packed)
            break;
        add_member(directory, member, rest, name);
        if (__builtin_add_overflow(at + LOCAL_BYTES + name + extra, member.packed, &at))
            break;
    }
    free(rest);
}

bool zip_directory_read(int fd, uint64_t size, struct zip_directory *directory,
                        struct fault *fault) {
    *directory = (struct zip_directory){ 0 };
    if (!read_listed(fd, size, directory)) {
        zip_directory_free(directory);
        rebuild(fd, size, directory);
    }
    return directory->count > 0
           || fault_set(fault, FAULT_FAILED, "is a damaged ZIP file: its directory is lost");
}

bool zip_member_start(int fd, const struct zip_member *member, uint64_t *start,
                      struct fault *fault) {
    unsigned char head[LOCAL_BYTES];
    if (!read_exactly(fd, head, LOCAL_BYTES, member->header) || memcmp(head, "PK\3\4", 4) != 0)
        return fault_set(fault, FAULT_FAILED,
                         "is a damaged ZIP file: a member is not where its "
                         "directory says");
    *start = member->header + LOCAL_BYTES + get16(head + 26) + get16(head + 28);
    return true;
}

void zip_directory_free(struct zip_directory *directory) {
    for (size_t i = 0; i < directory->count; i++)
        free(directory->members[i].name);
    free(directory->members);
    *directory = (struct zip_directory){ 0 };
}
