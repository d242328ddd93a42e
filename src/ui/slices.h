// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is still to be sent of pictures that a slow link gets in slices: one at a time, so that keys
// and text go between them; nothing more of them when a newer picture is there.

#ifndef BLITZ_UI_SLICES_H
#define BLITZ_UI_SLICES_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

// Initialise with { 0 }.
struct slices {
    struct text bytes;
    size_t *ends; // of each slice
    size_t count, capacity, next;
    size_t sent; // bytes that are on their way
};

// Forgets what was not sent.
void slices_clear(struct slices *slices);

// Adds what an encoder has appended to `bytes` from `start` on, which may be cut at `breaks`
// (lengths of `bytes`).
void slices_add(struct slices *slices, const struct text *bytes, size_t start, const size_t *breaks,
                size_t break_count);

bool slices_are_left(const struct slices *slices);

// The next slice: borrowed until something is added.
const char *slices_next(struct slices *slices, size_t *count);

void slices_free(struct slices *slices);

#endif
