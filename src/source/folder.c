// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/folder.h"

struct source *folder_open(const char *path, const struct source_wish *wish, struct fault *fault) {
    (void)path;
    (void)wish;
    fault_set(fault, FAULT_FAILED, "folders cannot be read yet");
    return NULL;
}

struct source *folder_open_pattern(const char *pattern, const struct source_wish *wish,
                                   struct fault *fault) {
    return folder_open(pattern, wish, fault);
}

struct source *folder_open_list(char *const *paths, size_t count, const struct source_wish *wish,
                                struct fault *fault) {
    (void)count;
    return folder_open(paths[0], wish, fault);
}

struct source_folder_view folder_listing_view(const struct folder_listing *listing) {
    (void)listing;
    return (struct source_folder_view){ 0 };
}

void folder_listing_free(struct folder_listing *listing) {
    (void)listing;
}
