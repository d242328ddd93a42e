// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/store.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/size.h"
#include "base/text.h"
#include "stack/checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char magic[8] = { 'B', 'L', 'I', 'T', 'Z', 'S', 'T', '1' };
static const uint64_t order = 0x0102030405060708;

enum { FRAMES_ALIGNED = 1 << 16, MOST_KEY = 1 << 20 };

struct header {
    char magic[8];
    uint64_t order, key_bytes, frames_offset, frame_bytes, slots, records_offset, records_bytes;
    uint64_t element, width, height, channels;
    uint64_t key_sum, records_sum;
    uint64_t sum; // of all fields before
};

struct record {
    uint64_t sum; // of the frame
    double time;
    uint32_t status, flags, width, height;
    uint64_t reason_offset, reason_bytes; // from the first record on
};

static uint64_t header_sum(const struct header *header) {
    return checksum(header, offsetof(struct header, sum));
}

static uint64_t aligned(uint64_t offset) {
    return (offset + FRAMES_ALIGNED - 1) / FRAMES_ALIGNED * FRAMES_ALIGNED;
}

static bool write_at(int fd, const void *bytes, size_t count, uint64_t offset) {
    const unsigned char *from = bytes;
    while (count > 0) {
        ssize_t wrote = pwrite(fd, from, count, (off_t)offset);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        from += wrote, offset += (uint64_t)wrote, count -= (size_t)wrote;
    }
    return true;
}

static bool fail(const char *path, const char *what, struct fault *fault) {
    int error = errno;
    char *safe = text_safe(path);
    enum fault_kind kind = error == ENOSPC || error == EDQUOT ? FAULT_LIMIT : FAULT_FAILED;
    fault_set(fault, kind, "%s: %s: %s", safe, what, strerror(error));
    free(safe);
    return false;
}

// ── writing ────────────────────────────────────────────────────────────────────────────────

bool store_begin(struct store *store, const char *path, const char *key, enum element element,
                 struct shape shape, size_t slots, struct stack *stack, struct fault *fault) {
    *store = (struct store){ .path = alloc_string(path), .fd = -1 };
    size_t frame_bytes, bytes, end;
    store->frames_offset = aligned(sizeof(struct header) + strlen(key));
    if (!stack_frame_bytes(element, shape, &frame_bytes)
        || !size_multiply(frame_bytes, slots, &bytes)
        || !size_add(bytes, (size_t)store->frames_offset, &end) || end > INT64_MAX)
        return fault_set(fault, FAULT_LIMIT, "more frames than a file can hold");
    store->sums = alloc_try(slots, sizeof *store->sums);
    if (!store->sums)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for %zu checksums", slots);
    store->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (store->fd < 0)
        return fail(path, "cannot write the disk cache", fault);
    // Room is taken now: a page that the disk lacks later could not be told to anyone.
    int error = posix_fallocate(store->fd, 0, (off_t)end);
    if (error) {
        errno = error;
        return fail(path, "no room for the disk cache", fault);
    }
    return stack_map_new(stack, element, shape, slots, store->fd, store->frames_offset, fault);
}

static void *make_records(const struct store *store, const struct ledger *ledger, size_t *bytes) {
    struct text text = { 0 };
    size_t slots = ledger_slots(ledger), end = slots * sizeof(struct record);
    for (size_t slot = 0; slot < slots; slot++) {
        const struct frame_record *from = ledger_read(ledger, slot);
        struct record record = { .sum = store->sums[slot],
                                 .time = from->time,
                                 .status = (uint32_t)ledger_status(ledger, slot),
                                 .flags = from->flags,
                                 .width = from->valid.width,
                                 .height = from->valid.height,
                                 .reason_offset = end,
                                 .reason_bytes = from->reason ? strlen(from->reason) : 0 };
        end += record.reason_bytes;
        text_add_bytes(&text, (const char *)&record, sizeof record);
    }
    for (size_t slot = 0; slot < slots; slot++)
        if (ledger_read(ledger, slot)->reason)
            text_add(&text, ledger_read(ledger, slot)->reason);
    *bytes = text.length;
    return text_take(&text);
}

bool store_finish(struct store *store, const struct stack *stack, const char *key,
                  const struct ledger *ledger, const char *path, struct fault *fault) {
    struct header header = { .order = order,
                             .key_bytes = strlen(key),
                             .frames_offset = store->frames_offset,
                             .frame_bytes = stack->frame_bytes,
                             .slots = stack->slots,
                             .element = stack->element,
                             .width = stack->shape.width,
                             .height = stack->shape.height,
                             .channels = stack->shape.channels };
    memcpy(header.magic, magic, sizeof magic);
    size_t bytes;
    void *records = make_records(store, ledger, &bytes);
    header.records_offset = aligned(store->frames_offset + stack->slots * stack->frame_bytes);
    header.records_bytes = bytes;
    header.records_sum = checksum(records, bytes);
    header.key_sum = checksum(key, header.key_bytes);
    header.sum = header_sum(&header);
    bool good = write_at(store->fd, records, bytes, header.records_offset)
                && write_at(store->fd, key, header.key_bytes, sizeof header)
                && write_at(store->fd, &header, sizeof header, 0) && rename(store->path, path) == 0;
    free(records);
    if (!good)
        return fail(path, "cannot write the disk cache", fault);
    free(store->path);
    store->path = NULL;
    return true;
}

void store_end(struct store *store) {
    if (store->fd >= 0)
        close(store->fd);
    if (store->path && store->fd >= 0)
        unlink(store->path);
    free(store->path);
    free(store->sums);
    *store = (struct store){ .fd = -1 };
}

// ── reading ────────────────────────────────────────────────────────────────────────────────

// All that later arithmetic builds on is checked here.
static bool header_is_good(const struct header *header, uint64_t size) {
    uint64_t end;
    return memcmp(header->magic, magic, sizeof magic) == 0 && header->order == order
           && header->sum == header_sum(header) && header->element < ELEMENT_COUNT
           && header->key_bytes <= MOST_KEY && header->slots > 0
           && header->frames_offset >= sizeof *header + header->key_bytes
           && !__builtin_mul_overflow(header->slots, header->frame_bytes, &end)
           && !__builtin_add_overflow(end, header->frames_offset, &end)
           && end <= header->records_offset && header->records_offset <= size
           && header->records_bytes <= size - header->records_offset
           && header->slots <= header->records_bytes / sizeof(struct record)
           && header->width <= UINT32_MAX && header->height <= UINT32_MAX && header->channels <= 3;
}

static int open_header(const char *path, struct header *header) {
    uint64_t size;
    int fd = file_open(path, &size, NULL);
    if (fd >= 0 && file_read_at(fd, header, sizeof *header, 0) == (ssize_t)sizeof *header
        && header_is_good(header, size))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static char *read_key(int fd, const struct header *header) {
    char *key = alloc_zeroed(header->key_bytes + 1, 1);
    if (file_read_at(fd, key, header->key_bytes, sizeof *header) == (ssize_t)header->key_bytes
        && checksum(key, header->key_bytes) == header->key_sum && strlen(key) == header->key_bytes)
        return key;
    free(key);
    return NULL;
}

static void *read_records(int fd, const struct header *header) {
    void *records = alloc_try(header->records_bytes, 1);
    if (records
        && file_read_at(fd, records, header->records_bytes, header->records_offset)
               == (ssize_t)header->records_bytes
        && checksum(records, header->records_bytes) == header->records_sum)
        return records;
    free(records);
    return NULL;
}

static bool is_settled(uint32_t status) {
    return status > FRAME_WAITING && status < FRAME_STATUS_COUNT;
}

static struct record record_at(const struct store_records *records, size_t slot) {
    struct record record;
    memcpy(&record, records->bytes + slot * sizeof record, sizeof record);
    return record;
}

static bool records_are_good(const struct store_records *records) {
    for (size_t slot = 0; slot < records->slots; slot++) {
        struct record record = record_at(records, slot);
        if (!is_settled(record.status) || record.reason_offset > records->size
            || record.reason_bytes > records->size - record.reason_offset)
            return false;
    }
    return true;
}

bool store_open(const char *path, const char *key, enum element element, struct shape shape,
                size_t slots, struct stack *stack, struct store_records *records) {
    struct header header;
    *records = (struct store_records){ 0 };
    int fd = open_header(path, &header);
    if (fd < 0)
        return false;
    size_t frame_bytes;
    char *found = read_key(fd, &header);
    if (found)
        *records = (struct store_records){ read_records(fd, &header), header.records_bytes, slots };
    bool good =
        records->bytes && strcmp(found, key) == 0 && header.element == (uint64_t)element
        && header.width == shape.width && header.height == shape.height
        && header.channels == shape.channels && header.slots == slots
        && stack_frame_bytes(element, shape, &frame_bytes) && header.frame_bytes == frame_bytes
        && records_are_good(records)
        && stack_map(stack, element, shape, slots, fd, header.frames_offset, frame_bytes, NULL);
    free(found);
    close(fd);
    if (!good)
        store_records_free(records);
    return good;
}

enum frame_status store_record(const struct store_records *records, size_t slot,
                               struct frame_record *record) {
    struct record from = record_at(records, slot);
    record->time = from.time;
    record->flags = from.flags;
    record->valid = (struct extent){ from.width, from.height };
    if (from.reason_bytes) {
        struct text reason = { 0 };
        text_add_safe(&reason, (const char *)records->bytes + from.reason_offset,
                      from.reason_bytes);
        record->reason = text_take(&reason);
    }
    return (enum frame_status)from.status;
}

void store_records_free(struct store_records *records) {
    free(records->bytes);
    *records = (struct store_records){ 0 };
}

bool store_look(const char *path, struct store_about *about) {
    struct header header;
    int fd = open_header(path, &header);
    if (fd < 0)
        return false;
    *about = (struct store_about){ .key = read_key(fd, &header),
                                   .element = (enum element)header.element,
                                   .shape = { .width = (uint32_t)header.width,
                                              .height = (uint32_t)header.height,
                                              .channels = (uint32_t)header.channels },
                                   .slots = (size_t)header.slots,
                                   .bytes = header.records_offset + header.records_bytes };
    close(fd);
    return about->key != NULL;
}

void store_about_free(struct store_about *about) {
    free(about->key);
    *about = (struct store_about){ 0 };
}

int64_t store_verify(const char *path) {
    struct header header;
    int fd = open_header(path, &header);
    unsigned char *records = fd >= 0 ? read_records(fd, &header) : NULL;
    unsigned char *frame = records ? alloc_try(header.frame_bytes, 1) : NULL;
    int64_t bad = frame ? 0 : -1;
    for (uint64_t slot = 0; frame && slot < header.slots; slot++) {
        struct record record;
        memcpy(&record, records + slot * sizeof record, sizeof record);
        ssize_t got = file_read_at(fd, frame, header.frame_bytes,
                                   header.frames_offset + slot * header.frame_bytes);
        bad +=
            got != (ssize_t)header.frame_bytes || checksum(frame, header.frame_bytes) != record.sum;
    }
    free(frame);
    free(records);
    if (fd >= 0)
        close(fd);
    return bad;
}
