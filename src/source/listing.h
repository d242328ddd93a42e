// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a folder holds: its groups of files, which of them is open, and the gaps in its numbers.
// Filled by folder.c, owned by the source that was opened. Inside this room only.

#ifndef BLITZ_SOURCE_LISTING_H
#define BLITZ_SOURCE_LISTING_H

#include "source/source.h"

struct folder_listing {
    struct source_group *groups;
    size_t group_count, group;
    struct source_gap *gaps;
    size_t gap_count;
};

// Borrowed until the listing is freed.
struct source_folder_view folder_listing_view(const struct folder_listing *listing);

void folder_listing_free(struct folder_listing *listing); // NULL is allowed

#endif
