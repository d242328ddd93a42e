// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/listing.h"

#include <stdlib.h>

struct source_folder_view folder_listing_view(const struct folder_listing *listing) {
    return (struct source_folder_view){ .groups = listing->groups,
                                        .group_count = listing->group_count,
                                        .group = listing->group,
                                        .gaps = listing->gaps,
                                        .gap_count = listing->gap_count };
}

void folder_listing_free(struct folder_listing *listing) {
    if (!listing)
        return;
    for (size_t i = 0; i < listing->group_count; i++)
        free(listing->groups[i].label);
    free(listing->groups);
    free(listing->gaps);
    free(listing);
}
