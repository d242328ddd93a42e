// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A decoded stack in a file of its own, with what its ledger says: written once, mapped ever after.
//
//   header │ key │ frames, each as in the stack │ records, one a slot, then their reasons
//
// The header is written last, so that a file that was not finished is no store. Frames and records
// have checksums. The file is of this machine: native byte order.

#ifndef BLITZ_STACK_STORE_H
#define BLITZ_STACK_STORE_H

#include "base/fault.h"
#include "stack/ledger.h"
#include "stack/stack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One that is being written. Initialise with { .fd = -1 }.
struct store {
    char *path; // of the unfinished file
    int fd;
    uint64_t *sums; // of the frames, by slot; the loader fills them in
    uint64_t frames_offset;
};

// Begins a file at `path`, which there must not be, with room on the disk for all frames, and maps
// them into `stack` to be filled. FAULT_LIMIT when the disk has no room.
bool store_begin(struct store *store, const char *path, const char *key, enum element element,
                 struct shape shape, size_t slots, struct stack *stack, struct fault *fault);

// Writes the records of the ledger, all of which have settled, and the header, and moves the file
// to `path`. The mapping stays as it is.
bool store_finish(struct store *store, const struct stack *stack, const char *key,
                  const struct ledger *ledger, const char *path, struct fault *fault);

// Frees the store, and removes a file that is not finished.
void store_end(struct store *store);

// What a finished file says of its frames. Owned; free with store_records_free.
struct store_records {
    unsigned char *bytes;
    size_t size, slots;
};

// Maps a finished file with this key, element, shape and number of slots into `stack` and reads its
// records. False when there is none, or it is damaged in header, key or records.
bool store_open(const char *path, const char *key, enum element element, struct shape shape,
                size_t slots, struct stack *stack, struct store_records *records);

// Fills in time, flags, extent and reason of a frame's record and returns its status. Any thread.
enum frame_status store_record(const struct store_records *records, size_t slot,
                               struct frame_record *record);

void store_records_free(struct store_records *records);

// What a finished file holds.
struct store_about {
    char *key; // owned; safe to print but for its line feeds
    enum element element;
    struct shape shape;
    size_t slots;
    uint64_t bytes; // of the file
};

// False when it is no finished store.
bool store_look(const char *path, struct store_about *about);
void store_about_free(struct store_about *about);

// Reads all frames; returns how many differ from their checksums, -1 when it cannot be read.
int64_t store_verify(const char *path);

#endif
