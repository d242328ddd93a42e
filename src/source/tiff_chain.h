// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The chain of directories: walked once, in order, keeping 8 bytes a page. Bounded in time
// and memory by the size of the file: no directory is visited twice, and together they are
// not larger than the file.

#ifndef BLITZ_SOURCE_TIFF_CHAIN_H
#define BLITZ_SOURCE_TIFF_CHAIN_H

#include "base/cancel.h"
#include "source/tiff_layout.h"

// Pages whose pixels lie evenly spaced in the file, uncompressed.
struct tiff_run {
    bool is;
    uint64_t offset, stride;
};

// Initialise with { 0 }.
struct tiff_chain {
    uint64_t *pages; // offsets of the directories of full pages, in order; owned
    size_t count, capacity;
    size_t reduced;      // thumbnails passed over
    struct tiff_run run; // all pages, when they are alike and evenly spaced
    const char *problem; // static: why the chain ended early; NULL: it ended
};

// Walks the chain from the first full page, whose directory and layout are given. Pages of
// another size or type count. False when cancelled.
bool tiff_chain_walk(const struct tiff_file *file, const struct tiff_directory *first,
                     const struct tiff_layout *layout, struct tiff_chain *chain,
                     struct cancel *cancel);

// Finds the next full page after `directory` without walking further than to it; false when
// there is none.
bool tiff_chain_next(const struct tiff_file *file, const struct tiff_directory *directory,
                     struct tiff_directory *next, size_t *reduced);

// Frees the offsets.
void tiff_chain_free(struct tiff_chain *chain);

#endif
