// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/file_names.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

struct file_names file_names_of(const char *const *paths, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += strlen(paths[i]) + 1;
    struct file_names files = { .names = alloc_zeroed(count, sizeof *files.names),
                                .count = count,
                                .memory = alloc_zeroed(bytes, 1) };
    char *at = files.memory;
    for (size_t i = 0; i < count; i++) {
        files.names[i] = at;
        at = stpcpy(at, paths[i]) + 1;
    }
    return files;
}

char *file_names_path(const struct file_names *files, size_t i) {
    return files->folder ? file_join(files->folder, files->names[i])
                         : alloc_string(files->names[i]);
}

void file_names_free(struct file_names *files) {
    free(files->folder);
    free(files->names);
    free(files->memory);
    *files = (struct file_names){ 0 };
}
