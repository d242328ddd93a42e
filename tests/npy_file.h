// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Folders and NPY files for tests, written by hand.

#ifndef BLITZ_TESTS_NPY_FILE_H
#define BLITZ_TESTS_NPY_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// "$TMPDIR/blitz-XXXXXX", a new folder; the caller frees the name and empties it.
static inline char *new_folder(void) {
    const char *parent = getenv("TMPDIR");
    char *name = malloc(4096);
    snprintf(name, 4096, "%s/blitz-XXXXXX", parent ? parent : "/tmp");
    return mkdtemp(name);
}

static inline void remove_folder(char *folder) {
    char command[5000];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        abort();
    free(folder);
}

static inline char *path_in_folder(const char *folder, const char *name) {
    char *path = malloc(8192);
    snprintf(path, 8192, "%s/%s", folder, name);
    return path;
}

static inline void write_bytes(const char *path, const void *bytes, size_t count) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, count, file) != count || fclose(file) != 0)
        abort();
}

// An NPY 1.0 file: `descr` as "<u2", `order` "True" or "False", `shape` as "(2, 3)".
static inline void write_npy(const char *path, const char *descr, const char *order,
                             const char *shape, const void *data, size_t bytes) {
    char header[128];
    int length =
        snprintf(header + 10, sizeof header - 10,
                 "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr, order, shape);
    memset(header + 10 + length, ' ', sizeof header - 10 - (size_t)length);
    memcpy(header, "\x93NUMPY\1\0\x76\0", 10);
    header[127] = '\n';
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(header, 1, 128, file) != 128 || fwrite(data, 1, bytes, file) != bytes
        || fclose(file) != 0)
        abort();
}

#endif
