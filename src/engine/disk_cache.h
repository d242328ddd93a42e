// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The disk cache: recordings that were decoded once, each a file (stack/store.h) in one folder. A
// file is found by a key of all that its frames depend on: paths, sizes and times of the files, and
// the options of loading. Files may be deleted at any time, by anyone; who has one mapped keeps it.

#ifndef BLITZ_ENGINE_DISK_CACHE_H
#define BLITZ_ENGINE_DISK_CACHE_H

#include "base/cancel.h"
#include "base/fault.h"
#include "session/session.h"
#include "source/source.h"
#include "stack/store.h"

#include <stdbool.h>
#include <stdint.h>

// Where a recording is, or would be, in the cache.
struct disk_cache_place {
    char *folder, *path, *key; // owned
    bool is_there;             // as a finished file
};

// Finds the place of the frames `kept` of a counted source. Looks at every file, until `cancel`
// (may be NULL) is asked. NULL, or why there can be none (static).
const char *disk_cache_find(const struct session *session, const struct source *source,
                            const struct indices *kept, struct cancel *cancel,
                            struct disk_cache_place *place);

// NULL when `bytes` more would fit: in half of what the disk has free and the cache holds by now,
// and with a gigabyte left over. Else why not (static).
const char *disk_cache_lacks(const struct disk_cache_place *place, uint64_t bytes);

// Makes room for `bytes` by removing the files that were used longest ago, and what unfinished ones
// are left of processes that died; makes the folder. Then begins a file.
bool disk_cache_begin(const struct disk_cache_place *place, uint64_t bytes, struct store *store,
                      enum element element, struct shape shape, size_t slots, struct stack *stack,
                      struct fault *fault);

// Notes that the file was used just now.
void disk_cache_touch(const struct disk_cache_place *place);

void disk_cache_place_free(struct disk_cache_place *place);

// The folder of the session ("--cache=DIR", else "$XDG_CACHE_HOME/blitz"); NULL when it asks for
// none, or there is no home. New string.
char *disk_cache_folder(const struct session *session);

// A file of the cache, the one used last first.
struct disk_cache_file {
    char *path;
    uint64_t bytes; // on the disk
    double used;    // s since 1970
};

struct disk_cache_files {
    struct disk_cache_file *list;
    size_t count, capacity;
};

// The finished files in a folder; none when there is no folder.
void disk_cache_list(const char *folder, struct disk_cache_files *files);
void disk_cache_files_free(struct disk_cache_files *files);

#endif
