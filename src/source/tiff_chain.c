// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/tiff_chain.h"

#include "base/alloc.h"
#include "source/tiff_pixels.h"

#include <stdlib.h>

// Thumbnails in a row that are passed over in the search for one full page.
enum { MOST_THUMBNAILS = 16 };

// A set of offsets, open addressing; 0 is an empty place (no directory begins at 0).
struct visited {
    uint64_t *places;
    size_t count, size; // size is a power of two
};

static bool insert(uint64_t *places, size_t size, uint64_t offset) {
    size_t at = (size_t)(offset * 0x9E3779B97F4A7C15u >> 20) & (size - 1);
    while (places[at] && places[at] != offset)
        at = (at + 1) & (size - 1);
    bool is_new = !places[at];
    places[at] = offset;
    return is_new;
}

// Adds an offset; false when it was there.
static bool visit(struct visited *visited, uint64_t offset) {
    if (2 * visited->count >= visited->size) {
        size_t size = visited->size ? 2 * visited->size : 64;
        uint64_t *places = alloc_zeroed(size, sizeof *places);
        for (size_t i = 0; i < visited->size; i++)
            if (visited->places[i])
                insert(places, size, visited->places[i]);
        free(visited->places);
        visited->places = places;
        visited->size = size;
    }
    bool is_new = insert(visited->places, visited->size, offset);
    visited->count += is_new;
    return is_new;
}

// Goes on believing in a run as long as the pages so far make one.
static void extend_run(const struct tiff_file *file, const struct tiff_directory *directory,
                       const struct tiff_layout *first, struct tiff_chain *chain, uint64_t *spent) {
    struct tiff_run *run = &chain->run;
    struct tiff_layout layout;
    uint64_t offset, cost;
    bool good = *spent <= file->size + (1 << 16) && tiff_layout_of(file, directory, &layout, NULL)
                && layout.is_direct && tiff_layout_same(&layout, first)
                && tiff_direct_start(file, directory, &layout, &offset, &cost);
    run->is = false;
    if (!good)
        return;
    *spent += cost;
    uint64_t bytes = (uint64_t)first->height * tiff_layout_row_bytes(first, first->width);
    if (chain->count == 1) {
        *run = (struct tiff_run){ .is = true, .offset = offset, .stride = bytes };
    } else if (chain->count == 2) {
        run->stride = offset - run->offset;
        run->is = offset > run->offset && run->stride >= bytes;
    } else {
        run->is = offset - run->offset == run->stride * (chain->count - 1);
    }
}

bool tiff_chain_walk(const struct tiff_file *file, const struct tiff_directory *first,
                     const struct tiff_layout *layout, struct tiff_chain *chain,
                     struct cancel *cancel) {
    struct visited visited = { 0 };
    struct tiff_directory directory = *first;
    uint64_t walked = 0, spent = 0;
    bool is_cancelled = false;
    for (;;) {
        visit(&visited, directory.at);
        walked += directory.bytes;
        if (visited.count > 1 && tiff_directory_is_reduced(&directory)) {
            chain->reduced++;
        } else {
            chain->pages =
                alloc_grow(chain->pages, chain->count, &chain->capacity, sizeof *chain->pages);
            chain->pages[chain->count++] = directory.at;
            if (chain->count == 1 || chain->run.is)
                extend_run(file, &directory, layout, chain, &spent);
        }
        uint64_t next = directory.next;
        is_cancelled = cancel_asked(cancel);
        if (!next || is_cancelled)
            break;
        if (walked > file->size)
            chain->problem = "the directories overlap: the file is damaged";
        else if (!visit(&visited, next))
            chain->problem = "the chain of directories runs in a circle";
        if (chain->problem || !tiff_directory_read(file, next, &directory, &chain->problem))
            break;
    }
    free(visited.places);
    return !is_cancelled;
}

bool tiff_chain_next(const struct tiff_file *file, const struct tiff_directory *directory,
                     struct tiff_directory *next, size_t *reduced) {
    struct tiff_directory at = *directory;
    const char *reason;
    for (int i = 0; i < MOST_THUMBNAILS && at.next; i++) {
        if (at.next == directory->at || !tiff_directory_read(file, at.next, &at, &reason))
            return false;
        if (!tiff_directory_is_reduced(&at)) {
            *next = at;
            return true;
        }
        ++*reduced;
    }
    return false;
}

void tiff_chain_free(struct tiff_chain *chain) {
    free(chain->pages);
    *chain = (struct tiff_chain){ 0 };
}
